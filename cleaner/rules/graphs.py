"""From a phrase's tree to its graph: which word may follow which.

A node of a graph has edges with labels: a word ("free"), a sign (":"), a stem ("abonn*"), or a kind of word ("{num}",
"{word}" for any, "{cap}" for one with a capital). Node 0 is the phrase's end. Signs that no edge asks for are passed
over wherever they stand; a gap stops at what ends a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from cleaner.rules.lists import Lists
from cleaner.rules.phrases import (
    MOST_SENTENCES,
    Either,
    ListName,
    Many,
    Node,
    PhraseError,
    Sequence,
    Slot,
    Text,
    parse,
    sentences,
)
from cleaner.rules.spellings import Options, joined, labels_of, parted
from cleaner.text.words import Kind, is_by_character

#: The label of any word, and of a word that begins with a capital.
WORD, CAPITAL = "{word}", "{cap}"
#: The label of what ends a sentence, beside that of the sign itself.
STOP = "{stop}"
#: Labels of words that are no words.
KINDS = {
    Kind.NUMBER: "{num}",
    Kind.DAY: "{day}",
    Kind.CLOCK: "{clock}",
    Kind.URL: "{url}",
    Kind.MAIL: "{mail}",
    Kind.HANDLE: "{handle}",
    Kind.BLANK: "{blank}",
}
#: Languages that are read character by character, and those whose names bear no capitals.
BY_CHARACTER = frozenset({"ja", "zh", "ko", "th", "km", "lo", "my"})
_WITHOUT_CAPITALS = BY_CHARACTER | {"ar", "fa", "he", "hi", "ur", "bn", "ta", "te", "mr", "ka"}
#: Languages whose words cannot be looked for as they are written: characters tell too little, or accents come and go.
UNANCHORED = BY_CHARACTER | {"el"}
#: How many words a gap of its own accord may hold, and how many characters where these are counted.
_GAP, _GAP_BY_CHARACTER = 8, 24
#: A gap of more words than this is not counted: it may hold any number.
_MOST_COUNTED = 24
#: How many nodes and edges the graph of a phrase may have.
_MOST_NODES, _MOST_EDGES = 4_000, 40_000

#: Slots that are said in the language itself. <lists> that a language lacks are passed over.
_SLOTS = {
    "n": "({num}|{blank}|<number>)",
    "price": "([<currency>] {num} <currency>|<currency> {num}|{blank})",
    "time": "({clock}|{num}|{num} : {num}|{blank}) [<day-half>] [<zone>]",
    "date": (
        "({day}|[<weekday>] {num} [de|of] <month> [de|of] [{num}]|[<weekday>] <month> {num} [{num}]|<month> {num}"
        "|1er <month> [{num}]"
        "|{num}年{num}月[{num}日]|{num}월 {num}일|{num}년 {num}월 [{num}일]|{num} - {num} - {num}|{blank})"
    ),
    "url": "({url}|{blank})",
    "mail": "({mail}|{blank})",
    "handle": "({handle}|{blank})",
}
#: Small words inside names.
PARTICLES = tuple("de del della di da dos van von der den ten la le al el bin ben y e".split())
_GAPS = {"words": (1, _GAP), "rest": (0, None), "any": (0, None)}
#: Every slot that a phrase may name.
SLOTS = (*_SLOTS, "Name", *_GAPS)
_PRIMITIVE = frozenset(label.strip("{}") for label in KINDS.values())


@dataclass(frozen=True, slots=True)
class Graph:
    """A phrase as nodes. `edges[node]` gives for a label the nodes that it leads to; `gaps[node]` is 1 where a gap goes
    on that stops at the end of a sentence, 2 where one does that does not. `entries` are the nodes to begin at."""

    entries: tuple[int, ...]
    edges: tuple[dict[str, tuple[int, ...]], ...]
    gaps: tuple[int, ...]

    @property
    def firsts(self) -> frozenset[str]:
        """The labels that a text may begin with."""
        return frozenset(label for node in self.entries for label in self.edges[node])

    @property
    def seconds(self) -> frozenset[str] | None:
        """The labels that may come after the first word, signs before and after the next word among them; None where it
        may be anything, or nothing."""
        found: set[str] = set()
        seen: set[int] = set()
        pending = [target for node in self.entries for some in self.edges[node].values() for target in some]
        while pending:
            node = pending.pop()
            if node == 0 or self.gaps[node]:
                return None
            if node not in seen:
                seen.add(node)
                found.update(self.edges[node])
                for label, targets in self.edges[node].items():
                    if is_sign(label):
                        pending += targets
        return None if not found.isdisjoint((WORD, CAPITAL)) else frozenset(found)

    @property
    def labels(self) -> frozenset[str]:
        """All labels."""
        return frozenset(label for some in self.edges for label in some)

    @property
    def is_closed(self) -> bool:
        """Whether there is no gap in it."""
        return not any(self.gaps)

    @property
    def without_gaps(self) -> Graph | None:
        """What it says where nothing fills its gaps by leaving them out; None where it cannot do without one."""
        if self.is_closed:
            return self
        edges = tuple(
            {label: tuple(node for node in targets if not self.gaps[node]) for label, targets in some.items()}
            for some in self.edges
        )
        entries = tuple(node for node in self.entries if not self.gaps[node])
        reached = set(entries)
        pending = [*entries]
        while pending:
            for targets in edges[pending.pop()].values():
                pending += [node for node in targets if node not in reached]
                reached.update(targets)
        return Graph(entries, edges, (0,) * len(edges)) if 0 in reached else None

    @property
    def without_tail(self) -> Graph:
        """What it says where it ends before the gap that it may end with, and could do without."""
        tail = {0}
        size = 0
        while len(tail) > size:
            size = len(tail)
            gaps = (node for node, gap in enumerate(self.gaps) if gap)
            tail.update([node for node in gaps if not tail.isdisjoint(self.edges[node].get(WORD, ()))])
        tail.remove(0)
        edges = tuple(
            {label: tuple(target for target in targets if target not in tail) for label, targets in some.items()}
            for some in self.edges
        )
        return Graph(tuple(node for node in self.entries if node not in tail), edges, self.gaps)

    @property
    def begins_open(self) -> bool:
        """Whether it may begin with a gap that goes on over ends of sentences."""
        return any(self.gaps[node] == 2 for node in self.entries)

    @property
    def is_open(self) -> bool:
        """Whether it may end with a gap that goes on over ends of sentences."""
        return any(gap == 2 and 0 in edges.get(WORD, ()) for gap, edges in zip(self.gaps, self.edges, strict=True))

    @property
    def is_nullable(self) -> bool:
        """Whether it may say nothing."""
        return 0 in self.entries

    @property
    def fewest_words(self) -> int:
        """How many words the shortest sentence has; signs are none."""
        reached, seen, count = set(self.entries), set(self.entries), 0
        while 0 not in reached:
            following: set[int] = set()
            self._through_signs(reached)
            if 0 in reached:
                break
            for node in reached:
                for label, targets in self.edges[node].items():
                    if not is_sign(label):
                        following.update(targets)
            reached = following - seen
            seen |= following
            count += 1
            if not reached:
                break
        return count

    def _through_signs(self, reached: set[int]) -> None:
        """Adds what is reached without a word."""
        pending = list(reached)
        while pending:
            for label, targets in self.edges[pending.pop()].items():
                if is_sign(label):
                    pending += [node for node in targets if node not in reached]
                    reached.update(targets)


def is_sign(label: str) -> bool:
    """Whether a label is a sign: no word, no kind, no stem."""
    return len(label) == 1 and not label.isalnum() and not is_by_character(label)


def graph_of(template: str, language: str | None, lists: Lists) -> Graph:
    """The graph of a template in a language. Raises PhraseError.

    >>> graph = graph_of("[only] {n} articles left", "en", Lists({}))
    >>> sorted(graph.firsts), graph.fewest_words, graph.is_closed
    (['only', '{blank}', '{num}'], 3, True)
    """
    tree = parse(template)
    if sentences(tree) > MOST_SENTENCES:
        raise PhraseError(f"says more than {MOST_SENTENCES:,} sentences: make several phrases of it", 1)
    return _Builder(language, lists).graph(tree)


@dataclass
class _Builder:
    """Builds one graph, from its end to its beginning."""

    language: str | None
    lists: Lists
    edges: list[dict[str, frozenset[int]]] = field(default_factory=lambda: [{}])
    gaps: list[int] = field(default_factory=lambda: [0])
    hubs: dict[int, frozenset[int]] = field(default_factory=dict)
    count: int = 0

    def graph(self, tree: Sequence) -> Graph:
        entries = self._resolved(self._entries(tree, frozenset({0})))
        ways: dict[frozenset[int], tuple[int, ...]] = {}  # targets are the same for many labels
        edges: list[dict[str, tuple[int, ...]]] = []
        for some in self.edges:
            its: dict[str, tuple[int, ...]] = {}
            for label, targets in some.items():
                way = ways.get(targets)
                if way is None:
                    way = ways[targets] = tuple(sorted(self._resolved(targets)))
                its[label] = way
            edges.append(its)
        return Graph(tuple(sorted(entries)), tuple(edges), tuple(self.gaps))

    def _node(self, edges: dict[str, frozenset[int]], gap: int = 0) -> int:
        self.count += len(edges)
        if len(self.edges) > _MOST_NODES or self.count > _MOST_EDGES:
            raise PhraseError("says too much for one phrase: make several of it", 1)
        self.edges.append(edges)
        self.gaps.append(gap)
        return len(self.edges) - 1

    def _resolved(self, targets: Iterable[int]) -> set[int]:
        """Targets, with what stands behind the hubs of repetitions in their place."""
        if self.hubs.keys().isdisjoint(targets):
            return set(targets)
        found: set[int] = set()
        pending = list(targets)
        passed: set[int] = set()
        while pending:
            node = pending.pop()
            if node in self.hubs:
                if node not in passed:
                    passed.add(node)
                    pending += self.hubs[node]
            else:
                found.add(node)
        return found

    def _entries(self, tree: Node, follow: frozenset[int]) -> frozenset[int]:
        """The nodes at which a tree begins that goes on with `follow`."""
        if isinstance(tree, Text):
            return self._said(labels_of(tree.text), follow)
        if isinstance(tree, Sequence):
            for part in reversed(joined(tree.items)):
                follow = self._either(parted(part), follow) if isinstance(part, list) else self._entries(part, follow)
            return follow
        if isinstance(tree, Either):
            return self._either(parted(tree.options), follow)
        if isinstance(tree, ListName):
            return self._either(self.lists.options(tree, self.language), follow)
        if isinstance(tree, Many):
            hub = self._node({})
            entries = self._entries(tree.item, frozenset({hub}))
            self.hubs[hub] = follow | entries
            return entries
        return self._slot(tree, follow)

    def _said(self, labels: Iterable[str], follow: frozenset[int]) -> frozenset[int]:
        for label in reversed(tuple(labels)):
            follow = frozenset({self._node({label: follow})})
        return follow

    def _either(self, options: Options, follow: frozenset[int]) -> frozenset[int]:
        """The beginnings of all options, those that are mere words in one node."""
        found: set[int] = set()
        merged: dict[str, frozenset[int]] = {}
        for labels in options.plain:
            targets = self._said(labels[1:], follow)
            merged[labels[0]] = merged[labels[0]] | targets if labels[0] in merged else targets
        for option in options.others:
            found |= self._entries(option, follow)
        words = [node for node in found - follow if not self.gaps[node] and node not in self.hubs and node]
        if not merged and len(words) < 2:
            return frozenset(found)
        for node in words:
            for label, targets in self.edges[node].items():
                merged[label] = merged[label] | targets if label in merged else targets
        return frozenset(found - set(words)) | {self._node(merged)}

    def _slot(self, slot: Slot, follow: frozenset[int]) -> frozenset[int]:
        if slot.name in _GAPS:
            return self._gap(slot, follow)
        if slot.name == "Name":
            return self._name(follow)
        if slot.name in _PRIMITIVE:
            return frozenset({self._node({f"{{{slot.name}}}": follow})})
        if slot.name in _SLOTS:
            return self._entries(_without_missing(parse(_SLOTS[slot.name]), self.language, self.lists), follow)
        near = get_close_matches(slot.name, SLOTS, 1, 0.5)
        hint = f"; did you mean {{{near[0]}}}?" if near else f"; there are {', '.join(SLOTS)}"
        raise PhraseError(f"there is no slot {{{slot.name}}}{hint}", slot.column)

    def _gap(self, slot: Slot, follow: frozenset[int]) -> frozenset[int]:
        """A gap of so many words, counted while they are few."""
        least, most = _GAPS[slot.name]
        if slot.name == "words" and self.language in BY_CHARACTER:
            most = _GAP_BY_CHARACTER
        if slot.most is not None:
            least, most = slot.least or 0, slot.most
        kind = 2 if slot.name == "any" else 1
        if most is None or most > _MOST_COUNTED:
            following = frozenset({self._node({}, kind)})
            node = min(following)
            self.edges[node][WORD] = following | follow
            most = least
            following = following | follow if least == 0 else frozenset({node})
            return self._counted(least - 1, following, kind) if least else following
        following = follow
        for place in reversed(range(most)):
            node = self._node({WORD: following}, kind)
            following = frozenset({node}) | (follow if place >= least else frozenset())
        return following

    def _counted(self, count: int, follow: frozenset[int], kind: int) -> frozenset[int]:
        for _ in range(count):
            follow = frozenset({self._node({WORD: follow}, kind)})
        return follow

    def _name(self, follow: frozenset[int]) -> frozenset[int]:
        """One to four words with capitals, and small ones such as "van" between them."""
        if self.language in _WITHOUT_CAPITALS:
            return self._gap(Slot("words", 1, 6, 1), follow)
        following = frozenset({self._node({CAPITAL: follow})})
        for _ in range(3):
            entry = min(following)
            particle = self._node(dict.fromkeys(PARTICLES, following))
            following = frozenset({self._node({CAPITAL: follow | {entry, particle}})})
        return following


def _without_missing(tree: Node, language: str | None, lists: Lists) -> Node:
    """The tree of a slot without the options that need a list which the language lacks."""
    if isinstance(tree, Sequence):
        return Sequence(tuple(_without_missing(item, language, lists) for item in tree.items))
    if isinstance(tree, Either):
        kept = [
            _without_missing(option, language, lists)
            for option in tree.options
            if isinstance(option, Sequence) and all(_is_there(item, language, lists) for item in option.items)
        ]
        return Either(tuple(kept))
    return tree


def _is_there(item: Node, language: str | None, lists: Lists) -> bool:
    return not isinstance(item, ListName) or lists.has(item.name, language)
