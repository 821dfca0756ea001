"""Plain calls of the filter are read as argparse reads them, and all others are left to it."""

from __future__ import annotations

import subprocess
import sys
from itertools import product

import pytest

from cleaner.cli.clean import _parser
from cleaner.cli.plain_call import options_of

PLAIN = [
    [],
    ["a.txt"],
    ["--policy", "precise"],
    ["--report", "r.json"],
    ["--source", "dump"],
    ["--url", "https://example.org/"],
    *([word] for word in ("--json", "--jsonl", "--no-model", "--no-wording", "--summary", "--no-summary")),
]


@pytest.mark.parametrize("words", [a + b for a, b in product(PLAIN, repeat=2) if (a + b).count("a.txt") < 2])
def test_plain_calls_are_read_as_argparse_reads_them(words):
    found = options_of(words)
    assert found is not None
    assert vars(found) == vars(_parser().parse_args(words))


@pytest.mark.parametrize(
    "words",
    [
        ["-"],
        [""],
        ["--help"],
        ["--version"],
        ["a.txt", "b.txt"],
        ["--report"],
        ["--report", "-"],
        ["--report", "--json"],
        ["--report=r.json"],
        ["--keep", "credit"],
        ["--model", "m.npz"],
        ["--", "a.txt"],
        ["--no-mode"],
    ],
)
def test_other_calls_are_left_to_argparse(words):
    assert options_of(words) is None


def test_a_plain_call_does_without_argparse():
    unwanted = "{'argparse', 'pathlib'}"
    code = f"import sys; from cleaner.cli import main; main([]); print(sorted({unwanted} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], input=b"", capture_output=True, check=True)
    assert done.stdout == b"[]\n"
