"""What is left out of training stays in its folder, serves nothing, and comes back by undo."""

from pathlib import Path

import numpy as np
import pytest

from shoeclassifier_gui.core.dataset.catalogue_file import remove_catalogue
from shoeclassifier_gui.core.dataset.coach import coach
from shoeclassifier_gui.core.dataset.editing import apply, edit, undo_last
from shoeclassifier_gui.core.dataset.edits import leave_out
from shoeclassifier_gui.core.dataset.items import Dataset, Split
from shoeclassifier_gui.core.dataset.leaks import measure_leak
from shoeclassifier_gui.core.dataset.project import open_project
from shoeclassifier_gui.core.dataset.selection import Columns, Query, select
from shoeclassifier_gui.core.dataset.summary import summarise
from shoeclassifier_gui.core.dataset.trainable import require_trainable
from shoeclassifier_gui.core.doctor.findings import Finding, FindingKind
from shoeclassifier_gui.core.doctor.mends import mend
from shoeclassifier_gui.core.errors import DatasetError
from shoeclassifier_gui.core.pictures import Picture, write_picture
from shoeclassifier_gui.core.runs.split_record import SplitRecord
from tests.core.doctor.conftest import Check, Read, scene

ODD = "boot/odd.jpg"


def grey() -> Picture:
    return np.repeat(scene(90)[..., :1], 3, axis=2)


def long() -> Picture:
    return np.ascontiguousarray(scene(91)[:64])


def tiny() -> Picture:
    return np.ascontiguousarray(scene(92)[100:130, 100:130])


@pytest.fixture
def leave_odd_out(healthy: Path, check: Check, read: Read) -> Dataset:
    """The data set after a long picture was found and the finding mended."""
    write_picture(healthy / ODD, long())
    (finding,) = check(healthy).of_kind(FindingKind.ODD_SHAPE)
    project = open_project(healthy)
    return edit(project, apply(project, mend(read(healthy), [finding]))).dataset


@pytest.mark.parametrize(
    ("kind", "picture"),
    [
        (FindingKind.GREYSCALE, grey()),
        (FindingKind.ODD_SHAPE, long()),
        (FindingKind.ODD_SIZE, tiny()),
    ],
)
def test_a_picture_that_stands_out_is_left_out_and_used_again_after_undo(
    healthy: Path, check: Check, read: Read, kind: FindingKind, picture: Picture
) -> None:
    write_picture(healthy / ODD, picture)
    before = check(healthy)
    assert [finding.items for finding in before.of_kind(kind)] == [(ODD,)]
    project = open_project(healthy)
    after = edit(project, apply(project, mend(read(healthy), before.of_kind(kind)))).dataset
    assert (healthy / ODD).is_file()
    assert {item.relative for item in after.items} - {i.relative for i in after.used} == {ODD}
    assert not check(healthy).of_kind(kind)
    again = edit(project, undo_last(project)).dataset
    assert again.used == again.items
    assert check(healthy).findings == before.findings


def test_it_serves_no_part(leave_odd_out: Dataset, healthy: Path) -> None:
    dataset = leave_odd_out
    assert ODD not in {item.relative for split in Split for item in dataset.of_split(split)}
    assert ODD not in {entry.relative for entry in SplitRecord.of(dataset).entries}
    assert dataset.count_by_class() == (24, 24)
    assert [state.pictures for state in coach(dataset)] == [24, 24]
    assert measure_leak(dataset).held_out == sum(i.split is not Split.TRAIN for i in dataset.used)


def test_it_is_still_shown_and_can_be_asked_for(leave_odd_out: Dataset) -> None:
    columns = Columns.of(leave_odd_out)
    for summary in (columns.summary(), summarise(leave_odd_out)):
        assert (summary.pictures, sum(summary.by_split().values())) == (49, 48)
        assert summary.left_out == (1, 0)
    rows = select(columns, Query(left_out=True)).tolist()
    assert [leave_odd_out.items[row].relative for row in rows] == [ODD]
    split = leave_odd_out.items[rows[0]].split
    assert rows[0] not in select(columns, Query(split=split)).tolist()


def test_it_stays_left_out_when_it_moves_and_when_the_catalogue_is_made_anew(
    leave_odd_out: Dataset, healthy: Path, read: Read
) -> None:
    (healthy / ODD).rename(healthy / "sandal" / "moved.jpg")
    remove_catalogue(open_project(healthy).catalogue)
    assert [i.relative for i in read(healthy).items if i.left_out] == ["sandal/moved.jpg"]


def test_a_class_that_is_left_out_wholly_is_named(healthy: Path, read: Read) -> None:
    dataset, project = read(healthy), open_project(healthy)
    boots = [item for item in dataset.items if item.class_index == 0]
    after = edit(project, apply(project, leave_out(dataset, boots))).dataset
    with pytest.raises(DatasetError, match="All pictures of the class boot are left out"):
        require_trainable(after)
    used = edit(project, apply(project, leave_out(after, boots, out=False))).dataset
    require_trainable(used)


def test_a_single_picture_of_a_finding_can_be_meant() -> None:
    from shoeclassifier_gui.core.doctor.findings import Diagnosis, Suggestion

    blurred = Finding(FindingKind.BLURRED, ("a", "b", "c"), Suggestion.TRASH)
    group = Finding(FindingKind.EXACT_DUPLICATE, ("a", "d"), Suggestion.KEEP_BEST)
    diagnosis = Diagnosis((group, blurred), (), 9)
    left = diagnosis.without([blurred.narrowed({"b"})])
    assert left.findings == (group, blurred.narrowed({"a", "c"}))
    assert left.without([group, *left.of_kind(FindingKind.BLURRED)]).findings == ()
    assert group.narrowed({"a"}) is group
