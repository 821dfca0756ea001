"""How long a page of a long text takes to make and to open: `python tests/bench/pages.py [MEGABYTES…]` (default: 1 5).

The text is made of the fixtures' lines, over and over. Opening is from the call to the first picture after the load;
each page is opened once to warm the browser up, then three times, and the best is told.
"""

from __future__ import annotations

import sys
import tempfile
import time
from itertools import cycle
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from browser import Browser, browser

from cleaner import Cleaner
from cleaner.views.report import html
from cleaner.views.view import View

FIXTURES = Path(__file__).parent.parent.parent / "fixtures"
_DONE = "return new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()), 0)))"


def text_of(characters: int) -> str:
    """Lines of the fixtures, until there are so many characters."""
    texts = [path.read_text("utf-8", "replace") for path in sorted(FIXTURES.glob("*/input.txt"))]
    found: list[str] = []
    length = 0
    for text in cycle(texts):
        found.append(text)
        length += len(text) + 1
        if length >= characters:
            return "\n".join(found)[:characters]
    raise AssertionError("cycle ends only where there are no fixtures")


def opening(page: Browser, path: Path) -> float:
    """Seconds from the start of the navigation to the first frame after the load."""
    page.open(path)
    return float(page.run(_DONE)) / 1_000


def main(words: list[str]) -> int:
    print(f"{'text':>8} {'removals':>9} {'page':>9} {'making':>8} {'opening':>8}")
    with browser() as page, tempfile.TemporaryDirectory() as folder:
        for size in map(float, words or ["1", "5"]):
            result = Cleaner().clean(text_of(int(size * 1_000_000)))
            started = time.perf_counter()
            made = html([View.of(result, "text")]).encode()
            seconds = time.perf_counter() - started
            path = Path(folder) / "page.html"
            path.write_bytes(made)
            best = min([opening(page, path) for _ in range(4)][1:])
            removals, length = len(result.removals), len(made) / 1e6
            print(f"{size:>5g} MB {removals:>9,} {length:>6.1f} MB {seconds:>6.1f} s {best:>6.2f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
