"""What is exported comes back as it was: sessions, and whom the pictures are owed to."""

import csv
import io
import shutil
import zipfile
from collections import defaultdict
from pathlib import Path

import pytest

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset import edits
from shoeclassifier_gui.core.dataset.attribution import ATTRIBUTION
from shoeclassifier_gui.core.dataset.changes import FactName, Kind
from shoeclassifier_gui.core.dataset.editing import edit, undo_last
from shoeclassifier_gui.core.dataset.export import export_dataset
from shoeclassifier_gui.core.dataset.facts import Origin
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import Project, open_project
from shoeclassifier_gui.core.dataset.provenance import ItemRow, items_table, parse_origins
from shoeclassifier_gui.core.errors import StorageError
from tests.core.dataset.tiny import do, make_project, read
from tests.core.importing.bench import Importer

WEB = Origin(
    "web", "Openverse", "2026-01-02T03:04:05+00:00", "https://a/b.jpg", "https://a/b", "@ann",
    "CC BY 4.0", "=a boot, \"old\"",
)  # fmt: skip
CAMERA = Origin("camera", "Webcam 1", "2026-01-02T03:04:05+00:00")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Three classes of ten pictures, two a session; one is of the web and one of a camera."""
    project = make_project(tmp_path / "shoes", 10)
    names = sorted(path.relative_to(project.folder).as_posix() for path in tmp_path.rglob("*.png"))
    rows = [f"{name},{name.split('/')[0]} {number // 2}" for number, name in enumerate(names)]
    (project.folder / "sessions.csv").write_text("\n".join(["path,session", *rows, ""]))
    dataset = read(project)
    for item, origin in zip(dataset.items, (WEB, CAMERA), strict=False):
        text = origin.as_text()
        do(project, edits.set_fact(dataset, [item], FactName.ORIGIN, text, Kind.TAG))
    return project


@pytest.fixture
def importer(tmp_path: Path) -> Importer:
    return Importer(tmp_path / "other")


@pytest.fixture
def archive(project: Project, tmp_path: Path) -> Path:
    path = tmp_path / "out.zip"
    list(export_dataset(read(project), path, Control()))
    return path


def unpacked(archive: Path, folder: Path) -> Path:
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)
    return folder


def together(dataset: Dataset) -> set[frozenset[str]]:
    """Which pictures are of one session, whatever it is called."""
    groups = defaultdict(set)
    for item in dataset.items:
        groups[item.session].add(item.digest)
    return {frozenset(group) for group in groups.values()}


def origins(dataset: Dataset) -> dict[str, Origin | None]:
    return {i.digest: Origin.from_text(dataset.facts_of(i).origin) for i in dataset.items}


def rows(table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table, newline="")))


def test_an_export_that_is_unpacked_and_opened_is_what_it_was(
    project: Project, archive: Path, tmp_path: Path
) -> None:
    before, after = read(project), read(open_project(unpacked(archive, tmp_path / "again")))
    assert len(together(before)) == 15
    assert together(after) == together(before)
    assert origins(after) == origins(before)
    assert {i.digest: i.split for i in after.items} == {i.digest: i.split for i in before.items}


@pytest.mark.parametrize("way", ["archive", "folder", "packed again"])
def test_an_export_that_is_imported_keeps_sessions_and_origins(
    project: Project, archive: Path, importer: Importer, tmp_path: Path, way: str
) -> None:
    source = archive
    if way != "archive":
        source = unpacked(archive, tmp_path / "outer" / "again")
    if way == "packed again":  # As file managers do it, with the folder itself.
        packed = shutil.make_archive(str(tmp_path / "packed"), "zip", tmp_path / "outer")
        source = Path(packed)
    importer.take(source)
    before, after = read(project), importer.dataset()
    assert after is not None
    assert together(after) == together(before)
    known = {digest: origin for digest, origin in origins(before).items() if origin}
    assert {digest: origins(after)[digest] for digest in known} == known
    others = [origin for digest, origin in origins(after).items() if digest not in known]
    assert {origin.kind for origin in others if origin} == {"import"}


def test_the_table_of_authors_comes_with_an_import_and_goes_with_it(
    project: Project, archive: Path, importer: Importer
) -> None:
    importer.take(archive)
    after = importer.dataset()
    assert after is not None
    table = importer.project.folder / ATTRIBUTION
    (owed,) = rows(table.read_text(encoding="utf-8"))
    (item,) = [i for i in after.items if origins(after)[i.digest] == WEB]
    assert owed == {
        "path": item.relative, "title": "'=a boot, \"old\"", "author": "'@ann",
        "licence": "CC BY 4.0", "page": "https://a/b", "url": "https://a/b.jpg",
    }  # fmt: skip
    edit(importer.project, undo_last(importer.project))
    assert not table.exists()


def test_the_exported_table_of_authors_is_the_projects_own(archive: Path) -> None:
    with zipfile.ZipFile(archive) as packed:
        (owed,) = rows(packed.read(ATTRIBUTION).decode())
        assert owed["path"] in packed.namelist()
    assert (owed["title"], owed["author"]) == ('\'=a boot, "old"', "'@ann")


def test_what_an_unpacked_export_owes_is_not_lost_by_the_next_change(
    archive: Path, tmp_path: Path
) -> None:
    project = open_project(unpacked(archive, tmp_path / "again"))
    dataset = read(project)
    do(project, edits.rename_class(dataset, "boot", "pump"))
    (owed,) = rows((project.folder / ATTRIBUTION).read_text(encoding="utf-8"))
    assert "/pump/" in owed["path"]


def test_a_table_of_strangers_is_believed_as_far_as_it_is_harmless() -> None:
    def told(origin: str) -> dict[str, str]:
        row = ItemRow("a.png", "boot", "", "train", "", "abc", "a.png", origin)
        return parse_origins(items_table([row]).encode())

    fine = Origin("web", author="Ann", page="https://a/b")
    assert told(fine.as_text()) == {"abc": fine.as_text()}
    evil = Origin("web", author="Ann", page="file:///etc/passwd", url="javascript:x")
    assert told(evil.as_text()) == {"abc": Origin("web", author="Ann").as_text()}
    for text in ("", "[1]", '{"kind": 5}', '{"kind": "web", "author": ["a"]}', '{"kind": "magic"}'):
        assert told(text) == {}
    for data in (b"", b"\xff\xfe\0", b"name,price\nboot,5\n", b'"' + b"x" * 200_000):
        assert parse_origins(data) == {}


def test_a_picture_of_the_data_set_is_no_place_for_an_archive(project: Project) -> None:
    dataset = read(project)
    picture = dataset.items[0].path
    before = picture.read_bytes()
    with pytest.raises(StorageError, match="that of a picture"):
        list(export_dataset(dataset, picture, Control()))
    assert picture.read_bytes() == before
