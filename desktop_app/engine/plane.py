"""Many numbers for each picture become a place in the plane, so that like lies beside like."""

from __future__ import annotations

import importlib
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

PCA, UMAP = "pca", "umap"
SEED = 0

LINE = 0.02
"""Height over length below which places are on a line."""


def methods() -> tuple[str, ...]:
    """Return what can be chosen: UMAP only if its library is there."""
    return (PCA, UMAP) if find_spec("umap") else (PCA,)


def flat(features: Floats, method: str = PCA, aside: Floats | None = None) -> Floats:
    """Return places, N x 2, of features, N x D; the same each time.

    With PCA they are the two directions in which the features differ most (Pearson, "On Lines and
    Planes of Closest Fit", 1901), with UMAP near ones are kept near (McInnes et al., 2018). Where
    features differ in one direction only, as the scores of two classes do, the other one is that
    in which those `aside`, of the same pictures, differ most.
    """
    rows = np.asarray(features, dtype=np.float64)
    if len(rows) < 3:
        return np.stack([np.arange(len(rows)), np.zeros(len(rows))], axis=1).astype(np.float32)
    rows = rows - rows.mean(axis=0)
    if method == UMAP:
        return _umap(rows)
    places = _pca(rows)
    if aside is not None and len(aside) == len(rows) and _is_line(places):
        second = _pca(aside.astype(np.float64) - aside.mean(axis=0))[:, 0]
        # Half as high as it is long, so that classes stay apart.
        high = np.abs(second).max() or 1.0
        places[:, 1] = second / high * np.abs(places[:, 0]).max() / 2
    return places


def _is_line(places: Floats) -> bool:
    along, across = places.std(axis=0)
    return bool(across < LINE * along)


def _pca(rows: npt.NDArray[np.float64]) -> Floats:
    """Take whichever of N x N and D x D is smaller; the sign is that of the farthest picture."""
    count, width = rows.shape
    if width <= count:
        values, vectors = np.linalg.eigh(rows.T @ rows)
        places = rows @ vectors[:, ::-1][:, :2]
    else:
        values, vectors = np.linalg.eigh(rows @ rows.T)
        places = (vectors * np.sqrt(values.clip(min=0)))[:, ::-1][:, :2]
    if places.shape[1] < 2:
        places = np.pad(places, ((0, 0), (0, 1)))
    farthest = places[np.abs(places).argmax(axis=0), range(2)]
    signed: Floats = (places * np.where(farthest < 0, -1, 1)).astype(np.float32)
    return signed


def _umap(rows: npt.NDArray[np.float64]) -> Floats:
    umap = importlib.import_module("umap")
    near = min(15, len(rows) - 1)
    places: Floats = umap.UMAP(n_neighbors=near, random_state=SEED).fit_transform(rows)
    return np.asarray(places, dtype=np.float32)
