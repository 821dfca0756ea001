"""What can go wrong, and who should hear of it.

CleanerError
├── UsageError            a wrong option, policy, category, file or path: the caller mends it
│   └── MissingExtra      a feature whose optional packages are not installed
├── PackError             a rule pack that cannot be used; names file, rule and field
├── ReportError           a report that is damaged, or does not belong to the text
└── OutputError           an output that could not be written: the disk is full, or it was closed
"""

from __future__ import annotations


class CleanerError(Exception):
    """Anything that `cleaner` raises on purpose. Its text is one line that says what to do.

    >>> str(UsageError("no such file: a\\nb\\x1b[31m"))
    'no such file: a\\\\nb\\\\x1b[31m'
    """

    def __init__(self, text: str = "") -> None:
        super().__init__("".join(char if char.isprintable() else repr(char)[1:-1] for char in text))


class UsageError(CleanerError):
    """The call itself is wrong: an unknown policy, a missing file, a bad option."""


class MissingExtra(UsageError):
    """A feature was asked for whose optional packages are not installed.

    >>> str(MissingExtra("fit", "catboost"))
    "this needs catboost: pip install 'news-text-cleaner[fit]'"
    """

    def __init__(self, extra: str, package: str) -> None:
        super().__init__(f"this needs {package}: pip install 'news-text-cleaner[{extra}]'")
        self.extra, self.package = extra, package

    def __reduce__(self) -> tuple[type[MissingExtra], tuple[str, str]]:
        return MissingExtra, (self.extra, self.package)


class PackError(CleanerError):
    """A rule pack that cannot be used. The text names the file, the rule and the field.

    >>> str(PackError("unknown field", file="my.toml", rule="offer", field="patern"))
    'my.toml: rule offer: patern: unknown field'
    """

    def __init__(self, problem: str, *, file: str = "", rule: str = "", field: str = "") -> None:
        self.problem, self.file, self.rule, self.field = problem, file, rule, field
        where = [file, f"rule {rule}" if rule else "", field, problem]
        super().__init__(": ".join(part for part in where if part))


class ReportError(CleanerError):
    """A report that is damaged, is of another version, or does not belong to this text."""


class OutputError(CleanerError):
    """An output that could not be written, or not to its end: the disk is full, the stream was closed."""


def why(error: OSError) -> str:
    """What the system says went wrong, as the end of a line.

    >>> why(OSError(28, "No space left on device"))
    'no space left on device'
    """
    return (error.strerror or str(error)).lower()
