"""The command line. The first word names a command; without one, `cleaner` is a filter.

Exit codes: 0 done; 1 done, but something was rejected or found wrong; 2 the call was wrong, nothing was written; 3 the
output could not be written (the disk is full, or it was closed); 130 interrupted; 141 the reader of the output went
away.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from difflib import get_close_matches
from importlib import import_module

from cleaner.cli import streams
from cleaner.errors import CleanerError, OutputError, UsageError, why

#: Each command and the module beside this one that runs it.
_COMMANDS = {
    "restore": "restore",
    "explain": "explain",
    "report": "report",
    "corpus": "corpus",
    "learn": "learn",
    "overview": "overview",
    "rules": "rules",
    "eval": "evaluate",
    "fit": "fit",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line with `arguments` (those of the process if None) and returns its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = _run(words)
        streams.flush()
        if arguments is None:
            gc.freeze()  # the process ends: what it holds need not be looked through once more for circles
        return code
    except OutputError as error:
        return _unwritten(str(error))
    except CleanerError as error:
        streams.warn(str(error))
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        streams.abandon()
        return 141
    except OSError as error:  # of a library: what is read is asked for with care, so that most are of writing
        return _unwritten(f"{error.filename or 'the system'}: {why(error)}")


def _unwritten(message: str) -> int:
    streams.warn(message)
    with suppress(OutputError, BrokenPipeError):
        streams.flush()
    streams.abandon()
    return 3


def _run(words: list[str]) -> int:
    is_command = bool(words) and words[0] in _COMMANDS
    if words and not is_command and not words[0].startswith("-") and not os.path.exists(words[0]):
        near = get_close_matches(words[0], _COMMANDS, 1)
        if near:
            raise UsageError(f"there is no file {words[0]!r}; did you mean the command {near[0]}?")
    module = import_module(f"cleaner.cli.{_COMMANDS[words[0]] if is_command else 'clean'}")
    return int(module.run(words[1:] if is_command else words))
