"""Fits the line model to labelled rows: `python -m cleaner.testing.fit ROWS.jsonl[.xz][:share[:plenty]] … -o F.npz`."""

from __future__ import annotations

import argparse
from pathlib import Path

from cleaner.judge.evidence import rule_evidence
from cleaner.testing.fit import Source, fit
from cleaner.testing.fit.trees import ROUNDS


def source_of(argument: str) -> Source:
    """A file of rows, its share of the loss, and how many variants of each page."""
    path, share, plenty = [*argument.split(":"), "", ""][:3]
    return Source(Path(path), float(share or 1), float(plenty or 1))


def main() -> None:
    """Fit as the command line says."""
    parser = argparse.ArgumentParser(prog="cleaner.testing.fit", description=fit.__doc__)
    parser.add_argument("rows", nargs="+", type=source_of, help="rows.jsonl[.xz], perhaps :share:plenty; news first")
    parser.add_argument("-o", "--out", required=True, type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, nargs=2, default=ROUNDS, metavar=("FIRST", "SECOND"), help="trees")
    parser.add_argument("--origin", type=Path, help="a text for the card: where the rows come from, their licence")
    chosen = parser.parse_args()
    origin = chosen.origin.read_text(encoding="utf-8") if chosen.origin else ""
    first, second = chosen.rounds
    rounds = (first, second)
    print(fit(chosen.rows, chosen.out, evidence=rule_evidence, seed=chosen.seed, rounds=rounds, origin=origin))


if __name__ == "__main__":
    main()
