"""Graphs in few characters: as they stand in the rule book's data file, a line for each.

A graph names labels by sets of them that lead to the same nodes, for a word list leads from all its words to one place,
and stands in many phrases.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from cleaner.rules.graphs import Graph


class Packed:
    """Packed graphs: `rows` are JSON, one for each, and `sets` is JSON of the sets of labels that they name by place.

    `remade` gives the same in another process, where they need not be sent.

    >>> from cleaner.rules.graphs import graph_of
    >>> from cleaner.rules.lists import Lists
    >>> graph = graph_of("(sign up|subscribe) for {words 1-2} mail", "en", Lists({}))
    >>> packer = Packer()
    >>> packer.add(graph)
    >>> packer.packed()[0] == graph
    True
    """

    def __init__(
        self, rows: Sequence[str | bytes], sets: str | bytes, remade: Callable[[], Packed] | None = None
    ) -> None:
        self.rows = rows
        self.sets = sets
        self._remade = remade

    def __reduce__(self) -> tuple[Any, ...]:
        return (self._remade, ()) if self._remade else (Packed, (self.rows, self.sets))

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def _sets(self) -> list[list[str]]:
        labels, sets = json.loads(self.sets)
        return [[labels[place] for place in some] for some in sets]

    def __getitem__(self, number: int) -> Graph:
        entries, nodes, gaps = json.loads(self.rows[number])
        return Graph(tuple(entries), _Edges(nodes, self._sets), tuple(map(int, gaps)) or (0,) * len(nodes))


class _Edges(Sequence[dict[str, tuple[int, ...]]]):
    """The edges of a graph, unpacked node by node as they are asked for: few nodes are ever reached."""

    __slots__ = ("_known", "_nodes", "_sets")

    def __init__(self, nodes: Sequence[list[list[int]]], sets: Sequence[list[str]]) -> None:
        self._nodes = nodes
        self._sets = sets
        self._known: list[dict[str, tuple[int, ...]] | None] = [None] * len(nodes)

    def __len__(self) -> int:
        return len(self._nodes)

    def __getitem__(self, node: int) -> dict[str, tuple[int, ...]]:  # type: ignore[override]
        found = self._known[node]
        if found is None:
            found = {}
            for place, *targets in self._nodes[node]:
                found.update(dict.fromkeys(self._sets[place], tuple(targets)))
            self._known[node] = found
        return found

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and [*self] == [*other]


class Packer:
    """Packs graphs, one after the other."""

    def __init__(self) -> None:
        self._labels: dict[str, int] = {}
        self._sets: dict[tuple[int, ...], int] = {}
        self._rows: list[str] = []

    def add(self, graph: Graph) -> None:
        """Packs a graph behind those that were added before."""
        nodes: list[list[list[int]]] = []
        for edges in graph.edges:
            groups: dict[tuple[int, ...], list[int]] = {}
            for label, targets in edges.items():
                groups.setdefault(targets, []).append(self._labels.setdefault(label, len(self._labels)))
            nodes.append([[self._place(labels), *targets] for targets, labels in groups.items()])
        gaps = "" if graph.is_closed else "".join(map(str, graph.gaps))
        self._rows.append(json.dumps([graph.entries, nodes, gaps], separators=(",", ":")))

    def packed(self) -> Packed:
        """The graphs that were added."""
        sets = json.dumps([list(self._labels), list(self._sets)], ensure_ascii=False, separators=(",", ":"))
        return Packed(tuple(self._rows), sets)

    def _place(self, labels: Sequence[int]) -> int:
        """The place of a set of labels."""
        return self._sets.setdefault(tuple(sorted(labels)), len(self._sets))
