"""What the part that learns is fed with: pictures changed anew, or remembered activations."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
import torch

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.paths import user_cache_folder
from shoeclassifier_gui.core.preprocessing import Preprocessing
from shoeclassifier_gui.core.row_store import RowStore
from shoeclassifier_gui.core.runs.events import Preparation, Preparing
from shoeclassifier_gui.learn.computing.execution import Execution
from shoeclassifier_gui.learn.computing.room import Room
from shoeclassifier_gui.learn.computing.world import World
from shoeclassifier_gui.learn.networks.classifier import Classifier
from shoeclassifier_gui.learn.pictures.augmentation import Augmentation, plain
from shoeclassifier_gui.learn.pictures.drawing import Draws
from shoeclassifier_gui.learn.pictures.pixels import Squares
from shoeclassifier_gui.learn.remembering.activations import DIGEST_BYTES, ActivationStore
from shoeclassifier_gui.learn.remembering.frozen import FrozenLayers

# Always whole chunks: some kernels round differently for other numbers of pictures.
LOOKED_AT_ONCE = 16
_PLAIN = bytes(4)


@dataclass(frozen=True, slots=True)
class Pictures:
    """Prepared pictures and how they are changed.

    Attributes:
        squares: Of all training and validation items.
        digests: Of their contents, hexadecimal.
        preprocessing: Size and normalisation.
        augment: The random changes.
    """

    squares: Squares
    digests: tuple[str, ...]
    preprocessing: Preprocessing
    augment: Augmentation


class Source(Protocol):
    """Gives inputs for pictures by their positions.

    Attributes:
        passed: Blocks of the network that the inputs have passed already.
    """

    passed: int

    def changed(
        self, positions: Sequence[int], epoch: int, generator: torch.Generator
    ) -> torch.Tensor:
        """Randomly changed inputs to learn from, on the device."""

    def plain(self, positions: Sequence[int]) -> torch.Tensor:
        """Inputs as they are in evaluation, on the device."""

    def still_to_look_at(self, positions: Sequence[int], epochs: range) -> int:
        """How often the frozen blocks must look at pictures for the epochs of a stage."""

    def look(
        self, positions: Sequence[int], epoch: int | None, control: Control
    ) -> Iterator[Preparing]:
        """Does what an epoch, or None for evaluation, needs of some pictures beforehand."""

    def reload(self) -> None:
        """Takes in what other processes have looked at."""


class FreshPictures:
    """Changes pictures anew for every batch.

    Args:
        pictures: All of them.
        execution: Where they are needed.
    """

    passed = 0

    def __init__(self, pictures: Pictures, execution: Execution) -> None:
        self._pictures = pictures
        self._execution = execution
        self._resident = _resident(pictures.squares, execution)

    def changed(
        self,
        positions: Sequence[int],
        epoch: int,  # noqa: ARG002
        generator: torch.Generator,
    ) -> torch.Tensor:
        """See `Source`."""
        squares = self._load(positions)
        changed = self._pictures.augment(squares, self._pictures.preprocessing, generator)
        return changed.contiguous(memory_format=self._execution.memory_format)

    def plain(self, positions: Sequence[int]) -> torch.Tensor:
        """See `Source`."""
        prepared = plain(self._load(positions), self._pictures.preprocessing)
        return prepared.contiguous(memory_format=self._execution.memory_format)

    def still_to_look_at(self, positions: Sequence[int], epochs: range) -> int:  # noqa: ARG002
        """Never: pictures are changed on the way."""
        return 0

    def look(
        self,
        positions: Sequence[int],  # noqa: ARG002
        epoch: int | None,  # noqa: ARG002
        control: Control,  # noqa: ARG002
    ) -> Iterator[Preparing]:
        """Nothing to do."""
        yield from ()

    def reload(self) -> None:
        """Nothing to do."""

    def _load(self, positions: Sequence[int]) -> torch.Tensor:
        if self._resident is not None:
            return self._resident[torch.as_tensor(positions, device=self._resident.device)]
        return self._execution.send(self._pictures.squares.batch(positions))


class RememberedActivations:
    """What the frozen blocks saw of each picture, computed once a view and kept on disk.

    View 0 is the plain picture; the others are changed at random, each picture's by its content
    and the view's number alone, so that every run finds the same. A picture's epochs take its views
    in turn, in rounds that begin at another view for each picture, and for each round. Every epoch
    thus shows all views alike: epochs of plain pictures between epochs of changed ones would look
    like a loss that goes up and down.

    Args:
        pictures: All of them.
        classifier: Its frozen blocks look.
        execution: How they compute.
        views: Of each training picture, 1 or more.
    """

    def __init__(
        self, pictures: Pictures, classifier: Classifier, execution: Execution, views: int
    ) -> None:
        self._frozen = FrozenLayers(classifier, execution)
        self.passed = self._frozen.passed
        self._pictures = pictures
        self._execution = execution
        self._views = views
        self._digests = [bytes.fromhex(digest) for digest in pictures.digests]
        self._round, self._begins = 0, self._new_round(0)
        self._room = Room()
        self._view_keys = [_view_key(pictures.augment, view) for view in range(views)]
        contents, shown = set(self._digests), set(self._view_keys)
        self._store = ActivationStore(
            self._folder(),
            self._shape(),
            self._frozen.dtype,
            lambda key: key[:DIGEST_BYTES] in contents and key[DIGEST_BYTES:] in shown,
        )

    @property
    def rows(self) -> RowStore:
        """What is remembered of these pictures and views."""
        return self._store.rows

    def changed(
        self,
        positions: Sequence[int],
        epoch: int,
        generator: torch.Generator,  # noqa: ARG002
    ) -> torch.Tensor:
        """See `Source`."""
        return self._read([self._key(place, self._view(place, epoch)) for place in positions])

    def plain(self, positions: Sequence[int]) -> torch.Tensor:
        """See `Source`."""
        return self._read([self._key(place, 0) for place in positions])

    def still_to_look_at(self, positions: Sequence[int], epochs: range) -> int:
        """See `Source`; what an earlier run remembered is not counted."""
        # Any longer stretch holds a whole round.
        keys = (
            self._key(position, self._view(position, epoch))
            for epoch in epochs[: 2 * self._views - 1]
            for position in positions
        )
        return len(self._store.missing(keys))

    def look(
        self, positions: Sequence[int], epoch: int | None, control: Control
    ) -> Iterator[Preparing]:
        """Looks at those views that are needed and not remembered yet.

        Raises:
            StorageError: The disk is full.
            Stopped: `control` asked for it; what was seen so far is kept.
        """
        views = [self._view(position, epoch) for position in positions]
        by_key = {self._key(*each): each for each in zip(positions, views, strict=True)}
        missing = self._store.missing(by_key)
        try:
            for start in range(0, len(missing), LOOKED_AT_ONCE):
                control.checkpoint()
                keys = missing[start : start + LOOKED_AT_ONCE]
                self._store.add(keys, self._see([by_key[key] for key in keys]))
                yield Preparing(Preparation.VIEWS, start + len(keys), len(missing))
        finally:
            self.rows.close_file()

    def reload(self) -> None:
        """See `Source`."""
        self.rows.reload()

    def _view(self, position: int, epoch: int | None) -> int:
        if epoch is None:
            return 0
        number, place = divmod(epoch, self._views)
        if number != self._round:
            self._round, self._begins = number, self._new_round(number)
        return int(self._begins[position] + place) % self._views

    def _new_round(self, number: int) -> npt.NDArray[np.int64]:
        """Where each picture begins: neighbours, mostly of one class, at different views."""
        count = len(self._digests)
        random = np.random.default_rng(number).random((-(-count // self._views), self._views))
        return random.argsort(axis=1).ravel()[:count]

    def _see(self, shown: Sequence[tuple[int, int]]) -> torch.Tensor:
        """What the frozen blocks see of pictures in views, (n, *shape)."""
        filled = [*shown, *[shown[0]] * (LOOKED_AT_ONCE - len(shown))]
        seen = torch.cat(list(self._room.parts(self._see_at_once, filled, LOOKED_AT_ONCE)))
        # Written in one order, whatever order was fastest to compute in.
        return seen[: len(shown)].contiguous(memory_format=torch.contiguous_format)

    def _see_at_once(self, shown: Sequence[tuple[int, int]]) -> torch.Tensor:
        squares = self._pictures.squares.batch([position for position, _ in shown])
        return self._frozen.see(self._prepared(self._execution.send(squares), shown)).cpu()

    def _prepared(self, squares: torch.Tensor, shown: Sequence[tuple[int, int]]) -> torch.Tensor:
        preprocessing, augment = self._pictures.preprocessing, self._pictures.augment
        as_they_are = [place for place, (_, view) in enumerate(shown) if view == 0]
        if len(as_they_are) == len(shown):
            return plain(squares, preprocessing)
        draws = Draws.of_each([self._key(position, view) for position, view in shown])
        prepared = augment.change(squares, preprocessing, draws)
        if as_they_are:
            prepared[as_they_are] = plain(squares[as_they_are], preprocessing)
        return prepared

    def _read(self, keys: Sequence[bytes]) -> torch.Tensor:
        return self._frozen.send(self._store.read(keys))

    def _key(self, position: int, view: int) -> bytes:
        return self._digests[position] + self._view_keys[view]

    def _shape(self) -> tuple[int, ...]:
        side = self._pictures.preprocessing.square_side
        square = torch.zeros((1, side, side, 3), dtype=torch.uint8)
        (seen,) = self._room.parts(self._see_plain, square, 1)
        return tuple(seen.shape[1:])

    def _see_plain(self, squares: torch.Tensor) -> torch.Tensor:
        return self._frozen.see(plain(self._execution.send(squares), self._pictures.preprocessing))

    def _folder(self) -> Path:
        """Named by everything that a row follows from but its content and view."""
        key = hashlib.blake2b(digest_size=12)
        for tensor in self._frozen.blocks.state_dict().values():
            key.update(tensor.cpu().contiguous().view(-1).view(torch.uint8).numpy())
        how = (
            self._pictures.preprocessing, self._frozen.pooled, self._execution.number_format,
            self._execution.channels_last, self._execution.device.torch_device.type,
        )  # fmt: skip
        key.update(repr(how).encode())
        return activations_folder() / key.hexdigest()


def _view_key(augment: Augmentation, view: int) -> bytes:
    if view == 0:
        return _PLAIN
    return hashlib.blake2b(f"{augment} {view}".encode(), digest_size=4).digest()


def look_together(
    source: Source, positions: Sequence[int], epoch: int | None, control: Control, world: World
) -> Iterator[Preparing]:
    """Each process of a machine looks at its share; then all know what all have seen.

    The events count this process's share.

    Raises:
        StorageError: The disk of one machine is full.
        Stopped: `control` asked for it in one process.
    """
    with world.together():
        yield from source.look(world.share_of_machine(positions), epoch, control)
    source.reload()


def activations_folder() -> Path:
    """Where activations of all networks lie."""
    return user_cache_folder() / "activations"


def _resident(squares: Squares, execution: Execution) -> torch.Tensor | None:
    """All pictures on the card, when they take less than half of its free memory."""
    if not execution.device.is_cuda:
        return None
    free, _ = torch.cuda.mem_get_info(execution.device.torch_device)
    if squares.nbytes > free / 2:
        return None
    return squares.on(execution.device.torch_device)
