"""Decides what a stage of a run is fed with, within the disk's budget."""

import shutil
from dataclasses import dataclass

from shoeclassifier_gui.core.paths import user_cache_folder
from shoeclassifier_gui.core.row_store import RowStore, held_bytes, make_room
from shoeclassifier_gui.learn.computing.execution import Execution
from shoeclassifier_gui.learn.networks.classifier import Classifier
from shoeclassifier_gui.learn.remembering.sources import (
    FreshPictures,
    Pictures,
    RememberedActivations,
    Source,
    activations_folder,
)

# 100,000 pictures of VGG16 at 224 px and ten frozen layers take this for one view.
_BUDGET = 20_000_000_000
_CLUTTERED = (
    "Clutter comes from other pictures of the same step: the frozen layers look at every picture "
    "again in every epoch, which takes longer."
)
_NO_ROOM = (
    "The disk has no room to remember what the frozen layers see: they look at every picture again "
    "in every epoch, which takes longer."
)


@dataclass(frozen=True, slots=True)
class Feed:
    """What a stage is fed with.

    Attributes:
        source: Gives inputs.
        views: That it remembers of each picture.
        notice: What was decided differently from what was asked; empty when nothing was.
    """

    source: Source
    views: int = 0
    notice: str = ""


def choose_feed(
    pictures: Pictures,
    classifier: Classifier,
    execution: Execution,
    views: int,
    counts: tuple[int, int],
) -> Feed:
    """Remembers as many views as fit.

    Args:
        pictures: All of them.
        classifier: With the stage's blocks frozen.
        execution: How it computes.
        views: As asked; 0 remembers nothing.
        counts: Training and validation pictures.
    """
    if views == 0 or classifier.frozen_blocks == 0:
        return Feed(FreshPictures(pictures, execution))
    if views > 1 and pictures.augment.clutter > 0:
        return Feed(FreshPictures(pictures, execution), notice=_CLUTTERED)
    source = RememberedActivations(pictures, classifier, execution, views)
    train, val = counts
    fitting = fitting_views(views, source.rows.row_bytes, counts, source.rows)
    if fitting < 1:
        return Feed(FreshPictures(pictures, execution), notice=_NO_ROOM)
    notice = ""
    if fitting < views:
        views = fitting
        del source  # What it holds may be dropped.
        source = RememberedActivations(pictures, classifier, execution, views)
        notice = f"The disk has room for {views} remembered view{'s'[: views > 1]} of each picture."
        if views == 1 and pictures.augment.changes_anything:
            notice += " It shows the picture as it is: the random changes are not used."
    size = max(0, source.rows.row_bytes * (views * train + val) - source.rows.stored_bytes)
    make_room(activations_folder(), _BUDGET, size)
    return Feed(source, views, notice)


def fitting_views(
    views: int, row_bytes: int, counts: tuple[int, int], known: RowStore | None = None
) -> int:
    """How many of the wanted views of each training picture the disk has room for.

    What other runs remember is dropped for this one, unless they are under way.

    Args:
        views: As asked.
        row_bytes: What one view of a picture takes; 0 where nothing is remembered.
        counts: Training and validation pictures.
        known: What is remembered of these pictures already.
    """
    train, val = counts
    stored = known.stored_bytes if known else 0
    room = min(_BUDGET - held_bytes(activations_folder()), _free_disk() // 2) + stored
    return max(0, min(views, (room // max(1, row_bytes) - val) // max(1, train)))


def _free_disk() -> int:
    folder = user_cache_folder()
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    return shutil.disk_usage(existing).free
