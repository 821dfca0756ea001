"""datatrove: a pipeline step for its local, Slurm and Ray executors (extra `datatrove`)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from cleaner.corpus.columns import results_of
from cleaner.engine.cleaner import Cleaner
from cleaner.errors import MissingExtra

try:
    from datatrove.pipeline.base import PipelineStep
    from datatrove.utils.typeshelper import StatHints
except ImportError:
    raise MissingExtra("datatrove", "datatrove") from None

if TYPE_CHECKING:
    from datatrove.data import Document, DocumentsPipeline


class NewsCleaner(PipelineStep):
    """Cleans the text of documents and keeps the report of each in its metadata, under `into`.

    `url` names the entry of the metadata that holds the URL, which site profiles need. The statistics count documents
    changed and cut off, characters removed, and characters by category. `Result.from_dict(report, text).restore()`
    gives a document's source back.
    """

    name = "cleaner"
    type = "✂️ - FORMAT"

    def __init__(
        self, cleaner: Cleaner | None = None, *, url: str = "url", into: str = "cleaner", batch_size: int = 256
    ) -> None:
        super().__init__()
        self.cleaner = cleaner or Cleaner()
        self.url, self.into, self.batch_size = url, into, batch_size

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        """The documents, cleaned, in order."""
        source: Iterator[Document] = iter(data or ())
        while batch := list(islice(source, self.batch_size)):
            with self.track_time("batch"):
                urls = [document.metadata.get(self.url) for document in batch]
                results = results_of(self.cleaner, [document.text for document in batch], urls)
            for document, result in zip(batch, results, strict=True):
                self.stat_update(StatHints.total)
                if result is not None:
                    document.text = result.text
                    document.metadata[self.into] = result.to_dict()
                    self._count(result.by_category, result.removed, result.is_cut_off)
                yield document

    def _count(self, by_category: dict[str, int], removed: int, is_cut_off: bool) -> None:
        if removed:
            self.stat_update("changed")
            self.stat_update("removed", value=removed, unit="character")
        if is_cut_off:
            self.stat_update("cut_off")
        for category, characters in by_category.items():
            self.stat_update(f"removed_{category}", value=characters, unit="character")
