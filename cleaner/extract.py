"""From a page of HTML to text, through trafilatura (A. Barbaresi, ACL 2021). Loaded only when asked for."""

from __future__ import annotations


def extracted(html: str, url: str | None = None) -> str:
    """The text that trafilatura takes for the main content; empty if it finds none."""
    from trafilatura import extract

    return extract(html, url=url, include_comments=False, deduplicate=False) or ""
