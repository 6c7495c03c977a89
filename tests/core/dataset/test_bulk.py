"""A catalogue larger than one page, and one that was written in another form, are read whole."""

import sqlite3
import struct

import numpy as np
import pytest

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset import bulk, edits
from shoeclassifier_gui.core.dataset.catalogue_file import open_catalogue
from shoeclassifier_gui.core.dataset.changes import FactName, Kind
from shoeclassifier_gui.core.dataset.index import DatasetRecalled, IndexProgress, index_project
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.measures import DTYPE, MeasureArray, MeasureTable
from shoeclassifier_gui.core.dataset.project import Project
from tests.core.dataset.tiny import do, draw, make_project, read

ODD = ("a \"b\" 'c'", "two\nlines", "신발 👟", "back\\slash", "{json: [1]}")
_NUMBERS = ("width", "height", "sharpness", "brightness", "dark", "bright", "entropy", "colour")


@pytest.fixture
def project(project_folder: Project) -> Project:
    for number, name in enumerate(ODD):
        draw(project_folder.folder / name / f"{name}.png", 1000 + number)
        draw(project_folder.folder / name / "other.png", 2000 + number)
    return project_folder


@pytest.fixture
def project_folder(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return make_project(tmp_path_factory.mktemp("shoes"))


def measures_of(dataset: Dataset) -> MeasureArray:
    return dataset.measures.of([item.digest for item in dataset.items])


@pytest.mark.parametrize("page", [1, 2, 19, 20, 1000])
def test_pages_of_any_length_hold_the_same(
    project: Project, page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = read(project)
    side = edits.set_fact(dataset, dataset.items[:3], FactName.SIDE, 'h"eel\n', Kind.TAG)
    before = do(project, side).dataset
    monkeypatch.setattr(bulk, "_PAGE", page)
    recalled = next(iter(index_project(project, Control())))
    assert isinstance(recalled, DatasetRecalled)
    assert recalled.dataset == before
    assert (measures_of(recalled.dataset) == measures_of(before)).all()
    assert measures_of(before)["sharpness"].all()


def test_measures_of_an_earlier_version_are_taken_over(project: Project) -> None:
    before = read(project)
    _as_it_was_in_version_5(project, before)
    recalled, progress, *_ = index_project(project, Control())
    assert isinstance(recalled, DatasetRecalled)
    assert (measures_of(recalled.dataset) == measures_of(before)).all()
    assert progress == IndexProgress(0, 0)
    draw(project.folder / "boot" / "new.png", 77)
    assert measures_of(read(project))["sharpness"].all()


def test_what_was_measured_of_files_that_are_gone_takes_no_room(project: Project) -> None:
    before = read(project)
    gone = before.items[0]
    gone.path.unlink()
    after = read(project)
    assert gone.digest not in after.measures
    assert after.items[0].digest in after.measures
    with open_catalogue(project.catalogue) as catalogue:
        assert gone.digest in catalogue.measured_digests()


def test_measures_are_found_in_any_order_and_zero_where_there_are_none() -> None:
    rows = np.zeros(3, DTYPE)
    rows["sharpness"] = [3, 1, 2]
    table = MeasureTable(["c", "a", "b"], rows)
    wanted = ["b", "nobody", "c", "0", "zz", "a", "b"]
    assert table.of(wanted)["sharpness"].tolist() == [2, 0, 3, 0, 0, 1, 2]
    assert table.sharpness_of(wanted).tolist() == [2, 0, 3, 0, 0, 1, 2]
    assert MeasureTable().sharpness_of(wanted).tolist() == [0] * 7
    assert "a" in table
    assert "d" not in table
    assert "a" not in MeasureTable()


def _as_it_was_in_version_5(project: Project, dataset: Dataset) -> None:
    """Eleven columns a content, as programs wrote them before measures were packed."""
    names = (*_NUMBERS, "turned", "likeness", "layout")
    rows = []
    for item in dataset.items:
        row = dataset.measures.of([item.digest])[0]
        numbers = [row[name].item() for name in (*_NUMBERS, "turned")]
        signed = struct.unpack("<q", struct.pack("<Q", int(row["likeness"])))[0]
        rows.append((item.digest, *numbers, signed, row["layout"].tobytes()))
    with sqlite3.connect(project.catalogue) as old:
        old.execute("DROP TABLE contents")
        columns = ", ".join(f"{name} NOT NULL" for name in names)
        old.execute(f"CREATE TABLE contents (digest TEXT PRIMARY KEY, {columns}) WITHOUT ROWID")
        old.executemany(f"INSERT INTO contents VALUES ({', '.join('?' * 12)})", rows)
        old.execute("PRAGMA user_version = 5")
    old.close()
