"""Makes the rule book when the package is built: a hook of hatchling.

The book is made by the sources at hand alone, before anything that they need elsewhere is installed.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class RuleBook(BuildHookInterface):  # type: ignore[misc, type-arg, unused-ignore]
    """Puts `cleaner/rules/book.txt` into a wheel, and beside its sources for an editable install."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Makes the book, and says that it belongs into the wheel although git passes it over."""
        root = Path(self.root)
        for name in ("cleaner", "cleaner.rules", "cleaner.text"):  # without what their __init__ would import
            package = ModuleType(name)
            package.__path__ = [str(root / name.replace(".", "/"))]
            sys.modules[name] = package
        from cleaner.rules import own

        own.write(own.made(), own.BOOK)
        build_data["artifacts"].append("cleaner/rules/book.txt")
