"""Mends are one change each, do what the suggestion says, and can be undone."""

import shutil
from pathlib import Path

import numpy as np

from shoeclassifier_gui.core.dataset.changes import Change, Kind
from shoeclassifier_gui.core.dataset.editing import apply, edit, undo_last
from shoeclassifier_gui.core.dataset.facts import Facts
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import open_project
from shoeclassifier_gui.core.doctor.findings import Diagnosis, Finding, FindingKind, Suggestion
from shoeclassifier_gui.core.doctor.mends import dismiss, mend
from shoeclassifier_gui.core.opencv import cv2
from shoeclassifier_gui.core.pictures import write_picture
from tests.core.doctor.conftest import Check, Read, scene


def paths(dataset: Dataset) -> list[str]:
    return [item.relative for item in dataset.items]


def carry_out(folder: Path, change: Change) -> Dataset:
    project = open_project(folder)
    return edit(project, apply(project, change)).dataset


def undo(folder: Path) -> Dataset:
    project = open_project(folder)
    return edit(project, undo_last(project)).dataset


def only(diagnosis: Diagnosis, kind: FindingKind) -> Finding:
    (finding,) = diagnosis.of_kind(kind)
    return finding


def test_the_largest_duplicate_is_kept(healthy: Path, check: Check, read: Read) -> None:
    small = cv2.resize(scene(0), (128, 128), interpolation=cv2.INTER_AREA)
    write_picture(healthy / "boot" / "a.jpg", np.asarray(small, np.uint8))
    finding = only(check(healthy), FindingKind.NEAR_DUPLICATE)
    before = read(healthy)
    change = mend(before, [finding])
    assert change.kind is Kind.MEND
    after = carry_out(healthy, change)
    assert set(paths(before)) - set(paths(after)) == {"boot/a.jpg"}
    assert paths(undo(healthy)) == paths(before)


def test_unreadable_files_go_to_the_trash_and_come_back(
    healthy: Path, check: Check, read: Read
) -> None:
    (healthy / "boot" / "x.jpg").write_bytes(b"no picture")
    finding = only(check(healthy), FindingKind.UNREADABLE)
    carry_out(healthy, mend(read(healthy), [finding]))
    assert not (healthy / "boot" / "x.jpg").exists()
    undo(healthy)
    assert (healthy / "boot" / "x.jpg").read_bytes() == b"no picture"


def test_a_suspect_moves_to_the_suggested_class(healthy: Path, read: Read) -> None:
    before = read(healthy)
    finding = Finding(
        FindingKind.LABEL_SUSPECT, ("boot/000.jpg", "boot/002.jpg"), Suggestion.MOVE, "sandal"
    )
    after = carry_out(healthy, mend(before, [finding]))
    assert {"sandal/000.jpg", "sandal/002.jpg"} <= set(paths(after))
    assert paths(undo(healthy)) == paths(before)


def test_conflicts_are_left_out_until_a_person_decides_unless_most_agree(
    healthy: Path, check: Check, read: Read
) -> None:
    shutil.copy(healthy / "boot" / "000.jpg", healthy / "sandal" / "z.jpg")
    finding = only(check(healthy), FindingKind.LABEL_CONFLICT)
    after = carry_out(healthy, mend(read(healthy), [finding]))
    assert {item.relative for item in after.items if item.left_out} == set(finding.items)
    assert not check(healthy).of_kind(FindingKind.LABEL_CONFLICT)
    undo(healthy)
    for name in ("y.jpg", "x.jpg"):
        shutil.copy(healthy / "boot" / "000.jpg", healthy / "boot" / name)
    finding = only(check(healthy), FindingKind.LABEL_CONFLICT)
    after = carry_out(healthy, mend(read(healthy), [finding]))
    assert "boot/z.jpg" in paths(after)


def test_a_leak_is_brought_to_one_side(healthy: Path, check: Check, read: Read) -> None:
    write_picture(healthy / "boot" / "copy.jpg", scene(0), quality=60)
    before = read(healthy)
    splits = {item.relative: item.split.value for item in before.items}
    assert splits["boot/copy.jpg"] == splits["boot/000.jpg"]  # The split sees to it itself.
    finding = Finding(
        FindingKind.SPLIT_LEAK, ("boot/000.jpg", "boot/copy.jpg"), Suggestion.ONE_SIDE, "test"
    )
    after = carry_out(healthy, mend(before, [finding]))
    moved = {item.relative: item.split.value for item in after.items}
    assert moved["boot/copy.jpg"] == moved["boot/000.jpg"] == "test"


def test_a_leak_between_supplied_folders_loses_its_training_copy(
    healthy: Path, tmp_path: Path, check: Check, read: Read
) -> None:
    folder = tmp_path / "divided"
    shutil.copytree(healthy, folder / "train")
    for name in ("boot/000.jpg", "boot/002.jpg", "sandal/001.jpg"):
        (folder / "test" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(healthy / name, folder / "test" / name)
    leaks = [f for f in check(folder).findings if f.kind is FindingKind.SPLIT_LEAK]
    assert len(leaks) == 3
    after = carry_out(folder, mend(read(folder), leaks))
    assert not [f for f in check(folder).findings if f.kind is FindingKind.SPLIT_LEAK]
    assert {"test/boot/000.jpg", "train/boot/004.jpg"} <= set(paths(after))
    assert "train/boot/000.jpg" not in paths(after)


def test_what_is_no_problem_is_not_told_again(healthy: Path, check: Check, read: Read) -> None:
    write_picture(healthy / "boot" / "x.jpg", np.full((256, 256, 3), 90, np.uint8))
    diagnosis = check(healthy)
    change = dismiss(read(healthy), diagnosis.findings)
    assert change.kind is Kind.DISMISS
    after = carry_out(healthy, change)
    assert Facts(dismissed="low_information").dismissed in {
        after.facts_of(item).dismissed for item in after.items
    }
    assert check(healthy).findings == ()
    undo(healthy)
    assert check(healthy).findings == diagnosis.findings


def test_an_unreadable_file_can_be_called_no_problem(
    healthy: Path, check: Check, read: Read
) -> None:
    (healthy / "boot" / "notes.jpg").write_bytes(b"no picture")
    diagnosis = check(healthy)
    finding = only(diagnosis, FindingKind.UNREADABLE)
    carry_out(healthy, dismiss(read(healthy), [finding]))
    assert not check(healthy).of_kind(FindingKind.UNREADABLE)
    assert (healthy / "boot" / "notes.jpg").is_file()
    (healthy / "boot" / "other.jpg").write_bytes(b"no picture either")
    assert only(check(healthy), FindingKind.UNREADABLE).items == ("boot/other.jpg",)
    (healthy / "boot" / "other.jpg").unlink()
    undo(healthy)
    assert check(healthy).findings == diagnosis.findings


def test_pictures_that_are_gone_are_left_out(healthy: Path, read: Read) -> None:
    finding = Finding(FindingKind.BLURRED, ("boot/000.jpg", "boot/gone.jpg"), Suggestion.TRASH)
    assert len(mend(read(healthy), [finding]).moves) == 1


def test_two_findings_move_a_picture_once_and_names_stay_apart(healthy: Path, read: Read) -> None:
    shutil.copy(healthy / "boot" / "000.jpg", healthy / "boot" / "001.jpg")
    findings = [
        Finding(FindingKind.LABEL_SUSPECT, ("boot/000.jpg",), Suggestion.MOVE, "loafer"),
        Finding(FindingKind.BLURRED, ("boot/000.jpg",), Suggestion.TRASH),
        Finding(FindingKind.LABEL_SUSPECT, ("boot/001.jpg",), Suggestion.MOVE, "loafer"),
        Finding(FindingKind.LABEL_SUSPECT, ("sandal/001.jpg",), Suggestion.MOVE, "loafer"),
    ]
    change = mend(read(healthy), findings)
    assert len(change.moves) == 3
    assert len({move.target for move in change.moves}) == 3
