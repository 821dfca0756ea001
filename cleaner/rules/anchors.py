"""What a phrase is looked for by, if its beginning tells too little: words of which one stands in all that it says."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from functools import cache

from cleaner.rules.frequent import hits
from cleaner.rules.graphs import CAPITAL, PARTICLES, WORD, Graph, is_sign
from cleaner.text.words import is_by_character

#: Signs too common to tell a phrase by.
_COMMON_SIGNS = frozenset(".,:;!?-\"'()")
#: A word tells something if it has no more hits than this in 10^6 code points; if there is none, no more than the next.
_TELLING = (20, 100, 1_000, 6_000)
#: A phrase that begins with a name is looked for by its anchors if these have no more hits than this.
_RARE = 8_000
#: One that begins with a word of so many hits and a gap, if these have no more than that.
_OFTEN, _RARER = 800, 400
#: Kinds of words, and what of it stands in each that is rare elsewhere.
_WRITTEN_WITH = {"{mail}": ("@",), "{handle}": ("@",), "{blank}": ("{{", "${", "%%")}
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
    ['until']
    """
    return min(needed(graph), key=lambda some: (frequency(some), sorted(some)), default=frozenset())


def needed(graph: Graph) -> list[frozenset[str]]:
    """Sets of words and rare signs of each of which one stands in every sentence of a graph: on each way through it the
    first, and the last, that tells something; those that no way is without; and those at a node that all ways pass."""
    back = _reversed(graph)
    labels, nodes = inevitable(graph)
    for most in _TELLING:
        found = [
            _met(starts, edges, ends, most, signs)
            for starts, edges, ends in ((graph.entries, graph.edges, {0}), ((0,), back, set(graph.entries)))
            for signs in (True, False)
        ]
        telling = sorted(
            (label for label in labels if _is_telling(label, most)), key=lambda label: (_hits(label), label)
        )
        found += (frozenset({label}) for label in telling)
        found += (frozenset(graph.edges[node]) for node in nodes if _tells(graph.edges[node], most))
        if not all(map(is_sign, set().union(*found))):
            break
    return list(dict.fromkeys(filter(None, found)))


def pairs(graph: Graph) -> list[frozenset[str]]:
    """Sets of pairs of characters, for scripts that are read by character: of each of the sets one pair stands in every
    sentence of a graph, if its signs and white space are left out.

    >>> from cleaner.rules.graphs import graph_of
    >>> from cleaner.rules.lists import Lists
    >>> [sorted(some) for some in pairs(graph_of("{words 2-10}の(撮影|写真)", "ja", Lists({})))]
    [['の写', 'の撮'], ['写真', '撮影']]
    """
    back = _reversed(graph)
    ahead = _met_pairs(graph.entries, graph.edges, {0})
    behind = frozenset(pair[::-1] for pair in _met_pairs((0,), back, set(graph.entries)))
    return list(dict.fromkeys(filter(None, (ahead, behind))))


def _reversed(graph: Graph) -> list[dict[str, tuple[int, ...]]]:
    """The edges of a graph turned round: for each node, by their labels, the nodes that lead to it."""
    back: list[dict[str, tuple[int, ...]]] = [{} for _ in graph.edges]
    for node, edges in enumerate(graph.edges):
        for label, targets in edges.items():
            for target in targets:
                back[target][label] = (*back[target].get(label, ()), node)
    return back


def frequency(labels: Iterable[str]) -> float:
    """How many hits what is looked for has in 10^6 code points of news text."""
    return sum(map(_hits, labels))


def _hits(label: str) -> float:
    return sum(map(hits, literals_of(label))) if label in _WRITTEN_WITH else hits(label)


@cache
def _is_telling(label: str, most: float) -> bool:
    """Whether a label tells enough to look for it: a rare sign, a kind of word that is written with one, or a word that
    is not common and has no more hits than so many."""
    if label in _WRITTEN_WITH:
        return True
    if label in _COMMON_SIGNS or label.startswith("{"):
        return False
    if is_by_character(label[0]):
        return True
    return label not in COMMON and label not in PARTICLES and _hits(label) <= most


def literals_of(label: str) -> tuple[str, ...]:
    """The strings of which one stands wherever a telling label does, in small letters.

    >>> literals_of("abonn*"), literals_of("{mail}")
    (('abonn',), ('@',))
    """
    return _WRITTEN_WITH.get(label) or (label.strip("*") or label,)


def is_loose(graph: Graph) -> bool:
    """Whether a gap may stand in a phrase before any word is named or behind a common one, or a name at its beginning,
    so that any sentence may begin like it: it is looked for by its anchors, not by its beginning.

    >>> from cleaner.rules.graphs import graph_of
    >>> from cleaner.rules.lists import Lists
    >>> some = ("[{words 1-3}] the archive", "the {words} archive", "{Name} of the archive")
    >>> [is_loose(graph_of(one, "en", Lists({}))) for one in some]
    [True, True, True]
    """
    most = _RARE if CAPITAL in graph.firsts else _RARER if _is_open_after_common(graph) else 0
    if most and 0 < frequency(anchors(graph)) <= most:
        return True
    seen: set[int] = set()
    pending = list(graph.entries)
    while pending:
        node = pending.pop()
        if graph.gaps[node] or WORD in graph.edges[node]:
            return True
        if node not in seen:
            seen.add(node)
            for label, targets in graph.edges[node].items():
                if label in _COMMON_SIGNS or label.startswith("{"):
                    pending += targets
    return False


def _is_open_after_common(graph: Graph) -> bool:
    """Whether a gap may follow a first word that sentences often begin with."""
    return any(
        graph.gaps[target] or WORD in graph.edges[target]
        for node in graph.entries
        for label, targets in graph.edges[node].items()
        if not is_sign(label) and hits(label) >= _OFTEN
        for target in targets
    )


def longest(graph: Graph, until: Container[str] = ()) -> int | None:
    """How many words the longest sentence of a graph has; with labels that one of its words must bear, how many may
    come before the first that does. None where there is no longest.

    >>> from cleaner.rules.graphs import graph_of
    >>> from cleaner.rules.lists import Lists
    >>> some = [graph_of(one, "en", Lists({})) for one in ("{words 1-3} , [the] afp", "{words 1-3} afp {rest}")]
    >>> [longest(graph) for graph in some], [longest(graph, {"afp"}) for graph in some]
    ([5, None], [4, 3])
    """
    before: list[set[int]] = [set() for _ in graph.edges]
    ways = [
        [(label, to) for label, some in edges.items() if label not in until for to in some] for edges in graph.edges
    ]
    missing = [len({to for _, to in some}) for some in ways]
    for node, some in enumerate(ways):
        for _, to in some:
            before[to].add(node)
    most = [0] * len(graph.edges)
    pending = [node for node, count in enumerate(missing) if not count]
    while pending:  # from the end on; what goes round is never reached
        for node in before[pending.pop()]:
            missing[node] -= 1
            if not missing[node]:
                pending.append(node)
                most[node] = max(most[to] + (not is_sign(label)) for label, to in ways[node])
    return None if any(missing[node] for node in graph.entries) else max(most[node] for node in graph.entries)


def _tells(edges: Iterable[str], most: float) -> bool:
    return all(_is_telling(label, most) for label in edges)


def inevitable(graph: Graph) -> tuple[list[str], list[int]]:
    """The labels and the nodes that no way through a graph is without. All of them stand on any one way."""
    came: dict[int, tuple[int, str]] = dict.fromkeys(graph.entries, (0, ""))
    pending = list(came)
    while pending and 0 not in came:
        following: list[int] = []
        for node in pending:
            for label, targets in graph.edges[node].items():
                following += (target for target in targets if target not in came)
                for target in targets:
                    came.setdefault(target, (node, label))
        pending = following
    labels, nodes = dict[str, None](), list[int]()
    node, label = came.get(0, (0, ""))
    while node:
        labels[label] = None
        nodes.append(node)
        node, label = came[node]
    alone = [label for label in labels if not _leads_through(graph, label=label)]
    return alone, [node for node in nodes if not _leads_through(graph, node=node)]


def _leads_through(graph: Graph, *, label: str = "", node: int = 0) -> bool:
    """Whether there is a way through a graph without a label, or without a node."""
    seen: set[int] = {node} if node else set()
    pending = list(graph.entries)
    while pending:
        place = pending.pop()
        if place == 0:
            return True
        if place not in seen:
            seen.add(place)
            for other, targets in graph.edges[place].items():
                if other != label:
                    pending += targets
    return False


def _met(
    starts: Iterable[int],
    edges: Sequence[Mapping[str, tuple[int, ...]]],
    ends: Container[int],
    most: float,
    signs: bool,
) -> frozenset[str]:
    """The telling words, and signs too, met first on all ways from some nodes to an end; empty if some way has none."""
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
                if _is_telling(label, most) and (signs or not is_sign(label)):
                    found.add(label)
                else:
                    pending += targets
    return frozenset(found)


def _met_pairs(
    starts: Iterable[int], edges: Sequence[Mapping[str, tuple[int, ...]]], ends: Container[int]
) -> frozenset[str]:
    """The pairs of characters met first on all ways from some nodes to an end; empty if some way has none."""
    found: set[str] = set()
    seen: set[tuple[int, str]] = set()
    pending = [(node, "") for node in starts]
    while pending:
        place = pending.pop()
        node, last = place
        if node in ends:
            return frozenset()
        if place not in seen:
            seen.add(place)
            for label, targets in edges[node].items():
                if is_sign(label):
                    pending += [(target, last) for target in targets]
                elif not is_by_character(label[0]):
                    pending += [(target, "") for target in targets]
                elif last:
                    found.add(last + label)
                else:
                    pending += [(target, label) for target in targets]
    return frozenset(found)
