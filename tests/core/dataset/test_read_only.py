"""A project whose folder cannot be written to for a while is still the same project."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset import edits
from shoeclassifier_gui.core.dataset.catalogue_file import open_catalogue
from shoeclassifier_gui.core.dataset.index import DatasetIndexed, index_project
from shoeclassifier_gui.core.dataset.items import Split
from shoeclassifier_gui.core.dataset.project import Project, open_project
from shoeclassifier_gui.core.errors import DatasetError
from shoeclassifier_gui.core.runs.register import other_runs, register_run
from tests.core.dataset.tiny import do, draw, make_project, read, state

Lock = Callable[[], Project]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_project(tmp_path / "shoes", each=10)


@pytest.fixture
def lock(project: Project, monkeypatch: pytest.MonkeyPatch) -> Lock:
    """Takes the right to write away, also where root runs the tests, and opens the folder."""

    def take_away() -> Project:
        place = "shoeclassifier_gui.core.dataset.project.is_writable"
        monkeypatch.setattr(place, lambda folder: False)
        return open_project(project.folder)

    return take_away


def everything(project: Project) -> dict[str, bytes]:
    """All files but those that SQLite makes to read, where it may (as root always)."""
    files = (path for path in sorted(project.folder.rglob("*")) if path.is_file())
    return {str(p): p.read_bytes() for p in files if not p.name.endswith(("-shm", "-wal"))}


def test_splits_classes_and_runs_are_those_that_it_had(project: Project, lock: Lock) -> None:
    dataset = read(project)
    pinned = [item for item in dataset.items if item.split is Split.TRAIN][:3]
    do(project, edits.set_split(dataset, pinned, Split.TEST))
    dataset = do(project, edits.rename_class(read(project), "boot", "pump")).dataset
    run = project.runs / "one" / "config.json"
    run.parent.mkdir(parents=True)
    run.touch()
    before = everything(project)
    locked = lock()
    *_, last = index_project(locked, Control())
    assert isinstance(last, DatasetIndexed)
    assert (last.read_only, locked.writable) == (True, False)
    assert state(last.dataset) == state(dataset)
    assert (locked.runs / "one" / "config.json").is_file()
    assert everything(project) == before


def test_what_comes_meanwhile_is_shown_and_changes_nothing(project: Project, lock: Lock) -> None:
    dataset = read(project)
    draw(project.folder / "boot" / "new.png", 999)
    before = everything(project)
    found = read(lock())
    assert {key: what for key, what in state(found).items() if key[0] != "boot/new.png"} == state(
        dataset
    )
    assert len(found.items) == len(dataset.items) + 1
    assert everything(project) == before


def test_nothing_is_changed_and_a_sentence_says_why(project: Project, lock: Lock) -> None:
    dataset = read(project)
    before = everything(project)
    locked = lock()
    for change in (edits.delete(dataset.items[:1]), edits.leave_out(dataset, dataset.items[:1])):
        with pytest.raises(DatasetError, match="may not be written to"):
            do(locked, change)
    register_run(locked, project.folder.parent / "run")
    assert other_runs(locked).missing == ()
    assert everything(project) == before
    assert not locked.caches.is_relative_to(project.folder)


def test_it_goes_on_when_it_can_be_written_to_again(
    project: Project, lock: Lock, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = read(project)
    read(lock())
    monkeypatch.undo()
    again = open_project(project.folder)
    assert again == project
    assert state(read(again)) == state(dataset)
    assert do(again, edits.delete(dataset.items[:1])).done is not None


def test_a_catalogue_that_cannot_be_read_in_its_place_is_read_from_a_copy(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = read(project)
    connect = sqlite3.connect

    def refuse(address: str, **options: object) -> sqlite3.Connection:
        if "mode=ro" in address:  # So SQLite answers where it can make no file beside it.
            raise sqlite3.OperationalError("unable to open database file")
        return connect(address, **options)  # type: ignore[call-overload,no-any-return]

    monkeypatch.setattr(sqlite3, "connect", refuse)
    with open_catalogue(project.catalogue, write=False) as catalogue:
        assert {record.digest for record in catalogue.files()} == {i.digest for i in dataset.items}
        assert len(catalogue.measured_digests()) == len(dataset.items)
