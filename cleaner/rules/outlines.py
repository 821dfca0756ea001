"""Outlines of graphs, in few characters: as they stand in the rule book's data file, a line for each.

A graph names labels by sets of them that lead to the same nodes, for a word list leads from all its words to one place,
and stands in many phrases. What is not asked for stays text: a million small objects would slow down the whole process.

A line is "entries|gaps|nodes|seconds": numbers parted by spaces, a digit for each node or nothing, and the nodes parted
by ";", each of them its edges parted by ",", the place of a set of labels and the nodes that it leads to; `seconds` is
the place of the set of labels that may come second, or nothing where any may.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from cleaner.rules.graphs import Graph


class Packed:
    """Packed graphs: `rows`, one for each; the `labels` of all, a line for each; and `sets` of these, a line for each,
    by their places.

    `remade` gives the same in another process, where they need not be sent.

    >>> from cleaner.rules.graphs import graph_of
    >>> from cleaner.rules.lists import Lists
    >>> graph = graph_of("(sign up|subscribe) for {words 1-2} mail", "en", Lists({}))
    >>> packer = Packer()
    >>> packer.add(graph)
    >>> packer.packed()[0] == graph
    True
    """

    def __init__(self, rows: Sequence[str], labels: str, sets: str, remade: Callable[[], Packed] | None = None) -> None:
        self.rows = rows
        self.labels = labels
        self.sets = sets
        self._remade = remade

    def __reduce__(self) -> tuple[Any, ...]:
        return (self._remade, ()) if self._remade else (Packed, (self.rows, self.labels, self.sets))

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def _sets(self) -> _Sets:
        return _Sets(self.labels.split("\n"), self.sets.split(";"))

    def outline(self, number: int) -> Outline:
        """A graph as it is packed."""
        entries, gaps, nodes, _ = self.rows[number].split("|")
        parts = nodes.split(";")
        return Outline(tuple(map(int, entries.split())), bytes(map(int, gaps)) or bytes(len(parts)), parts, self._sets)

    def seconds(self, number: int) -> frozenset[str] | None:
        """The labels that may come after a graph's first word; None where it may be anything, or nothing."""
        place = self.rows[number].rpartition("|")[2]
        return self._sets[int(place)] if place else None

    def __getitem__(self, number: int) -> Graph:
        outline = self.outline(number)
        edges = [dict[str, tuple[int, ...]]() for _ in outline.gaps]
        for node, its in enumerate(edges):
            for labels, targets in outline.edges(node):
                its.update(dict.fromkeys(labels, targets))
        return Graph(outline.entries, tuple(edges), tuple(outline.gaps))


class _Sets(dict[int, frozenset[str]]):
    """Sets of labels by their places, each made when it is first asked for."""

    def __init__(self, labels: Sequence[str], sets: Sequence[str]) -> None:
        self._labels = labels
        self._written = sets

    def __missing__(self, place: int) -> frozenset[str]:
        labels = self._labels
        return self.setdefault(place, frozenset([labels[int(one)] for one in self._written[place].split()]))


class Outline(NamedTuple):
    """A graph whose edges stand together that lead to the same nodes; few of its nodes are ever reached."""

    entries: tuple[int, ...]
    gaps: bytes
    nodes: Sequence[str]
    sets: _Sets

    def edges(self, node: int) -> Iterator[tuple[frozenset[str], tuple[int, ...]]]:
        """Sets of labels, and the nodes that they lead to from a node."""
        for edge in self.nodes[node].split(",") if self.nodes[node] else ():
            place, *targets = map(int, edge.split())
            yield self.sets[place], tuple(targets)


class Packer:
    """Packs graphs, one after the other."""

    def __init__(self) -> None:
        self._labels: dict[str, int] = {}
        self._sets: dict[tuple[int, ...], int] = {}
        self._rows: list[str] = []

    def add(self, graph: Graph) -> None:
        """Packs a graph behind those that were added before."""
        nodes: list[str] = []
        for edges in graph.edges:
            groups: dict[tuple[int, ...], list[str]] = {}
            for label, targets in edges.items():
                groups.setdefault(targets, []).append(label)
            nodes.append(",".join(_joined((self._place(labels), *targets)) for targets, labels in groups.items()))
        gaps = "" if graph.is_closed else "".join(map(str, graph.gaps))
        seconds = "" if graph.seconds is None else self._place(graph.seconds)
        self._rows.append(f"{_joined(graph.entries)}|{gaps}|{';'.join(nodes)}|{seconds}")

    def packed(self) -> Packed:
        """The graphs that were added."""
        return Packed(tuple(self._rows), "\n".join(self._labels), ";".join(map(_joined, self._sets)))

    def _place(self, some: Iterable[str]) -> int:
        """The place of a set of labels."""
        places = [self._labels.setdefault(label, len(self._labels)) for label in some]
        return self._sets.setdefault(tuple(sorted(places)), len(self._sets))


def _joined(numbers: Sequence[int]) -> str:
    return " ".join(map(str, numbers))
