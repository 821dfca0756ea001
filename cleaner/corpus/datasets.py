"""Hugging Face datasets: a function for `map(batched=True)`, and the features of what it adds (extra `datasets`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cleaner.corpus.columns import cleaned
from cleaner.engine.cleaner import Cleaner
from cleaner.errors import MissingExtra, UsageError

try:
    from datasets import Features, List, Value
except ImportError:
    raise MissingExtra("datasets", "datasets") from None

if TYPE_CHECKING:
    from datasets import Dataset, IterableDataset

#: The features of the column that is added: the fields that `cleaner corpus` writes, with categories as a list.
REPORT = {
    "removed": Value("int64"),
    "by_category": List({"category": Value("string"), "characters": Value("int64")}),
    "repaired": Value("int64"),
    "damage": List(Value("string")),
    "is_cut_off": Value("bool"),
    "abstained": Value("string"),
    "fingerprint": Value("string"),
}


class CleanBatch:
    """A function for `dataset.map(..., batched=True)` that cleans the column `text` and adds the column `into`.

    `url` names the column with the URLs, which site profiles need. A text that is None stays None.
    """

    def __init__(
        self, text: str = "text", url: str | None = None, *, into: str = "cleaner", cleaner: Cleaner | None = None
    ) -> None:
        self.text, self.url, self.into = text, url, into
        self.cleaner = cleaner or Cleaner()

    def __call__(self, batch: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
        """The two columns for a batch of rows."""
        texts, reports = cleaned(self.cleaner, batch[self.text], batch[self.url] if self.url else None)
        return {self.text: texts, self.into: [report and _listed(report) for report in reports]}


def _listed(report: dict[str, Any]) -> dict[str, Any]:
    pairs = report["by_category"].items()
    return {**report, "by_category": [{"category": name, "characters": count} for name, count in pairs]}


def clean_dataset(
    dataset: Dataset | IterableDataset,
    text: str = "text",
    url: str | None = None,
    *,
    into: str = "cleaner",
    cleaner: Cleaner | None = None,
    **options: Any,
) -> Dataset | IterableDataset:
    """The dataset with CleanBatch mapped over it and its features declared; `options` go to `map` (num_proc, …).

    Raises UsageError for a column that is missing or would be written twice.
    """
    names = dataset.column_names
    for name in (text, url):
        if names is not None and name is not None and name not in names:
            raise UsageError(f"there is no column {name!r}; there are {', '.join(names)}")
    if names is not None and into in names:
        raise UsageError(f"there is a column {into!r} already: name another with into=")
    features = None if dataset.features is None else Features({**dataset.features, into: REPORT})
    function = CleanBatch(text, url, into=into, cleaner=cleaner)
    return dataset.map(function, batched=True, features=features, **options)
