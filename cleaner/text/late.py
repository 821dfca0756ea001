"""Patterns of the program itself that few runs need: each is compiled when it is first used, not when it is loaded."""

from __future__ import annotations

import re
from typing import Any, cast


class _Late:
    """Stands for a pattern, and takes over each of its methods when that is first asked for."""

    def __init__(self, source: str, flags: int) -> None:
        self._given = source, flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(*self._given), name)
        setattr(self, name, found)
        return found


def late(source: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, compiled at its first use.

    >>> late("[0-9]+").findall("1 and 22")
    ['1', '22']
    """
    return cast("re.Pattern[str]", _Late(source, flags))
