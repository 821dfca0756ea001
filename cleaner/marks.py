"""What a walk tells of lines besides what stands there for rules: which must be looked at more closely, and how."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

from cleaner.lexicon import Lexicon
from cleaner.text.fold import ODD_CHARACTERS, RARE_APOSTROPHES, WIDE_MARKS, fold

# Marks are written as many sequences of one length each. Of such a shape Hyperscan looks for a rare literal and then at
# the bytes around it, all shapes in one walk; a shape of many lengths is an automaton that every byte goes through, and
# a few of these together cost three times what all the marks cost now. For the same reason classes are spelt out where
# their bytes are rare (capitals) and left whole where they are common.

_NEXT = rb"[\x80-\xbf]"  # a byte with which a character beyond ASCII goes on
#: Bytes that show mojibake, entities left in the text, or stray control characters. Broad: `cleaner.text.encoding`
#: decides.
ILL_SHAPES = (
    *(  # Ã©, â€
        rb"[\xc2\xc3\xd0\xd1][\x80-\xbf]" + after
        for after in (rb"\xc2[\x80-\xbf]", rb"\xe2\x80", rb"\xe2\x82", rb"\xc5[\x90-\xbf]", rb"\xc6\x92", rb"\xcb")
    ),
    rb"&#?[a-zA-Z0-9]{2,10};",
    rb"[\x01-\x08\x0e-\x1a\x7f]",
    rb"\xc2[\x80-\x84\x86-\x9f]",
    rb"\xef\xbf\xbd",
    rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf]",  # one character as two halves
    rb"\xc3[\x82\x83] ",  # what is left of such a letter when a no-break space was made plain
)

_LATIN_CAPITALS = tuple(b"\\xc3\\x%02x" % last for last in range(0x80, 0x9F))
_CYRILLIC_CAPITALS = tuple(b"\\xd0\\x%02x" % last for last in (0x81, *range(0x90, 0xB0)))
_PLAIN_CAPITALS = tuple(b"%c" % code for code in range(0x41, 0x5B))
_CAPITALS = _PLAIN_CAPITALS + _LATIN_CAPITALS + _CYRILLIC_CAPITALS
_CLOSERS = (b"", rb"[\"')`]", rb"[\xc2\xca]" + _NEXT, rb"[\xe2\xef]" + _NEXT * 2)
_THREE_SMALL = rb"[a-z\x80-\xbf\xc3\xd0\xd1]{3}"  # bytes of three or more small letters, or half of the first
#: A capital right after small letters or the end of a sentence; what is left of a line after the end of a Chinese or
#: Japanese one. What `cleaner.breaks` takes for a seam is among these.
SEAM_SHAPES = (
    *(
        rb"[a-z0-9\"')`\x80-\xbf][.!?]" + closer + capital
        for closer in _CLOSERS
        for capital in (_CAPITALS if not closer else (b"[A-Z]", *_LATIN_CAPITALS, *_CYRILLIC_CAPITALS))
    ),
    *(
        _THREE_SMALL + last + capital
        for capitals, lasts in (
            (_PLAIN_CAPITALS, (b"[a-z]", rb"[\x80-\x8f]", rb"[\x90-\x9f]", rb"[\xa0-\xaf]", rb"[\xb0-\xbf]")),
            (_LATIN_CAPITALS, (rb"[a-z\x80-\x8f\x9f-\xbf]",)),
            (_CYRILLIC_CAPITALS, (rb"[a-z\x80-\x8f\xb0-\xbf]", rb"\xc3[\x9f-\xbf]")),
        )
        for capital in capitals
        for last in lasts
    ),
    rb"\xe3\x80\x82[^ \n]",
    rb"\xef\xbc[\x81\x9f][^ \n]",
    *(
        rb"\xe2\x80\xa6" + closer + capital
        for closer in _CLOSERS
        for capital in (b"[A-Z]", rb"\xc3[\x80-\x9e]", rb"\xd0[\x81\x90-\xaf]")
    ),
)
_ODD_EXTRA = (
    rb"[^\n\t]\t",
    rb"\]\(",  # a Markdown link
    rb"\*\*",  # bold letters
    rb"[^ \n]  ",  # a run of spaces inside a line: folding makes one of it
    *(rb"[\n ]" + b" ".join(four) for four in product((b"[A-Za-z]", rb"[\xc3-\xdf][\x80-\xbf]"), repeat=4)),  # spaced
)


def mark_shapes(lexicon: Lexicon) -> list[tuple[bytes, int]]:
    """The shapes of all marks, as patterns on bytes, each with the number of its mark."""
    numbers = lexicon.marks
    odd = [escaped(char.encode()) for char in ODD_CHARACTERS + RARE_APOSTROPHES]
    odd += [*_ODD_EXTRA, *inner_capitals(lexicon.literals)]
    wide_signs = [_class_pattern(*pair) for pair in WIDE_MARKS]
    # Signs that a line may start with: some that stand after two other signs in mid-line are let through.
    starts = (rb"\n", rb"\n[^\nA-Za-z0-9]", rb"[^\nA-Za-z0-9][^A-Za-z0-9]")
    odd += [start + sign for sign in wide_signs for start in starts]
    marks = {numbers.odd: odd, numbers.ill: ILL_SHAPES, numbers.seam: SEAM_SHAPES}
    return [(shape, key) for key, shapes in marks.items() for shape in shapes]


def _class_pattern(first: str, last: str) -> bytes:
    """A pattern for the UTF-8 of a range of characters; of a wide one, for those that start like its ends too."""
    if first == last:
        return escaped(first.encode())
    low, high = first.encode(), last.encode()
    same = next(i for i in range(len(low)) if low[i] != high[i])
    span = b"[\\x%02x-\\x%02x]" % (low[same], high[same])
    return b"".join(b"\\x%02x" % byte for byte in low[:same]) + span + rb"[\x80-\xbf]" * (len(low) - same - 1)


def inner_capitals(literals: Iterable[str]) -> list[bytes]:
    """What shows a capital beyond ASCII inside a word, of the letters that the literals hold."""
    letters = {char for literal in literals for char in literal if not char.isascii()}
    sources = _sources() if letters else {}
    capitals = sorted({capital for char in letters for capital in sources.get(char, ())})
    # \xf5-\xff stand in no text: with them the class is too large for Hyperscan to spell it out before every capital.
    letters_before = (rb"[A-Za-z\xf5-\xff]", rb"[\xc3-\xdf][\x80-\xbf]")
    return [before + escaped(capital.encode()) for capital in capitals for before in letters_before]


def _sources() -> dict[str, set[str]]:
    """For each folded letter beyond ASCII, the other letters that fold to it and are not odd."""
    found: dict[str, set[str]] = {}
    for code in range(0x80, 0x1F000):
        char = chr(code)
        small = char.lower()
        if small != char and len(small) == 1 and char not in ODD_CHARACTERS:
            found.setdefault(fold(small), set()).add(char)
    return found


def escaped(data: bytes) -> bytes:
    """Bytes as a pattern that matches them and nothing else."""
    return b"".join(b"\\x%02x" % byte for byte in data)
