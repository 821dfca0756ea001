"""From what a reader marks to a rule pack: "this was content" and "this is boilerplate" as TOML that loads.

A page cannot run the rules, so all that is hard is done here, for every line that could be marked: the phrase that
says it, the escapes of phrases and of TOML, sentences that stay. The page only fills the two forms KEEP and RULE in, by
name, with strings that are ready to stand between the quotes. A line that no rule could take is told so.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from cleaner.errors import PackError
from cleaner.find.keeps import Keeps
from cleaner.find.matcher import Matcher, own_matcher
from cleaner.report.result import Removal
from cleaner.rules.anchors import COMMON
from cleaner.rules.book import Book
from cleaner.rules.own import own_book, own_sources
from cleaner.rules.phrases import LONGEST_PHRASE
from cleaner.rules.rule import CLOSE, OPEN, Category, Confidence, Keep, Rule
from cleaner.text.encoding import Repair, looks_ill, repairs
from cleaner.text.fold import fold
from cleaner.text.lines import Document
from cleaner.text.speech import reports_speech
from cleaner.text.words import Kind, Word, folded, words

HEAD = """\
# Corrections to %(file)s, from a report of cleaner.
# Hold this pack to its examples with: cleaner rules check THIS-FILE.toml
# and clean with it: cleaner --rules THIS-FILE.toml
"""
KEEP = """
[[keep]]
name    = "%(name)s"
reason  = "was marked as content by a reader"
phrases = ["%(phrase)s"]
"""
RULE = """
[[rule]]
name     = "%(name)s"
category = "%(category)s"
reason   = "is a line that a reader marked as boilerplate"
phrases  = ["%(phrase)s"]
certain  = %(certain)s
remove   = [
  "⟦%(line)s⟧",
  "The council met on Tuesday to talk about the bridge.\\n⟦%(line)s⟧",
]
keep     = [
  "%(stays)s",
  "%(stays_too)s",
]
"""
#: What a reporter might write with the words of a line in it; two of these stay where a rule takes the line.
_SENTENCES = (
    "The words “%s” stood on a wall in the old harbour.",
    "Somebody had painted “%s” over the door, and nobody knew why.",
    "On the back of the photograph was written “%s”, in pencil, and a year.",
    "The third horse, which was called “%s”, came in last.",
    "Her grandfather had carved “%s” into the oak by the mill.",
)
#: A sentence that stays holds so many words of the line.
_MOST_WORDS = 5
#: A line longer than this, in code points, is no prompt: no rule is made for it.
LONGEST_RULE = 300
#: A phrase longer than this is cut: a longer line is kept by its first words.
_LONGEST_KEEP = 200
#: A removal of more lines than this is kept by its first and last ones.
_MOST_KEEPS = 60
#: Numbers of a line may be any, if it has so many words beside them.
_FEWEST_FIXED = 3
#: What a number, a date or a time of a line is in its phrase; a placeholder is told by its kind alone.
_ANY = {Kind.NUMBER: "{n}", Kind.DAY: "{day}", Kind.CLOCK: "{clock}"}
#: A string in a pack, and a word in it.
_STRING, _WORD = re.compile(r'"([^"\n]+)"'), re.compile(r"[^\W_]+")
_HALF = re.compile("[\ud800-\udfff]")
_SPECIAL = frozenset("()[]{}<>|*+\\")


@dataclass(frozen=True, slots=True)
class Ready:
    """What a form needs to take a line, each string ready to stand in TOML: `values` for KEEP or RULE.

    Where no pack can say it, `values` is empty and `why_not` says why, as a clause.
    """

    values: Mapping[str, str]
    why_not: str = ""


def filled(form: str, values: Mapping[str, str]) -> str:
    """A form with its names replaced by `values`, as the page does it.

    >>> filled('name = "%(name)s"', {"name": "a"})
    'name = "a"'
    """
    return re.sub(r"%\((\w+)\)s", lambda match: values[match[1]], form)


def quoted(text: str) -> str:
    r"""`text` as it stands between the quotes of a basic TOML string, with no character in it that cannot be seen.

    Raises ValueError for a text that TOML cannot hold: one with half of a surrogate pair.

    >>> print(quoted('a "b" \t'))
    a \"b\" \u0009
    """
    if re.search("[\ud800-\udfff]", text):
        raise ValueError("TOML cannot hold half of a surrogate pair")
    return "".join(f"\\{char}" if char in '"\\' else char if char.isprintable() else _escape(char) for char in text)


def _escape(char: str) -> str:
    code = ord(char)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def phrase_of(line: str, *, numbers: bool = True) -> str:
    """A phrase that says a line; where `numbers` is set, with any numbers, if it has words enough beside them. Empty
    for a line without words.

    >>> print(phrase_of("Try 6 months for €12 [now]!"))
    Try {n} months for €{n} \\[now
    >>> phrase_of("Try 6 months for €12", numbers=False)
    'Try 6 months for €12'
    """
    text = _readable(line)
    found = list(words(text))
    said = [word for word in found if _is_said(word)]
    if not said:
        return ""
    is_any = numbers and sum(word.kind not in _ANY for word in said) >= _FEWEST_FIXED
    parts, at = [], 0
    for word in found:
        slot = "{blank}" if word.kind is Kind.BLANK else _ANY.get(word.kind, "") if is_any else ""
        if slot and word.start >= at:
            parts += [_escaped(text[at : word.start]), slot]
            at = word.end
    parts.append(_escaped(text[at : said[-1].end]))  # signs at the end are no evidence
    return " ".join("".join(parts).split())


def _is_said(word: Word) -> bool:
    """Whether it is a word that can be read aloud: no sign, and no accent that has lost its letter."""
    return word.kind not in (Kind.SIGN, Kind.STOP) and any(map(str.isalnum, word.text))


def _readable(line: str) -> str:
    """A line without what cannot be read aloud."""
    return "".join(char if char.isprintable() else " " if folded(char) else "" for char in line)


def _escaped(text: str) -> str:
    return "".join(f"\\{char}" if char in _SPECIAL else char for char in text)


def mends(source: str) -> tuple[Repair, ...]:
    """Every repair of the encoding that cleaning begins with, those in what was removed, too."""
    return repairs(source) if looks_ill(source) else ()


def kept(
    removal: Removal, number: int, document: Document, repairs: Sequence[Repair] = (), prefix: str = ""
) -> list[Ready]:
    """What keeps the lines on which a removal stands. `document` is the source, `repairs` what `mends` gives for it,
    `number` the removal's place among the removals.

    A `[[keep]]` holds whole lines: what else was removed from them stays, too.
    """
    span = removal.span
    first, last = document.line_at(span.start), document.line_at(max(span.start, span.end - 1))
    lines = [line for line in range(first, last + 1) if not document.blank[line]]
    if len(lines) > _MOST_KEEPS:
        lines = lines[: _MOST_KEEPS // 2] + lines[-_MOST_KEEPS // 2 :]
    found = []
    for line in lines:
        name = f"content-{prefix}{number + 1}-{line + 1}"
        found.append(_kept(mended(document, line, repairs), name))
    return found


def _kept(line: str | None, name: str) -> Ready:
    if line is None:
        return Ready({}, "its encoding was repaired across its end")
    if _HALF.search(line):
        return Ready({}, "it holds bytes that are no text")
    phrase = phrase_of(line, numbers=False)
    if len(phrase) > _LONGEST_KEEP:
        head = line[:_LONGEST_KEEP]
        phrase = phrase_of(head.rpartition(" ")[0] or head, numbers=False)[:_LONGEST_KEEP].rstrip("\\") + " {any}"
    if not phrase or phrase == " {any}":
        return Ready({}, "it holds nothing but signs")
    try:
        is_kept = Keeps([Keep("mine.line", "", (phrase,))], own_book().lists).lines(Document(line), set())
    except PackError:
        is_kept = frozenset()
    return Ready({"name": name, "phrase": quoted(phrase)}) if is_kept else Ready({}, "its letters have no plain form")


def mended(document: Document, line: int, repairs: Sequence[Repair]) -> str | None:
    """The body of a line of the source with its encoding repaired, as rules see it; None where a repair crosses its
    end."""
    body = document.body_span(line)
    text, at = [], body.start
    for repair in repairs[bisect_right(repairs, body.start, key=lambda one: one.span.end) :]:
        if repair.span.start >= body.end:
            break
        if repair.span.start < body.start or repair.span.end > body.end:
            return None
        text += [document.text[at : repair.span.start], repair.after]
        at = repair.span.end
    return "".join([*text, document.text[at : body.end]])


def taken(lines: Sequence[str], names: Sequence[str]) -> list[Ready]:
    """For each line what a rule of its own needs to take it, and to pass `cleaner rules check`; `names` are the rules'.

    `values` lacks `category`, which the reader chooses.
    """
    found: list[Ready | None] = []
    rules: dict[int, Rule] = {}
    for number, line in enumerate(lines):
        why = _why_no_rule(line)
        found.append(Ready({}, why) if why else None)
        if not why and (rule := _rule(line, number)):
            rules[number] = rule
    matcher = Matcher(Book(list(rules.values()), own_book().lists))
    for number, line in enumerate(lines):
        if found[number] is None:
            found[number] = _ready(line, names[number], rules.get(number), matcher)
    return [ready or Ready({}) for ready in found]


def _rule(line: str, number: int) -> Rule | None:
    """A rule that takes a line, with any numbers if it can be; None where no phrase says the line."""
    for numbers in (True, False):
        phrase = phrase_of(line, numbers=numbers)
        confidence = Confidence.CERTAIN if _acts_alone(line) else Confidence.LIKELY
        rule = Rule(f"mine.{number}", Category.PROMO, "", confidence=confidence, phrases=(phrase,))
        try:
            if len(phrase) <= LONGEST_PHRASE and _takes(Matcher(Book([rule], own_book().lists)), rule, line):
                return rule
        except PackError:
            continue
    return None


def _takes(matcher: Matcher, rule: Rule, line: str) -> bool:
    return any(claim.rule is rule and claim.is_whole for claim in matcher.find(Document(line)))


def _acts_alone(line: str) -> bool:
    """Whether a rule for a line may be certain: the line is no word that stands everywhere, and none that the program's
    own rules promise to keep."""
    said = [word for word in words(line) if word.kind is Kind.WORD and _is_said(word)]
    is_common = len(said) == 1 and said[0].text in COMMON
    return bool(said) and not is_common and _bare(line) not in _promised()


def _ready(line: str, name: str, rule: Rule | None, matcher: Matcher) -> Ready:
    if rule is None:
        return Ready({}, "its letters have no plain form")
    stays = _stay(line, rule, matcher)
    if len(stays) < 2:
        return Ready({}, "it has no words that are not another rule's")
    slug = "-".join(re.findall(r"[^\W_]+", fold(line)))[:40].strip("-")
    certain = "true" if rule.confidence is Confidence.CERTAIN else "false"
    values = {"phrase": rule.phrases[0], "line": line, "stays": stays[0], "stays_too": stays[1]}
    ready = {key: quoted(value) for key, value in values.items()}
    return Ready({**ready, "name": f"{name}-{slug}" if slug else name, "certain": certain})


def _why_no_rule(line: str) -> str:
    """Why no whole-line rule can take a line, as a clause; empty if one can."""
    if len(line) > LONGEST_RULE:
        return f"it is longer than {LONGEST_RULE} characters, which no prompt is"
    if _HALF.search(line):
        return "it holds bytes that are no text"
    if OPEN in line or CLOSE in line:
        return f"it holds {OPEN} or {CLOSE}, which mark examples"
    if not phrase_of(line):
        return "it holds nothing but signs"
    if reports_speech(fold(line)):
        return "it tells who said what, and no rule takes such lines"
    return ""


def _stay(line: str, rule: Rule, matcher: Matcher) -> list[str]:
    """Two sentences with words of a line in them that neither its rule nor a certain one of the program claims; fewer
    where there are none such."""
    text = _readable(line)
    said = [word for word in words(text) if _is_said(word)][:_MOST_WORDS]
    words_of_line = text[said[0].start : said[-1].end]
    stays: list[str] = []
    for sentence in _SENTENCES:
        document = Document(sentence % words_of_line)
        claims = [*own_matcher().find(document), *(one for one in matcher.find(document) if one.rule is rule)]
        if all(claim.rule.confidence is Confidence.LIKELY and claim.rule is not rule for claim in claims):
            stays.append(document.text)
        if len(stays) == 2:
            break
    return stays


@cache
def _promised() -> frozenset[str]:
    """The lines, bare, that the program's own rules promise to keep, and more that stands between quotes in packs: a
    rule that acts alone must not take them."""
    found: set[str] = set()
    for _, _, path in own_sources():
        with open(path, encoding="utf-8") as file:
            found.update(_bare(one) for one in _STRING.findall(file.read()) if OPEN not in one)
    return frozenset(found)


def _bare(line: str) -> str:
    """The letters and digits of a line: what it says, however it is written."""
    return " ".join(_WORD.findall(line.casefold()))
