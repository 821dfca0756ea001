"""Takes what is not news out of scraped news text, and reports everything that it took out.

>>> from cleaner import clean
>>> result = clean("The court will rule on Friday.\\n\\nYou have 2 free articles left this month\\n")
>>> result.text
'The court will rule on Friday.\\n'
>>> [(removal.rule, removal.span.start) for removal in result.removals]
[('paywall.en.articles-left', 31)]
"""

from cleaner._version import __version__
from cleaner.engine.cleaner import Cleaner, clean, clean_html
from cleaner.errors import CleanerError, MissingExtra, PackError, ReportError, UsageError
from cleaner.judge.policy import Policy
from cleaner.report.damage import Damage
from cleaner.report.result import Removal, Result
from cleaner.rules.rule import Category, Confidence, DamageKind, RulePack, Unit
from cleaner.text.encoding import Repair
from cleaner.text.spans import Span

__all__ = [
    "Category",
    "Cleaner",
    "CleanerError",
    "Confidence",
    "Damage",
    "DamageKind",
    "MissingExtra",
    "PackError",
    "Policy",
    "Removal",
    "Repair",
    "ReportError",
    "Result",
    "RulePack",
    "Span",
    "Unit",
    "UsageError",
    "__version__",
    "clean",
    "clean_html",
]
