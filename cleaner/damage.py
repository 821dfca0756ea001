"""What is wrong with a text that no cleaning mends: sentences that lost their end, articles cut off."""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.document import Document
from cleaner.report import Damage


def damage(document: Document, gone: Sequence[range]) -> tuple[Damage, ...]:
    """The findings on the lines that stay."""
    return ()
