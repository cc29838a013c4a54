"""What the Transfer learning tab hands to the worker; as in `work`, torch is imported there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app import paths
from desktop_app.engine.contract import Step

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    import numpy as np
    import numpy.typing as npt

    from desktop_app.engine.checkpoints import About
    from desktop_app.engine.contract import Network, Pixels
    from desktop_app.engine.examples import Dataset
    from desktop_app.engine.learned import Learned
    from desktop_app.engine.onnx_task import Exported
    from desktop_app.engine.places import Places
    from desktop_app.engine.train_recipe import TrainRecipe

    Floats = npt.NDArray[np.float32]


def scan(folder: str, validation: str) -> Generator[Step, None, Dataset]:
    """Find the classes in a folder."""
    from desktop_app.engine import datasets

    return (yield from datasets.scan(folder, validation=validation))


def split(dataset: Dataset, share: float, seed: int) -> Generator[Step, None, Dataset]:
    """Return a dataset as it will be divided."""
    from desktop_app.engine import splitting

    yield Step(0, 0)
    return splitting.split(dataset, share=share, seed=seed)


def learn(
    network: Network, dataset: Dataset, recipe: TrainRecipe, ends: bool
) -> Generator[Step, None, Learned]:
    """Train, going on from a checkpoint; one that `ends` takes what there is."""
    yield Step(0, 0)
    from desktop_app.engine import transfer
    from desktop_app.engine.feature_store import FeatureStore

    store = FeatureStore(paths.features_folder())
    folder = paths.trainings_folder()
    steps = transfer.learn(
        network=network, dataset=dataset, recipe=recipe, store=store, folder=folder, ends=ends
    )
    return (yield from steps)


def newest() -> Generator[Step, None, tuple[About, int] | None]:
    """Return the training that was last at work, and how far it has come."""
    yield Step(0, 0)
    from desktop_app.engine import checkpoints

    return checkpoints.newest(paths.trainings_folder())


def variations(
    path: str, network: Network, recipe: TrainRecipe, count: int
) -> Generator[Step, None, tuple[Pixels, ...]]:
    """Return a picture as it is seen in so many epochs."""
    from desktop_app.engine import augmentation, images
    from desktop_app.engine.contract import Source

    picture = images.decode_resized(Source(path, path), network.input)
    yield Step(0, count)
    seen: list[Pixels] = []
    for number in range(count):
        chance = augmentation.seeded(recipe.seed, number)
        seen.append(augmentation.varied(picture, network.input.size, recipe, chance))
        yield Step(number + 1, count)
    return tuple(seen)


def save(learned: Learned, file: str, title: str) -> Generator[Step, None, str]:
    """Write the network with its own classes to a file and return its path.

    The checkpoint of a training that is whole is not needed any more then.
    """
    from desktop_app.engine import learned as keeping
    from desktop_app.engine import transfer

    yield Step(0, 0)
    keeping.save(learned, file, title)
    transfer.forget(learned, paths.trainings_folder())
    return file


def export(
    name: str, file: str, places: Places, pictures: Sequence[str]
) -> Generator[Step, None, Exported]:
    """Export a network to ONNX and compare it on pictures."""
    from desktop_app.engine import onnx_export

    return (yield from onnx_export.export(name=name, file=file, places=places, pictures=pictures))


def flat(features: Floats, method: str, aside: Floats) -> Generator[Step, None, Floats]:
    """Return places in the plane; one step, of seconds for UMAP."""
    yield Step(0, 0)
    from desktop_app.engine import plane

    return plane.flat(features, method, aside)


def plane_methods() -> Generator[Step, None, tuple[str, ...]]:
    """Return the ways to place pictures that there are here."""
    yield Step(0, 0)
    from desktop_app.engine import plane

    return plane.methods()
