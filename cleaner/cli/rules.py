"""`cleaner rules`: the rule book, read and checked."""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Sequence

from cleaner.cli import files, streams
from cleaner.cli.arguments import Parser
from cleaner.cli.options import read_by
from cleaner.corpus import outputs
from cleaner.errors import UsageError
from cleaner.judge.policy import category
from cleaner.rules.rule import Category, Rule, RulePack
from cleaner.rules.toml import as_foreign, builtin_files, load_builtin, load_pack, refuse_twins

_EPILOG = """\
examples:
  cleaner rules                                   categories and rules
  cleaner rules list --category paywall
  cleaner rules show paywall.en.articles-left     one rule with its examples
  cleaner rules check                             the rules that come with the program
  cleaner rules check my-rules.toml               and yours among them
  cleaner rules docs -o rules.html                the rule book as a page to search
  cleaner rules table                             how many there are, by category and language
  cleaner rules new weather-box > my-rules.toml   a rule to start from
  cleaner rules test page.txt                     which rules fire on a text, which nearly did, and why not
"""

_SKELETON = """\
# How to write a rule: cleaner/packs/README.md. Check it with: cleaner rules check THIS-FILE.toml

[[rule]]
name       = "{name}"
category   = "{category}"
reason     = "says what the line is, as a clause: shows the weather"
unit       = "line"       # inline, line, block or tail
confidence = "likely"     # certain: acts alone; likely: acts with support from its surroundings
pattern    = '''^(?:today's|tomorrow's) weather in .{{1,40}}$'''
any_of     = ["weather in"]
remove     = [
  "⟦Today’s weather in Alvik⟧",
  "⟦» TOMORROW'S WEATHER IN BO⟧",
]
keep       = [
  "Bad weather in Alvik kept the boats in port.",
  "What is the weather in Bo like?",
]

# Lines that no rule may touch:
# [[keep]]
# name    = "our-column"
# reason  = "is the name of our column"
# pattern = '''^share and share alike$'''
"""


def run(words: Sequence[str]) -> int:
    """Runs one of list, show, check, docs, table, new and test. Returns the exit code."""
    options = _parser().parse_args(list(words) or ["list"])
    commands = {
        "list": _list,
        "show": _show,
        "check": _check,
        "docs": _docs,
        "table": _table,
        "new": _new,
        "test": _test,
    }
    return commands[options.command](options)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
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
    docs = commands.add_parser("docs", help="the rule book as one page of HTML, to search and to read")
    docs.add_argument("-o", "--output", metavar="FILE", help="where to write it (default: standard output)")
    docs.add_argument("--rules", action="append", default=[], metavar="PACK.toml", help="more rules; may be repeated")
    commands.add_parser("table", help="how many rules and examples there are, by category and language (Markdown)")
    new = commands.add_parser("new", help="a rule to start from, on standard output")
    new.add_argument("name", metavar="NAME", help="what the rule drops, such as weather-box")
    new.add_argument("--category", default="promo", metavar="NAME", help="(default: promo)")
    test = commands.add_parser("test", help="which rules fire on a text, which nearly did, and why not")
    test.add_argument("file", nargs="?", metavar="FILE", help="the text; standard input if left out or -")
    test.add_argument("--rules", action="append", default=[], metavar="PACK.toml", help="more rules; may be repeated")
    test.add_argument("--policy", default="balanced", metavar="NAME", help="(default: balanced)")
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
        streams.tell(f"{kind.value}: {kind.definition}")
        for rule in of_kind:
            shown += 1
            streams.tell(f"  {rule.id:<44} {rule.unit.value:<6} {rule.confidence.value:<7} {rule.reason}")
        streams.tell()
    examples = sum(len(rule.remove) + len(rule.keep) + len(rule.misses) for rule in rules if rule.category in wanted)
    streams.tell(f"{shown} rules with {examples} examples")
    return 0


def _show(options: argparse.Namespace) -> int:
    rules = {rule.id: rule for pack in load_builtin() for rule in pack.rules}
    rule = rules.get(options.id)
    if rule is None:
        from difflib import get_close_matches

        near = get_close_matches(options.id, rules, n=3)
        raise UsageError(f"no rule {options.id!r}" + (f"; did you mean {', '.join(near)}?" if near else ""))
    streams.tell(described(rule))
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
    from cleaner.rules.check import problems

    builtin = load_builtin()
    outputs.check({}, options.packs)
    packs: Sequence[RulePack] = [_read(path, builtin) for path in options.packs] or builtin
    found = problems(packs, among=builtin)
    for problem in found:
        streams.note(str(problem))
    rules = [rule for pack in packs for rule in pack.rules]
    examples = sum(len(rule.remove) + len(rule.keep) + len(rule.misses) for rule in rules)
    verdict = f"{len(found)} problem{'s' if len(found) != 1 else ''}" if found else "all good"
    streams.tell(
        f"{len(rules)} rules with {examples} examples in {len(packs)} pack{'s' if len(packs) != 1 else ''}: {verdict}"
    )
    return 1 if found else 0


def _read(path: str, builtin: Sequence[RulePack]) -> RulePack:
    """The pack at `path`, as the user's own unless it is one of the program's. Raises PackError where ids clash."""
    if any(os.path.exists(one) and os.path.samefile(one, path) for one in builtin_files() if os.path.exists(path)):
        return load_pack(path)
    pack = as_foreign(load_pack(path))
    refuse_twins([pack], {rule.id for own in builtin for rule in own.rules})
    return pack


def _docs(options: argparse.Namespace) -> int:
    from cleaner.rules.toml import packs_of
    from cleaner.views import rulebook

    outputs.check({"-o": options.output}, read_by(options), prints=not options.output)
    own = [found for pack in options.rules for found in packs_of(pack)]
    html = rulebook.page([*load_builtin(), *own]).encode()
    if options.output:
        files.write(options.output, html)
    else:
        streams.out(html)
    return 0


def _table(options: argparse.Namespace) -> int:
    streams.tell(table([rule for pack in load_builtin() for rule in pack.rules]), end="")
    return 0


def table(rules: Sequence[Rule]) -> str:
    """How many rules there are for each category and language, as a table in Markdown."""
    languages = sorted({rule.language for rule in rules if rule.language})
    columns = ["any", *languages]
    counts = Counter((rule.category, rule.language or "any") for rule in rules)
    lines = [
        "# The rule book in figures",
        "",
        "Made by `cleaner rules table`. Rules by category and language; `any` are those that need no language.",
        "",
        f"| category | {' | '.join(columns)} | rules |",
        f"| --- |{' --: |' * (len(columns) + 1)}",
    ]
    for kind in Category:
        row = [counts[kind, column] for column in columns]
        lines.append(f"| {kind.value} | {' | '.join(str(count or '') for count in row)} | {sum(row)} |")
    totals = [sum(counts[kind, column] for kind in Category) for column in columns]
    lines.append(f"| all | {' | '.join(map(str, totals))} | {sum(totals)} |")
    removes, keeps = sum(len(rule.remove) for rule in rules), sum(len(rule.keep) for rule in rules)
    lines += ["", f"{len(rules)} rules with {removes} examples of what goes and {keeps} of what stays."]
    return "\n".join(lines) + "\n"


def _new(options: argparse.Namespace) -> int:
    if not all(char.isalnum() or char == "-" for char in options.name):
        raise UsageError(f"a rule's name has letters, digits and hyphens, not {options.name!r}")
    streams.tell(_SKELETON.format(name=options.name, category=category(options.category).value), end="")
    return 0


def _test(options: argparse.Namespace) -> int:
    from cleaner.cache import matcher
    from cleaner.judge.policy import Policy
    from cleaner.rules.toml import packs_of
    from cleaner.testing.trials import trials

    outputs.check({}, [options.file or "-", *read_by(options)])
    packs = [found for pack in options.rules for found in packs_of(pack)]
    text = files.decoded(files.read(options.file), "utf-8")
    found = 0
    for trial in trials(text, matcher(packs), Policy.named(options.policy)):
        found += 1
        streams.tell(f"line {trial.line + 1}: {trial.text[:70]!r}")
        streams.tell(f"  {trial.outcome:<16} {trial.rule.id}: {trial.why}")
    if not found:
        streams.tell("no rule came near this text")
    return 0
