"""Makes the README's pictures from our fixtures: `python tests/bench/pictures.py FOLDER [NAME…]`.

Needs what tests/browser.py needs. A picture that comes out larger than 200 kB is given fewer colours by ImageMagick.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent.parent))

from browser import Browser, browser

FIXTURES = Path(__file__).parent.parent.parent / "fixtures"
LARGEST = 200_000


class Picture(NamedTuple):
    """A page and how to make it, in a window of some size. `at` is the id of what is brought into view."""

    make: Callable[[Path], Path]
    width: int = 1180
    height: int = 860
    scheme: str = "light"
    at: str = ""


def cleaner(*words: str | Path) -> bytes:
    return subprocess.run([sys.executable, "-m", "cleaner", *map(str, words)], check=True, capture_output=True).stdout


def named(folder: Path, case: str) -> Path:
    """A fixture's text under its own name."""
    return Path(shutil.copy(FIXTURES / case / "input.txt", folder / f"{case}.txt"))


def rows(folder: Path) -> Path:
    """All fixtures as JSON lines: for a corpus run, and with their true bodies for an evaluation."""
    path = folder / "articles.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for case in sorted(FIXTURES.iterdir()):
            if not (case / "input.txt").exists():
                continue
            raw = (case / "input.txt").read_bytes().decode("utf-8", "replace")
            gold = case / "expected.txt"
            body = gold.read_bytes().decode("utf-8", "replace") if gold.exists() else raw
            row = {"id": case.name, "text": raw, "raw": raw, "gold": body, "extractor": "fixtures"}
            file.write(json.dumps(row | {"url": f"https://{case.name.split('-')[0]}.example/{case.name}"}) + "\n")
    return path


def report(folder: Path) -> Path:
    page = folder / "report.html"
    cleaner("report", named(folder, "page-dump-local-paper"), "-o", page)
    return page


def explain(folder: Path) -> Path:
    """What the terminal shows, as a page: rich turns its colours into styles."""
    from rich.console import Console
    from rich.text import Text

    shown = cleaner("explain", named(folder, "crlf-prompts"), "--color", "always", "--width", "96").decode()
    console = Console(record=True, width=96, file=open("/dev/null", "w"))
    console.print(Text.from_ansi(shown))
    page = folder / "explain.html"
    page.write_text(console.export_html(inline_styles=True, code_format=_TERMINAL), "utf-8")
    return page


_TERMINAL = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; padding: 22px 26px; background: #16181d; color: #dcdad5; }}
pre {{ font: 15px/1.42 "DejaVu Sans Mono", monospace; margin: 0; }}
</style><pre>{code}</pre>"""


def overview(folder: Path) -> Path:
    page = folder / "overview.html"
    cleaner(
        "corpus",
        rows(folder),
        "-o",
        folder / "out",
        "--url-field",
        "url",
        "--id-field",
        "id",
        "--html",
        page,
        "--quiet",
    )
    return page


def evaluation(folder: Path) -> Path:
    page = folder / "eval.html"
    cleaner("eval", rows(folder), "--no-model", "--html", page)
    return page


def rulebook(folder: Path) -> Path:
    page = folder / "rules.html"
    cleaner("rules", "docs", "-o", page)
    return page


PICTURES = {
    "report": Picture(report),
    "report-dark": Picture(report, scheme="dark"),
    "explain": Picture(explain, width=920, height=620),
    "overview": Picture(overview),
    "eval": Picture(evaluation, at="worst"),
    "rules": Picture(rulebook, at="paywall.en.articles-left"),
}


def take(page: Browser, picture: Picture, folder: Path, target: Path) -> None:
    page.resize(picture.width, picture.height)
    page.emulate(prefers_color_scheme=picture.scheme, prefers_reduced_motion="reduce")
    page.open(picture.make(folder))
    if picture.at:
        page.run("location.hash = arguments[0]", picture.at)
        page.run("return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.driver.save_screenshot(str(target))
    if target.stat().st_size > LARGEST and (tool := shutil.which("magick") or shutil.which("convert")):
        subprocess.run([tool, target, "-colors", "64", "-define", "png:compression-level=9", target], check=True)
    print(f"{target}: {target.stat().st_size:,} bytes")


def main(words: list[str]) -> int:
    if not words:
        print(__doc__)
        return 2
    target = Path(words[0])
    target.mkdir(parents=True, exist_ok=True)
    with browser() as page:
        for name in words[1:] or PICTURES:
            with tempfile.TemporaryDirectory() as folder:
                try:
                    take(page, PICTURES[name], Path(folder), target / f"{name}.png")
                except subprocess.CalledProcessError as error:
                    print(f"{name}: {error.stderr.decode().strip().splitlines()[-1:]}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
