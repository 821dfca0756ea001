"""The lexicon: how often the opening words of lines stand in boilerplate."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cleaner.layout.features import LEXICON_BITS
from cleaner.testing.fit.measured import Lines, refresh

_DOUBT = 4.0  # sites' worth of evidence that a word stands in boilerplate and main content alike

Numbers = NDArray[np.float64]


def fill_lexicon(sources: list[Lines]) -> NDArray[np.uint8]:
    """How often each word entry stands in boilerplate, each site counting once; 0 never, 255 always.

    The word features of every page are filled on the way, each as if the page's own site had not been
    counted: otherwise the trees would learn to trust what they will not find on a new site.
    """
    entries = 1 << LEXICON_BITS
    totals, sites = np.zeros(entries), np.zeros(entries)
    parts = []
    for lines in sources:
        names, group = np.unique(lines.group, return_inverse=True)
        page = np.repeat(np.arange(lines.lines_of.size), lines.lines_of)
        owner = np.repeat(np.arange(lines.words_of.size), lines.words_of)
        usable = lines.is_page[page[owner]] & (lines.weight[owner] > 0)
        key = lines.words[usable].astype(np.int64) * names.size + group[page[owner[usable]]]
        size = entries * names.size
        seen = np.bincount(key, minlength=size).reshape(entries, -1)
        waste = np.bincount(key, weights=lines.content[owner[usable]] < 0.5, minlength=size).reshape(entries, -1)
        share = waste / np.maximum(seen, 1)
        totals += share.sum(axis=1)
        sites += (seen > 0).sum(axis=1)
        parts.append((share, seen > 0, group[page[owner]]))
    for lines, (share, has, group) in zip(sources, parts, strict=True):
        words = lines.words.astype(np.int64)
        refresh(lines, _share_of(totals[words] - share[words, group], sites[words] - has[words, group]))
    return _share_of(totals, sites)


def _share_of(totals: Numbers, sites: Numbers) -> NDArray[np.uint8]:
    return np.clip(np.floor((totals + _DOUBT / 2) / (sites + _DOUBT) * 255), 0, 255).astype(np.uint8)
