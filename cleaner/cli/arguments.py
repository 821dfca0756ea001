"""The reader of arguments: argparse, with what it prints sent through the door that all else goes through."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any, NoReturn

from cleaner._version import __version__
from cleaner.cli import streams
from cleaner.views.visible import visible

if TYPE_CHECKING:
    from _typeshed import SupportsWrite


class Parser(argparse.ArgumentParser):
    """An ArgumentParser whose complaints hold no character that a terminal obeys, though the arguments do."""

    def print_help(self, file: SupportsWrite[str] | None = None) -> None:
        """Prints the help to standard output, wherever `file` is. Raises OutputError."""
        streams.tell(self.format_help(), end="")

    def error(self, message: str) -> NoReturn:
        """Ends the program with exit code 2 and the usage, then `message`, on standard error."""
        streams.note(f"{self.format_usage()}{self.prog}: error: {visible(message)}")
        raise SystemExit(2)

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        """Ends the program once standard output is written. Raises OutputError."""
        streams.flush()
        super().exit(status, message)


class Version(argparse.Action):
    """Prints name and version, and ends the program. Raises OutputError, where argparse's own would say nothing."""

    def __init__(self, option_strings: list[str], dest: str, **_: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, default=argparse.SUPPRESS, help="show the version and exit")

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        """Does so."""
        streams.tell(f"cleaner {__version__}")
        parser.exit()
