"""The options that say what goes, for every command that cleans."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cleaner import cache
from cleaner.cli import streams
from cleaner.engine.cleaner import Cleaner
from cleaner.judge.policy import PRESETS

if TYPE_CHECKING:
    import argparse


def add_choices(parser: argparse.ArgumentParser) -> None:
    """Adds the options of what goes: --policy, --keep, --only, --rules, --source, --model and --sites."""
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
    add_model(choose)
    choose.add_argument("--sites", metavar="FILE", help="what recurs on sites, from cleaner learn; needs URLs")


def add_model(parser: argparse._ActionsContainer) -> None:
    """Adds --model and --no-model."""
    parser.add_argument(
        "--model", nargs="?", const=True, default=True, metavar="FILE", help="a line model of your own (cleaner fit)"
    )
    parser.add_argument(
        "--no-model", dest="model", action="store_false", help="rules only: judge no line by its layout"
    )


def read_by(options: argparse.Namespace) -> list[str]:
    """The files that the options of `add_choices` name: packs (not those that are installed), model and profiles."""
    given = [*options.rules, getattr(options, "model", None), getattr(options, "sites", None)]
    return [path for path in given if isinstance(path, str) and os.path.exists(path)]


def cleaner_of(options: argparse.Namespace) -> Cleaner:
    """The Cleaner that the options of `add_choices` ask for. Raises what Cleaner raises.

    Says on a terminal that it takes its time where it does: the first time on a machine.
    """
    if streams.is_watched() and cache.is_cold():
        streams.warn("preparing the rules; this takes some seconds, the first time only")
    return Cleaner(
        policy=options.policy,
        packs=options.rules,
        keep=options.keep,
        only=options.only,
        model=options.model,
        source=options.source,
        sites=options.sites,
    )
