"""`cleaner rules`: the rule book, read and checked."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from cleaner.errors import UsageError
from cleaner.load import load_builtin, load_pack
from cleaner.policy import category
from cleaner.rules import Category, Rule, RulePack

_EPILOG = """\
examples:
  cleaner rules                                   categories and rules
  cleaner rules list --category paywall
  cleaner rules show paywall.en.articles-left     one rule with its examples
  cleaner rules check                             the rules that come with the program
  cleaner rules check my-rules.toml               and yours among them
"""


def run(words: Sequence[str]) -> int:
    """Runs one of list, show and check. Returns the exit code."""
    options = _parser().parse_args(list(words) or ["list"])
    commands = {"list": _list, "show": _show, "check": _check}
    return commands[options.command](options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cleaner rules",
        description="Shows and checks the rules.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    listing = commands.add_parser("list", help="every category with its definition, and its rules")
    listing.add_argument("--category", metavar="NAME", help="this category only")
    listing.add_argument("--language", metavar="CODE", help="this language only, such as de")
    show = commands.add_parser("show", help="one rule: what it matches, why, and its examples")
    show.add_argument("id", metavar="ID", help="such as paywall.en.articles-left")
    check = commands.add_parser("check", help="hold rules to their examples")
    check.add_argument("packs", nargs="*", metavar="PACK.toml", help="packs to check among the program's own")
    return parser


def _list(options: argparse.Namespace) -> int:
    wanted = [category(options.category)] if options.category else list(Category)
    rules = [rule for pack in load_builtin() for rule in pack.rules]
    if options.language:
        rules = [rule for rule in rules if rule.language == options.language]
    shown = 0
    for kind in wanted:
        of_kind = [rule for rule in rules if rule.category is kind]
        if not of_kind and options.language:
            continue
        print(f"{kind.value}: {kind.definition}")
        for rule in of_kind:
            shown += 1
            print(f"  {rule.id:<44} {rule.unit.value:<6} {rule.confidence.value:<7} {rule.reason}")
        print()
    examples = sum(len(rule.remove) + len(rule.keep) + len(rule.misses) for rule in rules if rule.category in wanted)
    print(f"{shown} rules with {examples} examples")
    return 0


def _show(options: argparse.Namespace) -> int:
    rules = {rule.id: rule for pack in load_builtin() for rule in pack.rules}
    rule = rules.get(options.id)
    if rule is None:
        from difflib import get_close_matches

        near = get_close_matches(options.id, rules, n=3)
        raise UsageError(f"no rule {options.id!r}" + (f"; did you mean {', '.join(near)}?" if near else ""))
    print(described(rule))
    return 0


def described(rule: Rule) -> str:
    """A rule in words, with its examples."""
    lines = [
        f"{rule.id}: {rule.reason}",
        f"  category    {rule.category.value}: {rule.category.definition}",
        f"  claims      {rule.unit.value}, {rule.confidence.value}",
        f"  pattern     {rule.pattern}",
        f"  looked for  {', '.join(map(repr, rule.any_of)) or rule.shape}",
    ]
    if rule.unless:
        lines.append(f"  unless      {rule.unless}")
    for name, examples in (("removes", rule.remove), ("keeps", rule.keep), ("misses", rule.misses)):
        lines += [f"  {name:<11} {example.marked!r}" for example in examples]
    return "\n".join(lines)


def _check(options: argparse.Namespace) -> int:
    from cleaner.check import problems

    builtin = load_builtin()
    packs: Sequence[RulePack] = [load_pack(path) for path in options.packs] or builtin
    found = problems(packs, among=builtin)
    for problem in found:
        print(problem, file=sys.stderr)
    rules = [rule for pack in packs for rule in pack.rules]
    examples = sum(len(rule.remove) + len(rule.keep) + len(rule.misses) for rule in rules)
    verdict = f"{len(found)} problem{'s' if len(found) != 1 else ''}" if found else "all good"
    print(
        f"{len(rules)} rules with {examples} examples in {len(packs)} pack{'s' if len(packs) != 1 else ''}: {verdict}"
    )
    return 1 if found else 0
