"""Fuzzes what reads strangers' bytes, with coverage as the guide (atheris; needs `pip install atheris`).

    python tests/fuzz/harness.py clean FOLDER -max_total_time=900

The target is one of clean, packs, reports, html. FOLDER keeps the inputs that reached new code; what follows is
libFuzzer's own. A crash, a hang or a broken law is written beside it as crash-* or timeout-*: make a test of it.
`--show FILE…` runs a target on such files without atheris.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path

HOME = Path(__file__).parent
ROOT = HOME.parent.parent
_LONGEST = 20_000


def _law(is_kept: bool, law: str) -> None:
    if not is_kept:
        raise AssertionError(law)


def _cleaner():
    """A Cleaner for all fuzzing of one process."""
    from cleaner.engine.cleaner import _cleaner

    return _cleaner("balanced")


def clean(data: bytes) -> None:
    """Any text gets a Result that puts it back, and is done in one go."""
    text = data[:_LONGEST].decode("utf-8", "surrogateescape")
    result = _cleaner().clean(text)
    _law(result.restore() == text, "restore gives back the source")
    _law(_cleaner().clean(result.text).text == result.text, "cleaning twice changes nothing")
    result.to_dict(with_text=True)


def packs(data: bytes) -> None:
    """A pack is read, or refused with a PackError that is one line; one that was read can be looked for."""
    from cleaner.errors import PackError
    from cleaner.find.matcher import Matcher
    from cleaner.rules.book import Book
    from cleaner.rules.own import own_lists
    from cleaner.rules.toml import parse_pack
    from cleaner.text.lines import Document

    try:
        pack = parse_pack(data[:_LONGEST], "paywall.en.toml", "paywall", "en")
        book = Book((), own_lists()).with_packs([pack])
    except PackError as error:
        _law("\n" not in str(error), "a complaint is one line")
        return
    text = "\n".join([*(one.text for rule in pack.rules for one in rule.remove), "You have 2 free articles left"])
    Matcher(book).find(Document(text[:2_000]))


_SOURCE = "Itâ€™s late.\n\nYou have 2 free articles left this month\n\nThe court rules on Friday.\n"


def reports(data: bytes) -> None:
    """A report that was edited is refused with a ReportError, or still gives exactly what its checksums say."""
    from cleaner.errors import ReportError
    from cleaner.report.result import Result, checksum

    text, honest = _honest()
    report = _edited(json.loads(honest), data)
    try:
        again = Result.from_dict(report, text)
        _law(checksum(again.restore()) == report["source"]["blake2b"], "never a wrong original")
        again.to_dict(with_text=True)
    except ReportError as error:
        _law("\n" not in str(error), "a complaint is one line")


@cache
def _honest() -> tuple[str, str]:
    """A cleaned text and its report as JSON."""
    result = _cleaner().clean(_SOURCE)
    return result.text, json.dumps(result.to_dict())


def _edited(report: dict, data: bytes) -> object:
    """The report with places in it overwritten, as the bytes say; or the bytes as JSON."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        pass
    choices = iter(data)
    values = [
        None,
        True,
        -1,
        0,
        1,
        2**63,
        1.5,
        "",
        "x",
        "\ud800",
        [],
        {},
        [0, 1],
        [3, 1],
        {"span": [0, 1]},
        float("nan"),
    ]
    for _ in range(1 + next(choices, 0) % 4):
        place: object = report
        while isinstance(place, dict | list) and place:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            key = keys[next(choices, 0) % len(keys)]
            if not isinstance(place[key], dict | list) or next(choices, 1) % 3 == 0:
                place[key] = deepcopy(values[next(choices, 0) % len(values)])
                break
            place = place[key]
    return report


def html(data: bytes) -> None:
    """Any page gets a Result whose source is what was extracted."""
    from cleaner.errors import CleanerError

    page = data[:_LONGEST].decode("utf-8", "surrogateescape")
    try:
        result = _cleaner().clean_html(page)
    except CleanerError as error:
        _law("\n" not in str(error), "a complaint is one line")
    else:
        result.restore()


TARGETS: dict[str, Callable[[bytes], None]] = {"clean": clean, "packs": packs, "reports": reports, "html": html}


def seeds(target: str) -> list[bytes]:
    """What fuzzing starts from: fixtures, the packs' own examples, small packs, a page."""
    from cleaner.rules.own import own_packs, own_sources

    if target == "clean":
        found = [path.read_bytes() for path in sorted(ROOT.glob("fixtures/*/input.txt"))]
        examples = [one.text for pack in own_packs() for rule in pack.rules for one in rule.remove]
        chosen = random.Random(7).sample(examples, 300)
        return found + ["\n\n".join(chosen[i : i + 3]).encode() for i in range(0, 300, 3)]
    if target == "packs":
        tables = b"\n".join(Path(path).read_bytes() for *_, path in own_sources()).split(b"[[rule]]")
        chosen_tables = random.Random(7).sample([table for table in tables if len(table) < 1_500], 60)
        return [b"[[rule]]" + table for table in chosen_tables] + [b'[[keep]]\nname = "a"\nphrases = ["x"]\n']
    if target == "reports":
        return [bytes([i, j, 7, 3, 1]) for i in range(8) for j in range(16)] + [b'{"report": "cleaner", "version": 1}']
    body = "".join(f"<p>{line}</p>" for line in _SOURCE.split("\n\n") * 4)
    page = f"<html><head><title>A</title></head><body><article><h1>One</h1>{body}</article></body></html>"
    return [page.encode(), b"<p>One.</p>", b"<table><tr><td>1</td></tr></table>", b"<ul><li>a<li>b</ul>"]


def words(target: str) -> list[str]:
    """What may be put in whole: literals of rules, fields of packs, tags."""
    from cleaner.rules.own import own_packs

    if target == "packs":
        fields = "[[rule]] [[keep]] name reason unit certain phrases pattern near needs unless case damage remove keep"
        found = f"{fields} ''' line inline block tail row true ( | ) )+ [ ] <network> {{n}} {{words}} {{rest}} {{any}}"
        found += " {Name} * ⟦ ⟧ (?: \\b"
        return found.split()
    if target == "reports":
        return ['"report": "cleaner"', '"version": 1', '"span": [', '"removals": [']
    if target == "html":
        return "<article> <p> <div> <table> <tr> <td> <ul> <li> <script> <!-- &amp; &#0; <br> <h1> <a href=".split()
    said = [rule.remove[0].text for pack in own_packs() for rule in pack.rules if rule.remove]
    return [*said[::5], "\u2028", "\xa0", "â€™"]


def main() -> int:
    """Runs one target: on files shown to it, or under atheris."""
    target, rest = sys.argv[1], sys.argv[2:]
    if rest[:1] == ["--show"]:
        for path in rest[1:]:
            TARGETS[target](Path(path).read_bytes())
        return 0
    import atheris

    with atheris.instrument_imports(include=["cleaner"]):
        import cleaner.engine.cleaner
        import cleaner.engine.pages  # noqa: F401
    folder = Path(rest[0])
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(target)):
        (folder / f"seed-{number:03}").write_bytes(seed)
    (folder.parent / f"{target}.dict").write_text(
        "".join('"' + "".join(f"\\x{byte:02x}" for byte in word.encode()) + '"\n' for word in words(target))
    )
    TARGETS[target](seeds(target)[0])  # what is made once is made before the clock runs
    atheris.Setup([sys.argv[0], f"-dict={folder.parent / target}.dict", *rest], TARGETS[target])
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
