"""Growing the trees of the line model. Needs CatBoost (extra: fit)."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.errors import MissingExtra
from cleaner.layout.trees import LEAF_STEPS, Trees

DEPTH = 6
ROUNDS = (120, 240)  # trees of the first look, and of the second
_SETTINGS = {
    "loss_function": "CrossEntropy",
    "depth": DEPTH,
    "learning_rate": 0.1,
    "l2_leaf_reg": 30,
    "rsm": 0.3,  # the share of the features that a question is chosen from
    "bootstrap_type": "Bernoulli",
    "subsample": 0.6,
    "boosting_type": "Plain",
    "border_count": 32,
    "thread_count": 1,  # the order of sums, and so the trees, must not depend on the machine's cores
    "allow_writing_files": False,
    "logging_level": "Silent",
}


def catboost() -> ModuleType:
    """The learner. Raises MissingExtra."""
    try:
        return import_module("catboost")
    except ImportError:
        raise MissingExtra("fit", "catboost") from None


def grow(
    values: NDArray[np.uint8], content: NDArray[np.float32], weight: NDArray[np.float64], *, rounds: int, seed: int
) -> Trees:
    """Trees that tell main content from boilerplate; `values` are line x feature, labels are shares from 0 to 1."""
    package = catboost()
    learner = package.CatBoost({**_SETTINGS, "iterations": rounds, "random_seed": seed})
    learner.fit(package.Pool(values.astype(np.float32), label=content, weight=weight / weight.mean()))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "trees.json"
        learner.save_model(str(path), format="json")
        return _trees_of(json.loads(path.read_text("utf-8")))


def _trees_of(model: dict[str, Any]) -> Trees:
    """CatBoost's trees on the grid of whole numbers; one that asks less often asks what is never true."""
    count = len(model["oblivious_trees"])
    features, borders = np.zeros((DEPTH, count), np.uint8), np.full((DEPTH, count), 255, np.uint8)
    leaves = np.zeros((count, 1 << DEPTH), np.int16)
    scale, (bias,) = model["scale_and_bias"]
    for number, tree in enumerate(model["oblivious_trees"]):
        splits = tree["splits"] or []
        for depth, split in enumerate(splits):
            features[depth, number] = split["float_feature_index"]
            borders[depth, number] = int(np.floor(split["border"]))  # whole numbers are above both or neither
        steps = np.round(np.array(tree["leaf_values"]) * scale * LEAF_STEPS)
        leaves[number, : 1 << len(splits)] = np.clip(steps, -32000, 32000)
    return Trees.checked(features, borders, leaves, round(bias * LEAF_STEPS))
