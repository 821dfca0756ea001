"""The cleaner itself: repair, find, judge, cut, in this order, until nothing more goes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from cleaner import cache
from cleaner.context import judge
from cleaner.cut import Cut, also_without, cuts, on_source, repaired, without
from cleaner.damage import Damage
from cleaner.document import Document
from cleaner.errors import UsageError
from cleaner.load import packs_of
from cleaner.match import Claim, Scanned
from cleaner.policy import Policy
from cleaner.report import Removal, Repair, Result
from cleaner.rules import DamageKind, RulePack

if TYPE_CHECKING:
    from pathlib import Path

#: How much text is scanned at once, in code points, and in how many documents at most.
_BATCH_POINTS, _BATCH_DOCUMENTS = 256_000, 512
#: A text that still changes after so many rounds is left as it is then.
_MOST_ROUNDS = 32


class Cleaner:
    """Takes what is not the article out of news text, and says what it took.

    A Cleaner is made once and used for many texts, from many threads; it can be pickled. `policy` is "precise",
    "balanced" or "thorough", or a Policy; `packs` are more rule packs, as paths, as names of installed ones (of the
    entry-point group "cleaner.packs"), or as RulePack values; `keep` names categories that stay, `only` the only ones
    that go.

    Raises UsageError for an unknown policy or category and for a pack that cannot be read, PackError for one that is
    no pack.

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
    ) -> None:
        self.policy = Policy.named(policy).narrowed(keep=keep, only=only)
        self.packs = tuple(found for pack in packs for found in packs_of(pack))
        self._matcher = cache.matcher(self.packs)

    @property
    def _kept(self) -> list[str]:
        return sorted(self.policy.keep)

    @property
    def _only(self) -> list[str] | None:
        return None if self.policy.only is None else sorted(self.policy.only)

    @cached_property
    def fingerprint(self) -> str:
        """What stands for the version, the rules and the policy: the same one means the same results."""
        given = repr((self.packs, self.policy.name, self.policy.lone_likely, self._kept, self._only)).encode()
        return blake2b(cache.builtin().checksum.encode() + given, digest_size=8).hexdigest()

    def clean(self, text: str, *, language: str | None = None, url: str | None = None) -> Result:
        """The Result for one text. `language` (a code such as "de") and `url` are hints and may be left out."""
        return self._results([text], language, url)[0]

    def clean_many(self, texts: Iterable[str]) -> Iterator[Result]:
        """The Result for each text, in order. Texts are read in batches; their order and grouping change nothing."""
        for batch in _batches(texts):
            yield from self._results(batch, None, None)

    def clean_html(self, html: str, *, url: str | None = None) -> Result:
        """The Result for the text that trafilatura extracts from a page. Its source is that text, not the page."""
        from cleaner.extract import extracted

        return self.clean(extracted(html, url), url=url)

    def _results(self, texts: Sequence[str], language: str | None, url: str | None) -> list[Result]:
        jobs = [_Job(text, scanned) for text, scanned in zip(texts, self._scan(texts), strict=True)]
        pending = [job for job in jobs if job.scanned.hits or not self._matcher.scanner.reads_source]
        for job in pending:
            self._mend(job)
        for _ in range(_MOST_ROUNDS):
            documents = [Document(job.text, language, url) for job in pending]
            claims = self._matcher.find_many(documents, [job.scanned for job in pending])
            found = zip(pending, documents, claims, strict=True)
            pending = [job for job, document, some in found if self._cut(job, document, some)]
            if not pending:
                break
            for job, scanned in zip(pending, self._scan([job.text for job in pending]), strict=True):
                job.scanned = scanned
        return [self._result(job) for job in jobs]

    def _scan(self, texts: Sequence[str]) -> list[Scanned]:
        try:
            return self._matcher.scan(texts)
        except AttributeError:
            wrong = next((text for text in texts if not isinstance(text, str)), None)
            raise UsageError(f"a text must be a str, not {type(wrong).__name__}") from None

    def _mend(self, job: _Job) -> None:
        """Repairs the encoding of a text that the candidate pass found ill."""
        if self._matcher.has_hit(job.scanned, self._matcher.lexicon.ill):
            from cleaner.repair import repairs

            job.repairs = repairs(job.source)
            if job.repairs:
                job.text = job.repaired = repaired(job.source, job.repairs)
                job.scanned = self._scan([job.text])[0]

    def _cut(self, job: _Job, document: Document, claims: Sequence[Claim]) -> bool:
        """Takes out of a text what goes in one round. Says whether anything did."""
        kept = self._matcher.kept_lines(document) if claims else frozenset()
        found = cuts(document, judge(document, claims, self.policy, kept)) if claims else []
        if not found:
            return False
        job.cuts = also_without(job.cuts, found) if job.cuts else found
        job.text = without(job.repaired, [cut.span for cut in job.cuts])
        return True

    def _result(self, job: _Job) -> Result:
        if not job.cuts and not job.repairs and not job.scanned.hits:
            return Result(job.source, fingerprint=self.fingerprint)
        found, standing = on_source(job.cuts, job.repairs)
        removals = tuple(_removal(job.source, cut) for cut in found)
        marks = tuple(_marks(job.source, found))
        return Result(job.text, removals, tuple(standing), marks, fingerprint=self.fingerprint)


class _Job:
    """A text on its way: what it was, what it is now, and what was done to it.

    `cuts` are in code points of the repaired text.
    """

    __slots__ = ("cuts", "repaired", "repairs", "scanned", "source", "text")

    def __init__(self, source: str, scanned: Scanned) -> None:
        self.source = self.repaired = self.text = source
        self.scanned = scanned
        self.repairs: tuple[Repair, ...] = ()
        self.cuts: list[Cut] = []


def _removal(source: str, cut: Cut) -> Removal:
    verdict = cut.verdict
    rule = verdict.rule
    reason = f"{rule.reason}; {verdict.support}" if verdict.support else rule.reason
    return Removal(cut.span, cut.span.of(source), rule.category, rule.id, reason, rule.confidence, verdict.also)


def _marks(source: str, found: Sequence[Cut]) -> Iterator[Damage]:
    """What the removals show about the text; a cut-off where nothing of the article follows."""
    kept_until = _end_of_kept(source, found)
    for cut in found:
        rule = cut.verdict.rule
        if rule.damage and (rule.damage is not DamageKind.CUT_OFF or cut.span.end > kept_until):
            yield Damage(cut.span, rule.damage, rule.reason)


def _end_of_kept(source: str, found: Sequence[Cut]) -> int:
    """Where the last thing that stays ends in the source, white space aside."""
    end = len(source)
    for cut in reversed(found):
        if source[cut.span.end : end].strip():
            break
        end = cut.span.start
    return end


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    points = 0
    for text in texts:
        batch.append(text)
        points += len(text)
        if points >= _BATCH_POINTS or len(batch) >= _BATCH_DOCUMENTS:
            yield batch
            batch, points = [], 0
    if batch:
        yield batch


@lru_cache(maxsize=16)
def _cleaner(policy: str | Policy) -> Cleaner:
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
    return _cleaner(policy).clean(text, language=language, url=url)


def clean_html(html: str, *, policy: str | Policy = "balanced", url: str | None = None) -> Result:
    """The Result for the text that trafilatura extracts from a page of HTML."""
    return _cleaner(policy).clean_html(html, url=url)
