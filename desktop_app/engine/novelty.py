"""Telling what is unlike anything a network was trained on, by its features.

How far features lie from the nearest class, as in Lee et al., "A Simple Unified Framework for
Detecting Out-of-Distribution Samples and Adversarial Attacks" (2018); but for the few directions
that pictures of a class vary along, so that what counts lies outside of them, as in Wang et al.,
"ViM: Out-Of-Distribution with Virtual-logit Matching" (2022). The features are brought to length 1
first: then blank pictures, whose features are short, stand out too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import nn
from torch.nn import functional

from desktop_app.engine import architectures
from desktop_app.engine.errors import FileError
from desktop_app.engine.modelfile import DAMAGED, NOVELTY, UNCLEAR

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import TypeAlias

    from torch import Tensor

    Chunks: TypeAlias = Iterable[tuple[Tensor, Tensor]]

MOST = 64
"""Directions at most."""

SAMPLE = 4096
"""Pictures that are looked at; of more than that, which ones is drawn by lot."""

ENOUGH = 40
"""Pictures that are enough to set the limit by."""

FEWEST = 5
"""Of fewer pictures nothing can be told."""

FOLDS, PLENTY = 10, 200
"""Parts that are judged by the others in turn, until there are so many scores."""

DISTANCE = 2.5
"""How far above the mean score the limit lies, in standard deviations."""

LEAST_SPREAD = 0.01
"""What scores spread by at least; pictures that are nearly the same must not rule out others."""

NEVER = 2.0
"""More than any score can be."""

SPARE, ROUNDS = 8, 4
"""Directions that are computed in addition, and how often all are refined."""


@dataclass(frozen=True, slots=True, eq=False)
class Novelty:
    """Where the classes lie, the directions that pictures of a class vary along, and a limit.

    Attributes:
        layer: Name of the layer whose inputs are the features.
        centres: K x D, the means of the classes' features of length 1, without what lies along
            the axes.
        axes: A x D, of length 1 and at right angles to each other.
        limit: The greatest score of what is like the trained pictures.
    """

    layer: str
    centres: Tensor
    axes: Tensor
    limit: float

    def score(self, features: Tensor) -> Tensor:
        """Return how far N x D features lie from all that was seen: N values from 0 to 2."""
        return _distances(_even(features), self.centres, self.axes)

    def unlike(self, features: Tensor) -> list[bool]:
        """Return which of N x D features are of something unlike anything trained on."""
        return [score > self.limit for score in self.score(features).tolist()]

    def tensors(self) -> dict[str, Tensor]:
        """Return it as tensors to be written beside those of the network.

        `Description.novelty` has to be the layer.
        """
        parts = {"centres": self.centres.half(), "axes": self.axes.half()}
        parts["limit"] = torch.tensor(self.limit)
        return {f"{NOVELTY}{name}": tensor for name, tensor in parts.items()}


# Learning


def fit(taught: Chunks, held: Chunks, *, layer: str) -> Novelty:
    """Learn what is usual from `taught`, and from `held` how far from it is still usual.

    Both are gone through once: n x D features and n classes, some at a time, as `Material.chunks()`
    gives them; `held` may be empty. Memory does not grow with their number. `layer` is where the
    features were taken: the base network's last. The same features give the same. Takes up to a
    second or two where D is 4,096.

    The limit lies `DISTANCE` standard deviations above the mean score of pictures that nothing was
    learned from: those of `held` if they are `ENOUGH`. Since the scores of pictures that were
    learned from are too low, each tenth of `taught` is judged by the others otherwise, and these
    scores join those of `held`. Raises `ValueError` if `taught` is empty.
    """
    rows, labels = _sample(taught)
    others, _ = _sample(held)
    if not len(rows):
        raise ValueError("nothing to learn from")
    centres, axes = _usual(rows, labels)
    if len(rows) < FEWEST:
        return Novelty(layer, centres, axes, NEVER)
    scores = [_distances(others, centres, axes)] if len(others) else []
    if len(others) < ENOUGH:
        scores += _fold_scores(rows, labels)
    spread, middle = torch.std_mean(torch.cat(scores))
    limit = middle + DISTANCE * spread.clamp(min=LEAST_SPREAD)
    return Novelty(layer, centres, axes, float(limit))


def _sample(chunks: Chunks) -> tuple[Tensor, Tensor]:
    """Return features of length 1 and classes of at most `SAMPLE` pictures, in their order."""
    generator = torch.Generator().manual_seed(0)
    rows, labels, lots = torch.empty(0, 0), torch.empty(0, dtype=torch.long), torch.empty(0)
    for features, classes in chunks:
        rows = torch.cat((rows, _even(features))) if len(rows) else _even(features)
        labels = torch.cat((labels, classes.cpu()))
        lots = torch.cat((lots, torch.rand(len(features), generator=generator)))
        if len(rows) > SAMPLE:
            kept = lots.topk(SAMPLE, largest=False).indices.sort().values
            rows, labels, lots = rows[kept], labels[kept], lots[kept]
    return rows, labels


def _even(features: Tensor) -> Tensor:
    return functional.normalize(features.detach().float().cpu(), dim=1)


def _usual(rows: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
    """Return centres and axes, rounded as they are in a file."""
    present, numbers = torch.unique(labels, return_inverse=True)
    sums = torch.zeros(len(present), rows.shape[1]).index_add_(0, numbers, rows)
    means = sums / numbers.bincount()[:, None]
    count, width = rows.shape
    size = min(MOST, (count - len(present)) // 2, width // 2)
    axes = _directions(rows - means[numbers], size).half().float()
    return _without(means, axes).half().float(), axes


def _directions(rows: Tensor, size: int) -> Tensor:
    """Return the `size` directions along which rows are longest, in the order of that.

    Found by subspace iteration, which needs no D x D values: Halko et al., "Finding Structure with
    Randomness" (2011).
    """
    width = rows.shape[1]
    generator = torch.Generator().manual_seed(0)
    basis = torch.randn(width, min(size + SPARE, width), generator=generator)
    for _ in range(ROUNDS):
        basis = torch.linalg.qr(rows.T @ (rows @ basis)).Q
    turned: Tensor = torch.linalg.svd(rows @ basis, full_matrices=False).Vh[:size]
    return turned @ basis.T


def _without(rows: Tensor, axes: Tensor) -> Tensor:
    return rows - rows @ axes.T @ axes


def _distances(even: Tensor, centres: Tensor, axes: Tensor) -> Tensor:
    """Return how far features are from the nearest centre, but for the way along the axes."""
    return torch.cdist(_without(even, axes), centres).amin(dim=1)


def _fold_scores(rows: Tensor, labels: Tensor) -> list[Tensor]:
    """Return the scores of rows by what the others teach; each class is in all parts."""
    parts = labels.argsort(stable=True).argsort() % FOLDS
    scores: list[Tensor] = []
    for part in range(FOLDS):
        rest = parts != part
        scores.append(_distances(rows[~rest], *_usual(rows[rest], labels[rest])))
        if sum(map(len, scores)) >= PLENTY:
            break
    return scores


# Reading


def restored(tensors: Mapping[str, Tensor], layer: str, module: nn.Module, *, file: str) -> Novelty:
    """Return what `Novelty.tensors` gave, for `module`, whose head is inside `layer` or is it.

    Raises a `FileError` that names `file` if there is no such layer or a tensor is missing or has a
    wrong shape.
    """
    width = _width(module, layer)
    if not width:
        raise FileError(file=file, reason=UNCLEAR)
    names = (f"{NOVELTY}{name}" for name in ("centres", "axes", "limit"))
    centres, axes, limit = (tensors.get(name, torch.empty(0)) for name in names)
    fits = all(one.dim() == 2 and one.shape[1] == width for one in (centres, axes))
    if not fits or not len(centres) or len(axes) > width or limit.shape != ():
        raise FileError(file=file, reason=DAMAGED)
    return Novelty(layer, centres.float(), axes.float(), float(limit))


def _width(module: nn.Module, layer: str) -> int:
    """Return how many features go into `layer`; 0 if the logits do not come from it."""
    head = architectures.head(module)
    if not layer or not f"{head}.".startswith(f"{layer}."):
        return 0
    part = module.get_submodule(layer)
    linear = (one for one in part.modules() if isinstance(one, nn.Linear))
    return next((one.in_features for one in linear), 0)
