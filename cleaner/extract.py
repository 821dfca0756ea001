"""From a page of HTML to text, through trafilatura (A. Barbaresi, ACL 2021). Loaded only when asked for."""

from __future__ import annotations

from cleaner.errors import UsageError


def extracted(html: str, url: str | None = None) -> str:
    """The text that trafilatura takes for the main content; empty if it finds none.

    Raises UsageError where trafilatura cannot be imported.
    """
    try:
        from trafilatura import extract
    except ImportError as error:
        raise UsageError(
            f"pages of HTML need trafilatura, which cannot be imported: {error}".replace("\n", " ")
        ) from None

    return extract(html, url=url, include_comments=False, deduplicate=False) or ""
