"""A quick look at a sample of the training pictures through a network, at three of its depths."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
import torch

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset, Item, Split
from shoeclassifier_gui.core.errors import BrokenPicture
from shoeclassifier_gui.core.pictures import Picture
from shoeclassifier_gui.core.preprocessing import Preprocessing
from shoeclassifier_gui.core.runs.plan_facts import ResponseRatios, Separation
from shoeclassifier_gui.core.runs.recommendation import LookProgress
from shoeclassifier_gui.core.runs.separability import Features, compare_depths
from shoeclassifier_gui.learn.advice.domain_distance import (
    Responses,
    drawn_things,
    phase_randomised,
    response_ratio,
    responses,
)
from shoeclassifier_gui.learn.computing.execution import Execution
from shoeclassifier_gui.learn.computing.room import Room
from shoeclassifier_gui.learn.networks.backbones import describe
from shoeclassifier_gui.learn.pictures.augmentation import plain
from shoeclassifier_gui.learn.pictures.pixels import decoding_threads, read_square
from shoeclassifier_gui.learn.training.plan import Plan

_MOST = 200
_BATCH = 16
# So many pictures are looked at without their shapes, too, if there are so many.
_COMPARED = 16
_SHARES = (1 / 3, 2 / 3, 1.0)
# With fewer pictures of a class nothing can be held out; fewer in all are compared with nothing.
_LEAST = 4


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen.

    Attributes:
        separations: By depth; empty when there were too few pictures.
        count: Pictures that were looked at.
        ratios: Of the last layers' responses; None when there were too few pictures.
    """

    separations: tuple[Separation, ...]
    count: int
    ratios: ResponseRatios | None


# Of a network with layers that know nothing.
NOTHING_SEEN = Look((), 0, None)


class _Seen(NamedTuple):
    """Of some pictures.

    Attributes:
        pooled: (pictures, channels) of each depth.
        responses: (pictures,) of the last depth.
    """

    pooled: list[Features]
    responses: Responses


def choose_sample(dataset: Dataset, most: int = _MOST) -> tuple[Item, ...]:
    """Equally many training pictures of each class (of the first ones, where they are very many).

    They are always the same ones.
    """
    random = np.random.default_rng(0)
    items = dataset.of_split(Split.TRAIN)
    by_class: dict[int, list[Item]] = {}
    for index in random.permutation(len(items)):
        by_class.setdefault(items[index].class_index, []).append(items[index])
    each = max(_LEAST, most // max(1, len(by_class)))
    chosen = [item for index in sorted(by_class) for item in by_class[index][:each]]
    return tuple(chosen[:most])


def look(
    plan: Plan, items: Sequence[Item], execution: Execution, control: Control
) -> Generator[LookProgress, None, Look]:
    """Looks at pictures.

    Args:
        plan: Its network looks.
        items: Training pictures; those that cannot be read any more are left out.
        execution: How to compute.
        control: Asked between batches.

    Raises:
        OutOfGpuMemory: The card has no room for a single picture.
        Stopped: `control` asked for it.
    """
    blocks, depths = plan.classifier.blocks, describe(plan.basics.backbone).depths
    depths = depths[: len(blocks)]
    places = _places(depths)
    execution.place(plan.classifier)
    blocks.eval()
    see = partial(_see_in_parts, partial(_see, plan, execution, places), Room())
    seen: list[_Seen] = []
    kept: list[Item] = []
    compared: list[Picture] = []
    every = -(-len(items) // _COMPARED)
    with decoding_threads() as pool:
        for start in range(0, len(items), _BATCH):
            control.checkpoint()
            chunk = items[start : start + _BATCH]
            squares = list(pool.map(partial(read_if_there, plan.preprocessing), chunk))
            there = [square for square in squares if square is not None]
            kept.extend(i for i, square in zip(chunk, squares, strict=True) if square is not None)
            # Classes follow each other in the sample: evenly from all of them.
            compared.extend(there[-start % every :: every])
            if there:
                seen.append(see(np.stack(there)))
            yield LookProgress(start + len(chunk), len(items))
    separations = _compare(seen, kept, [depths[place] for place in places])
    control.checkpoint()
    return Look(separations, len(kept), _ratios(see, plan.preprocessing, compared))


def _places(depths: Sequence[int]) -> list[int]:
    """The blocks that end nearest to a third, two thirds and the whole of the depth."""
    whole = depths[-1]
    nearest = (
        min(range(len(depths)), key=lambda place: (abs(depths[place] - share * whole), place))
        for share in _SHARES
    )
    return sorted(set(nearest))


def read_if_there(preprocessing: Preprocessing, item: Item) -> Picture | None:
    """The prepared square of an item; None when it cannot be read any more."""
    try:
        return read_square(preprocessing, item.path)
    except BrokenPicture:
        return None


def _see(plan: Plan, execution: Execution, places: Sequence[int], squares: Picture) -> _Seen:
    pictures = plain(execution.send(torch.from_numpy(squares)), plan.preprocessing)
    activations = pictures.contiguous(memory_format=execution.memory_format)
    pooled: list[Features] = []
    with torch.inference_mode(), execution.precision():
        for place, block in enumerate(plan.classifier.blocks):
            activations = block(activations)
            if place in places:
                pooled.append(activations.float().mean(dim=(2, 3)).cpu().numpy())
    return _Seen(pooled, responses(activations))


def _see_in_parts(see: Callable[[Picture], _Seen], room: Room, squares: Picture) -> _Seen:
    parts = list(room.parts(see, squares, _BATCH))
    depths = zip(*(part.pooled for part in parts), strict=True)
    return _Seen(
        [np.concatenate(columns) for columns in depths],
        np.concatenate([part.responses for part in parts]),
    )


def _ratios(
    see: Callable[[Picture], _Seen], preprocessing: Preprocessing, compared: Sequence[Picture]
) -> ResponseRatios | None:
    if len(compared) < _LEAST:
        return None
    pictures, things = (
        response_ratio(see(squares).responses, see(phase_randomised(squares)).responses)
        for squares in (np.stack(compared), drawn_things(preprocessing))
    )
    return ResponseRatios(pictures, things)


def _compare(
    seen: Sequence[_Seen], items: Sequence[Item], depths: Sequence[int]
) -> tuple[Separation, ...]:
    labels = np.array([item.class_index for item in items], np.int64)
    counts = np.unique(labels, return_counts=True)[1]
    if len(counts) < 2 or counts.min() < _LEAST:
        return ()
    numbers: dict[str, int] = {}
    groups = np.array([numbers.setdefault(item.session, len(numbers)) for item in items], np.int64)
    features = [np.concatenate(columns) for columns in zip(*(e.pooled for e in seen), strict=True)]
    return compare_depths(features, depths, labels, groups)
