"""The options that say what goes, for every command that cleans."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cleaner.engine.cleaner import Cleaner
from cleaner.judge.policy import PRESETS

if TYPE_CHECKING:
    import argparse


def add_choices(parser: argparse.ArgumentParser) -> None:
    """Adds the options of what goes: --policy, --keep, --only, --rules, --source, --wording, --model and
    --sites."""
    choose = parser.add_argument_group("what goes")
    choose.add_argument(
        "--policy", default="balanced", metavar="NAME", help=f"{', '.join(PRESETS)} (default: balanced)"
    )
    choose.add_argument(
        "--keep", action="append", default=[], metavar="CATEGORY", help="never remove this; may be repeated"
    )
    choose.add_argument("--only", action="append", metavar="CATEGORY", help="remove nothing but this; may be repeated")
    choose.add_argument("--rules", action="append", default=[], metavar="PACK.toml", help="more rules; may be repeated")
    choose.add_argument(
        "--source", default="auto", metavar="KIND", help="the text is a page dump (dump), extracted, or either (auto)"
    )
    add_models(choose)
    choose.add_argument("--sites", metavar="FILE", help="what recurs on sites, from cleaner learn; needs URLs")


def add_models(parser: argparse._ActionsContainer) -> None:
    """Adds --wording, --model and what leaves either out."""
    parser.add_argument(
        "--wording", nargs="?", const=True, default=True, metavar="FILE", help="a wording model (cleaner fit wording)"
    )
    parser.add_argument(
        "--no-wording", dest="wording", action="store_false", help="judge no line by how it talks, only by phrases"
    )
    parser.add_argument(
        "--model", nargs="?", const=True, default=True, metavar="FILE", help="a line model of your own (cleaner fit)"
    )
    parser.add_argument(
        "--no-model", dest="model", action="store_false", help="rules only: judge no line by its layout"
    )


def read_by(options: argparse.Namespace) -> list[str]:
    """The files that the options of `add_choices` name: packs (not those that are installed), models and profiles."""
    given = [*options.rules, *(getattr(options, name, None) for name in ("wording", "model", "sites"))]
    return [path for path in given if isinstance(path, str) and os.path.exists(path)]


def cleaner_of(options: argparse.Namespace) -> Cleaner:
    """The Cleaner that the options of `add_choices` ask for. Raises what Cleaner raises."""
    return Cleaner(
        policy=options.policy,
        packs=options.rules,
        keep=options.keep,
        only=options.only,
        wording=options.wording,
        model=options.model,
        source=options.source,
        sites=options.sites,
    )
