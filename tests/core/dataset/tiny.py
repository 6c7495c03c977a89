"""Tiny projects for tests that change them many times."""

from pathlib import Path

import numpy as np
from PIL import Image

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.changes import Change
from shoeclassifier_gui.core.dataset.editing import Edited, apply, edit
from shoeclassifier_gui.core.dataset.index import DatasetIndexed, index_project
from shoeclassifier_gui.core.dataset.items import Dataset, Item
from shoeclassifier_gui.core.dataset.project import HIDDEN, Project, open_project
from shoeclassifier_gui.core.files import content_digest

CLASSES = ("boot", "loafer", "sandal")


def draw(path: Path, seed: int) -> None:
    """Noise: no two are alike."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(seed).integers(0, 255, (12, 12, 3), np.uint8)
    Image.fromarray(pixels).save(path)


def make_project(folder: Path, each: int = 3) -> Project:
    """Three classes of `each` pictures."""
    for number, name in enumerate(CLASSES):
        for index in range(each):
            draw(folder / name / f"{name}-{index}.png", number * 100 + index)
    return open_project(folder)


def read(project: Project) -> Dataset:
    """What the folder holds now."""
    *_, last = index_project(project, Control())
    assert isinstance(last, DatasetIndexed)
    return last.dataset


def do(project: Project, change: Change) -> Edited:
    """Carries one change out."""
    return edit(project, apply(project, change))


def contents(folder: Path) -> dict[str, str]:
    """Digest of each picture below a folder, the trash too, the thumbnails not."""
    return {
        path.relative_to(folder).as_posix(): content_digest(path.read_bytes())
        for path in sorted(folder.rglob("*.png"))
        if path.relative_to(folder).parts[:2] != (HIDDEN, "thumbnails")
    }


def outside(found: dict[str, str]) -> dict[str, str]:
    """Those of `contents` that are pictures of the data set."""
    return {name: digest for name, digest in found.items() if not name.startswith(HIDDEN)}


def told(dataset: Dataset, item: Item) -> tuple[object, ...]:
    """All that a user can know of an item."""
    index = item.class_index
    return (
        dataset.classes[index],
        dataset.class_ids[index],
        item.split,
        item.session,
        dataset.facts_of(item),
    )


def state(dataset: Dataset) -> dict[tuple[str, str], tuple[object, ...]]:
    """All that a user can know of a data set, by path and content."""
    return {(item.relative, item.digest): told(dataset, item) for item in dataset.items}
