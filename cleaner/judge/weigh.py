"""What the line model adds to the verdicts of the rules: lines that no phrase names, taken for their layout.

A text that is laid out like an article and nothing else is never judged. Where all texts are, numpy is never imported.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from cleaner.errors import UsageError
from cleaner.find.claims import Claim
from cleaner.judge.figures import rows_of_figures
from cleaner.judge.policy import Policy
from cleaner.judge.support import Verdict
from cleaner.layout.frame import inside
from cleaner.layout.plain import SHORTEST_PAGE, is_plain
from cleaner.rules.rule import Category, Confidence, Rule, Unit
from cleaner.text.lines import Document
from cleaner.text.prose import PROSE_BYTES, is_prose, is_statement, sentence_ends, size_of

if TYPE_CHECKING:
    from cleaner.layout.model import LineModel
    from cleaner.layout.model import Verdict as Scores
    from cleaner.layout.reasons import Reason

#: Above the article's first paragraph, so many lines are looked at for its headline, which stays.
_HEADLINE_REACH = 8
#: The model takes no more than this share of the prose that states something.
_MOST_PROSE = 0.9
#: Of a text of no more lines than this, blank ones aside, figures are its own, too.
_SHORTEST = 24
#: So many lines above a paragraph or a table may be its heading.
_HEADS = 2
#: And so many lines with a figure are a table.
_TABLE = 3
_SHORTEST_HEADLINE, _LONGEST_HEADLINE, _FEWEST_WORDS = 15, 200, 3
#: Where more than one in so many lines that the model takes is no row of figures, the text is a page dump.
_ROWS_OF_PAGE = 2
#: How the file of a model begins.
_ZIPPED = b"PK"
_OWN = os.path.join(os.path.dirname(os.path.dirname(__file__)), "layout", "lines.npz")


class ModelFile(NamedTuple):
    """A line model as the file that it was read from: its path, for complaints, and its content, or None where that is
    still in the file, as that of the program's own."""

    path: str
    read: bytes | None = None

    @classmethod
    def own(cls) -> ModelFile:
        """The model that comes with the program. Its file is not read until it is needed."""
        return cls(_OWN)

    @classmethod
    def at(cls, path: str) -> ModelFile:
        """The model in the file at `path`, read now. Raises UsageError where it cannot be read or is no model."""
        try:
            with open(path, "rb") as file:
                found = cls(path, file.read())
        except (OSError, ValueError) as error:
            problem = error.strerror if isinstance(error, OSError) else str(error)
            raise UsageError(f"cannot read the line model {path}: {problem}") from None
        load(found)
        return found

    @property
    def content(self) -> bytes:
        """What the file holds, as it was when it was read."""
        if self.read is not None:
            return self.read
        with open(self.path, "rb") as file:
            return file.read()


def load(file: ModelFile | None) -> LineModel | None:
    """The model in a file that was read; None for that which comes with the program, until it is needed, and for none.

    Raises UsageError for a file that is no model.
    """
    return None if file is None or file.read is None else _read(file)


def is_judged(text: str, source: str) -> bool:
    """Whether the model looks at a text at all: at every page dump, and else where the layout is not plain."""
    return source == "dump" or not is_plain(text)


@lru_cache(maxsize=8)
def _read(file: ModelFile) -> LineModel:
    from io import BytesIO
    from zipfile import BadZipFile

    from cleaner.layout.model import LineModel

    try:
        if not file.content.startswith(_ZIPPED):  # numpy would offer to trust it
            raise ValueError("it is no model; to clean a file, put it before --model, or after --")
        return LineModel.load(BytesIO(file.content), file.path)
    except KeyError as error:
        raise UsageError(f"cannot read the line model {file.path}: it is no model, for {error.args[0]}") from None
    except (OSError, ValueError, EOFError, BadZipFile) as error:
        raise UsageError(f"cannot read the line model {file.path}: {error}") from None


def weigh(
    model: LineModel | None,
    source: str,
    documents: Sequence[Document],
    claims: Sequence[Sequence[Claim]],
    verdicts: Sequence[Sequence[Verdict]],
    kept: Sequence[frozenset[int]],
    policy: Policy,
) -> list[list[Verdict]]:
    """The verdicts of the rules and those of the model, for each document, sorted; None is the program's own model."""
    found = [list(some) for some in verdicts]
    chosen = [i for i, document in enumerate(documents) if is_judged(document.text, source)]
    if not chosen:
        return found
    from cleaner.judge.evidence import evidence_of
    from cleaner.layout.model import Preset, Source

    texts = [documents[i].text for i in chosen]
    evidence = [evidence_of(len(documents[i].raw_lines), claims[i], verdicts[i]) for i in chosen]
    preset = Preset(policy.name) if policy.name in set(Preset) else Preset.BALANCED
    for i, scores in zip(chosen, (model or _read(ModelFile.own())).judge(texts, evidence), strict=True):
        lines = scores.removed(preset, Source(source))
        found[i] = _both(documents[i], scores, lines, verdicts[i], kept[i], policy, source == "dump")
    return found


def _both(
    document: Document,
    scores: Scores,
    lines: Sequence[int],
    verdicts: Sequence[Verdict],
    held: frozenset[int],
    policy: Policy,
    is_dump: bool,
) -> list[Verdict]:
    """The verdicts of the rules and those on the `lines` that the model takes, but for lines `held`, the headline and,
    unless the text is a page dump (the caller says that it `is_dump`, or it looks like one), rows of figures and what
    stands in an archive's frame."""
    gone = {line for verdict in verdicts if verdict.is_whole for line in range(verdict.first, verdict.last + 1)}
    chosen = [line for line in lines if line not in gone and line not in held]
    if chosen and not is_dump:
        framed = inside(document.bodies)
        chosen = [line for line in chosen if line not in framed]
        rows = rows_of_figures(document, gone)
        others = [line for line in chosen if line not in rows]
        if _is_short(document):
            chosen = _without_sentences(document, others, gone)
        elif len(others) * _ROWS_OF_PAGE <= len(chosen):  # it is for its rows that it looks like a page, if it does
            chosen = others
    if is_dump or not _is_short(document):
        chosen = _without_prose(document, chosen, gone)
    headlines = _headlines(document, scores, gone, set(chosen))
    chosen = [line for line in chosen if line not in headlines]
    if not chosen:
        return list(verdicts)
    added: list[Verdict] = []
    for reason in scores.reasons(chosen):
        kind = Category(reason.category)
        if not policy.allows(kind):
            continue
        span = document.body_span(reason.line)
        if added and _goes_on(document, added[-1], reason, gone):
            added[-1] = added[-1]._replace(span=added[-1].span._replace(end=span.end), last=reason.line)
            continue
        added.append(Verdict(_rule(kind, reason.words), span, reason.line, reason.line, True))
    taken = {line for verdict in added for line in range(verdict.first, verdict.last + 1)}
    rest = [verdict for verdict in verdicts if verdict.is_whole or verdict.first not in taken]
    return sorted([*rest, *added], key=lambda verdict: verdict.span)


def _is_short(document: Document) -> bool:
    """Whether a text is shorter than a page."""
    return len(document.blank) - sum(document.blank) <= SHORTEST_PAGE


def _without_prose(document: Document, chosen: list[int], gone: set[int]) -> list[int]:
    """`chosen` without prose that states something, where that would be nearly all there is of it: below an article
    stand comments and other articles, but a text of which nothing states anything is none."""
    sizes = {
        line: size_of(body)
        for line, body in enumerate(document.bodies)
        if line not in gone and is_prose(body) and is_statement(body)
    }
    taken = sum(sizes.get(line, 0) for line in chosen)
    return chosen if taken <= _MOST_PROSE * sum(sizes.values()) else [line for line in chosen if line not in sizes]


def _without_sentences(document: Document, chosen: list[int], gone: set[int]) -> list[int]:
    """`chosen` of a text shorter than a page without what states something, be it short, in the shortest texts without
    any figures, and without one or two lines above prose and figures that stay, which may be subheads or say what the
    columns are."""
    bodies = document.bodies
    filled = [line for line, is_blank in enumerate(document.blank) if not is_blank]
    with_figures = {line for line in filled if any(map(str.isdigit, bodies[line]))}
    taken = {line for line in chosen if not _states(bodies[line])}
    taken -= with_figures if len(filled) <= _SHORTEST else _in_runs(filled, with_figures - gone)
    heads: list[int] = []
    for line in filled:
        if line in taken:
            heads.append(line)
            continue
        if len(heads) <= _HEADS and line not in gone and (line in with_figures or is_prose(bodies[line])):
            taken.difference_update(head for head in heads if any(map(str.isalpha, bodies[head])))
        heads = []
    return sorted(taken)


def _states(body: str) -> bool:
    """Whether a line states something, or a sentence ends in it that is prose, whatever stands behind: somebody's word,
    the reporter's name."""
    return is_statement(body) or (is_prose(body) and next(sentence_ends(body), len(body)) < len(body.rstrip()))


def _in_runs(filled: Sequence[int], some: set[int]) -> set[int]:
    """Those of some lines that stand with as many more right above and below them as make a table."""
    found: set[int] = set()
    run: list[int] = []
    for line in (*filled, -1):
        if line in some:
            run.append(line)
            continue
        if len(run) >= _TABLE:
            found.update(run)
        run = []
    return found


def _goes_on(document: Document, last: Verdict, reason: Reason, gone: set[int]) -> bool:
    """Whether a line goes for the same reason as the one before it."""
    between = range(last.last + 1, reason.line)
    return (
        last.rule.category.value == reason.category
        and last.rule.reason == reason.words
        and all(document.blank[line] and line not in gone for line in between)
    )


@lru_cache(maxsize=4096)
def _rule(kind: Category, words: str) -> Rule:
    """The model as a rule, so that its removals are reported like all others."""
    return Rule(f"layout.{kind.value}", kind, words, Unit.LINE, Confidence.LIKELY)


def _headlines(document: Document, scores: Scores, gone: set[int], chosen: set[int]) -> set[int]:
    """The lines that the model would take although they look like the headline of the article that stays: the one that
    it doubts most, and of a text shorter than a page the longest.

    They stand above the first paragraph that stays, where nothing else of the article does.
    """
    above: list[int] = []
    for line, raw in enumerate(document.raw_lines):
        if document.blank[line] or line in gone:
            continue
        if line in chosen:
            above.append(line)
        elif size_of(raw) >= PROSE_BYTES or is_statement(raw):
            break
        elif _may_be_headline(raw):
            return set()
    else:
        return set()
    likely = [line for line in above[-_HEADLINE_REACH:] if _may_be_headline(document.raw_lines[line])]
    if not likely:
        return set()
    found = {max(likely, key=lambda line: (int(scores.content[line]), line))}
    if _is_short(document):
        found.add(max(likely, key=lambda line: len(document.raw_lines[line])))
    return found


def _may_be_headline(raw: str) -> bool:
    body = raw.strip()
    words = len(body.split()) if body.isascii() else max(len(body.split()), len(body) // 4)
    return _SHORTEST_HEADLINE <= len(body) <= _LONGEST_HEADLINE and words >= _FEWEST_WORDS
