"""Captured pictures land where their class lies, whole, and with their recording."""

from pathlib import Path

import numpy as np
import pytest

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.capture import Recording, keep_capture
from shoeclassifier_gui.core.dataset.class_folders import require_class_name
from shoeclassifier_gui.core.dataset.facts import Origin
from shoeclassifier_gui.core.dataset.index import DatasetIndexed, index_project
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import Project, open_project
from shoeclassifier_gui.core.errors import DatasetError
from shoeclassifier_gui.core.pictures import Picture, read_picture, write_picture

SESSION = "camera 2026-11-22 14:31:07"


def picture(seed: int) -> Picture:
    return np.random.default_rng(seed).integers(0, 256, (40, 60, 3), np.uint8)


def project_with(root: Path, *folders: str) -> tuple[Project, Dataset]:
    for number, folder in enumerate(folders):
        for copy in range(3):
            write_picture(root / folder / f"{copy}.png", picture(10 * number + copy))
    project = open_project(root)
    return project, read(project)


def read(project: Project) -> Dataset:
    for event in index_project(project, Control()):
        if isinstance(event, DatasetIndexed):
            return event.dataset
    raise AssertionError("the project was not read")


def keep(project: Project, dataset: Dataset | None, name: str, seed: int = 99) -> Path:
    recording = Recording(SESSION, "C920")
    return keep_capture(project, picture(seed), name, recording, dataset).path


def test_the_kept_picture_is_the_shown_one_to_the_pixel(tmp_path: Path) -> None:
    project, dataset = project_with(tmp_path, "boot", "sandal")
    path = keep(project, dataset, "boot")
    assert np.array_equal(read_picture(path), picture(99))


def test_the_recording_is_known_after_reading_the_folder_again(tmp_path: Path) -> None:
    project, dataset = project_with(tmp_path, "boot", "sandal")
    paths = {keep(project, dataset, "boot", seed) for seed in (97, 98, 99)}
    assert len(paths) == 3
    after = read(project)
    items = [item for item in after.items if item.path in paths]
    assert [item.session for item in items] == [SESSION] * 3
    assert len({item.split for item in items}) == 1
    origins = [Origin.from_text(after.facts_of(item).origin) for item in items]
    assert {origin.source for origin in origins if origin} == {"C920"}


@pytest.mark.parametrize(
    ("folders", "name", "place"),
    [
        (("boot", "sandal"), "boot", "boot"),
        (("boot", "sandal"), "loafer", "loafer"),
        (("boot", "sandal"), "Boot ", "boot"),
        (("photos/boot", "photos/sandal"), "boot", "photos/boot"),
        (("photos/boot", "photos/sandal"), "loafer", "photos/loafer"),
        (("boot/red", "sandal/blue"), "boot", "boot"),
        (("train/boot", "train/sandal", "test/boot", "test/sandal"), "boot", "train/boot"),
        (("test/boot", "Train/boot", "Train/sandal"), "loafer", "Train/loafer"),
        (("boot/train", "boot/test", "sandal/train"), "boot", "boot/train"),
        (("boot/train", "boot/test", "sandal/train"), "loafer", "loafer/train"),
    ],
)
def test_a_picture_joins_its_class_whatever_the_layout(
    tmp_path: Path, folders: tuple[str, ...], name: str, place: str
) -> None:
    project, dataset = project_with(tmp_path, *folders)
    path = keep(project, dataset, name)
    assert path.parent.relative_to(tmp_path).as_posix() == place
    after = read(project)
    assert set(after.classes) == set(dataset.classes) | {place.replace("/train", "").split("/")[-1]}
    assert len(after.items) == len(dataset.items) + 1


def test_a_project_that_was_not_read_yet_takes_pictures_too(tmp_path: Path) -> None:
    (tmp_path / "flat" / "boot").mkdir(parents=True)
    (tmp_path / "parts" / "training" / "boot").mkdir(parents=True)
    flat = keep(open_project(tmp_path / "flat"), None, "boot")
    parts = keep(open_project(tmp_path / "parts"), None, "boot")
    assert flat.parent == tmp_path / "flat" / "boot"
    assert parts.parent == tmp_path / "parts" / "training" / "boot"


def test_a_folder_that_may_not_be_written_to_is_named(tmp_path: Path) -> None:
    project = Project(tmp_path / "shoes", tmp_path / "elsewhere")
    with pytest.raises(DatasetError) as refused:
        keep(project, None, "boot")
    assert "shoes" in refused.value.sentence
    assert not (tmp_path / "shoes").exists()


@pytest.mark.parametrize(
    "name", ["", "  ", ".hidden", "end.", "a/b", "a\\b", "what?", "con", "LPT1.x", "x" * 81, "a\nb"]
)
def test_names_that_cannot_be_folders_are_refused(name: str) -> None:
    with pytest.raises(DatasetError):
        require_class_name(name)


@pytest.mark.parametrize("name", ["boot", "high heel", "운동화", " Größe 42 ", "x" * 80, "a.b"])
def test_other_names_are_taken_without_their_outer_spaces(name: str) -> None:
    assert require_class_name(name) == name.strip()
