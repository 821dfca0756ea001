"""The reader of arguments: argparse, with what it prints sent through the door that all else goes through."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NoReturn

from cleaner._version import __version__
from cleaner.cli import streams
from cleaner.views.visible import visible

#: Two complaints of argparse: a word that is none of its choices, an option that is none.
_CHOICE = re.compile(r"invalid choice: '([^']+)' \(choose from (.+)\)")
_UNKNOWN = re.compile(r"unrecognized arguments: (--[^\s=]+)")

if TYPE_CHECKING:
    from _typeshed import SupportsWrite


class Parser(argparse.ArgumentParser):
    """An ArgumentParser whose complaints hold no character that a terminal obeys, though the arguments do."""

    def print_help(self, file: SupportsWrite[str] | None = None) -> None:
        """Prints the help to standard output, wherever `file` is. Raises OutputError."""
        streams.tell(self.format_help(), end="")

    def error(self, message: str) -> NoReturn:
        """Ends the program with exit code 2 and the usage, then `message`, on standard error."""
        hint = _hint(message, self._option_string_actions)
        streams.note(f"{self.format_usage()}{self.prog}: error: {visible(message + hint)}")
        raise SystemExit(2)

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        """Ends the program once standard output is written. Raises OutputError."""
        streams.flush()
        super().exit(status, message)


def unless_output(path: str) -> str | None:
    """A path to write to; None for "-", which stands for standard output.

    >>> unless_output("page.html"), unless_output("-")
    ('page.html', None)
    """
    return None if path == "-" else path


def _hint(message: str, options: Iterable[str]) -> str:
    """What may have been meant instead of what argparse complains of, for the end of its complaint."""
    if found := _CHOICE.search(message):
        word, choices = found[1], [choice.strip("'") for choice in found[2].split(", ")]
    elif found := _UNKNOWN.search(message):
        word, choices = found[1], [option for option in options if option.startswith("--")]
    else:
        return ""
    near = get_close_matches(word, choices, 1)
    return f"; did you mean {near[0]}?" if near else ""


class Version(argparse.Action):
    """Prints name and version, and ends the program. Raises OutputError, where argparse's own would say nothing."""

    def __init__(self, option_strings: list[str], dest: str, **_: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, default=argparse.SUPPRESS, help="show the version and exit")

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        """Does so."""
        streams.tell(f"cleaner {__version__}")
        parser.exit()
