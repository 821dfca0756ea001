"""From what a reader marks to a rule pack: "this was content" and "this is boilerplate" as TOML that loads.

A page cannot run the rules, so all that is hard is done here, for every line that could be marked: folding, the
escapes of patterns and of TOML, a literal to look for, sentences that stay. The page only fills the two forms KEEP and
RULE in, by name, with strings that are ready to stand between the quotes. A line that no rule could take is told so.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from cleaner.cache import matcher
from cleaner.report.result import Removal
from cleaner.rules.rule import CLOSE, OPEN, Confidence
from cleaner.rules.toml import builtin_sources
from cleaner.text.encoding import Repair
from cleaner.text.fold import View, fold, fold_pattern
from cleaner.text.lines import Document
from cleaner.text.speech import reports_speech

HEAD = """\
# Corrections to %(file)s, from a report of cleaner.
# Hold this pack to its examples with: cleaner rules check THIS-FILE.toml
# and clean with it: cleaner --rules THIS-FILE.toml
"""
KEEP = """
[[keep]]
name    = "%(name)s"
reason  = "was marked as content by a reader"
pattern = '''^%(pattern)s$'''
"""
RULE = """
[[rule]]
name       = "%(name)s"
category   = "%(category)s"
reason     = "is a line that a reader marked as boilerplate"
unit       = "line"
confidence = "%(confidence)s"
pattern    = '''^%(pattern)s$'''
any_of     = ["%(literal)s"]
remove     = [
  "⟦%(line)s⟧",
  "The council met on Tuesday to talk about the bridge.\\n⟦%(line)s⟧",
]
keep       = [
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
#: A line longer than this, in code points, is no prompt: no rule is made for it.
LONGEST_RULE = 300
#: A longer line is kept by its beginning, its length and its end.
_LONGEST_KEEP, _KEPT_HEAD, _KEPT_TAIL = 240, 120, 60
#: A removal of more lines than this is kept by its first and last ones.
_MOST_KEEPS = 60
_LONGEST_LITERAL, _SHORTEST_LITERAL = 30, 3
#: Dashes, quotation marks and dots: pages spell them in many ways, so a literal does without them.
_MANY_SPELLINGS = re.compile(r"[-\"]|\.{2,}")
#: By how much a line may be longer than its folded form, decoration aside, and still be looked at (see cleaner.match).
_SLACK = 40


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


def pattern_of(folded: str) -> str:
    """A pattern that matches `folded` and nothing else, fit to stand between ''' and '''.

    >>> pattern_of("what's 2+2?"), pattern_of("''' ok")
    ("what's 2\\\\+2\\\\?", "'{3} ok")
    """
    escaped = "".join(
        f"\\{char}" if char in "\\.^$*+?{}[]()|" else char if char.isprintable() else _escape(char) for char in folded
    )
    escaped = re.sub(r"(?:\\\.){3,}", lambda match: f"\\.{{{len(match[0]) // 2}}}", escaped)  # … is looked for as such
    return re.sub("'{3,}", lambda match: f"'{{{len(match[0])}}}", escaped)


def _escape(char: str) -> str:
    code = ord(char)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def mends(source: str) -> tuple[Repair, ...]:
    """Every repair of the encoding that cleaning begins with, those in what was removed, too."""
    rules = matcher()
    if not rules.candidates.of_lines(Document(source).bodies).ill:
        return ()
    from cleaner.text.encoding import repairs

    return tuple(repairs(source))


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
    core = View(line).core.text
    if not core:
        return Ready({}, "it holds nothing but signs")
    if re.search("[\ud800-\udfff]", core):
        return Ready({}, "it holds bytes that are no text")
    pattern = pattern_of(core)
    if len(core) > _LONGEST_KEEP:
        between = len(core) - _KEPT_HEAD - _KEPT_TAIL
        pattern = f"{pattern_of(core[:_KEPT_HEAD])}.{{{between}}}{pattern_of(core[-_KEPT_TAIL:])}"
    if fold_pattern(pattern) != pattern:
        return Ready({}, "its letters have no plain form")
    return Ready({"name": name, "pattern": pattern})


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
    found = [Ready({}, why) if (why := _why_no_rule(line)) else None for line in lines]
    views = {number: View(lines[number]) for number, ready in enumerate(found) if ready is None}
    pending = {number: _literals(view) for number, view in views.items()}
    values: dict[int, dict[str, str]] = {}
    for literal, sentences in ((0, 2), (0, len(_SENTENCES)), (1, len(_SENTENCES)), (2, len(_SENTENCES))):
        asked = {n: some[literal] for n, some in pending.items() if n not in values and literal < len(some)}
        for number, stays in zip(asked, _stay(list(asked.values()), sentences), strict=True):
            if len(stays) >= 2:
                values[number] = {"literal": asked[number], "stays": stays[0], "stays_too": stays[1]}
    for number, view in views.items():
        found[number] = _ready(names[number], view, values.get(number))
    return [ready or Ready({}) for ready in found]


def _ready(name: str, view: View, values: Mapping[str, str] | None) -> Ready:
    if values is None:
        return Ready({}, "it has no words to look for that are not another rule's")
    core = view.core.text
    slug = "-".join(re.findall(r"[^\W_]+", core))[:40].strip("-")
    confidence = Confidence.LIKELY if core in _promised() else Confidence.CERTAIN
    ready = {key: quoted(value) for key, value in values.items()}
    name = f"{name}-{slug}" if slug else name
    return Ready(
        {**ready, "name": name, "confidence": confidence, "pattern": pattern_of(core), "line": quoted(view.line)}
    )


def _why_no_rule(line: str) -> str:
    """Why no whole-line rule can take a line, as a clause; empty if one can."""
    if len(line) > LONGEST_RULE:
        return f"it is longer than {LONGEST_RULE} characters, which no prompt is"
    if re.search("[\ud800-\udfff]", line):
        return "it holds bytes that are no text"
    if OPEN in line or CLOSE in line:
        return f"it holds {OPEN} or {CLOSE}, which mark examples"
    view = View(line)
    core = view.core.text
    if not core:
        return "it holds nothing but signs"
    if reports_speech(view.text):
        return "it tells who said what, and no rule takes such lines"
    if fold_pattern(pattern_of(core)) != pattern_of(core) or len(line) > len(core) + _SLACK or _hides_capital(line):
        return "its letters have no plain form"
    return ""


def _hides_capital(line: str) -> bool:
    """Whether a capital beyond ASCII stands in a word after a letter after which the candidate pass expects none."""
    return any(
        char != char.lower()
        and not char.isascii()
        and before.isalpha()
        and not before.isascii()
        and not "\u00c0" <= before < "\u0800"
        for before, char in pairwise(line)
    )


def _literals(view: View) -> list[str]:
    """What a rule for a line may look for, the best first: the beginning and the end of its longest part that is
    spelt in one way only, and its longest word."""
    parts = sorted(_MANY_SPELLINGS.split(view.core.text), key=len, reverse=True)
    head, tail = parts[0][:_LONGEST_LITERAL], parts[0][-_LONGEST_LITERAL:]
    if len(parts[0]) > _LONGEST_LITERAL:
        head, tail = head.rpartition(" ")[0] or head, tail.partition(" ")[2] or tail
    longest = max((word for part in parts for word in part.split()), key=len, default="")[:_LONGEST_LITERAL]
    return [literal for literal in dict.fromkeys([head.strip(), tail.strip(), longest]) if _is_good(literal, view)]


def _is_good(literal: str, view: View) -> bool:
    return (
        len(literal.encode()) >= _SHORTEST_LITERAL
        and literal == literal.strip()
        and fold(literal) == literal
        and literal in view.text
    )


def _stay(literals: Sequence[str], count: int) -> Iterator[list[str]]:
    """For each literal the sentences around it, of the first `count`, that no certain rule claims a part of."""
    texts = [sentence % literal for literal in literals for sentence in _SENTENCES[:count]]
    rules = matcher()
    claims = rules.find_many([Document(text) for text in texts])
    is_free = [
        all(claim.rule.confidence is Confidence.LIKELY for claim in some)
        and literals[number // count] in View(texts[number]).text
        for number, some in enumerate(claims)
    ]
    for start in range(0, len(texts), count):
        yield [
            text
            for text, free in zip(texts[start : start + count], is_free[start : start + count], strict=True)
            if free
        ]


@cache
def _promised() -> frozenset[str]:
    """The lines, folded, that the program's own rules promise to keep: a rule that acts alone must not take them."""
    found: set[str] = set()
    for _, content in builtin_sources():
        for rule in tomllib.loads(content.decode())["rule"]:
            found.update(View(line).core.text for keep in rule["keep"] for line in keep.splitlines())
    return frozenset(found)
