"""The cleaner itself: repair, find, judge, cut, in this order, until nothing more goes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Literal, overload

from cleaner import cache
from cleaner.digest import blake2b
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
from cleaner.engine.job import Job
from cleaner.errors import UsageError
from cleaner.judge.cut import cuts
from cleaner.judge.objections import upheld
from cleaner.judge.policy import Policy
from cleaner.judge.support import Verdict, judge, spared
from cleaner.judge.weigh import ModelFile, is_judged, load, weigh
from cleaner.match import Claim, Known
from cleaner.report.result import Result
from cleaner.rules.rule import RulePack
from cleaner.rules.toml import packs_of
from cleaner.text.encoding import repaired, repairs
from cleaner.text.lines import Document

if TYPE_CHECKING:
    from pathlib import Path

    from cleaner.find.sites import SiteProfiles

#: How much text is scanned at once, in code points, and in how many documents at most.
_BATCH_POINTS, _BATCH_DOCUMENTS = 256_000, 512
#: A text that still changes after so many rounds is left alone.
_MOST_ROUNDS = 32
#: Rules and line model together get so many rounds; a text that they do not settle in is left to the rules.
_MOST_MODEL_ROUNDS = 6
#: So many lines it judges in all the rounds of a text; it takes two rounds to see that a text has settled.
_MOST_LINES, _FEWEST_ROUNDS = 120_000, 2
_RESTLESS = "the rules did not settle: the text was left as it was"
_UNSETTLED = "the line model did not settle: it was left out"
_MISSING: Any = object()
SOURCES = ("auto", "dump", "extracted")


class Cleaner:
    """Takes what is not the article out of news text, and says what it took.

    A Cleaner is made once and used for many texts, from many threads; it can be pickled. `policy` is "precise",
    "balanced" or "thorough", or a Policy; `packs` are more rule packs, as paths, as names of installed ones (of the
    entry-point group "cleaner.packs"), or as RulePack values; `keep` names categories that stay, `only` the only ones
    that go. The line model takes lines for their layout alone, where a text is not laid out like an article: `model`
    is True for the one that comes with the program, a path for one of your own, False for none; `source` says whether
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
        model: bool | str | Path = True,
        source: str = "auto",
        sites: str | Path | SiteProfiles | None = None,
    ) -> None:
        kept = listed(keep, "keep", "categories", '["credit"]')
        alone = None if only is None else listed(only, "only", "categories", '["paywall"]')
        self.policy = Policy.named(policy).narrowed(keep=kept, only=alone)
        given = listed(packs, "packs", "rule packs", '["promo.en.toml"]')
        self.packs = tuple(dict.fromkeys(found for pack in given for found in packs_of(pack)))
        self._matcher = cache.matcher(self.packs)
        refuse_unknown(source, "source", SOURCES)
        self.source = source
        chosen = path_or_switch(model)
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
        given = repr((self.packs, self.policy.name, self.policy.lone_likely, self._kept, self._only, self.source))
        parts = [cache.builtin().checksum.encode(), given.encode()]
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
        return self._results([text], [language], [url_or_none(url)], Known())[0]

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
        known = Known()
        for batch, tongues, places in _batches(texts, languages, urls):
            there = [row for row in zip(batch, tongues, places, strict=True) if row[0] is not None]
            results = iter(
                self._results(
                    [text for text, _, _ in there if text is not None],
                    [language for _, language, _ in there],
                    [url for _, _, url in there],
                    known,
                )
            )
            yield from (None if text is None else next(results) for text in batch)
            known.forget_most()

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
        self, texts: Sequence[str], languages: Sequence[str | None], urls: Sequence[str | None], known: Known
    ) -> list[Result]:
        jobs = [Job(Document(*one)) for one in zip(texts, languages, urls, strict=True)]
        self._look(jobs, known)
        for job in jobs:
            if job.looked.is_ill:
                self._mend(job, known)
        pending = [job for job in jobs if job.has_matches or self._is_open(job)]
        pending = self._settled(pending, known, _MOST_ROUNDS if self.model is None else _MOST_MODEL_ROUNDS)
        if pending and self.model is not None:
            pending = self._settle_by_rules(pending, known)
        for job in pending:
            job.start_over(_RESTLESS)
        return [job.result(self.fingerprint) for job in jobs]

    def _settled(self, jobs: list[Job], known: Known, rounds: int) -> list[Job]:
        """Takes out of each text what goes until nothing more does, in so many rounds. The jobs that it did not do for.

        Where the line model judges a text of very many lines, there are fewer rounds, or none.
        """
        most = {id(job): self._rounds_of(job, rounds) for job in jobs}
        left = [job for job in jobs if not most[id(job)]]
        jobs = [job for job in jobs if most[id(job)]]
        for done in range(1, rounds + 1):
            jobs = self._round(jobs)
            if not jobs:
                break
            self._look_again(jobs, known)
            left += [job for job in jobs if done >= most[id(job)]]
            jobs = [job for job in jobs if done < most[id(job)]]
        return left

    def _rounds_of(self, job: Job, rounds: int) -> int:
        """How many rounds a text is given: so many, unless the line model would look at too many lines."""
        lines = len(job.document.bodies)
        if job.abstained or lines * rounds <= _MOST_LINES or not self._is_judged(job):
            return rounds
        found = _MOST_LINES // lines
        return found if found >= _FEWEST_ROUNDS else 0

    def _settle_by_rules(self, jobs: list[Job], known: Known) -> list[Job]:
        """Leaves texts that the line model does not settle in to the rules. Those that these do not settle in either.

        What these leave is then cleaned as it would be if it came by itself, so that cleaning it again changes nothing.
        """
        for job in jobs:
            job.start_over(_UNSETTLED)
        self._look(jobs, known)
        restless = self._settled(jobs, known, _MOST_ROUNDS)
        jobs = [job for job in jobs if job.cuts and job not in restless]  # nothing cut: it would go as it went
        by_rules = [job.cuts for job in jobs]
        for job in jobs:
            job.abstained = ""
        unsettled = set(map(id, self._settled(jobs, known, _MOST_MODEL_ROUNDS)))
        for job, cuts_of_rules in zip(jobs, by_rules, strict=True):
            if id(job) in unsettled:
                job.start_over(_UNSETTLED)
                job.cut(cuts_of_rules)
        return restless

    def _is_open(self, job: Job) -> bool:
        """Whether something may go from a text in which no rule has a candidate."""
        return self._is_judged(job) or (self.sites is not None and self.sites.is_known(job.document.url))

    def _is_judged(self, job: Job) -> bool:
        """Whether the line model looks at a text."""
        return self.model is not None and is_judged(job.source, self.source)

    def _round(self, jobs: Sequence[Job]) -> list[Job]:
        """Takes out of each text what goes in one round. The jobs of which something went."""
        documents = [job.document for job in jobs]
        claims = [upheld(job.document, self._matcher.claims(job.looked, job.tired)) for job in jobs]
        kept = [self._matcher.kept_lines(job.document, job.tired) for job in jobs]
        if self.sites is not None:
            claims = [self._with_sites(self.sites, *some) for some in zip(jobs, claims, kept, strict=True)]
        verdicts = [
            judge(document, some, self.policy, held)
            for document, some, held in zip(documents, claims, kept, strict=True)
        ]
        if self.model is not None:
            open_jobs = [i for i, job in enumerate(jobs) if not job.abstained]
            weighed = self._weigh(
                [documents[i] for i in open_jobs],
                [claims[i] for i in open_jobs],
                [verdicts[i] for i in open_jobs],
                [kept[i] for i in open_jobs],
            )
            for i, both in zip(open_jobs, weighed, strict=True):
                verdicts[i] = both
        changed = []
        for job, document, some in zip(jobs, documents, verdicts, strict=True):
            found = cuts(document, some)
            if found:
                job.cut(found)
                changed.append(job)
        return changed

    @staticmethod
    def _with_sites(sites: SiteProfiles, job: Job, claims: list[Claim], kept: frozenset[int]) -> list[Claim]:
        """The claims of rules and those of the site's profile, unless these are too much, in the order of the text."""
        added = [claim for claim in sites.claims(job.document, claims) if claim.first not in kept]
        job.overreach = sites.overreach(job.document, added)
        if job.overreach:
            return claims
        return sorted([*claims, *added], key=lambda claim: (claim.span, claim.rule.id)) if added else claims

    def _weigh(
        self,
        documents: Sequence[Document],
        claims: Sequence[Sequence[Claim]],
        verdicts: Sequence[Sequence[Verdict]],
        kept: Sequence[frozenset[int]],
    ) -> list[list[Verdict]]:
        """What the rules and the line model take of each document."""
        held = [spared(some, self.policy, lines) for some, lines in zip(claims, kept, strict=True)]
        return weigh(load(self.model), self.source, documents, claims, verdicts, held, self.policy)

    def _look(self, jobs: Sequence[Job], known: Known) -> None:
        """Looks through the texts of jobs."""
        found = self._matcher.look([job.document for job in jobs], [job.tired for job in jobs], known)
        for job, looked in zip(jobs, found, strict=True):
            job.looked = looked

    def _look_again(self, jobs: Sequence[Job], known: Known) -> None:
        """Looks through texts that were cut; a text starts over without a rule that now took too long."""
        rested = [len(job.tired) for job in jobs]
        self._look(jobs, known)
        again = [job for job, before in zip(jobs, rested, strict=True) if len(job.tired) > before]
        for job in again:
            job.start_over(job.abstained)
        self._look(again, known)

    def _mend(self, job: Job, known: Known) -> None:
        """Repairs the encoding of a text that the candidate pass found ill."""
        job.repairs = repairs(job.source)
        if job.repairs:
            job.repaired = repaired(job.source, job.repairs)
            job.replace_text(job.repaired)
            self._look([job], known)


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
