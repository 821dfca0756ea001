"""Cleaners made, changed, pickled and used in any order: what one does never hangs on what was done before.

A state machine (Hypothesis) keeps some cleaners of all policies, with packs and site profiles and without, and texts
that it grows from what they gave back. A model remembers each answer: asked again, it must be the same.
"""

from __future__ import annotations

import pickle
from functools import cache

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule
from packs import parsed

from cleaner import Category, Cleaner, Result
from cleaner.testing import check_lossless, prose, scraped_articles, texts

OWN = parsed(
    b"""
[[rule]]
name = "word"
reason = "is a word of ours"
unit = "line"
certain = true
phrases = ["this word is ours alone"]
remove = ["\xe2\x9f\xa6This word is ours alone\xe2\x9f\xa7", "\xe2\x9f\xa6THIS WORD IS OURS ALONE\xe2\x9f\xa7"]
keep = ["It was ours alone, they said.", "ours alone"]

[[keep]]
name = "stays"
phrases = ["you have {n} free articles left this month"]
""",
    "promo.en.toml",
)
URL = "https://www.example.org/news/1.html"
MENU = "Notices of the day and of the week"
PAGE = f"{MENU}\n\n{prose()[0]}\n\nThis word is ours alone\n\nYou have 2 free articles left this month\n"
POLICIES = ("precise", "balanced", "thorough")


@cache
def profiles():
    """What a site's pages have in common; None without the packages for it."""
    try:
        from cleaner.find.sites import SiteProfiles
        from cleaner.find.sites.learn import learn

        lines = [one for language in ("en", "de", "fr", "es") for one in prose(language)]
        pages = [("\n\n".join([MENU, *lines[i : i + 2], MENU]), f"{URL}?{i}") for i in range(0, 40, 2)]
        return SiteProfiles(learn([(text, url.replace("/1.", f"/{i}.")) for i, (text, url) in enumerate(pages)]))
    except ImportError:
        return None


@cache
def made(policy: str, is_packed: bool, is_at_home: bool) -> Cleaner:
    """A cleaner; each is made once, since a book of more packs takes a while."""
    return Cleaner(policy=policy, packs=[OWN] if is_packed else [], sites=profiles() if is_at_home else None)


class Cleaners(RuleBasedStateMachine):
    """The machine."""

    cleaners = Bundle("cleaners")
    sources = Bundle("sources")

    def __init__(self) -> None:
        super().__init__()
        self.answers: dict[tuple[str, str], Result] = {}
        self.asked = 0

    def ask(self, cleaner: Cleaner, text: str, result: Result) -> None:
        """Holds a result to its text, and to what the same fingerprint said of it before."""
        check_lossless(text, result)
        known = self.answers.setdefault((cleaner.fingerprint, text), result)
        assert known == result
        assert result.fingerprint == cleaner.fingerprint
        self.asked += 1

    @initialize(target=sources)
    def begin(self):
        return multiple(
            "", f"{MENU}\n\n{prose()[0]}\n\nThis word is ours alone\n\nYou have 2 free articles left this month\n"
        )

    @rule(
        target=cleaners,
        policy=st.sampled_from(["precise", "balanced", "thorough"]),
        packs=st.booleans(),
        sites=st.booleans(),
    )
    def make(self, policy, packs, sites):
        return made(policy, packs, sites)

    @rule(target=cleaners, cleaner=cleaners)
    def send_elsewhere(self, cleaner):
        again = pickle.loads(pickle.dumps(cleaner))
        assert again.fingerprint == cleaner.fingerprint
        return again

    @rule(target=sources, text=texts() | scraped_articles(noise=True, glue=True).map(lambda scraped: scraped.raw))
    def meet(self, text):
        return text

    @rule(target=sources, one=sources, other=sources, between=st.sampled_from(["\n\n", "\n", "", " "]))
    def join(self, one, other, between):
        return (one + between + other)[:5_000]

    @rule(target=sources, cleaner=cleaners, text=sources)
    def clean(self, cleaner, text):
        result = cleaner.clean(text)
        self.ask(cleaner, text, result)
        again = cleaner.clean(result.text)
        assert again.text == result.text
        return result.text

    @rule(cleaner=cleaners, some=st.lists(sources, max_size=4))
    def clean_many(self, cleaner, some):
        for text, result in zip(some, cleaner.clean_many(some), strict=True):
            self.ask(cleaner, text, result)

    @rule(cleaner=cleaners, text=sources)
    def clean_at_home(self, cleaner, text):
        here = cleaner.clean(text, url=URL)
        check_lossless(text, here)
        assert cleaner.clean(text, url=URL) == here
        if cleaner.sites is None:
            self.ask(cleaner, text, here)
        self.ask(cleaner, text, cleaner.clean(text))

    @rule(cleaner=cleaners, text=sources, kept=st.sampled_from(list(Category)))
    def keep_a_category(self, cleaner, text, kept):
        policy = cleaner.policy.narrowed(keep=[kept])
        assert not policy.allows(kept)
        narrowed = Cleaner(policy=policy)
        result = narrowed.clean(text)
        check_lossless(text, result)
        assert all(removal.category is not kept for removal in result.removals)

    @rule(text=consumes(sources))
    def forget(self, text):
        """A text goes; nothing that was said of it changes."""

    @invariant()
    def answers_stand(self):
        for (_, text), result in list(self.answers.items())[-3:]:
            assert result.restore() == text


Cleaners.TestCase.settings = settings(
    max_examples=20, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
TestCleaners = Cleaners.TestCase


def test_the_machine_has_something_to_find():
    cleaner = made("balanced", True, True)
    text = PAGE
    assert "This word" not in cleaner.clean(text).text
    assert "free articles" in cleaner.clean(text).text
    assert "free articles" not in made("balanced", False, False).clean(text).text
    if profiles() is not None:
        assert MENU in cleaner.clean(text).text
        assert MENU not in cleaner.clean(text, url=URL).text
