"""What fuzzing found: each input, named after its target, once broke a law or a library, and does so no more."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

HOME = Path(__file__).parent / "fuzz"
FINDS = sorted((HOME / "finds").iterdir())


def targets():
    """The targets of the harness, by name."""
    spec = importlib.util.spec_from_file_location("harness", HOME / "harness.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.TARGETS


@pytest.mark.parametrize("find", FINDS, ids=lambda path: path.name)
def test_a_find_is_mended(find):
    targets()[find.name.partition("-")[0]](find.read_bytes())
