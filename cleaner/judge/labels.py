"""Labels in a run of labels: they are the text's own structure ("WHAT: …", "WHERE: …", "SOURCES: …"), and stay."""

from __future__ import annotations

from collections.abc import Collection

from cleaner.text.late import late
from cleaner.text.lines import Document

#: A few words before a colon, in capitals or not, in bold or not, with words after it or none.
_LABEL = late(r"\s*(\*\*|__)?([^\W\d_][^\n:*|]{1,38}?)[:：](?:\1)?\s*(\S?)")
#: So many labels of one form that no rule claims show that the text has such a structure.
_FEWEST = 2


def structure(document: Document, claimed: Collection[int]) -> set[int]:
    """The claimed lines that are labels of the form of unclaimed ones: beside them, where words follow the colon;
    anywhere in the text, where the label stands in bold on a line of its own."""
    asked = {line: form for line in claimed if (form := _form(document.bodies[line])) is not None}
    if not asked:
        return set()
    filled = [line for line, blank in enumerate(document.blank) if not blank]
    forms = {line: _form(document.bodies[line]) for line in filled}
    place = {line: at for at, line in enumerate(filled)}
    found: set[int] = set()
    for line, form in asked.items():
        if form[0] and not form[2]:
            others = [one for one in filled if forms[one] == form]
        else:
            first = last = place[line]
            while first > 0 and forms[filled[first - 1]] == form:
                first -= 1
            while last + 1 < len(filled) and forms[filled[last + 1]] == form:
                last += 1
            others = filled[first : last + 1]
        unclaimed = sum(one not in claimed for one in others)
        if unclaimed >= (1 if form[0] and not form[2] else _FEWEST) and 2 * unclaimed >= len(others):
            found.add(line)
    return found


def _form(body: str) -> tuple[str, bool, bool] | None:
    """Whether a line's label is in bold, in capitals, and followed by words; None for a line without a label."""
    found = _LABEL.match(body)
    return None if found is None else (found[1] or "", found[2].isupper(), bool(found[3]))
