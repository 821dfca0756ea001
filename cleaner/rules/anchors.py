"""What a phrase is looked for by, if its beginning tells too little: words of which one stands in all that it says."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence

from cleaner.rules.graphs import CAPITAL, PARTICLES, Graph, is_sign
from cleaner.text.words import is_by_character

#: Signs too common to tell a phrase by, and how many words are tried for one that stands in all sentences.
_COMMON_SIGNS, _MOST_ALONE = frozenset(".,:;!?-\"'()"), 80
#: Words too common to tell a phrase by.
COMMON = frozenset(
    "a aan aber about after again against al all alla alle allem allen alles als also am an anche and ans any"
    " ao are as at att au auf aus aux av avec avoir back be because been before bei being best between bij bir"
    " bis blev bu but by call can ce cette che ci com come como con cuando da dal dan dann dans das dass dat"
    " day days de dei del della dem den der des desde det deux deze di did die diese diesem diesen dieser"
    " dieses dit dla do doch does doing don door dort dos du due during e each een efter eight ein eine einem"
    " einen einer el ela ella elle eller em en entre er es essere est esta este está están et ett faire fait"
    " first five foi for four from fue fueron further för für get give gli go good great ha habe"
    " haben had han har has hat hatte hatten have having he hebben heeft her here het hier hij his hon how i"
    " ich if ihr ihre ihrem ihren ihrer ik ikke il ile ils im immer in inte into io is isso ist it its için ja"
    " jag jak je jest jetzt just kan kann kein keine keinen kunnen können könnte la las last le les leur leurs"
    " like lo los lui ma maar made mais make many may med mehr men met mit month more much muito muss muy más"
    " müssen na naar nach nas ne nel nella neue neuen neuer new nicht nie niet nine no noch nog non nos not"
    " nous now nur när o och od oder of og om on once onder one only ont ook op or os ou our out over own par"
    " para pas pela pelo people per pero peut più plus po por pour public på qu quando que qui read sa said"
    " same schon se see sehr sein seine seinen seiner ser ses seu seven she si sich sie sin sind six się ska"
    " so sobre soll sollen som some son sono sont stato su sua such sur sus são take también também te tell"
    " ten than that the their them then there these they this three through tiene til till time to todo todos"
    " top tous tout toute tra tre tres trois try two uit um uma un una und under une uns up us used van var ve"
    " vi viel viele von voor vor vous w war was way we week weil weiter wem wen wenn wer werden were what when"
    " where which while who why wie wij will wir wird with without worden would wurde wurden y ya year years"
    " yes you your z za ze zijn zu zum zur är è é était été être über że в для за и из или как на не от по с"
    " что это".split()
)


def anchors(graph: Graph) -> frozenset[str]:
    """Words and rare signs of which one stands in every sentence of a graph, the rarest of the sets that are `needed`;
    empty if there is none.

    >>> from cleaner.rules.graphs import graph_of
    >>> from cleaner.rules.lists import Lists
    >>> sorted(anchors(graph_of("{Name} is a (city editor|reporter|editor)", "en", Lists({}))))
    ['editor', 'reporter']
    >>> sorted(anchors(graph_of("{words 0-3} minutes available until {date}", "en", Lists({}))))
    ['available']
    """
    return min(needed(graph), key=lambda some: (_frequency(some), sorted(some)), default=frozenset())


def needed(graph: Graph) -> list[frozenset[str]]:
    """Sets of words and rare signs of each of which one stands in every sentence of a graph: on each way through it the
    first, and the last, that tells something; and those that no way is without."""
    back: list[dict[str, tuple[int, ...]]] = [{} for _ in graph.edges]
    for node, edges in enumerate(graph.edges):
        for label, targets in edges.items():
            for target in targets:
                back[target][label] = (*back[target].get(label, ()), node)
    for shortest in (3, 2):
        found = [
            _met(graph.entries, graph.edges, {0}, shortest),
            _met((0,), back, set(graph.entries), shortest),
        ]
        telling = sorted(
            (label for label in graph.labels if _is_telling(label, shortest)), key=lambda label: (-len(label), label)
        )
        found += (frozenset({label}) for label in telling[:_MOST_ALONE] if not _leads_through(graph, label))
        if any(found):
            break
    return list(dict.fromkeys(filter(None, found)))


def _frequency(labels: Iterable[str]) -> float:
    """How often words stand in texts, roughly, by their lengths: a letter more makes them a third as frequent."""
    return sum(0.35 ** min(len(label), 10) for label in labels)


def _is_telling(label: str, shortest: int = 3) -> bool:
    """Whether a label tells enough to look for it: a rare sign, or a word of so many letters that is not common."""
    if is_sign(label):
        return label not in _COMMON_SIGNS
    if is_by_character(label[0]):
        return True
    return len(label) >= shortest and not label.startswith("{") and label not in COMMON and label not in PARTICLES


def is_loose(graph: Graph) -> bool:
    """Whether a phrase may begin with any word, or with nothing but common words before a gap: then many a sentence
    begins like it, and it is looked for by its anchors.

    >>> from cleaner.rules.graphs import graph_of
    >>> from cleaner.rules.lists import Lists
    >>> [is_loose(graph_of(one, "en", Lists({}))) for one in ("the {words} archive", "archive {words}")]
    [True, False]
    """
    seen: set[int] = set()
    pending = list(graph.entries)
    while pending:
        node = pending.pop()
        if graph.gaps[node] or CAPITAL in graph.edges[node]:
            return True
        if node not in seen:
            seen.add(node)
            for label, targets in graph.edges[node].items():
                if not label.startswith("{") and not _is_telling(label):
                    pending += targets
    return False


def _leads_through(graph: Graph, without: str) -> bool:
    """Whether there is a way through a graph without a label."""
    seen: set[int] = set()
    pending = list(graph.entries)
    while pending:
        node = pending.pop()
        if node == 0:
            return True
        if node not in seen:
            seen.add(node)
            for label, targets in graph.edges[node].items():
                if label != without:
                    pending += targets
    return False


def _met(
    starts: Iterable[int], edges: Sequence[Mapping[str, tuple[int, ...]]], ends: Container[int], shortest: int
) -> frozenset[str]:
    """The telling words met first on all ways from some nodes to an end; empty if some way has none."""
    found: set[str] = set()
    seen: set[int] = set()
    pending = list(starts)
    while pending:
        node = pending.pop()
        if node in ends:
            return frozenset()
        if node not in seen:
            seen.add(node)
            for label, targets in edges[node].items():
                if _is_telling(label, shortest):
                    found.add(label)
                else:
                    pending += targets
    return frozenset(found)
