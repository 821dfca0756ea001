"""What a loose phrase needs stands in every sentence that it says; a packed graph is the graph that was packed."""

from __future__ import annotations

import pytest

from cleaner.find.matcher import own_matcher
from cleaner.rules.conditions import Contents
from cleaner.rules.graphs import UNANCHORED, graph_of
from cleaner.rules.own import own_book
from cleaner.rules.samples import samples
from cleaner.rules.says import says

BOOK = own_book()


def glued(said: str) -> str:
    """The words of a sentence as buttons are glued: each with a capital, and no space before it."""
    return "".join(word[:1].upper() + word[1:] for word in said.split(" "))


@pytest.mark.parametrize("part", range(8))
def test_every_sentence_of_a_loose_phrase_has_what_it_needs(part):
    labels, wrong = own_matcher().labels, []
    for number, condition in list(BOOK.index.conditions.items())[part::8]:
        phrase, graph = BOOK.phrases[number], BOOK.graphs[number]
        language = BOOK.rules[phrase.rule].language
        for said in samples(phrase.template, language, BOOK.lists, 12, seed=number):
            for text in (said, said.upper(), said.replace("i", "İ").upper(), glued(said)):
                has = condition.holds(Contents(text, is_folded=language in UNANCHORED))
                if not has and says(graph, labels(text)):
                    wrong.append((phrase.template, text))
    assert wrong == []


@pytest.mark.parametrize("part", range(4))
def test_a_packed_graph_is_the_graph_of_its_phrase(part):
    for number in range(part, len(BOOK.phrases), 61):
        phrase = BOOK.phrases[number]
        graph = graph_of(phrase.template, BOOK.rules[phrase.rule].language, BOOK.lists)
        assert BOOK.graphs[number] == graph
        assert BOOK.graphs.seconds(number) == graph.seconds
