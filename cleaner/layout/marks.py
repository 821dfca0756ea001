"""Character classes as the line model sees them: one small number for each code point.

Bytes of ASCII are classed by a 256-entry table for `bytes.translate`; the code points behind UTF-8 lead bytes
by a table of the Basic Multilingual Plane. Lower-case ASCII letters, ASCII white space and UTF-8 continuation
bytes have class NONE, so that nine tenths of Latin text are never looked at again.
"""

from __future__ import annotations

from enum import IntEnum
from functools import cache

import numpy as np
from numpy.typing import NDArray


class Kind(IntEnum):
    """What a character is for the layout of a line; LEAD2 to LEAD4 stand until the code point is decoded."""

    NONE = 0
    SPACE = 1  # beyond ASCII
    NEWLINE = 2
    UPPER = 3
    LOWER = 4  # lower case beyond ASCII
    LETTER = 5  # scripts without case: Arabic, Hebrew, Devanagari, Hangul, Thai
    IDEOGRAPH = 6  # Han and kana: about two Latin letters' worth of text each
    DIGIT = 7
    STOP = 8  # ends a sentence
    ELLIPSIS = 9
    COMMA = 10
    COLON = 11
    QUOTE = 12
    BRACKET = 13
    DASH = 14
    BULLET = 15
    SEPARATOR = 16
    AT = 17
    RIGHTS = 18  # copyright, registered, trade mark
    SYMBOL = 19  # emoji, arrows, dingbats
    OTHER = 20
    TERMINATOR = 21  # ends a line for str.splitlines, yet is no "\n"
    LEAD2 = 22
    LEAD3 = 23
    LEAD4 = 24


KINDS = int(Kind.LEAD2)

_ASCII = {
    Kind.UPPER: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    Kind.DIGIT: "0123456789",
    Kind.STOP: ".!?",
    Kind.COMMA: ",;",
    Kind.COLON: ":",
    Kind.QUOTE: "\"'",
    Kind.BRACKET: "()[]",
    Kind.DASH: "-",
    Kind.BULLET: "*#",
    Kind.SEPARATOR: "|/\\>",
    Kind.AT: "@",
    Kind.OTHER: "$%&+<=^_`{}~",
    Kind.NEWLINE: "\n",
    Kind.TERMINATOR: "\r\x0b\x0c\x1c\x1d\x1e",
}

_BEYOND = {
    Kind.SPACE: "\xa0\u1680\u2000-\u200a\u202f\u205f\u3000",
    Kind.NONE: "\x80-\x84\x86-\x9f\xad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff",
    Kind.TERMINATOR: "\x85\u2028\u2029",
    Kind.LETTER: "\u0590-\u1dff\ua000-\uabff\uac00-\ud7ff\ufb1d-\ufdff\ufe70-\ufefc",
    Kind.IDEOGRAPH: "\u2e80-\u2fff\u3005-\u3007\u3021-\u318f\u31a0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f",
    Kind.DIGIT: "\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59\uff10-\uff19",
    Kind.UPPER: "\u10a0-\u10c5\uff21-\uff3a",
    # Not all of cleaner.text.prose.STOPS: the model was fitted on these, and its features must mean what they meant.
    Kind.STOP: "\u0589\u061f\u06d4\u0964\u0965\u104a\u104b\u1362\u17d4"
    "\u203c\u2047-\u2049\u3002\uff01\uff0e\uff1f\uff61",
    Kind.ELLIPSIS: "\u2026\u22ef",
    Kind.COMMA: "\u060c\u061b\u3001\uff0c\uff1b\uff64",
    Kind.COLON: "\uff1a\u2236",
    Kind.QUOTE: "\xab\xbb\u2018-\u201f\u2039\u203a\u300a-\u300f\u301d-\u301f\uff02\uff07",
    Kind.BRACKET: "\u3008\u3009\u3010\u3011\u3014-\u301b\uff08\uff09\uff3b\uff3d",
    Kind.DASH: "\u2010-\u2015\u2212\uff0d",
    Kind.BULLET: "\u2022\u2023\u2043\u2219\u25aa-\u25cf\u2605\u2606",
    Kind.SEPARATOR: "\xa6\xb7\u2190-\u21ff\u30fb\uff0f\uff5c",
    Kind.RIGHTS: "\xa9\xae\u2122",
    Kind.SYMBOL: "\u2300-\u25a9\u25d0-\u2604\u2607-\u2bff\ue000-\uf8ff",
}


@cache
def byte_kinds() -> bytes:
    """The table for `bytes.translate`: the Kind of each byte, where a lead byte stands for its code point."""
    table = bytearray(256)
    for kind, characters in _ASCII.items():
        for character in characters:
            table[ord(character)] = kind
    table[0xC0:0xE0] = bytes([Kind.LEAD2]) * 0x20
    table[0xE0:0xF0] = bytes([Kind.LEAD3]) * 0x10
    table[0xF0:] = bytes([Kind.LEAD4]) * 0x10
    table[0xD1] = Kind.NONE  # half of Cyrillic, all of it lower case
    return bytes(table)


@cache
def code_point_kinds() -> NDArray[np.uint8]:
    """The Kind of each code point of the Basic Multilingual Plane from U+0080 up, as an array of 65,536."""
    table = np.full(0x10000, Kind.OTHER, np.uint8)
    for low, high in ((0xB5, 0xB6), (0xC0, 0x590), (0x1E00, 0x2000), (0x2C00, 0x2E00), (0xFB00, 0xFB18)):
        table[low:high] = [Kind.UPPER if chr(point).isupper() else Kind.LOWER for point in range(low, high)]
    for kind in (Kind.LETTER, *(k for k in _BEYOND if k is not Kind.LETTER)):  # the broad ranges first
        points = [ord(character) for character in _BEYOND[kind]]
        at = 0
        while at < len(points):
            is_range = at + 2 < len(points) and points[at + 1] == ord("-")
            last = points[at + 2] if is_range else points[at]
            table[points[at] : last + 1] = kind
            at += 3 if is_range else 1
    return table
