"""`cleaner rules`: the rule book, read and checked."""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Sequence

from cleaner.cli import files, streams
from cleaner.cli.arguments import Parser, unless_output
from cleaner.cli.options import read_by
from cleaner.corpus import outputs
from cleaner.errors import UsageError
from cleaner.judge.policy import category
from cleaner.rules.book import Book
from cleaner.rules.lists import ANY, Lists
from cleaner.rules.own import own_book, own_lists, own_pack, own_packs, own_sources
from cleaner.rules.rule import Category, Rule, RulePack
from cleaner.rules.toml import load_pack, packs_of, refuse_twins

_EPILOG = """\
examples:
  cleaner rules                                   categories and rules
  cleaner rules list --category paywall
  cleaner rules show paywall.en.articles-left     one rule with its examples
  cleaner rules sample paywall.en.articles-left   what its phrases say, spelt out
  cleaner rules check my-rules.toml               your rules, beside those of the program
  cleaner rules check                             all the rules of the program, which takes a minute
  cleaner rules docs -o rules.html                the rule book as a page to search
  cleaner rules table                             how many there are, by category and language
  cleaner rules new weather-box > my-rules.toml   a rule to start from
  cleaner rules test page.txt                     which rules fire on a text, which nearly did, and why not
"""

_SKELETON = """\
# What your phrases say:  cleaner rules sample my-rules.{name} --rules my-rules.toml
# Hold it to its examples: cleaner rules check my-rules.toml

[[rule]]
name     = "{name}"
category = "{category}"
reason   = "says what the line is, as a clause: shows the weather"
unit     = "line"          # line, block (and what is listed under it), tail (and what follows), row (a button)
certain  = false           # true: acts alone; false: acts with support from its surroundings
phrases  = [               # (a|b) either, [x] maybe, {{words}} a gap, {{n}} a number, abonn* a stem
  "(today's|tomorrow's) weather in {{words 1-4}}",
]
remove   = [               # ⟦ and ⟧ mark what goes
  "⟦Today’s weather in Alvik⟧",
  "⟦» TOMORROW'S WEATHER IN BO⟧",
]
keep     = [
  "Bad weather in Alvik kept the boats in port.",
  "What is the weather in Bo like?",
]

# Lines that no rule may touch:
# [[keep]]
# name    = "our-column"
# reason  = "is the name of our column"
# phrases = ["share and share alike"]
"""
#: A word list is shown by so many of its entries, and so many samples of a phrase may be asked for.
_MOST_ENTRIES, _MOST_SAMPLES = 12, 10_000


def run(words: Sequence[str]) -> int:
    """Runs one of list, show, sample, check, docs, table, new and test. Returns the exit code."""
    options = _parser().parse_args(list(words) or ["list"])
    commands = {
        "list": _list,
        "show": _show,
        "sample": _sample,
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
    show = commands.add_parser("show", help="one rule: what it says, why, its word lists and its examples")
    sample = commands.add_parser("sample", help="sentences that a rule's phrases say, a line each")
    sample.add_argument("--count", type=_count, default=5, metavar="N", help="so many of each phrase (default: 5)")
    sample.add_argument("--seed", type=int, default=0, metavar="N", help="another number, other sentences (default: 0)")
    for command in (show, sample):
        command.add_argument("id", metavar="ID", help="such as paywall.en.articles-left")
        command.add_argument(
            "--rules", action="append", default=[], metavar="PACK.toml", help="your rules, to show one"
        )
    check = commands.add_parser("check", help="hold rules to their examples")
    check.add_argument("packs", nargs="*", metavar="PACK.toml", help="packs to check (default: all of the program's)")
    docs = commands.add_parser("docs", help="the rule book as one page of HTML, to search and to read")
    docs.add_argument(
        "-o", "--output", type=unless_output, metavar="FILE", help="where to write it (default: standard output)"
    )
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


def _count(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= _MOST_SAMPLES:
        raise argparse.ArgumentTypeError(f"give a number from 1 to {_MOST_SAMPLES:,}, not {text!r}")
    return int(text)


def _list(options: argparse.Namespace) -> int:
    wanted = [category(options.category)] if options.category else list(Category)
    rules = list(own_book().rules)
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
    streams.tell(_counted(shown, "rule"))
    return 0


def _show(options: argparse.Namespace) -> int:
    rule = _found(options)
    if any(rule is own for own in own_book().rules):  # the book holds no examples
        head, _, language = rule.id.rpartition(".")[0].partition(".")
        rule = next(one for one in own_pack(language or ANY, head).rules if one.id == rule.id)
    streams.tell(described(rule, own_book().lists))
    return 0


def _sample(options: argparse.Namespace) -> int:
    from cleaner.rules.samples import samples

    rule, book = _found(options), own_book()
    if rule.pattern:
        raise UsageError(f"{rule.id} has a pattern and no phrases; what it takes: cleaner rules show {rule.id}")
    for phrase in rule.phrases:
        for said in samples(phrase, rule.language, book.lists, options.count, options.seed):
            streams.tell(said)
    return 0


def _found(options: argparse.Namespace) -> Rule:
    """The rule that is asked for. Raises UsageError that names those of similar ids."""
    rules = {rule.id: rule for rule in _book(options.rules).rules}
    rule = rules.get(options.id)
    if rule is None:
        from difflib import get_close_matches

        near = get_close_matches(options.id, rules, n=3)
        raise UsageError(f"no rule {options.id!r}" + (f"; did you mean {', '.join(near)}?" if near else ""))
    return rule


def _book(more: Sequence[str]) -> Book:
    """The program's rules and those of more packs. Raises PackError for a pack that does not fit."""
    packs = [found for pack in more for found in packs_of(pack)]
    refuse_twins(packs, {rule.id for rule in own_book().rules})
    return own_book().with_packs(packs) if packs else own_book()


def described(rule: Rule, lists: Lists) -> str:
    """A rule in words, with the word lists that it names and its examples."""
    lines = [
        f"{rule.id}: {rule.reason}",
        f"  category    {rule.category.value}: {rule.category.definition}",
        f"  claims      {rule.unit.value}, {rule.confidence.value}",
    ]
    if rule.pattern:
        lines += [f"  pattern     {rule.pattern}", f"  looked for  {', '.join(map(repr, rule.near)) or 'everywhere'}"]
    for name, written in (("says", rule.phrases), ("needs", rule.needs), ("unless", rule.unless)):
        lines += [f"  {name:<11} {one}" for one in written]
    for name, entries in lists.named(rule):
        more = f", … and {len(entries) - _MOST_ENTRIES} more" if len(entries) > _MOST_ENTRIES else ""
        lines.append(f"  {f'<{name}>':<11} {', '.join(entries[:_MOST_ENTRIES])}{more}")
    for name, examples in (("removes", rule.remove), ("keeps", rule.keep), ("misses", rule.misses)):
        lines += [f"  {name:<11} {example.marked!r}" for example in examples]
    return "\n".join(lines)


def _check(options: argparse.Namespace) -> int:
    from cleaner.testing.checks import problems, problems_beside

    outputs.check({}, options.packs)
    own, theirs = _read(options.packs)
    if not options.packs:
        own = list(own_packs())
    found = problems(own, own_lists()) if own else []
    if theirs:
        book = own_book()
        refuse_twins(theirs, {rule.id for rule in book.rules})
        spoken = {rule.language for pack in theirs for rule in pack.rules}
        among = own_packs(None if None in spoken else {ANY, *filter(None, spoken)})
        found += problems_beside(theirs, book, list(among))
    for problem in found:
        streams.note(str(problem))
    packs = [*own, *theirs]
    rules = [rule for pack in packs for rule in pack.rules]
    examples = sum(len(rule.remove) + len(rule.keep) + len(rule.misses) for rule in rules)
    verdict = _counted(len(found), "problem") if found else "all good"
    counted = f"{_counted(len(rules), 'rule')} with {_counted(examples, 'example')} in {_counted(len(packs), 'pack')}"
    streams.tell(f"{counted}: {verdict}")
    return 1 if found else 0


def _read(paths: Sequence[str]) -> tuple[list[RulePack], list[RulePack]]:
    """The packs at `paths`: those that are the program's own, and a user's."""
    own: list[RulePack] = []
    theirs: list[RulePack] = []
    sources = {os.path.realpath(path): (language, kind) for language, kind, path in own_sources()}
    for path in paths:
        place = sources.get(os.path.realpath(path)) if "\0" not in path else None
        if place:
            own.append(own_pack(*place))
        else:
            theirs.append(load_pack(path))
    return own, theirs


def _counted(count: int, name: str) -> str:
    return f"{count} {name}" if count == 1 else f"{count} {name}s"


def _docs(options: argparse.Namespace) -> int:
    from cleaner.views import rulebook

    outputs.check({"-o": options.output}, read_by(options), prints=not options.output)
    own = [found for pack in options.rules for found in packs_of(pack)]
    lists = _book(options.rules).lists  # a pack that does not fit is refused here
    html = rulebook.page([*own_packs(), *own], lists).encode()
    if options.output:
        files.write(options.output, html)
    else:
        streams.out(html)
    return 0


def _table(options: argparse.Namespace) -> int:
    streams.tell(table([rule for pack in own_packs() for rule in pack.rules]), end="")
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
    from cleaner.find.matcher import matcher_of
    from cleaner.judge.policy import Policy
    from cleaner.testing.trials import trials

    outputs.check({}, [options.file or "-", *read_by(options)])
    packs = [found for pack in options.rules for found in packs_of(pack)]
    text = files.decoded(files.read(options.file), "utf-8")
    found = 0
    for trial in trials(text, matcher_of(packs), Policy.named(options.policy)):
        found += 1
        streams.tell(f"line {trial.line + 1}: {trial.text[:70]!r}")
        streams.tell(f"  {trial.outcome:<16} {trial.rule.id}: {trial.why}")
    if not found:
        streams.tell("no rule came near this text")
    return 0
