"""Encoding repair: what is certainly wrong is mended, reversibly; what is well is not touched and costs no import."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import clean
from cleaner.text.encoding import repairs


def mended(text: str) -> str:
    result = clean(text)
    assert result.restore() == text
    return result.text


@pytest.mark.parametrize(
    ("broken", "sound"),
    [
        ("Itâ€™s the cafÃ© on the corner.", "It’s the café on the corner."),
        ("Donâ€™t go to MÃ¼nchen.", "Don’t go to München."),
        ("â€œNo,â€\x9d she said.", "“No,” she said."),
        ("Tom &amp; Ann &#8217;s inn &quot;Rose&quot;", 'Tom & Ann ’s inn "Rose"'),
        ("He said\x07 no.", "He said no."),
        ("\x93Yes\x94", "“Yes”"),
        ("naÃ¯ve u\u0308 ok", "naïve u\u0308 ok"),
        ("Tom &amp;amp; Ann &amp;#65; &#38;amp;", "Tom & Ann A &"),
        ("caf&Atilde;&copy; Ã\x01© &amp;amp;lt;", "café é &lt;"),
        ("rain \ud83d\ude00 \ud83d", "rain \U0001f600 \ud83d"),
    ],
)
def test_what_is_broken_is_mended(broken, sound):
    assert mended(broken) == sound


@pytest.mark.parametrize(
    "text",
    [
        "“Quotes” stay curly, ligatures (ﬁ) stay, ｆｕｌｌ ｗｉｄｔｈ stays, u\u0308 stays.",
        "R&D; AT&T; Q&A; a && b; &c.",
        "Write <b>&amp;</b> for an ampersand.",
        "Ä Ö Ü Â Ã are letters; so is â.",
        "NUL \0 and BOM \ufeff and \u2028 stay.",
        "It\ufffds lost for good.",
        "&lt;script&gt; stays as it is",
        "Müßiggang, naïveté, Łódź, København, Ελλάδα, Россия, 東京",
    ],
)
def test_what_is_well_is_not_touched(text):
    assert mended(text) == text


def test_repairs_are_small_sorted_and_explained():
    found = repairs("Plain.\nItâ€™s &amp; cafÃ©\n")
    assert [(one.span.start, one.before, one.after) for one in found] == [
        (9, "â€™", "’"),
        (14, "&amp;", "&"),
        (23, "Ã©", "é"),
    ]
    assert all(one.reason for one in found)


def test_a_removal_takes_the_repairs_inside_it():
    text = "The caf\xe9 closed.\n\nYou haveÂ 2 free articles left this month&hellip;\n"
    result = clean(text)
    assert (result.text, result.repairs) == ("The caf\xe9 closed.\n", ())
    assert result.restore() == text


@given(
    st.lists(
        st.sampled_from(["Ã©", "â€™", "&amp;", "a", " ", "u\u0308", "\x93", "\x07", "Â", "\n", "amp;", "&", "#39;"])
    ).map("".join)
)
def test_any_mix_comes_back(text):
    mended(text)


def test_sound_text_does_not_pay_for_ftfy():
    text = "“Élan”, said the naïve café owner — no."
    code = f"import cleaner, sys; cleaner.clean({text!r}); assert 'ftfy' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
