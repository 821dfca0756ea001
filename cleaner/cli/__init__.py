"""The command line. The first word names a command; without one, `cleaner` is a filter.

Exit codes: 0 done; 1 done, but something was rejected or found wrong; 2 the call was wrong, nothing was written;
130 interrupted; 141 the reader of the output went away.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from cleaner.errors import CleanerError

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
        sys.stdout.flush()
        if arguments is None:
            gc.freeze()  # the process ends: what it holds need not be looked through once more for circles
        return code
    except CleanerError as error:
        print(f"cleaner: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # What is still in the buffer has nowhere to go: the null device keeps the interpreter from complaining.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


def _run(words: list[str]) -> int:
    is_command = bool(words) and words[0] in _COMMANDS
    module = import_module(f"cleaner.cli.{_COMMANDS[words[0]] if is_command else 'clean'}")
    return int(module.run(words[1:] if is_command else words))
