"""What a template says: sentences made from it, so that its author can read them."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from cleaner.rules.lists import Lists
from cleaner.rules.phrases import Either, ListName, Many, Node, Sequence, Slot, parse, plain, sentences

#: What may stand in a slot.
_FILLED = {
    "n": ("2", "5", "{{count}}", "10"),
    "price": ("4.99 €", "$1", "£2.50"),
    "date": ("12.03.2024", "2024-03-12"),
    "time": ("14:30", "9:05"),
    "url": ("www.example.org", "https://example.org/a"),
    "mail": ("desk@example.org",),
    "handle": ("@varnnews",),
    "Name": ("Rut Amery", "Joss van Dael", "Ines Okoro"),
}
_WORDS = tuple("harbour council varn morning ferry letter seven bridge lantern review".split())
_CHARACTERS = tuple("港橋朝手紙会議七灯船")
#: How many words stand in a gap without bounds.
_OPEN = 6


def samples(template: str, language: str | None, lists: Lists, count: int, seed: int = 0) -> Iterator[str]:
    """So many different sentences of a template; fewer where it says fewer. Equal seeds, equal sentences.

    >>> list(samples("[only] {n} articles left", "en", Lists({}), 2))
    ['10 articles left', 'only 10 articles left']
    """
    tree = parse(template)
    random = Random(seed)
    seen: set[str] = set()
    for _ in range(count * 20):
        said = " ".join(plain(_said(tree, language, lists, random)).split())
        if said not in seen:
            seen.add(said)
            yield said
        if len(seen) >= count:
            return


def _said(node: Node, language: str | None, lists: Lists, random: Random) -> str:
    if isinstance(node, Sequence):
        return "".join(_said(item, language, lists, random) for item in node.items)
    if isinstance(node, Either):
        weights = [min(sentences(option), 50) for option in node.options]
        return _said(random.choices(node.options, weights)[0], language, lists, random)
    if isinstance(node, Many):
        return " ".join(_said(node.item, language, lists, random) for _ in range(random.randint(1, 3)))
    if isinstance(node, ListName):
        return _said(lists.tree(node, language), language, lists, random)
    if isinstance(node, Slot):
        return _filled(node, language, random)
    return node.text.replace("*", "")


def _filled(slot: Slot, language: str | None, random: Random) -> str:
    if slot.name in _FILLED:
        return random.choice(_FILLED[slot.name])
    least = slot.least if slot.least is not None else int(slot.name == "words")
    most = slot.most if slot.most is not None else _OPEN
    is_by_character = language in ("ja", "zh", "ko", "th")
    count = random.randint(least, max(least, min(most, _OPEN)))
    chosen = random.choices(_CHARACTERS if is_by_character else _WORDS, k=count)
    return ("" if is_by_character else " ").join(chosen)
