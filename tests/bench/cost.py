"""What a run over many pages costs: CPU time of each step for one page, and core-hours for a billion of them.

    python tests/bench/cost.py TEXTS.jsonl.xz [--track trafilatura] [--html PAGES.tar]

TEXTS holds rows with raw (and extractor, the track) and group or url; PAGES.tar holds pages of HTML, which may be
packed with gzip. A text is cleaned at first sight, as a large run meets it, after a hundred others.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tarfile
import time
from collections.abc import Callable, Iterator
from itertools import islice

from cleaner import Cleaner
from cleaner.cli.files import read_packed
from cleaner.find.sites.sightings import sightings

#: So many texts are cleaned before the clock starts.
_WARM = 100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", help="rows as JSON lines, plain, .gz or .xz")
    parser.add_argument("--track", default="trafilatura", help="only rows of this extractor (default: trafilatura)")
    parser.add_argument("--html", metavar="TAR", help="pages for the way in from HTML")
    parser.add_argument("--pages", type=int, default=80, help="so many of them (default: 80)")
    options = parser.parse_args()
    rows = [json.loads(line) for line in read_packed(options.texts).splitlines()]
    rows = [row for row in rows if row.get("extractor", options.track) == options.track]
    texts = [row["raw"] for row in rows]
    places = [row.get("url") or f"https://{row['group'].replace(' ', '-')}.example/" for row in rows]
    cleaner = Cleaner()
    list(cleaner.clean_many(texts[:_WARM]))
    size = sum(len(text.encode()) for text in texts)
    lines = sum(len(text.splitlines()) for text in texts) / len(texts)
    print(f"{len(texts)} texts of {size / len(texts) / 1e3:.1f} kB and {lines:.0f} lines")
    fresh = texts[_WARM:]
    took = _seconds(lambda: list(cleaner.clean_many(fresh)), rounds=1)
    _tell("clean", len(fresh), took, sum(len(text.encode()) for text in fresh))
    _tell("learn: sight", len(texts), _seconds(lambda: list(map(sightings, texts, places))), size)
    if options.html:
        pages = list(islice(_pages(options.html), options.pages))
        packed = sum(len(gzip.compress(page)) for page in pages) / len(pages)
        print(f"{len(pages)} pages of HTML, {packed / 1e3:.0f} kB packed")
        cleaner.clean_html(pages[0])
        took = _seconds(lambda: list(map(cleaner.clean_html, pages)))
        _tell("clean_html", len(pages), took, sum(map(len, pages)))


def _seconds(work: Callable[[], object], rounds: int = 3) -> float:
    """CPU seconds of this process, the best of some rounds."""
    found = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def _tell(step: str, count: int, seconds: float, size: int) -> None:
    each, hours = seconds / count, seconds / count * 1e9 / 3600
    speed = f"{1 / each:8,.0f} a second, {size / seconds / 1e6:6.1f} MB/s"
    print(f"{step:14} {each * 1e3:8.2f} ms each, {speed}, {hours:8,.0f} core-hours for a billion")


def _pages(path: str) -> Iterator[bytes]:
    with tarfile.open(path) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() else None
            if file is not None:
                content = file.read()
                yield gzip.decompress(content) if member.name.endswith(".gz") else content


if __name__ == "__main__":
    main()
