"""Whether a graph says words: the plain way, word by word. The automaton comes to the same."""

from __future__ import annotations

from collections.abc import Iterable

from cleaner.rules.graphs import STOP, WORD, Graph


def says(graph: Graph, said: Iterable[tuple[str, ...]], *, is_whole: bool = True) -> bool:
    """Whether words, each given as the labels that it bears, are a sentence of a graph, or hold one. The plain way,
    word by word; signs bear no label of a word.

    >>> from cleaner.rules.graphs import graph_of
    >>> from cleaner.rules.lists import Lists
    >>> labels = [(text, WORD) for text in "you have two free articles left".split()]
    >>> says(graph_of("free (article|story|articles)", "en", Lists({})), labels, is_whole=False)
    True
    """
    starts = frozenset(graph.entries)
    nodes = set(starts)
    for labels in said:
        nodes = _after(graph, nodes, labels)
        if not is_whole:
            if 0 in nodes:
                return True
            nodes |= starts
        if not nodes:
            return False
    return 0 in nodes


def ends(graph: Graph, said: Iterable[tuple[str, ...]]) -> set[int]:
    """After how many of the words a sentence of a graph may end that begins with the first.

    >>> from cleaner.rules.graphs import graph_of
    >>> from cleaner.rules.lists import Lists
    >>> labels = [(text, WORD) for text in "sign up now".split()]
    >>> sorted(ends(graph_of("sign up [now]", "en", Lists({})), labels))
    [2, 3]
    """
    nodes, found = set(graph.entries), set[int]()
    for count, labels in enumerate(said, start=1):
        nodes = _after(graph, nodes, labels)
        if not nodes:
            break
        if 0 in nodes:
            found.add(count)
    return found


def _after(graph: Graph, nodes: Iterable[int], labels: tuple[str, ...]) -> set[int]:
    """The nodes that a word leads to, or a sign, which may be passed over."""
    following: set[int] = set()
    for node in nodes:
        for label in labels:
            following.update(graph.edges[node].get(label, ()))
    if WORD not in labels:
        is_stop = STOP in labels
        following.update(node for node in nodes if not (is_stop and graph.gaps[node] == 1))
    return following
