"""A whole network learns from pictures, or the last blocks of one."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from itertools import count, islice
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import torch
from torch import nn
from torch.nn import functional

from desktop_app.engine import architectures, augmentation, images, optimisers, predict
from desktop_app.engine.contract import Source
from desktop_app.engine.device import memory_errors
from desktop_app.engine.errors import EngineError
from desktop_app.engine.examples import CORRUPT, Problem
from desktop_app.engine.train_recipe import FULL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from concurrent.futures import Future

    from torch import Tensor

    from desktop_app.engine.backbone import Backbone
    from desktop_app.engine.contract import Pixels
    from desktop_app.engine.epochs import Passed
    from desktop_app.engine.examples import Example
    from desktop_app.engine.train_recipe import TrainRecipe

    Looked: TypeAlias = tuple[list[Example], Tensor, Tensor]
    Read: TypeAlias = tuple[Example, Pixels | None]

CHUNK = {"cpu": 4, "cuda": 32, "mps": 16}
"""Pictures that go through the network at once; their gradients add up to those of a batch."""


class Tuner:
    """A network on its way; `epochs.run` leads it.

    Where a network normalises by statistics of its batches these are learned with `FULL`, of
    `CHUNK` pictures each; else they stay what they were.
    """

    count: int

    def __init__(
        self,
        backbone: Backbone,
        taught: Sequence[Example],
        judges: Sequence[Example],
        recipe: TrainRecipe,
        layer: str,
    ) -> None:
        """Take over `backbone`, which nobody else uses.

        Its own head stands where the layer called `layer` was; what goes into it are features.
        """
        self.problems: dict[str, Problem] = {}
        self.count = len(taught)
        self._backbone, self._taught, self._judges = backbone, taught, judges
        self._recipe = recipe
        module = self._module = backbone.module.eval()
        last = architectures.head(module)
        unlock(module, recipe)
        self._features: Tensor | None = None
        self._hooks = (
            module.get_submodule(last).register_forward_pre_hook(self._drop),
            module.get_submodule(layer).register_forward_pre_hook(self._note),
        )
        self._learns = False
        tensors = [one for one in module.parameters() if one.requires_grad]
        self._optimiser = optimisers.optimiser(tensors, recipe)
        steps = recipe.epochs * -(-self.count // recipe.batch)
        self._schedule = optimisers.schedule(self._optimiser, recipe, steps)

    def epoch(self, number: int) -> Iterator[Passed]:
        """Learn from each picture once, in an order that only seed and number decide."""
        seed = self._recipe.seed
        order = torch.randperm(self.count, generator=augmentation.seeded(seed, number)).tolist()
        views = [partial(self._view, self._taught[at], number, at) for at in order]
        with self._read([self._taught[at] for at in order], views) as read:
            for done in range(0, self.count, self._recipe.batch):
                batch = min(self._recipe.batch, self.count - done)
                yield from self._step(islice(read, batch), batch, (number, done))

    def judge(self) -> Iterator[Passed]:
        """Look at the pictures that it is judged by."""
        for examples, logits, _ in self.look(self._judges):
            labels = torch.tensor([one.label for one in examples])
            loss = float(functional.cross_entropy(logits, labels, reduction="sum"))
            yield loss, int((logits.argmax(1) == labels).sum()), len(labels)

    def look(self, examples: Sequence[Example]) -> Iterator[Looked]:
        """Yield some pictures at a time with their N x K logits and N x D features, on the CPU."""
        rule = self._backbone.rule
        views = [partial(images.decode_input, _source(one), rule) for one in examples]
        with self._read(examples, views) as read:
            while seen := list(islice(read, self._chunk)):
                taken = [(example, one) for example, one in seen if one is not None]
                if taken:
                    pixels = self._backbone.stack([one for _, one in taken])
                    with torch.inference_mode(), memory_errors():
                        logits = self._backbone.logits(pixels).cpu()
                    yield [example for example, _ in taken], logits, self._noted()

    # Going on

    def weights(self) -> dict[str, Tensor]:
        """Return copies of what learns, on the CPU, by the names in the network's own state."""
        learned = {name for name, one in self._module.named_parameters() if one.requires_grad}
        if self._recipe.mode == FULL:
            learned |= {name for name, _ in self._module.named_buffers()}
        state = self._module.state_dict()
        return {name: one.to("cpu", copy=True) for name, one in state.items() if name in learned}

    def put(self, weights: Mapping[str, Tensor]) -> None:
        """Take weights as they were."""
        self._module.load_state_dict(weights, strict=False)

    def end(self) -> nn.Module:
        """Give the network back, on the CPU; nothing can be learned any more."""
        for hook in self._hooks:
            hook.remove()
        return self._module.requires_grad_(requires_grad=False).cpu()

    def state(self) -> dict[str, Any]:
        """Return weights and what the optimiser remembers; order and chance come from seeds."""
        return {
            "weights": self.weights(),
            "optimiser": self._optimiser.state_dict(),
            "schedule": self._schedule.state_dict(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go back to such a state."""
        self.put(state["weights"])
        self._optimiser.load_state_dict(state["optimiser"])
        self._schedule.load_state_dict(state["schedule"])

    # Within an epoch

    def _step(self, read: Iterator[Read], batch: int, at: tuple[int, int]) -> Iterator[Passed]:
        """Add up the gradients of a batch, and change the network by them."""
        self._optimiser.zero_grad()
        for chunk in count():
            seen = list(islice(read, self._chunk))
            if not seen:
                break
            if taken := [(example, one) for example, one in seen if one is not None]:
                with self._learning(*at, chunk, alone=len(taken) == 1):
                    passed = self._gradients(taken, batch)
                yield passed
        self._optimiser.step()
        self._schedule.step()

    def _gradients(self, taken: Sequence[tuple[Example, Pixels]], batch: int) -> Passed:
        labels = torch.tensor([example.label for example, _ in taken], device=self._backbone.device)
        with torch.enable_grad(), memory_errors():
            logits = self._backbone.logits(self._backbone.stack([one for _, one in taken]))
            loss = functional.cross_entropy(
                logits, labels, label_smoothing=self._recipe.smoothing, reduction="sum"
            )
            (loss / batch).backward()  # type: ignore[no-untyped-call]
        return float(loss.detach()), int((logits.argmax(1) == labels).sum()), len(taken)

    @property
    def _chunk(self) -> int:
        return min(CHUNK[self._backbone.device.type], self._recipe.batch)

    @contextmanager
    def _learning(self, *place: int, alone: bool) -> Iterator[None]:
        """Have what only happens while learning happen, by chances that belong to the place.

        A picture that is `alone` makes no statistics.
        """
        device = self._backbone.device
        devices = [device] if device.type == "cuda" else []
        chance = augmentation.seeded(self._recipe.seed, *place).initial_seed()
        with torch.random.fork_rng(devices=devices):
            torch.manual_seed(chance)
            self._module.train(self._recipe.mode == FULL and not alone)
            self._learns = True
            try:
                yield
            finally:
                self._learns = False
                self._module.eval()

    def _note(self, module: nn.Module, inputs: tuple[Tensor]) -> None:
        del module
        self._features = None if self._learns else inputs[0]

    def _noted(self) -> Tensor:
        features = cast("Tensor", self._features).float().cpu()
        self._features = None
        return features

    def _drop(self, module: nn.Module, inputs: tuple[Tensor]) -> tuple[Tensor] | None:
        del module
        if not (self._learns and self._recipe.dropout):
            return None
        return (functional.dropout(inputs[0], self._recipe.dropout),)

    # Pictures

    def _view(self, example: Example, number: int, at: int) -> Pixels:
        """Return a picture as it is seen in an epoch."""
        rule, recipe = self._backbone.rule, self._recipe
        picture = images.decode_resized(_source(example), rule)
        chance = augmentation.seeded(recipe.seed, number, at)
        return augmentation.varied(picture, rule.size, recipe, chance)

    @contextmanager
    def _read(
        self, examples: Sequence[Example], views: Sequence[Callable[[], Pixels]]
    ) -> Iterator[Iterator[Read]]:
        """Lend what comes of pictures that are read ahead: pixels, None where there are none."""
        with predict.decoders() as pool:
            queue = predict.queued(pool, enumerate(views), 2 * self._chunk)
            yield (self._came(examples[at], future) for at, future in queue)

    def _came(self, example: Example, future: Future[Pixels]) -> Read:
        try:
            return example, future.result()
        except EngineError as error:
            self.problems[example.path] = Problem(CORRUPT, example.path, str(error))
            return example, None


def _source(example: Example) -> Source:
    return Source(example.path, example.path)


def unlock(module: nn.Module, recipe: TrainRecipe) -> None:
    """Let the last layer learn, and with it everything, or as many last blocks as are wished."""
    module.requires_grad_(requires_grad=recipe.mode == FULL)
    last = architectures.head(module)
    names = [name for name in blocks(module) if not f"{last}.".startswith(f"{name}.")]
    for name in (*names[-recipe.blocks :], last):
        module.get_submodule(name).requires_grad_()


def blocks(module: nn.Module) -> list[str]:
    """Return the names of the parts with weights, in the order in which pictures pass them.

    Taken apart are sequences of more than one layer with filters, and what has over half of all
    weights.
    """
    half = _size(module) / 2
    return list(_blocks(module, half))


def _blocks(module: nn.Module, half: float) -> Iterator[str]:
    for name, child in module.named_children():
        inside = list(child.children())
        is_row = isinstance(child, nn.Sequential) and sum(map(_has_filters, inside)) > 1
        if is_row or (inside and _size(child) > half):
            yield from (f"{name}.{inner}" for inner in _blocks(child, half))
        elif _size(child):
            yield name


def _size(module: nn.Module) -> int:
    return sum(one.numel() for one in module.parameters())


def _has_filters(module: nn.Module) -> bool:
    return any(one.ndim > 1 for one in module.parameters())
