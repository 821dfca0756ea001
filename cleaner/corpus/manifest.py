"""The memory of a run: what it was called with, and that nobody else is at it."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cleaner.corpus.parts import write_whole
from cleaner.errors import UsageError

#: The folder inside the output folder that holds what a run needs to go on.
FOLDER = ".cleaner-run"
#: What a run keeps there beside the lock: folders of parts, and notes, some of them half written.
_PARTS = re.compile(r"\d{6,}\.parts")
_NOTES = re.compile(r"\.?(?:manifest\.json|total\.json|\d{6,}\.(?:json|rejects))(?:\.\d+\.tmp)?")
_AGAIN = "give the same arguments to go on, choose another output folder, or begin anew with --overwrite"


@contextmanager
def held(out: str) -> Iterator[str]:
    """Holds the output folder for this run alone, and gives the folder of its memory.

    Raises UsageError where the folder cannot be made or another run is at work in it.
    """
    folder = os.path.join(out, FOLDER)
    try:
        os.makedirs(folder, exist_ok=True)
        file = open(os.path.join(folder, "lock"), "a")
    except OSError as error:
        raise UsageError(f"cannot write to {out}: {(error.strerror or str(error)).lower()}") from None
    with file:
        try:
            import fcntl
        except ImportError:  # there are systems without it; two runs at once are then not noticed
            yield folder
            return
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UsageError(f"another run is writing to {out}: wait for its end, or choose another folder") from None
        yield folder


def settle(folder: str, arguments: dict[str, Any], *, is_anew: bool) -> bool:
    """Notes the arguments of a new run; whether the folder had none. An old run must have had the same ones.

    Raises UsageError, with the first argument that differs, where it had not.
    """
    path = os.path.join(folder, "manifest.json")
    if is_anew:
        forget(folder)
    if not os.path.exists(path):
        write_whole(path, json.dumps(arguments, indent=1).encode())
        return True
    try:
        with open(path, "rb") as file:
            old = json.load(file)
        if not isinstance(old, dict):
            raise ValueError
    except ValueError:
        raise UsageError(f"{path} is damaged: {_AGAIN}") from None
    for name, value in arguments.items():
        if old.get(name) != value:
            difference = _difference(name, old.get(name), value)
            raise UsageError(f"the run in {os.path.dirname(folder)} had {difference}; {_AGAIN}")
    return False


def _difference(name: str, old: Any, new: Any) -> str:
    if name != "inputs" or not isinstance(old, list):
        return f"{name} {old!r:.80}, not {new!r:.80}"
    before, now = {one[0]: one for one in old}, {one[0]: one for one in new}
    for one in now:
        if one not in before:
            return f"no input {one}"
        if before[one] != now[one]:
            return f"another {one}: the file has changed"
    gone = next((one for one in before if one not in now), None)
    return f"an input {gone} that is not given now" if gone else "its inputs in another order"


def forget(folder: str) -> None:
    """Throws away all that a run has noted and all parts that it has finished; what it did not make stays."""
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        if _PARTS.fullmatch(name) and not os.path.islink(path):
            shutil.rmtree(path)
        elif _NOTES.fullmatch(name):
            os.unlink(path)
