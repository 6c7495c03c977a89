"""Pictures that are stored lying are written upright; undo brings back the very bytes."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from shoeclassifier_gui.core.control import Control, Stopped
from shoeclassifier_gui.core.dataset.changes import INCOMING, Change, FactName, Kind
from shoeclassifier_gui.core.dataset.editing import apply, edit, redo_next, undo_last
from shoeclassifier_gui.core.dataset.edits import set_fact
from shoeclassifier_gui.core.dataset.file_moves import perform
from shoeclassifier_gui.core.dataset.items import Dataset, Item, Split
from shoeclassifier_gui.core.dataset.journal import Journal
from shoeclassifier_gui.core.dataset.project import open_project
from shoeclassifier_gui.core.doctor.findings import FindingKind
from shoeclassifier_gui.core.doctor.upright import (
    LeftLying,
    Turned,
    Upright,
    drop_unused,
    sweep,
    take_over,
    write_upright,
)
from shoeclassifier_gui.core.pictures import picture_header, read_picture
from tests.core.doctor.conftest import Check, Read, scene

LYING = ("boot/phone.jpg", "sandal/phone.png", "sandal/scan.tiff", "sandal/web.webp")


def write_lying(path: Path, seed: int) -> None:
    """Stored with its left side up, as phones do."""
    exif = Image.Exif()
    exif[0x0112], exif[0x0110] = 6, "Pocket"
    Image.fromarray(np.rot90(scene(seed)[:200])).save(path, exif=exif, lossless=True)


@pytest.fixture
def lying(healthy: Path) -> Path:
    for seed, name in enumerate(LYING, 60):
        write_lying(healthy / name, seed)
    return healthy


def found(dataset: Dataset, *names: str) -> list[Item]:
    return [item for item in dataset.items if item.relative in (names or LYING)]


def turned(dataset: Dataset, *names: str) -> tuple[Upright, ...]:
    *_, last = write_upright(dataset, found(dataset, *names), Control())
    assert isinstance(last, Turned)
    return last.made


def mended(folder: Path, read: Read, *names: str) -> Dataset:
    dataset, project = read(folder), open_project(folder)
    change = take_over(dataset, turned(dataset, *names))
    return edit(project, apply(project, change)).dataset


def test_the_file_stands_upright_and_looks_the_same(lying: Path, check: Check, read: Read) -> None:
    assert set(check(lying).of_kind(FindingKind.EXIF_TURNED)[0].items) == set(LYING)
    before = {name: read_picture(lying / name) for name in LYING}
    mended(lying, read)
    for name in LYING:
        header = picture_header(lying / name)
        assert (header.width, header.height, header.orientation) == (256, 200, 1), name
        apart = np.abs(read_picture(lying / name).astype(int) - before[name]).mean()
        assert apart < (3 if name.endswith(".jpg") else 1e-9), name
    with Image.open(lying / LYING[0]) as image:
        assert image.getexif()[0x0110] == "Pocket"
    assert not check(lying).of_kind(FindingKind.EXIF_TURNED)


def test_undo_brings_back_the_very_bytes_and_redo_the_upright_picture(
    lying: Path, read: Read
) -> None:
    project = open_project(lying)
    before = {name: (lying / name).read_bytes() for name in LYING}
    mended(lying, read)
    after = {name: (lying / name).read_bytes() for name in LYING}
    for _ in range(2):
        undone = edit(project, undo_last(project)).dataset
        assert {name: (lying / name).read_bytes() for name in LYING} == before
        assert len(undone.items) == len(read(lying).items)
        edit(project, redo_next(project))
        assert {name: (lying / name).read_bytes() for name in LYING} == after


def test_what_is_known_of_a_picture_stays_known(lying: Path, read: Read) -> None:
    project, dataset = open_project(lying), read(lying)
    for name, value in ((FactName.SIDE, "heel"), (FactName.SESSION, "garden")):
        change = set_fact(dataset, found(dataset, LYING[0]), name, value, Kind.TAG)
        dataset = edit(project, apply(project, change)).dataset
    change = set_fact(dataset, found(dataset, LYING[0]), FactName.SPLIT, "test", Kind.PIN)
    (old,) = found(edit(project, apply(project, change)).dataset, LYING[0])
    dataset = mended(lying, read, LYING[0])
    (item,) = found(dataset, LYING[0])
    assert item.digest != old.digest
    assert (item.split, item.session, item.modified_ns) == (Split.TEST, "garden", old.modified_ns)
    assert dataset.facts_of(item).side == "heel"


def test_a_stop_leaves_nothing_behind(lying: Path, read: Read) -> None:
    control, dataset = Control(), read(lying)
    events = write_upright(dataset, found(dataset), control)
    for _ in range(3):
        next(events)
    control.stop()
    with pytest.raises(Stopped):
        next(events)
    assert not list((lying / INCOMING).glob("upright-*"))


def test_what_cannot_be_written_or_was_changed_meanwhile_stays(lying: Path, read: Read) -> None:
    dataset = read(lying)
    (lying / LYING[1]).write_bytes(b"cut off")
    *_, last = write_upright(dataset, found(dataset), Control())
    assert isinstance(last, Turned)
    made = last.made
    assert [one.relative for one in made] == [LYING[0], *LYING[2:]]
    assert last.left == (LeftLying(LYING[1], "it cannot be read"),)
    shutil.copy(lying / "boot" / "000.jpg", lying / LYING[0])
    change = take_over(read(lying), made)
    assert LYING[0] not in {move.source for move in change.moves}
    assert len(change.moves) == 2 * 2


def test_what_the_change_leaves_is_removed(lying: Path, read: Read) -> None:
    made = turned(read(lying), *LYING[:2])
    shutil.copy(lying / "boot" / "000.jpg", lying / LYING[0])
    dataset, project = read(lying), open_project(lying)
    change = take_over(dataset, made)
    drop_unused(dataset, made, change)
    assert len(list((lying / INCOMING).glob("upright-*/*"))) == 1
    edit(project, apply(project, change))
    assert picture_header(lying / LYING[1]).orientation == 1
    assert not list((lying / INCOMING).glob("upright-*"))


def test_only_what_a_change_waits_for_outlives_the_next_turning(lying: Path, read: Read) -> None:
    dataset, project = read(lying), open_project(lying)
    left, waiting = turned(dataset, LYING[0]), turned(dataset, LYING[1])
    cut_off = take_over(dataset, turned(dataset, LYING[2]))
    number = 1 + max(entry.number for entry in Journal(project.journal).entries())
    Journal(project.journal).append(number, cut_off)
    perform(lying, cut_off.moves[:1])
    sweep(project, {waiting[0].folder})
    assert not (lying / left[0].staged).exists()
    assert (lying / waiting[0].staged).exists()
    assert picture_header(lying / LYING[2]).orientation == 1


@pytest.mark.parametrize("done", range(5))
def test_a_change_that_was_cut_off_is_finished(lying: Path, read: Read, done: int) -> None:
    """Whatever moves were done when the program died, the next start does the rest."""
    dataset, project = read(lying), open_project(lying)
    originals = [(lying / name).read_bytes() for name in LYING[:2]]
    change = take_over(dataset, turned(dataset, *LYING[:2]))
    number = 1 + max(entry.number for entry in Journal(project.journal).entries())
    Journal(project.journal).append(number, change)
    perform(lying, change.moves[:done])
    after = read(lying)
    assert len(after.items) == len(dataset.items)
    assert [picture_header(lying / name).orientation for name in LYING[:2]] == [1, 1]
    edit(project, undo_last(project))
    assert [(lying / name).read_bytes() for name in LYING[:2]] == originals


def test_a_change_that_fails_halfway_is_taken_back(lying: Path, read: Read) -> None:
    dataset, project = read(lying), open_project(lying)
    before = {name: (lying / name).read_bytes() for name in LYING}
    change = take_over(dataset, turned(dataset))
    number = 1 + max(entry.number for entry in Journal(project.journal).entries())
    Journal(project.journal).append(number, change)
    perform(lying, change.moves[:-1])
    (lying / LYING[-1]).write_bytes(b"another program was faster")
    after = read(lying)
    kept = {name: (lying / name).read_bytes() for name in LYING[:-1]}
    assert kept == {name: before[name] for name in LYING[:-1]}
    assert (lying / LYING[-1]).read_bytes() == b"another program was faster"
    assert len(after.items) == len(dataset.items) - 1


def test_the_change_can_be_written_down(lying: Path, read: Read) -> None:
    dataset = read(lying)
    change = take_over(dataset, turned(dataset))
    assert Change.from_json(json.loads(json.dumps(change.as_json()))) == change
