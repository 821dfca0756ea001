"""One HTML page that stands alone: no network, no script but our own, whatever text stands in it.

A page is a Jinja2 template of `cleaner/render/templates/` that extends `base.html`. Every value is escaped by the
template engine; a Content-Security-Policy in the page names the page's one style sheet and one script by their
hashes, so that nothing else runs, loads or is sent, even if an escape were missing.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from cleaner.errors import MissingExtra
from cleaner.rules.rule import Category
from cleaner.views.visible import pieces

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).parent / "templates"
#: What cannot stand in a file of HTML: NUL, and halves of surrogate pairs.
_IMPOSSIBLE = re.compile("[\x00\ud800-\udfff]")


def page(template: str, /, *, parts: Sequence[str] = (), css: str = "", **values: object) -> str:
    """The page that `template` (a file name such as "report.html") makes of `values`, ready to be written as UTF-8.

    The template extends "base.html" and fills its blocks `title`, `head` (the page's head, with its <h1>), `main` and
    `foot`. Beside style.css and script.js, which every page has, the page gets the style sheet and the script that
    bear the template's name (report.css, report.js) and those of `parts` (("text",) for text.css and text.js), where
    there are such files; then `css`, more rules as text. All style stands in one <style>, all script in one <script>:
    the policy refuses any other, style attributes and event attributes too. Use classes, SVG attributes, and data in
    `<script type="application/json" id="…">{{ value | tojson }}</script>`.

    Templates may use: `{{ n | count }}` (1,234), `{{ share | percent }}` (0.123 is 12%, less than half a percent is
    "under 1%"), `{{ text | seen }}` (text with its control characters and direction marks made visible),
    `{{ n | places }}` ("1 place", "2 places"; `{{ n | of("row") }}` for other words), and `categories` (every
    Category). The class `cat-paywall` and so on gives an element the custom properties --tone (text and lines) and
    --tint (background) of its category. A value that a template needs and does not get is an error.

    Raises MissingExtra without Jinja2.

    >>> "&lt;b&gt;" in page("base.html", title="<b>")
    True
    """
    names = ["style", Path(template).stem, *parts]
    style = "\n".join([_file(f"{name}.css") for name in dict.fromkeys(names)] + [css])
    script = "\n".join(_file(f"{name}.js") for name in dict.fromkeys(["script", *names[1:]]))
    for text, end in ((style, "</style"), (script, "</script")):
        if end in text.lower():
            raise ValueError(f"a page's own style and script must not hold {end!r}")
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    html = _environment().get_template(template).render(style=style, script=script, policy=policy, **values)
    return _IMPOSSIBLE.sub("\ufffd", html)


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


@cache
def _file(name: str) -> str:
    path = _TEMPLATES / name
    return path.read_text("utf-8").strip() + "\n" if path.is_file() else ""


@cache
def _environment() -> Environment:
    try:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined
    except ImportError:
        raise MissingExtra("view", "jinja2") from None
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(count=count, percent=percent, places=of, of=of, seen=seen)
    environment.globals["categories"] = tuple(Category)
    return environment


def count(number: int) -> str:
    """A whole number with its thousands parted.

    >>> count(1234567)
    '1,234,567'
    """
    return f"{number:,}"


def percent(share: float) -> str:
    """A share from 0 to 1 in percent; what is neither nothing nor everything is not rounded to it.

    >>> percent(0), percent(0.001), percent(0.123), percent(0.999), percent(1)
    ('0%', 'under 1%', '12%', 'over 99%', '100%')
    """
    if 0 < share < 0.005:
        return "under 1%"
    return "over 99%" if 0.995 <= share < 1 else f"{share:.0%}"


def of(number: int, word: str = "place") -> str:
    """A number of things, in words that agree.

    >>> of(1), of(1200, "row")
    ('1 place', '1,200 rows')
    """
    return f"{count(number)} {word}{'' if number == 1 else 's'}"


def seen(text: str) -> object:
    """Text as markup in which what could not be seen is: each such character in an element of its own."""
    from markupsafe import Markup, escape

    return Markup("").join(
        Markup('<span class="odd" title="{}">{}</span>').format(piece.name, piece.shown)
        if piece.name
        else escape(piece.shown)
        for piece in pieces(text)
    )
