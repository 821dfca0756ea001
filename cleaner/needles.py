r"""What every match of a pattern holds: the rarest literals that the candidate pass can look for.

The idea is that of literal prefilters in multi-pattern engines (R. Cox, "Regular Expression Matching with a Trigram
Index", 2012): from a pattern's parse tree, the strings of which one must stand in each match. A whole-line pattern is
bound to the ends of the line, and so are its needles: ``^share$`` gives "\nshare\n", which no sentence holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib import import_module
from itertools import product
from math import fsum
from typing import Any

from cleaner.text.fold import LEADING_SIGNS

_sre: Any = import_module("re._constants")
_parser: Any = import_module("re._parser")

#: A needle is long enough at so many code points; more would only make the lexicon larger.
_ENOUGH = 10
_LONGEST = 10
#: How often words stand in five kilobytes of news, by their bytes, the common ones aside; what a phrase and what the
#: end of a line make of it. Rounded from counts over articles in twenty languages.
_OFTEN = ((10, 0.1), (6, 0.3), (5, 0.5), (4, 0.9), (3, 2.0), (2, 10.0), (1, 30.0), (0, 60.0))
_COMMON_PHRASE, _PHRASE, _RARE_PHRASE, _LINE_END, _EVERYWHERE = 1.0, 0.3, 0.05, 0.04, 50.0
#: Starts of lines are cut as short as they may be to be rare; where they are common they do not serve.
_RARE_HEADS, _COMMON_HEADS, _VAIN_HEADS = 0.13, 1.3, 15.0
_SHORTEST_HEAD, _MOST_HEADS = 6, 200
#: More needles than this for one rule cost more than they spare.
_MOST, _MOST_AT_ONCE = 600, 80
_LARGEST_SET, _LARGEST_CLASS = 6, 12
#: What stands before a group is taken into its needles if it can be only so many texts, as "\n" and "\n[" are.
_FEW_BEFORE = 4
#: Dashes, quotation marks and dots: needles do without them.
_MANY_SPELLINGS = re.compile(r"[-\"]|\.{2,}")
#: What costs more than this is met too often.
TOO_COMMON = 1.0
#: Words that stand on every page in the languages of the packs.
_COMMON = frozenset(
    """the a an of to in on at for and or but with from by as is are was were be been has have had not no it its this
    that these those he she they we you i our your his her their will would can could more most all any about into
    over out up like one two new time year years work people said also than when if you're we're don't doesn't
    der die das den dem des ein eine einen einer und oder aber mit von vom zu zum zur im am ist sind war nicht kein
    keine sie er es wir ich auch noch schon nur mehr als wie bei nach aus auf für über le la les un une du de et ou
    mais avec pour par dans sur est sont pas plus ce cette que qui il elle nous vous el los las una del y o pero con
    para por en son más se su lo i gli di da che non è dei della het een van voor niet met op te zijn och att som på är
    inte og at er ikke ve bir bu w na nie z do się jest""".split()
)
#: Classes of characters that the package regex knows and the standard library does not.
CLASS = re.compile(r"\\[pP]\{[^}]*\}|\[\[:\w+:\]\]")


def needles(pattern: str, *, is_whole_line: bool) -> tuple[str, ...] | None:
    r"""The strings of which every match of `pattern` holds one, the rarest there are; None if there are none.

    "\n" stands for the line's start and end, where the pattern is for whole lines.

    >>> needles(r"^(?:read|see) also:? .{1,99}$", is_whole_line=True)
    ('\nread also', '\nsee also ', '\nsee also:')
    >>> needles(r"^.{1,20} (?:min|minute) read$", is_whole_line=True)
    (' min read\n', ' minute re')
    >>> needles(r"(?<=[.!?]) (?:reuters|afp)$", is_whole_line=False)
    (' afp\n', ' reuters\n')
    >>> needles(r"\(photo by [^()]{1,40}\)", is_whole_line=False)
    ('(photo by ',)
    """
    try:
        tree = parsed(pattern)
    except (re.error, RecursionError, OverflowError):
        return None
    starts, ends = (
        (_is_at(tree[:1], _sre.AT_BEGINNING), _is_at(tree[-1:], _sre.AT_END)) if len(tree) else (False, False)
    )
    found = _best(tree, "\n" if starts or is_whole_line else "", "\n" if ends or is_whole_line else "")
    short = _without_wider({_plainest(text)[:_LONGEST] for text in found})
    if len(short) > _MOST or "" in short:
        return None
    return tuple(sorted(short))


def heads(pattern: str) -> tuple[str, ...]:
    r"""The strings with one of which every line begins that `pattern` matches as a whole, each after "\n".

    They are cut as short as they may be to be rare. None are given where lines may begin with
    anything, or with what every other line begins with.

    >>> heads(r"^(?:read|see)(?: also)?: ?.{1,9}$")
    ('\nread ', '\nread:', '\nsee a', '\nsee:')
    >>> heads(r"^.{1,20} (?:min|minute) read$")
    ()
    """
    try:
        begun = _begun(parsed(pattern))
    except (re.error, RecursionError, OverflowError):
        return ()
    starts = {"\n" + text.lower().lstrip(LEADING_SIGNS).partition("..")[0][:_LONGEST] for text in begun}
    if "\n" in starts or cost(starts) > _VAIN_HEADS:
        return ()
    for length in range(_SHORTEST_HEAD, _LONGEST + 1):
        short = _without_wider({start[:length] for start in starts})
        if cost(short) <= _RARE_HEADS:
            break
    return tuple(sorted(short))


def are_rare(starts: Iterable[str]) -> bool:
    """Whether so few lines begin with one of the strings that each may be looked at."""
    return cost(starts) <= _COMMON_HEADS


def _begun(nodes: Iterable[Any]) -> dict[str, bool]:
    """How matches of the nodes begin: each beginning, with whether it is a whole match; else anything may follow."""
    begun = {"": True}
    for node in nodes:
        if not any(goes_on and len(text) < _LONGEST for text, goes_on in begun.items()):
            break
        nexts = _begun_by(node)
        longer: dict[str, bool] = {}
        for text, goes_on in begun.items():
            if not goes_on or len(text) >= _LONGEST:
                longer[text] = False
                continue
            for more, whole in nexts.items():
                longer[text + more] = longer.get(text + more, True) and whole
        begun = _fewer(longer)
    return begun


def _fewer(begun: dict[str, bool]) -> dict[str, bool]:
    """Beginnings, cut shorter where they are too many; what was cut, anything may follow."""
    longest = _LONGEST
    while len(begun) > _MOST_HEADS:
        longest -= 1
        cut = {text[:longest] for text in begun if len(text) > longest}
        begun = {text: whole for text, whole in begun.items() if len(text) <= longest} | dict.fromkeys(cut, False)
    return begun


def _begun_by(node: Any) -> dict[str, bool]:
    kind, value = node
    if kind in (_sre.AT, _sre.ASSERT, _sre.ASSERT_NOT):
        return {"": True}
    if kind is _sre.LITERAL:
        return {chr(value): True}
    if kind is _sre.IN and (chars := _few_chars(value)):
        return dict.fromkeys(chars, True)
    if kind is _sre.BRANCH:
        begun: dict[str, bool] = {}
        for branch in value[1]:
            for text, whole in _begun(branch).items():
                begun[text] = begun.get(text, True) and whole
        return begun
    if kind is _sre.SUBPATTERN or kind is _sre.ATOMIC_GROUP:
        return _begun(value[-1] if kind is _sre.SUBPATTERN else value)
    if kind in _REPEATS:
        once = _begun(value[2])
        begun = once if value[1] == 1 else dict.fromkeys(once, False)
        return begun if value[0] else {**begun, "": begun.get("", True)}
    return {"": False}


def _few_chars(items: Iterable[Any]) -> set[str]:
    """The characters of a class, if they are few; else none."""
    chars: set[str] = set()
    for kind, value in items:
        if kind is _sre.LITERAL:
            chars.add(chr(value))
        elif kind is _sre.RANGE and value[1] - value[0] < _LARGEST_CLASS:
            chars |= set(map(chr, range(value[0], value[1] + 1)))
        elif kind is _sre.CATEGORY and value is _sre.CATEGORY_DIGIT:
            chars |= set("0123456789")
        else:
            return set()
    return chars if len(chars) <= _LARGEST_CLASS else set()


def _is_at(nodes: Iterable[Any], place: Any) -> bool:
    return any(kind is _sre.AT and value is place for kind, value in nodes)


@lru_cache(maxsize=64)  # the patterns of a pack
def parsed(pattern: str) -> Any:
    """The parse tree of a pattern, by the standard library; classes that it does not know stand as open."""
    return _parser.parse(CLASS.sub(r"\\w", pattern))


def literals(pattern: str) -> tuple[str, ...]:
    """The runs of characters that a pattern spells out, each once.

    >>> literals("^(?:share|like) on .{1,9}$")
    ('share', 'like', ' on ')
    """
    return tuple(dict.fromkeys(_runs(parsed(pattern))))


def _runs(nodes: Iterable[Any]) -> Iterator[str]:
    """The runs of two characters or more in a parse tree."""
    run = ""
    for kind, value in nodes:
        if kind is _sre.LITERAL:
            run += chr(value)
            continue
        if len(run) > 1:
            yield run
        run = ""
        if kind in (_sre.MAX_REPEAT, _sre.MIN_REPEAT, _sre.POSSESSIVE_REPEAT, _sre.SUBPATTERN):
            yield from _runs(value[-1])
        elif kind is _sre.ATOMIC_GROUP:
            yield from _runs(value)
        elif kind is _sre.BRANCH:
            for branch in value[1]:
                yield from _runs(branch)
    if len(run) > 1:
        yield run


def _best(nodes: Sequence[Any], before: str, after: str) -> set[str]:
    """The best needles for a sequence of nodes that stands between `before` and `after` (a line's end, or nothing)."""
    nodes = [node for node in nodes if node[0] not in (_sre.AT, _sre.ASSERT, _sre.ASSERT_NOT)]
    options: list[set[str]] = []
    run = {before}
    for i, node in enumerate(nodes):
        is_last = i == len(nodes) - 1
        texts = _exact([node])
        if texts is not None and len(run) * len(texts) <= _MOST_AT_ONCE:
            run = {a + b for a, b in product(run, texts)}
            if min(map(len, run)) >= _ENOUGH:
                options.append(run)
                run = {""}
        else:
            options.append(run)
            befores = run if len(run) <= _FEW_BEFORE else {""}
            inner = [_inside(node, one, after if is_last else "") for one in sorted(befores)]
            if None not in inner:
                options.append({text for some in inner if some for text in some})
            run = {""} if texts is None or len(texts) > _MOST_AT_ONCE else texts
    options.append({text + after for text in run})
    return min(options, key=cost)


def _inside(node: Any, before: str, after: str) -> set[str] | None:
    """The needles of a node's inside, where each match must go through it."""
    kind, value = node
    if kind is _sre.BRANCH:
        out: set[str] = set()
        for branch in value[1]:
            out |= _best(branch, before, after)
        return out
    if kind is _sre.SUBPATTERN:
        return _best(value[-1], before, after)
    if kind is _sre.ATOMIC_GROUP:
        return _best(value, before, after)
    if kind in _REPEATS and value[0] >= 1:
        is_once = value[0] == value[1] == 1
        return _best(value[2], before if is_once else "", after if is_once else "")
    return None


_REPEATS = (_sre.MAX_REPEAT, _sre.MIN_REPEAT, _sre.POSSESSIVE_REPEAT)


def _exact(nodes: Iterable[Any]) -> set[str] | None:
    """Every text that the nodes match, if they are few; None otherwise."""
    texts = {""}
    for kind, value in nodes:
        parts: set[str] | None = None
        if kind in (_sre.AT, _sre.ASSERT, _sre.ASSERT_NOT):
            continue
        if kind is _sre.LITERAL:
            parts = {chr(value)}
        elif kind is _sre.IN:
            chars = {chr(item[1]) for item in value if item[0] is _sre.LITERAL}
            parts = chars if len(chars) == len(value) and len(chars) <= _LARGEST_SET else None
        elif kind is _sre.BRANCH:
            branches = [_exact(branch) for branch in value[1]]
            parts = None if None in branches else {text for branch in branches if branch for text in branch}
        elif kind is _sre.SUBPATTERN:
            parts = _exact(value[-1])
        elif kind in _REPEATS and value[1] <= 2:
            inner = _exact(value[2])
            if inner is not None:
                parts = {"".join(some) for n in range(value[0], value[1] + 1) for some in product(inner, repeat=n)}
        if parts is None or len(texts) * len(parts) > _MOST_AT_ONCE:
            return None
        texts = {a + b for a, b in product(texts, parts)}
    return texts


def cost(texts: Iterable[str]) -> float:
    """How often, by a rough rule, any of the texts stands in five kilobytes of news that hold no boilerplate."""
    return fsum(map(_cost, texts))  # exact: the order of a set must not decide


def _cost(text: str) -> float:
    """The rule: by the bytes of the words that are not common; phrases are rarer, and far rarer at a line's end."""
    words = text.split()
    rare = [word for word in words if word not in _COMMON and any(map(str.isalnum, word))]
    letters = sum(len(word.encode("utf-8", "surrogatepass")) for word in rare)
    if not any(map(str.isalnum, text)):
        return _EVERYWHERE
    base = next(often for least, often in _OFTEN if letters >= least)
    if len(words) > 1:
        base = (_COMMON_PHRASE, base * _PHRASE, base * _RARE_PHRASE)[min(len(rare), 2)]
    return float(base * _LINE_END ** text.count("\n"))


def _plainest(text: str) -> str:
    """The longest part of a needle without the signs that pages spell in many ways."""
    return max(_MANY_SPELLINGS.split(text), key=len)


def _without_wider(texts: set[str]) -> set[str]:
    """The texts that do not begin with another of them."""
    return {text for text in texts if not any(text[:i] in texts for i in range(1, len(text)))}
