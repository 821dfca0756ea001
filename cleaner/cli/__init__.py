"""The command line. The first word names a command; without one, `cleaner` is a filter.

Exit codes: 0 done; 1 done, but something was rejected or found wrong; 2 the call was wrong, nothing was written;
130 interrupted; 141 the reader of the output went away.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from cleaner.errors import CleanerError

_COMMANDS = ("restore", "rules", "eval")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line with `arguments` (those of the process if None) and returns its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = _run(words)
        sys.stdout.flush()
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
    command = words[0] if words and words[0] in _COMMANDS else "clean"
    if command == "restore":
        from cleaner.cli.restore import run
    elif command == "rules":
        from cleaner.cli.rules import run
    elif command == "eval":
        from cleaner.cli.evaluate import run
    else:
        from cleaner.cli.clean import run

        return run(words)
    return run(words[1:])
