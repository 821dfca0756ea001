"""Word lists: the words of one language that mean one thing, said once and used in every rule of that language.

`words/any.toml` holds what is the same everywhere (networks, agencies, currencies), `words/<language>.toml` the rest.
An entry is a phrase with short gaps at most, and may name other lists.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from cleaner.rules.phrases import Either, ListName, Node, PhraseError, Sequence, nodes, parse
from cleaner.rules.rule import Rule
from cleaner.rules.spellings import Options, parted

#: The language whose lists serve where a language has none of its own.
ANY = "any"


class Lists:
    """Word lists by language and name, parsed when they are first named.

    >>> lists = Lists({"any": {"network": ["x", "facebook"]}, "en": {"articles": ["article[s]", "stories"]}})
    >>> len(lists.tree(ListName("articles", 1), "en").options), len(lists.tree(ListName("network", 1), "en").options)
    (2, 2)
    >>> lists.tree(ListName("article", 7), "en")
    Traceback (most recent call last):
    cleaner.rules.phrases.PhraseError: there is no word list <article>; did you mean <articles>? (column 7)
    """

    def __init__(self, entries: Mapping[str, Mapping[str, list[str]]]) -> None:
        self.entries = entries
        self._trees: dict[tuple[str, str], Either] = {}
        self._options: dict[tuple[str, str], Options] = {}
        self._open: list[tuple[str, str]] = []

    def __getstate__(self) -> Mapping[str, Mapping[str, list[str]]]:
        return self.entries

    def __setstate__(self, entries: Mapping[str, Mapping[str, list[str]]]) -> None:
        self.__init__(entries)  # type: ignore[misc]

    def has(self, name: str, language: str | None) -> bool:
        """Whether a language, or any, has a list of this name."""
        return any(name in self.entries.get(one, {}) for one in (language or ANY, ANY))

    def tree(self, named: ListName, language: str | None) -> Either:
        """What a list says, as a tree. Raises PhraseError where there is no such list, or where it names itself."""
        for one in dict.fromkeys((language or ANY, ANY)):
            if named.name in self.entries.get(one, {}):
                return self._parsed(one, named)
        known = [name for one in (language or ANY, ANY) for name in self.entries.get(one, {})]
        near = get_close_matches(named.name, known, 1)
        owners = [one for one in self.entries if named.name in self.entries[one]]
        hint = f"; did you mean <{near[0]}>?" if near else ""
        if owners and language is None:
            some = ", ".join(owners[:3])
            hint = f"; that is a list of {some}: name the pack for its language, as in promo.{owners[0]}.toml"
        raise PhraseError(f"there is no word list <{named.name}>{hint}", named.column)

    def options(self, named: ListName, language: str | None) -> Options:
        """The entries of a list. Raises PhraseError as `tree` does."""
        key = language or ANY, named.name
        if key not in self._options:
            self._options[key] = parted(self.tree(named, language).options)
        return self._options[key]

    def named(self, rule: Rule) -> Iterator[tuple[str, list[str]]]:
        """The lists that a rule's phrases and guards name, themselves or through others, with their entries; a guard
        that is a pattern names none. Raises PhraseError."""
        pending = [one for one in (*rule.phrases, *rule.needs, *rule.unless) if not one.startswith("/")]
        seen: set[str] = set()
        while pending:
            for node in nodes(parse(pending.pop(0))):
                if isinstance(node, ListName) and node.name not in seen:
                    seen.add(node.name)
                    self.tree(node, rule.language)
                    places = (self.entries.get(one, {}) for one in (rule.language or ANY, ANY))
                    entries = next(some[node.name] for some in places if node.name in some)
                    yield node.name, entries
                    pending += entries

    def _parsed(self, language: str, named: ListName) -> Either:
        key = language, named.name
        if key in self._open:
            circle = " > ".join(f"<{name}>" for _, name in [*self._open[self._open.index(key) :], key])
            raise PhraseError(f"word lists name each other in a circle: {circle}", named.column)
        if key not in self._trees:
            self._open.append(key)
            try:
                options: list[Node] = []
                for entry in self.entries[language][named.name]:
                    options.append(self._entry(entry, named, language))
                self._trees[key] = Either(tuple(options))
            finally:
                self._open.pop()
        return self._trees[key]

    def _entry(self, entry: str, named: ListName, language: str) -> Sequence:
        try:
            tree = parse(entry)
        except PhraseError as error:
            raise PhraseError(f"word list <{named.name}>: {entry!r}: {error}", named.column) from None
        for node in nodes(tree):
            if isinstance(node, ListName):
                self.tree(node, language)
        return tree
