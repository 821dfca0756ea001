"""What callers give, looked at once at the door: a wrong value is told in one line that says what to give instead."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any, Literal

from cleaner.errors import UsageError

#: What `clean_many` does with a missing value.
Missing = Literal["raise", "pass"]
MISSING = ("raise", "pass")


def is_missing(value: object) -> bool:
    """Whether a value of a column stands for none: None, a float that is no number, or the NA of pandas.

    >>> [is_missing(one) for one in (None, float("nan"), "", 0.0)]
    [True, True, False, False]
    """
    return value is None or (isinstance(value, float) and value != value) or type(value).__name__ == "NAType"


def refuse_other_than_text(value: object) -> None:
    """Raises UsageError where `value` is no str."""
    if isinstance(value, str):
        return
    if isinstance(value, bytes | bytearray | memoryview):
        hint = 'decode it, as with data.decode("utf-8")'
    elif is_missing(value):
        hint = 'leave missing values out, or use clean_many(…, missing="pass")'
    else:
        hint = "give the text itself"
    raise UsageError(f"a text must be a str, not {type(value).__name__}: {hint}")


def many(values: Any, name: str, of: str) -> Iterator[Any]:
    """An iterator over what is given as many values. Raises UsageError for a single text and for what has no parts."""
    if isinstance(values, str | bytes | bytearray):
        raise UsageError(f"{name} must be many {of}, not one {type(values).__name__}: give a list, such as [one]")
    try:
        return iter(values)
    except TypeError:
        wrong = type(values).__name__
        raise UsageError(f"{name} must be many {of}, such as a list, not {wrong}") from None


def listed(values: Any, name: str, of: str, example: str) -> tuple[Any, ...]:
    """What an option of many values was given. Raises UsageError for one text in place of a list, and for no list.

    >>> listed("credit", "keep", "categories", '["credit"]')
    Traceback (most recent call last):
    cleaner.errors.UsageError: keep takes a list of categories, such as ["credit"], not 'credit'
    """
    if not isinstance(values, str | bytes | os.PathLike):
        try:
            return tuple(values)
        except TypeError:
            pass
    raise UsageError(f"{name} takes a list of {of}, such as {example}, not {values!r}")


def path_or_switch(value: Any, name: str) -> bool | str:
    """What `model` or `wording` was given: True, False or a path. Raises UsageError for anything else."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str | os.PathLike) and (path := os.fspath(value)) and isinstance(path, str):
        return path
    raise UsageError(f"{name} takes True, False (for none) or the path of a file, not {value!r}")


def text_or_none(value: object, missing: Missing) -> str | None:
    """One of many texts; None for a missing one that may be passed. Raises UsageError for anything else."""
    if isinstance(value, str):
        return value
    if missing == "raise" or not is_missing(value):
        refuse_other_than_text(value)
    return None


def url_or_none(value: object) -> str | None:
    """The URL of a text; None for a missing one. Raises UsageError for anything else."""
    if isinstance(value, str):
        return value
    if is_missing(value):
        return None
    raise UsageError(f"a url must be a str, or None where there is none, not {type(value).__name__}")


def refuse_unknown(value: object, name: str, choices: Sequence[str]) -> None:
    """Raises UsageError where an option was given none of its choices."""
    if value not in choices:
        raise UsageError(f"unknown {name} {value!r}; choose one of {', '.join(choices)}")
