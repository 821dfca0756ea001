"""The cleaner itself: repair, find, judge, cut, in this order, until nothing more goes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import replace
from functools import cached_property, lru_cache
from hashlib import blake2b
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Literal, overload

from cleaner.engine.arguments import (
    MISSING,
    Missing,
    listed,
    many,
    path_or_switch,
    refuse_other_than_text,
    refuse_unknown,
    text_or_none,
    url_or_none,
)
from cleaner.engine.results import result_of
from cleaner.engine.rounds import Means, begun, settled
from cleaner.errors import UsageError
from cleaner.find.matcher import Matcher, matcher_of
from cleaner.find.wording import Wording
from cleaner.judge.policy import Policy
from cleaner.judge.weigh import ModelFile
from cleaner.report.result import Result
from cleaner.rules.own import own_checksum
from cleaner.rules.rule import RulePack
from cleaner.rules.toml import packs_of
from cleaner.text.lines import Document

if TYPE_CHECKING:
    from pathlib import Path

    from cleaner.find.sites import SiteProfiles

#: How much text is scanned at once, in code points, and in how many documents at most.
_BATCH_POINTS, _BATCH_DOCUMENTS = 256_000, 512
_MISSING: Any = object()
SOURCES = ("auto", "dump", "extracted")


class Cleaner:
    """Takes what is not the article out of news text, and says what it took.

    A Cleaner is made once and used for many texts, from many threads; it can be pickled. `policy` is "precise",
    "balanced" or "thorough", or a Policy; `packs` are more rule packs, as paths, as names of installed ones (of the
    entry-point group "cleaner.packs"), or as RulePack values; `keep` names categories that stay, `only` the only ones
    that go. The wording model takes lines that no rule names but that talk like prompts: `wording` is True for the one
    that comes with the program, a path for one of your own, False for none. The line model takes lines for their layout
    alone, where a text is not laid out like an article: `model` says which, in the same way; `source` says whether
    texts are page dumps ("dump"), what an extractor took for the article ("extracted"), or either ("auto"). `sites`
    are profiles of sites (see `cleaner learn`), as a path or as SiteProfiles; they are asked for texts whose URL is
    given. All files are read once, when the Cleaner is made: what happens to them later changes nothing.

    Raises UsageError for an unknown policy or category, for a value of another kind, and for a file that cannot be
    read, PackError for a pack that is none.

    >>> Cleaner().clean("The court will rule on Friday.\\n\\nYou have 2 free articles left this month\\n").text
    'The court will rule on Friday.\\n'
    """

    def __init__(
        self,
        *,
        policy: str | Policy = "balanced",
        packs: Iterable[str | Path | RulePack] = (),
        keep: Iterable[str] = (),
        only: Iterable[str] | None = None,
        wording: bool | str | Path = True,
        model: bool | str | Path = True,
        source: str = "auto",
        sites: str | Path | SiteProfiles | None = None,
    ) -> None:
        kept = listed(keep, "keep", "categories", '["credit"]')
        alone = None if only is None else listed(only, "only", "categories", '["paywall"]')
        self.policy = Policy.named(policy).narrowed(keep=kept, only=alone)
        given = listed(packs, "packs", "rule packs", '["promo.en.toml"]')
        self.packs = tuple(dict.fromkeys(found for pack in given for found in packs_of(pack)))
        if self.packs:
            self._matcher  # noqa: B018 -- what is wrong with a pack is said now
        refuse_unknown(source, "source", SOURCES)
        self.source = source
        spoken = path_or_switch(wording, "wording")
        self.wording = Wording.own() if spoken is True else Wording.at(spoken) if spoken else None
        chosen = path_or_switch(model, "model")
        self.model = ModelFile.own() if chosen is True else ModelFile.at(chosen) if chosen else None
        self.sites: SiteProfiles | None = None
        if sites is not None:
            from cleaner.find.sites import profiles_of

            self.sites = profiles_of(sites)

    @property
    def _kept(self) -> list[str]:
        return sorted(self.policy.keep)

    @property
    def _only(self) -> list[str] | None:
        return None if self.policy.only is None else sorted(self.policy.only)

    @cached_property
    def fingerprint(self) -> str:
        """What stands for the version, the rules and the policy: the same one means the same results."""
        policy = self.policy
        choice = (policy.name, policy.likely, policy.lone_likely, self._kept, self._only)
        parts = [own_checksum().encode(), repr((self.packs, *choice, self.source)).encode()]
        if self.wording is not None:
            parts.append(self.wording.content)
        if self.model is not None:
            parts.append(self.model.content)
        if self.sites is not None:
            parts.append(self.sites.checksum.encode())
        return blake2b(b"\0".join(parts), digest_size=8).hexdigest()

    def clean(self, text: str, *, language: str | None = None, url: str | None = None) -> Result:
        """The Result for one text. `language` (a code such as "de") and `url` are hints and may be left out.

        Where rules of several languages claim the same, that of the text's language is the one reported; without a
        hint the language is guessed. What goes does not depend on it. Raises UsageError for what is no str.
        """
        refuse_other_than_text(text)
        return self._results([text], [language], [url_or_none(url)])[0]

    @overload
    def clean_many(
        self,
        texts: Iterable[str],
        *,
        urls: Iterable[str | None] | None = None,
        languages: Iterable[str | None] | None = None,
        missing: Literal["raise"] = "raise",
    ) -> Iterator[Result]: ...

    @overload
    def clean_many(
        self,
        texts: Iterable[str | None],
        *,
        urls: Iterable[str | None] | None = None,
        languages: Iterable[str | None] | None = None,
        missing: Literal["pass"],
    ) -> Iterator[Result | None]: ...

    def clean_many(
        self,
        texts: Iterable[Any],
        *,
        urls: Iterable[str | None] | None = None,
        languages: Iterable[str | None] | None = None,
        missing: Missing = "raise",
    ) -> Iterator[Result | None]:
        """The Result for each text, in order. Texts are read in batches; their order and grouping change nothing.

        `urls` and `languages`, if given, are as many as the texts; a text without one has None. `missing` says what
        becomes of values that are missing from a column (None, NaN, the NA of pandas): "raise" refuses them, with
        "pass" each gives None in the place of a Result. Raises UsageError for what is no text.

        >>> [one and one.text for one in Cleaner().clean_many(["The court rules.", None], missing="pass")]
        ['The court rules.', None]
        """
        refuse_unknown(missing, "missing", MISSING)
        some = (text_or_none(text, missing) for text in many(texts, "texts", "texts"))
        places = None if urls is None else map(url_or_none, many(urls, "urls", "URLs"))
        tongues = None if languages is None else many(languages, "languages", "languages")
        return self._cleaned_many(some, tongues, places)

    def _cleaned_many(
        self, texts: Iterable[str | None], languages: _Hints | None, urls: _Hints | None
    ) -> Iterator[Result | None]:
        for batch, tongues, places in _batches(texts, languages, urls):
            there = [row for row in zip(batch, tongues, places, strict=True) if row[0] is not None]
            results = iter(
                self._results(
                    [text for text, _, _ in there if text is not None],
                    [language for _, language, _ in there],
                    [url for _, _, url in there],
                )
            )
            yield from (None if text is None else next(results) for text in batch)

    def clean_html(self, html: str | bytes, *, url: str | None = None) -> Result:
        """The Result for the article in a page. Its source is the text that was read from the page, not the page.

        trafilatura extracts that text. With the line model, the article that it finds in the whole page is a second
        opinion, and where the two differ trafilatura's recall setting a third: the reading that agrees best with the
        others wins, and the page where both extractions are a fraction of it. `result.reading` says which.
        """
        from cleaner.engine.pages import AGREED, TOO_MANY_ATTRIBUTES, Reading, decoded, most_agreed, read, thinned
        from cleaner.text.shingles import agreement

        if not isinstance(html, str | bytes):
            raise UsageError(f"a page must be a str or bytes, not {type(html).__name__}")
        given = decoded(html) if isinstance(html, bytes) else html
        page = thinned(given)
        found = {Reading.EXTRACTION: self.clean(read(page, Reading.EXTRACTION, url), url=url)}
        if self.model is not None:
            found[Reading.DUMP] = self._for_dumps.clean(read(page, Reading.DUMP), url=url)
            if agreement(found[Reading.EXTRACTION].text, found[Reading.DUMP].text) < AGREED:
                found[Reading.RECALL] = self.clean(read(page, Reading.RECALL, url), url=url)
        texts = {one: result.text for one, result in found.items()}
        chosen = most_agreed(texts) if Reading.RECALL in texts else Reading.EXTRACTION
        result = found[chosen]
        left_out = "" if len(page) == len(given) else TOO_MANY_ATTRIBUTES
        abstained = "; ".join(filter(None, [left_out, result.abstained]))
        return replace(result, reading=chosen.value, fingerprint=self.fingerprint, abstained=abstained)

    @cached_property
    def _for_dumps(self) -> Cleaner:
        """The same cleaner for page dumps."""
        twin = copy(self)
        twin.__dict__.pop("fingerprint", None)
        twin.source = "dump"
        return twin

    def _results(
        self, texts: Sequence[str], languages: Sequence[str | None], urls: Sequence[str | None]
    ) -> list[Result]:
        states = [begun(Document(*one)) for one in zip(texts, languages, urls, strict=True)]
        means = Means(self._matcher, self.policy, self.wording, self.model, self.source, self.sites)
        return [result_of(state, self.fingerprint) for state in settled(states, means)]

    @cached_property
    def _matcher(self) -> Matcher:
        return matcher_of(self.packs)

    def __getstate__(self) -> dict[str, object]:
        return {name: value for name, value in vars(self).items() if name != "_matcher"}


_Hints = Iterable[str | None]
_Batch = tuple[list[str | None], list[str | None], list[str | None]]


def _batches(texts: Iterable[str | None], languages: _Hints | None, urls: _Hints | None) -> Iterator[_Batch]:
    """Texts with their languages and their URLs, so many at once."""
    batch: _Batch = [], [], []
    points = 0
    beside = _beside(_beside(((text,) for text in texts), languages, "languages"), urls, "urls")
    for text, language, url in beside:
        batch[0].append(text)
        batch[1].append(language)
        batch[2].append(url)
        points += len(text or "")
        if points >= _BATCH_POINTS or len(batch[0]) >= _BATCH_DOCUMENTS:
            yield batch
            batch, points = ([], [], []), 0
    if batch[0]:
        yield batch


def _beside(rows: Iterable[tuple[Any, ...]], hints: _Hints | None, name: str) -> Iterator[tuple[Any, ...]]:
    """Each row with its hint; None where there are no hints."""
    if hints is None:
        yield from ((*row, None) for row in rows)
        return
    for row, hint in zip_longest(rows, hints, fillvalue=_MISSING):
        if row is _MISSING or hint is _MISSING:
            raise UsageError(f"clean_many needs as many {name} as texts; give None for a text without one")
        yield (*row, hint)


@lru_cache(maxsize=16)
def _cleaner(policy: Policy) -> Cleaner:
    return Cleaner(policy=policy)


def clean(
    text: str, *, policy: str | Policy = "balanced", language: str | None = None, url: str | None = None
) -> Result:
    """The Result of cleaning one text with the rules that come with the program.

    >>> result = clean("The court will rule on Friday.\\n\\nYou have 2 free articles left this month\\n")
    >>> result.text, result.removals[0].rule
    ('The court will rule on Friday.\\n', 'paywall.en.articles-left')
    >>> result.restore()
    'The court will rule on Friday.\\n\\nYou have 2 free articles left this month\\n'
    """
    return _cleaner(Policy.named(policy)).clean(text, language=language, url=url)


def clean_html(html: str | bytes, *, policy: str | Policy = "balanced", url: str | None = None) -> Result:
    """The Result for the article in a page of HTML; see `Cleaner.clean_html`."""
    return _cleaner(Policy.named(policy)).clean_html(html, url=url)
