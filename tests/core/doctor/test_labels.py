"""Copies in several classes: a label to decide, not a duplicate; and how findings are counted."""

import shutil
from pathlib import Path

import numpy as np

from shoeclassifier_gui.core.dataset.changes import Change
from shoeclassifier_gui.core.dataset.editing import apply, edit
from shoeclassifier_gui.core.dataset.edits import leave_out
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import open_project
from shoeclassifier_gui.core.doctor.findings import (
    Diagnosis,
    Finding,
    FindingKind,
    Suggestion,
    size_of,
)
from shoeclassifier_gui.core.doctor.labels import Label, labels_of
from shoeclassifier_gui.core.doctor.mends import dismiss, mend
from shoeclassifier_gui.core.doctor.words import label_words
from shoeclassifier_gui.core.pictures import write_picture
from tests.core.doctor.conftest import Check, Read, scene


def carry_out(folder: Path, change: Change) -> Dataset:
    project = open_project(folder)
    return edit(project, apply(project, change)).dataset


def test_mended_duplicates_leave_the_conflict_to_be_decided(
    healthy: Path, check: Check, read: Read
) -> None:
    shutil.copy(healthy / "boot" / "000.jpg", healthy / "boot" / "x.jpg")
    shutil.copy(healthy / "boot" / "002.jpg", healthy / "sandal" / "y.jpg")
    write_picture(healthy / "sandal" / "z.jpg", scene(4), quality=70)  # Near boot/004.jpg.
    found = check(healthy)
    copies = found.of_kind(FindingKind.EXACT_DUPLICATE)
    assert [finding.items for finding in copies] == [("boot/000.jpg", "boot/x.jpg")]
    assert not found.of_kind(FindingKind.NEAR_DUPLICATE)
    change = mend(read(healthy), copies)
    assert change.words["count"] == 1
    carry_out(healthy, change)
    left = [finding.items for finding in check(healthy).of_kind(FindingKind.LABEL_CONFLICT)]
    assert left == [("boot/002.jpg", "sandal/y.jpg"), ("boot/004.jpg", "sandal/z.jpg")]


def test_copies_within_each_class_are_duplicates_beside_the_conflict(
    healthy: Path, check: Check
) -> None:
    for name in ("boot/x.jpg", "sandal/y.jpg", "sandal/z.jpg"):
        shutil.copy(healthy / "boot" / "000.jpg", healthy / name)
    found = check(healthy)
    copies = [finding.items for finding in found.of_kind(FindingKind.EXACT_DUPLICATE)]
    assert copies == [("boot/000.jpg", "boot/x.jpg"), ("sandal/y.jpg", "sandal/z.jpg")]
    (conflict,) = found.of_kind(FindingKind.LABEL_CONFLICT)
    assert len(conflict.items) == 4


def test_a_mend_counts_pictures_and_not_contents(healthy: Path, check: Check, read: Read) -> None:
    shutil.copy(healthy / "boot" / "000.jpg", healthy / "sandal" / "y.jpg")
    dataset, conflicts = read(healthy), check(healthy).of_kind(FindingKind.LABEL_CONFLICT)
    assert mend(dataset, conflicts).words["count"] == 2
    assert dismiss(dataset, conflicts).words["count"] == 2
    assert leave_out(dataset, dataset.items[:1]).words["count"] == 2
    after = carry_out(healthy, mend(dataset, conflicts))
    assert sum(item.left_out for item in after.items) == 2


def test_labels_say_what_is_and_what_may_be(healthy: Path, read: Read) -> None:
    dataset = read(healthy)
    both = ("boot/000.jpg", "sandal/001.jpg")
    open_ = Finding(FindingKind.LABEL_CONFLICT, both, Suggestion.LEAVE_OUT)
    most = Finding(FindingKind.LABEL_CONFLICT, both, Suggestion.MOVE, "sandal")
    dark = Finding(FindingKind.DARK, both, Suggestion.LEAVE_OUT)
    assert labels_of(dataset, [dark]) == [{}]
    undecided, of_light, decided = labels_of(dataset, [open_, dark, most])
    assert undecided == {
        both[0]: Label("boot", "", ("sandal",)),
        both[1]: Label("sandal", "", ("boot",)),
    }
    assert of_light == {}
    words = [label_words(label) for label in decided.values()]
    assert words == ["is boot, looks like sandal", "is sandal and stays there"]
    gone = Finding(FindingKind.LABEL_SUSPECT, ("boot/gone.jpg",), Suggestion.MOVE, "sandal")
    assert labels_of(dataset, [gone]) == [{}]


def test_classes_are_counted_as_classes(healthy: Path, check: Check) -> None:
    for path in sorted((healthy / "boot").iterdir())[:20]:
        path.unlink()
    write_picture(healthy / "sandal" / "x.jpg", np.full((256, 256, 3), 90, np.uint8))
    (healthy / "sandal" / "torn.jpg").write_bytes(b"no picture")
    found = check(healthy)
    assert size_of(found.of_kind(FindingKind.TINY_CLASS)) == 1
    assert size_of(found.of_kind(FindingKind.IMBALANCE)) == 1
    assert found.sick == (1, 1, 1)
    assert (found.count, Diagnosis((), (), 9).sick) == (29, (0, 0, 0))


def test_loose_pictures_are_no_finding(healthy: Path, check: Check) -> None:
    write_picture(healthy / "loose.jpg", scene(99))
    assert check(healthy).findings == ()
