"""The one door to standard output and error: what people read holds nothing that a terminal would obey.

All that a command prints goes through here; what programs read goes as it is. Standard output that cannot be written
is an OutputError; a message that standard error does not take is lost, since there is nobody left to tell.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TextIO

from cleaner.errors import OutputError, why
from cleaner.views.visible import visible


def shown(text: str) -> str:
    """Lines for people: all that would not be seen, or would do something to a terminal, is a sign of its own.

    >>> shown("one\\x1b[31m\\n\\ttwo\\a")
    'one␛[31m\\n\\ttwo␇'
    """
    return "\n".join(map(visible, text.split("\n")))


def out(content: bytes) -> None:
    """Writes `content` to standard output, for programs. Raises OutputError; BrokenPipeError where nobody reads it."""
    stream = _output()
    try:
        stream.flush()
        rest = memoryview(content)
        while rest:  # a stream without a buffer may take a part
            rest = rest[stream.buffer.write(rest) :]
        stream.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _refused(error) from None


def tell(text: str = "", end: str = "\n") -> None:
    """Writes lines for people to standard output. Raises OutputError; BrokenPipeError where nobody reads them."""
    stream = _output()
    try:
        stream.write(_spelt(f"{shown(text)}{end}", stream.encoding))
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _refused(error) from None


def note(text: str) -> None:
    """Writes lines for people to standard error, if it takes them."""
    if sys.stderr is not None:
        with suppress(OSError, ValueError):
            sys.stderr.write(_spelt(f"{shown(text)}\n", sys.stderr.encoding))
            sys.stderr.flush()


def warn(message: str) -> None:
    """One line on standard error, with the program's name before it."""
    note(f"cleaner: {visible(message)}")


def is_watched() -> bool:
    """Whether standard error is a terminal."""
    return sys.stderr is not None and sys.stderr.isatty()


def flush() -> None:
    """Has all of standard output written. Raises OutputError; BrokenPipeError where nobody reads it."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _refused(error) from None


def abandon() -> None:
    """Gives up what standard output did not take, which has nowhere to go: the interpreter would try again."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _output() -> TextIO:
    if sys.stdout is None:  # Python's word for a stream that was closed before the start
        raise OutputError("cannot write standard output: it is closed")
    return sys.stdout


def _refused(error: OSError) -> OutputError:
    return OutputError(f"cannot write standard output: {why(error)}")


def _spelt(text: str, encoding: str | None) -> str:
    """The text with escapes for what an encoding cannot write."""
    name = encoding or "utf-8"
    return text.encode(name, "backslashreplace").decode(name)
