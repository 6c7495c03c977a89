"""What changed since a model was trained."""

from pathlib import Path

import pytest

from shoeclassifier_gui.core.dataset import edits
from shoeclassifier_gui.core.dataset.editing import edit, undo_last
from shoeclassifier_gui.core.dataset.items import Split
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.dataset.versions import Difference, difference
from shoeclassifier_gui.core.runs.split_record import SPLIT_FILE, SplitRecord
from tests.core.dataset.tiny import do, draw, make_project, read


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_project(tmp_path / "shoes", each=6)


def test_every_change_is_told_and_undo_leads_back(project: Project) -> None:
    first = read(project)
    record = SplitRecord.of(first)
    assert difference(record, first).is_empty
    draw(project.folder / "boot" / "new.png", 999)
    first = read(project)
    boots = [item for item in first.items if item.relative.startswith("boot/boot")]
    do(project, edits.delete(boots[:1]))
    dataset = do(project, edits.move_to_class(first, boots[1:3], "sandal")).dataset
    item = next(i for i in dataset.items if i.class_index == 1 and i.split is not Split.TEST)
    dataset = do(project, edits.set_split(dataset, [item], Split.TEST)).dataset
    dataset = do(project, edits.rename_class(dataset, "loafer", "mule")).dataset
    told = difference(record, dataset)
    assert told.added == ("boot/new.png",)
    assert told.removed == (boots[0].relative,)
    assert told.moved == tuple(f"sandal/{item.path.name}" for item in boots[1:3])
    assert told.resplit == (f"mule/{item.path.name}",)
    assert told.renamed == (("loafer", "mule"),)
    assert SplitRecord.of(dataset).data != record.data
    for _ in range(4):
        dataset = edit(project, undo_last(project)).dataset
    assert difference(record, dataset) == Difference(added=("boot/new.png",), common=18)


def test_a_renamed_class_is_no_new_version_of_the_pictures(project: Project) -> None:
    dataset = read(project)
    after = do(project, edits.rename_class(dataset, "boot", "stiefel")).dataset
    assert SplitRecord.of(after).data == SplitRecord.of(dataset).data


def test_what_is_left_out_is_told_as_such_and_not_as_removed(project: Project) -> None:
    dataset = read(project)
    record, some = SplitRecord.of(dataset), dataset.items[2:4]
    after = do(project, edits.leave_out(dataset, some)).dataset
    told = difference(record, after)
    assert told.left_out == tuple(sorted(item.relative for item in some))
    assert (told.removed, told.added, told.is_empty) == ((), (), False)
    assert SplitRecord.of(after).data != SplitRecord.of(dataset).data
    later = difference(SplitRecord.of(after), edit(project, undo_last(project)).dataset)
    assert later.added == told.left_out


def test_records_keep_ids_and_older_ones_are_read(project: Project, tmp_path: Path) -> None:
    dataset = read(project)
    record = SplitRecord.of(dataset)
    record.write(tmp_path)
    assert SplitRecord.read(tmp_path) == record
    assert set(record.class_ids.values()) == set(dataset.class_ids)
    lines = (tmp_path / SPLIT_FILE).read_text().splitlines()
    older = "\n".join(line.rsplit(",", 1)[0] for line in lines)
    (tmp_path / SPLIT_FILE).write_text(older)
    read_again = SplitRecord.read(tmp_path)
    assert read_again.class_ids == {}
    assert difference(read_again, dataset).is_empty
