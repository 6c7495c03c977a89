"""Changes are done, undone and redone; the catalogue can be made again from folder and journal."""

import shutil
from pathlib import Path

import pytest

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset import edits
from shoeclassifier_gui.core.dataset.catalogue_file import remove_catalogue
from shoeclassifier_gui.core.dataset.changes import Change, FactName, Kind, Move
from shoeclassifier_gui.core.dataset.coach import coach
from shoeclassifier_gui.core.dataset.editing import Edited, apply, edit, redo_next, undo_last
from shoeclassifier_gui.core.dataset.file_moves import perform
from shoeclassifier_gui.core.dataset.index import DatasetIndexed, index_project
from shoeclassifier_gui.core.dataset.items import Dataset, Split
from shoeclassifier_gui.core.dataset.project import Project, open_project
from shoeclassifier_gui.core.dataset.trash import restore, trashed
from shoeclassifier_gui.core.errors import DatasetError


def read(project: Project) -> Dataset:
    *_, last = index_project(project, Control())
    assert isinstance(last, DatasetIndexed)
    return last.dataset


def do(project: Project, change: Change) -> Edited:
    return edit(project, apply(project, change))


def files(folder: Path) -> set[str]:
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*.jpg"))
    return {relative for relative in found if not relative.startswith(".")}


def tell(dataset: Dataset) -> dict[str, tuple[str, str, Split]]:
    return {
        item.relative: (dataset.classes[item.class_index], item.digest, item.split)
        for item in dataset.items
    }


@pytest.fixture
def project(sample: Path) -> Project:
    return open_project(sample)


def test_moved_pictures_are_of_the_other_class_and_come_back(project: Project) -> None:
    before = read(project)
    boots = [item for item in before.items if item.relative.startswith("boot/")][:5]
    after = do(project, edits.move_to_class(before, boots, "loafer"))
    assert after.dataset.count_by_class()[before.classes.index("loafer")] == 29
    assert tell(read(project)) == tell(after.dataset)
    assert after.menu.undo is not None
    assert dict(after.menu.undo.words) == {"count": 5, "class": "loafer"}
    back = edit(project, undo_last(project))
    assert tell(back.dataset) == tell(before)
    assert back.menu.undo is None
    again = edit(project, redo_next(project))
    assert tell(again.dataset) == tell(after.dataset)


def test_deleted_pictures_lie_in_the_trash_and_can_be_put_back(project: Project) -> None:
    before = read(project)
    after = do(project, edits.delete(before.items[:3]))
    assert len(after.dataset.items) == len(before.items) - 3
    lost = trashed(project)
    assert [one.relative for one in lost] == [item.relative for item in before.items[:3]]
    restored = do(project, restore(project, lost, before.facts))
    assert tell(restored.dataset) == tell(before)
    assert not trashed(project)


def test_a_renamed_class_keeps_its_id_and_its_splits(project: Project) -> None:
    before = read(project)
    after = do(project, edits.rename_class(before, "boot", "winter boot")).dataset
    assert sorted(after.class_ids) == sorted(before.class_ids)
    old, new = before.classes.index("boot"), after.classes.index("winter boot")
    assert after.class_ids[new] == before.class_ids[old]
    splits = {item.digest: item.split for item in before.items}
    assert all(item.split is splits[item.digest] for item in after.items)
    back = edit(project, undo_last(project)).dataset
    assert (back.classes, back.class_ids) == (before.classes, before.class_ids)


def test_a_relative_link_leads_to_its_picture_from_wherever_it_goes(project: Project) -> None:
    stored = project.folder.with_name("store.jpg")
    shutil.copyfile(read(project).items[0].path, stored)
    link = project.folder / "boot" / "day" / "k.jpg"
    link.parent.mkdir()
    link.symlink_to(Path("../../../store.jpg"))
    before = read(project)
    (item,) = (item for item in before.items if item.path == link)
    moved = do(project, edits.move_to_class(before, [item], "loafer")).dataset
    assert moved == read(project)
    (there,) = (item for item in moved.items if item.path.name == "k.jpg")
    assert there.relative == "loafer/k.jpg"
    assert there.path.samefile(stored)
    gone = do(project, edits.delete([there])).dataset
    (lost,) = trashed(project)
    assert lost.path.samefile(stored)
    do(project, restore(project, [lost], gone.facts))
    edit(project, undo_last(project))
    edit(project, undo_last(project))
    assert tell(edit(project, undo_last(project)).dataset) == tell(before) == tell(read(project))
    assert link.readlink() == Path("../../../store.jpg")


def test_a_link_whose_move_was_cut_off_is_moved_to_the_end(tmp_path: Path) -> None:
    (tmp_path / "boot" / "day").mkdir(parents=True)
    (tmp_path / "boot" / "day" / "k.jpg").symlink_to("../../store.jpg")
    (tmp_path / "k.jpg").symlink_to("store.jpg")  # The link is made; the old one is still there.
    assert perform(tmp_path, [Move("boot/day/k.jpg", "k.jpg")]) == ()
    assert [path.name for path in tmp_path.iterdir()] == ["k.jpg"]


def test_a_link_does_not_take_the_place_of_another(tmp_path: Path) -> None:
    (tmp_path / "boot").mkdir()
    (tmp_path / "boot" / "k.jpg").symlink_to("one.jpg")
    (tmp_path / "k.jpg").symlink_to("two.jpg")
    with pytest.raises(DatasetError, match="already there"):
        perform(tmp_path, [Move("boot/k.jpg", "k.jpg")])
    assert (tmp_path / "k.jpg").readlink() == Path("two.jpg")


@pytest.mark.parametrize("by_hand", [False, True])
def test_what_was_deleted_before_a_renaming_comes_back_into_its_class(
    project: Project, *, by_hand: bool
) -> None:
    before = read(project)
    boots = [item for item in before.items if before.classes[item.class_index] == "boot"]
    gone = do(project, edits.delete(boots[:2])).dataset
    if by_hand:
        (project.folder / "boot").rename(project.folder / "winter")
        gone = read(project)
    else:
        gone = do(project, edits.rename_class(gone, "boot", "snow")).dataset
        gone = do(project, edits.rename_class(gone, "snow", "winter")).dataset
    back = do(project, restore(project, trashed(project), gone.facts)).dataset
    assert set(back.classes) == {*before.classes, "winter"} - {"boot"}
    assert set(back.class_ids) == set(before.class_ids)
    assert sum(back.count_by_class()) == sum(before.count_by_class())


def test_a_deleted_picture_does_not_join_a_later_class_of_its_old_name(project: Project) -> None:
    before = read(project)
    boot = next(item for item in before.items if before.classes[item.class_index] == "boot")
    gone = do(project, edits.delete([boot])).dataset
    gone = do(project, edits.rename_class(gone, "boot", "winter")).dataset
    gone = do(project, edits.move_to_class(gone, gone.items[-1:], "boot")).dataset
    back = do(project, restore(project, trashed(project), gone.facts)).dataset
    (item,) = (item for item in back.items if item.digest == boot.digest)
    assert back.classes[item.class_index] == "winter"


def test_a_class_renamed_in_a_file_manager_keeps_its_id(project: Project) -> None:
    before = read(project)
    (project.folder / "boot").rename(project.folder / "stiefel")
    after = read(project)
    ids = dict(zip(after.classes, after.class_ids, strict=True))
    assert ids["stiefel"] == before.class_ids[before.classes.index("boot")]


def test_a_class_cannot_take_the_name_of_another(project: Project) -> None:
    dataset = read(project)
    with pytest.raises(DatasetError, match="already"):
        edits.rename_class(dataset, "boot", "Loafer")


def test_merged_classes_are_one_until_undone(project: Project) -> None:
    before = read(project)
    after = do(project, edits.merge_classes(before, ["boot", "sandal"], "loafer")).dataset
    assert "boot" not in after.classes
    assert len(after.items) == len(before.items)
    assert tell(edit(project, undo_last(project)).dataset) == tell(before)


def test_pinned_pictures_bring_their_recording_along(project: Project) -> None:
    before = read(project)
    item = next(item for item in before.items if item.split is Split.TRAIN)
    together = {other.relative for other in before.items if other.session == item.session}
    after = do(project, edits.set_split(before, [item], Split.TEST)).dataset
    moved = {i.relative for i in after.items if i.split is Split.TEST} - {
        i.relative for i in before.items if i.split is Split.TEST
    }
    assert moved == together


def test_a_new_change_ends_what_could_be_redone(project: Project) -> None:
    dataset = read(project)
    do(project, edits.delete(dataset.items[:1]))
    edit(project, undo_last(project))
    after = do(project, edits.delete(dataset.items[5:6]))
    assert after.menu.redo is None


def test_a_lost_catalogue_is_made_again_from_folder_and_journal(project: Project) -> None:
    dataset = read(project)
    do(project, edits.rename_class(dataset, "boot", "stiefel"))
    dataset = read(project)
    last = do(project, edits.set_split(dataset, dataset.items[:1], Split.TEST))
    remove_catalogue(project.catalogue)
    after = read(project)
    assert tell(after) == tell(last.dataset)
    assert after.class_ids == last.dataset.class_ids
    assert after.facts == last.dataset.facts
    undone = edit(project, undo_last(project))
    assert undone.done is not None
    assert undone.done.change.kind is Kind.PIN


def test_sides_are_counted_by_the_coach_and_outlive_the_catalogue(project: Project) -> None:
    dataset = read(project)
    boots = [item for item in dataset.items if item.relative.startswith("boot/")]
    for items, side in ((boots[:4], "heel"), (boots[4:6], "sole"), (boots[:1], None)):
        do(project, edits.set_fact(read(project), items, FactName.SIDE, side, Kind.TAG))
    counted = {"heel": 3, "sole": 2}
    assert coach(read(project))[dataset.classes.index("boot")].sides == counted
    remove_catalogue(project.catalogue)
    boot = coach(read(project))[dataset.classes.index("boot")]
    assert boot.sides == counted
    assert boot.missing_sides == ("left", "right", "toe", "top")
    undone = edit(project, undo_last(project)).dataset
    assert coach(undone)[dataset.classes.index("boot")].sides == {"heel": 4, "sole": 2}


def test_a_lost_journal_is_written_again_from_the_catalogue(project: Project) -> None:
    before = read(project)
    project.journal.unlink()
    assert read(project) == before
    remove_catalogue(project.catalogue)
    assert read(project).facts == before.facts


def test_new_pictures_do_not_move_the_old_ones(project: Project) -> None:
    before = read(project)
    for number, path in enumerate(sorted((project.folder / "boot").glob("*.jpg"))):
        data = path.read_bytes()
        (project.folder / "boot" / f"new-{number}.jpg").write_bytes(data + bytes([number]))
    after = {item.relative: item.split for item in read(project).items}
    assert all(after[item.relative] is item.split for item in before.items)
    twins = [path.name for path in (project.folder / "boot").glob("new-*.jpg")]
    olds = sorted(i.relative for i in before.items if i.relative.startswith("boot/"))
    for number, old in enumerate(olds):  # A copy with another byte is a near-duplicate.
        assert after[f"boot/new-{number}.jpg"] is after[old]
    assert len(twins) == 24


def test_a_file_in_the_way_stops_a_change_before_it_begins(project: Project) -> None:
    dataset = read(project)
    change = edits.move_to_class(dataset, dataset.items[:3], "loafer")
    shutil.copy(dataset.items[0].path, project.folder / change.moves[2].target)
    before = files(project.folder)
    with pytest.raises(DatasetError, match="already there"):
        do(project, change)
    assert files(project.folder) == before
    assert edit(project, undo_last(project)).done is None


def test_a_recording_of_the_session_file_stays_whole_when_pictures_move(project: Project) -> None:
    before = read(project)
    sessions = {item.digest: item.session for item in before.items}
    assert not any(item.session == item.relative for item in before.items)
    moved = do(project, edits.move_to_class(before, before.items[:3], "loafer")).dataset
    assert {item.digest: item.session for item in moved.items} == sessions
    renamed = do(project, edits.rename_class(moved, "loafer", "moccasin")).dataset
    assert {item.digest: item.session for item in renamed.items} == sessions
    edit(project, undo_last(project))
    assert edit(project, undo_last(project)).dataset.facts == before.facts


def test_the_snapshot_after_a_change_is_what_reading_anew_gives(project: Project) -> None:
    dataset = read(project)
    (boots, sandals), heels = (
        ([i for i in dataset.items if i.relative.startswith(name)] for name in ("boot", "sandal")),
        dataset.items[30:40],
    )
    changes = [
        edits.move_to_class(dataset, boots[:5], "loafer"),
        edits.delete(sandals[:3]),
        edits.set_split(dataset, heels[:1], Split.TEST),
        edits.set_fact(dataset, boots[6:8], FactName.SESSION, "one day", Kind.SESSION),
        edits.leave_out(dataset, boots[9:12]),
        edits.leave_out(dataset, boots[10:11], out=False),
    ]
    for change in changes:
        after = edit(project, apply(project, change), dataset).dataset
        fresh = read(project)
        assert after == fresh
        assert after.revision == fresh.revision
        dataset = after
    for _ in changes:
        dataset = edit(project, undo_last(project), dataset).dataset
        assert dataset == read(project)


def test_a_stale_snapshot_is_not_built_upon(project: Project) -> None:
    stale = read(project)
    do(project, edits.delete(stale.items[:2]))
    after = edit(project, apply(project, edits.delete(stale.items[4:5])), stale).dataset
    assert len(after.items) == len(stale.items) - 3
