"""Charts as SVG: pygal draws them, and all that a strict page refuses goes: scripts, styles, tooltips that need them.

How they look stands in the page's style sheet, so that a chart follows light, dark and print.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from cleaner.errors import MissingExtra
from cleaner.views.visible import visible

_WIDTH = 400
_BAR_HEIGHT, _COLUMNS_HEIGHT = 22, 210
_LABEL_SIZE, _LETTER = 13, 8
#: Attributes that may stay in a chart; no `style`, which a strict page does not allow, and no random ids.
_ATTRIBUTES = frozenset("class d height role rx ry text-anchor transform viewBox width x y".split())
#: What XML cannot hold and `visible` leaves.
_IMPOSSIBLE = re.compile("[\ufffe\uffff]")


class Bar(NamedTuple):
    """One bar: what it stands for, its length, the length in words, and a class for its colour.

    Characters of texts that would not be seen, or that SVG cannot hold, are drawn as signs.
    """

    label: str
    value: float
    shown: str
    kind: str = ""


def bars(some: Sequence[Bar], *, label: str) -> str:
    """Bars from left to right, one under the other, as the text of an `<svg>` element. `label` says what they show.

    Raises MissingExtra where pygal is not installed.

    >>> drawn = bars([Bar("share", 3, "3 of 4"), Bar("<b>", 1, "1 of 4")], label="Removals")
    >>> drawn[:4], "&lt;b&gt;" in drawn, "<script" in drawn, "style" in drawn
    ('<svg', True, False, False)
    """
    some = [_drawable(bar) for bar in some]
    chart = _chart("HorizontalBar", "bars", label, height=_BAR_HEIGHT * len(some) + 20, print_values=True)
    chart.show_x_labels = False
    chart.show_x_guides = False
    # pygal draws the first one at the bottom.
    upward = list(reversed(some))
    chart.x_labels = [bar.label for bar in upward]
    longest = max((bar.value for bar in some), default=0) or 1
    chart.range = (0, longest * _room(some))
    chart.add("", [_value(bar) for bar in upward])
    return _drawn(chart)


def _drawable(bar: Bar) -> Bar:
    return bar._replace(label=_sound(bar.label), shown=_sound(bar.shown))


def _sound(text: str) -> str:
    return _IMPOSSIBLE.sub("\ufffd", visible(text))


def _room(some: Sequence[Bar]) -> float:
    """How much wider than the longest bar the scale must be, so that the values beside the bars have room."""
    labels = _LETTER * max((len(bar.label) for bar in some), default=0)
    values = _LETTER * max((len(bar.shown) for bar in some), default=0)
    plot = max(_WIDTH - labels, _WIDTH / 4)
    return plot / max(plot - values, plot / 4)


def columns(some: Sequence[Bar], *, label: str) -> str:
    """Columns side by side, as the text of an `<svg>` element. `label` says what they show.

    Raises MissingExtra where pygal is not installed.
    """
    some = [_drawable(bar) for bar in some]
    chart = _chart("Bar", "columns", label, height=_COLUMNS_HEIGHT, print_values=False)
    chart.x_labels = [bar.label for bar in some]
    chart.show_x_guides = False
    chart.show_y_guides = True
    chart.formatter = lambda value: f"{value:,.0f}"
    chart.range = (0, max((bar.value for bar in some), default=0) or 1)
    chart.add("", [_value(bar) for bar in some])
    return _drawn(chart)


def _chart(kind: str, name: str, label: str, *, height: int, print_values: bool) -> Any:
    try:
        import pygal
        from pygal.style import Style
    except ImportError:
        raise MissingExtra("view", "pygal") from None
    style = Style(label_font_size=_LABEL_SIZE, major_label_font_size=_LABEL_SIZE, value_font_size=_LABEL_SIZE)
    chart = getattr(pygal, kind)(
        style=style,
        width=_WIDTH,
        height=height,
        margin=4,
        js=[],
        no_prefix=True,
        show_legend=False,
        print_values=print_values,
        print_values_position="top",
        truncate_label=-1,
        include_x_axis=True,
    )
    chart.add_xml_filter(lambda root: _stripped(root, name, label))
    return chart


def _value(bar: Bar) -> dict[str, Any]:
    node = {"class": f"bar-of {bar.kind}".strip()}
    return {"value": bar.value, "formatter": lambda _: bar.shown, "node": node, "tooltip": f"{bar.label}: {bar.shown}"}


def _drawn(chart: Any) -> str:
    svg: str = chart.render(is_unicode=True, disable_xml_declaration=True)
    return svg


def _stripped(root: Any, name: str, label: str) -> Any:
    """The tree of a chart without scripts, styles, comments, and what only they would use."""
    for parent in list(root.iter()):
        is_axis = "guides" in str(parent.get("class") or "").split()
        for child in list(parent):
            tag = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else "comment"
            is_tooltip = "tooltip-overlay" in str(child.get("class") or "").split()
            if tag in ("comment", "defs", "desc") or is_tooltip or (tag == "title" and (parent is root or is_axis)):
                parent.remove(child)
        for key in list(parent.attrib):
            if key not in _ATTRIBUTES:
                del parent.attrib[key]
            elif key in ("x", "y", "width", "height"):
                parent.set(key, f"{float(parent.get(key)):.1f}")
    root.set("class", f"pygal-chart {name}")
    root.set("role", "img")
    root.set("aria-label", _sound(label))
    return root
