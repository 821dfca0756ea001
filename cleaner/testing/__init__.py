"""For test suites: Hypothesis strategies for news text, and laws that any cleaner can be held to (extra `testing`).

Paste this into a file of tests and name your own cleaner in it; it is any callable from a text to a text or a Result:

    from hypothesis import given, settings
    from cleaner import clean
    from cleaner.testing import assert_idempotent, assert_keeps, assert_lossless, scraped_articles

    def test_my_cleaner_keeps_its_promises():
        assert_lossless(clean)
        assert_idempotent(clean)
        assert_keeps(clean)

    @settings(deadline=None)
    @given(scraped_articles(language="de"))
    def test_my_cleaner_finds_the_article(scraped):
        assert clean(scraped.raw).text == scraped.article

Boilerplate is drawn from the examples in the rule packs, articles from prose that was written for this purpose.
"""

from importlib.util import find_spec

from cleaner.errors import MissingExtra

if find_spec("hypothesis") is None:  # what checks the rules needs it not

    def __getattr__(name: str) -> object:
        if name in __all__:
            raise MissingExtra("testing", "hypothesis")
        raise AttributeError(name)

else:
    from cleaner.testing.laws import (
        Clean,
        Cleaned,
        CleanMany,
        assert_idempotent,
        assert_keeps,
        assert_lossless,
        assert_order_free,
        check_lossless,
    )
    from cleaner.testing.stock import SEPARATORS, languages, prompts, prose
    from cleaner.testing.strategies import (
        ENCODINGS,
        Scraped,
        articles,
        boilerplate,
        misread,
        scraped_articles,
        texts,
        written_articles,
    )

__all__ = [
    "ENCODINGS",
    "SEPARATORS",
    "Clean",
    "CleanMany",
    "Cleaned",
    "Scraped",
    "articles",
    "assert_idempotent",
    "assert_keeps",
    "assert_lossless",
    "assert_order_free",
    "boilerplate",
    "check_lossless",
    "languages",
    "misread",
    "prompts",
    "prose",
    "scraped_articles",
    "texts",
    "written_articles",
]
