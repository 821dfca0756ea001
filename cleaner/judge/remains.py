"""What remains of a text: where likely evidence alone would leave nothing, all of it does.

A likely claim is supported by where it stands in a text, and the line model by how unlike an article a line is. A text
that is nothing else has no article to stand beside, and none to be unlike.
"""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.judge.policy import Policy
from cleaner.judge.support import Verdict
from cleaner.rules.rule import Confidence
from cleaner.text.lines import Document


def unless_all(document: Document, verdicts: Sequence[Verdict], policy: Policy) -> Sequence[Verdict]:
    """The verdicts, but none where nothing would remain by them and not one is certain; a policy that takes lone likely
    lines takes the last one, too.

    >>> from cleaner.rules.rule import Category, Rule, Unit
    >>> byline = Rule("x.byline", Category.METADATA, "names the author", Unit.LINE, Confidence.LIKELY)
    >>> page = Document("By Marta Lind")
    >>> unless_all(page, [Verdict(byline, page.body_span(0), 0, 0, True)], Policy.named("balanced"))
    []
    """
    if not verdicts or policy.lone_likely or any(verdict.rule.confidence is Confidence.CERTAIN for verdict in verdicts):
        return verdicts
    gone = {line for verdict in verdicts if verdict.is_whole for line in range(verdict.first, verdict.last + 1)}
    remains = any(line not in gone and not blank for line, blank in enumerate(document.blank))
    return verdicts if remains else []
