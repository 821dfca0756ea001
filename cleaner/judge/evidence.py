"""What the rules say of the lines of a text, as the line model takes it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cleaner.cache import matcher
from cleaner.judge.objections import upheld
from cleaner.judge.policy import Policy
from cleaner.judge.support import Verdict, judge
from cleaner.match import Claim
from cleaner.rules.rule import Confidence
from cleaner.text.lines import Document

LIKELY, CERTAIN = 1, 2


def evidence_of(lines: int, claims: Sequence[Claim], verdicts: Sequence[Verdict]) -> NDArray[np.uint8]:
    """For each line 2 if a certain rule claims it whole or a rule removes it, 1 if a likely rule claims it, else 0."""
    found = bytearray(lines)  # numpy would take longer to set a few lines at a time
    for claim in claims:
        if claim.is_whole:
            strength = CERTAIN if claim.rule.confidence is Confidence.CERTAIN else LIKELY
            for line in range(claim.first, claim.last + 1):
                found[line] = max(found[line], strength)
    for verdict in verdicts:
        if verdict.is_whole:
            for line in range(verdict.first, verdict.last + 1):
                found[line] = CERTAIN
    return np.frombuffer(found, np.uint8)


def rule_evidence(texts: Sequence[str]) -> list[NDArray[np.uint8]]:
    """The evidence of the rules that come with the program, for each text; for fitting."""
    rules, policy = matcher(), Policy.named("balanced")
    found = []
    for text in texts:
        document = Document(text)
        claims = upheld(document, rules.find(document))
        verdicts = judge(document, claims, policy, rules.kept_lines(document)) if claims else []
        found.append(evidence_of(len(document.raw_lines), claims, verdicts))
    return found
