"""The line model as a trainable network, and the loop that trains it. Needs PyTorch (extra: fit).

The network computes what `cleaner.layout` computes, in real numbers at first and on the same grid of whole
numbers in the last quarter of the epochs (quantisation-aware training with a straight-through estimator,
Bengio et al., 2013).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from cleaner.features import COLUMNS, NAMES, TOP
from cleaner.fit.measured import Lines
from cleaner.lines.network import ACTIVATION_STEPS, SHARED, STRETCHES, WEIGHT_STEPS, Layer

FIRST_WIDTHS = (48, 48, 32)
SECOND_WIDTHS = (40, 40)
EPOCHS = 6
_LATER = 0.6  # lines of a later source in an epoch, to one of the first
_WITHOUT_EVIDENCE = 0.25
_RATE = 4e-3
_DROPOUT = 0.35
_BATCH_LINES = 8000
_WARM_UP = 60  # steps
_AVERAGING = 0.004  # how much of the newest weights enters the running average at each step

Ints = NDArray[np.int64]


class Network(nn.Module):
    """Dense layers, all but the first and the last with a view of the lines around; `exact` puts weights and
    activations on the grid.
    """

    def __init__(self, inputs: int, widths: tuple[int, ...]) -> None:
        super().__init__()
        around = STRETCHES * SHARED
        sizes = [(inputs, widths[0])]
        sizes += [(width + around, wider) for width, wider in pairwise(widths)]
        sizes.append((widths[-1], 1))
        self.layers = nn.ModuleList([nn.Linear(*size) for size in sizes])
        self.dropout = nn.Dropout(_DROPOUT)
        self.exact = False

    def forward(self, values: Tensor, lines_of: Tensor) -> Tensor:
        """Log-odds of main content for each line."""
        around = _stretches(lines_of)
        last = len(self.layers) - 1
        hidden = self._activate(self._dense(0, values / ACTIVATION_STEPS))
        for index in range(1, last):
            wide = self.dropout(self._widen(self.dropout(hidden), around))
            hidden = self._activate(self._dense(index, wide))
        return self._dense(last, hidden)[:, 0]

    def _dense(self, index: int, inputs: Tensor) -> Tensor:
        layer = self.layers[index]
        assert isinstance(layer, nn.Linear)
        weight = layer.weight
        if self.exact:
            weight = weight + (torch.round(weight * WEIGHT_STEPS) / WEIGHT_STEPS - weight).detach()
        return nn.functional.linear(inputs, weight, layer.bias)

    def _round_down(self, values: Tensor) -> Tensor:
        if not self.exact:
            return values
        return values + (torch.floor(values * ACTIVATION_STEPS) / ACTIVATION_STEPS - values).detach()

    def _activate(self, sums: Tensor) -> Tensor:
        return self._round_down(torch.clamp(sums, 0, TOP / ACTIVATION_STEPS))

    def _widen(self, hidden: Tensor, around: list[tuple[Tensor, Tensor, Tensor]]) -> Tensor:
        sums = torch.cumsum(hidden[:, :SHARED].double(), 0).float()
        sums = torch.cat([torch.zeros(1, SHARED), sums])
        means = [(sums.index_select(0, end) - sums.index_select(0, begin)) / size for begin, end, size in around]
        return torch.cat([hidden, self._round_down(torch.cat(means, 1).clamp(min=0) + 1e-4)], 1)


def _stretches(lines_of: Tensor) -> list[tuple[Tensor, Tensor, Tensor]]:
    """The stretches of `cleaner.layout`, in its order: where they begin and end among running sums, their
    size.
    """
    ends = torch.cumsum(lines_of, 0)
    end = torch.repeat_interleave(ends, lines_of)
    begin = torch.repeat_interleave(ends - lines_of, lines_of)
    index = torch.arange(end.numel())

    def inside(edge: int) -> Tensor:
        return torch.minimum(torch.maximum(index + edge, begin), end)

    near = [
        (inside(a), inside(b), torch.tensor(b - a)) for a, b in ((-21, -5), (-5, -1), (-1, 0), (1, 2), (2, 6), (6, 22))
    ]
    sizes = (end - begin, (index - begin).clamp(min=1), (end - index - 1).clamp(min=1))
    whole, before, after = (size[:, None] for size in sizes)
    return [*near, (begin, end, whole), (begin, index, before), (index + 1, end, after)]


def train(
    sources: list[tuple[Lines, float]],
    widths: tuple[int, ...],
    seed: int,
    held_out: int | None = None,
    epochs: int = EPOCHS,
) -> Network:
    """A network trained on all pages but those of one fold; `sources` come with the share each has in the
    loss.

    An epoch has all pages of the first source, and of the others fewer lines (`_LATER`), drawn anew each time.
    """
    torch.manual_seed(seed)
    chance = np.random.default_rng(seed)
    network = Network(sources[0][0].values.shape[1], widths)
    optimiser = torch.optim.AdamW(network.parameters(), lr=_RATE, betas=(0.9, 0.98), weight_decay=1e-3)
    average = [parameter.detach().clone() for parameter in network.parameters()]
    plan = _Plan(sources, held_out, chance)
    total, step = plan.steps * epochs, 0
    for epoch in range(epochs):
        network.train()
        network.exact = epoch >= epochs - max(2, epochs // 4)
        for values, content, weight, lines_of in plan.batches():
            logits = network(values, lines_of)
            losses = nn.functional.binary_cross_entropy_with_logits(logits, content.clamp(0.01, 0.99), reduction="none")
            loss = (losses * weight).sum() / weight.sum()
            _cool(optimiser, step, total)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            step += 1
            with torch.no_grad():
                for kept, newest in zip(average, network.parameters(), strict=True):
                    kept.lerp_(newest, max(_AVERAGING, 1 / step))
    with torch.no_grad():
        for kept, newest in zip(average, network.parameters(), strict=True):
            newest.copy_(kept)
    return network.eval()


def _cool(optimiser: torch.optim.Optimizer, step: int, total: int) -> None:
    """Set the learning rate of a step: up at first, then down along a cosine."""
    cooling = 0.5 * (1 + np.cos(np.pi * min(step / total, 1.0))) + 0.01
    for setting in optimiser.param_groups:
        setting["lr"] = _RATE * min((step + 1) / _WARM_UP, 1.0) * cooling


class _Plan:
    """Which pages come in which batch."""

    def __init__(self, sources: list[tuple[Lines, float]], held_out: int | None, chance: np.random.Generator) -> None:
        self.sources, self.chance = sources, chance
        self.pages: list[Ints] = []
        self.parts: list[float] = []
        self.scales: list[float] = []
        longest = 0
        for lines, share in sources:
            usable = np.flatnonzero((lines.lines_of > 0) & (lines.fold != held_out))
            size = int(lines.lines_of[usable].sum())
            longest = longest or size
            part = min(_LATER * longest / max(size, 1), 1.0) if self.pages else 1.0
            self.pages.append(usable)
            self.parts.append(part)
            self.scales.append(share / max(float(lines.importance[usable].sum()) * part, 1e-9))
        lines_in = [
            lines.lines_of[pages].sum() * part
            for (lines, _), pages, part in zip(sources, self.pages, self.parts, strict=True)
        ]
        self.steps = max(int(sum(lines_in)) // _BATCH_LINES, 1)

    def batches(self) -> _Batches:
        """One epoch."""
        jobs = []
        for source, (pages, part) in enumerate(zip(self.pages, self.parts, strict=True)):
            drawn = self.chance.choice(pages, int(pages.size * part), replace=False)
            jobs.append(np.stack([np.full(drawn.size, source), drawn], axis=1))
        order = np.concatenate(jobs)
        self.chance.shuffle(order)
        return _Batches(self, order)


@dataclass(frozen=True, slots=True)
class _Batches:
    plan: _Plan
    order: Ints

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor, Tensor, Tensor]]:
        """Features, labels, weights and lines per page of each batch."""
        at = 0
        firsts = [lines.first for lines, _ in self.plan.sources]
        while at < len(self.order):
            values, content, weight, lines_of = [], [], [], []
            size = 0
            while at < len(self.order) and size < _BATCH_LINES:
                source, page = self.order[at]
                at += 1
                lines = self.plan.sources[source][0]
                begin, count = int(firsts[source][page]), int(lines.lines_of[page])
                span = slice(begin, begin + count)
                size += count
                values.append(self._with_evidence(lines.values[span]))
                content.append(lines.content[span])
                weight.append(lines.weight[span] * np.float32(lines.importance[page] * self.plan.scales[source]))
                lines_of.append(count)
            yield (
                torch.from_numpy(np.concatenate(values)).float(),
                torch.from_numpy(np.concatenate(content)),
                torch.from_numpy(np.concatenate(weight)),
                torch.tensor(lines_of),
            )

    def _with_evidence(self, values: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """One page in four without rule evidence, as in a language that has no rules."""
        if self.plan.chance.random() >= _WITHOUT_EVIDENCE or values.shape[1] > len(NAMES):
            return values
        values = values.copy()
        values[:, COLUMNS["evidence"]] = 0
        return values


def layers_of(network: Network) -> tuple[Layer, ...]:
    """The network's layers on the grid of whole numbers."""
    layers = []
    for layer in network.layers:
        assert isinstance(layer, nn.Linear)
        weights = torch.round(layer.weight.detach().double().T * WEIGHT_STEPS).long().numpy()
        bias = torch.round(layer.bias.detach().double() * WEIGHT_STEPS * ACTIVATION_STEPS).long().numpy()
        layers.append(Layer.checked(weights, bias))
    return tuple(layers)
