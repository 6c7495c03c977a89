"""The commands data split, stats and export as a user types them."""

import csv
import io
import json
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shoeclassifier_gui.core.control import Control, Stopped
from shoeclassifier_gui.core.dataset import edits
from shoeclassifier_gui.core.dataset.changes import FactName, Kind
from shoeclassifier_gui.core.dataset.export import export_dataset
from shoeclassifier_gui.core.dataset.facts import Origin
from shoeclassifier_gui.core.dataset.project import open_project
from shoeclassifier_gui.core.errors import StorageError
from shoeclassifier_gui.core.pictures import write_picture
from tests.core.dataset.tiny import do, read
from tests.core.doctor.conftest import scene

Shell = Callable[..., Any]


def test_split_tells_counts_assignment_and_leak(shell: Shell, sample: Path) -> None:
    said = shell("data", "split", sample, "--json").json
    assert sum(said["splits"].values()) == 120
    assert said["counts"]["train"].keys() == {"boot", "high heel", "loafer", "sandal", "sneaker"}
    assert Counter(said["assignment"].values()) == said["splits"]
    assert said["leak"]["after"] == 0 < said["leak"]["before"] <= 1
    assert "folds" not in said
    words = shell("data", "split", sample).out
    assert "a plain random split would have" in words


def test_split_divides_anew_and_undo_takes_it_back(shell: Shell, sample: Path) -> None:
    before = shell("data", "split", sample, "--json").json
    after = shell("data", "split", sample, "--shares", "40/30/30", "--folds", 3, "--json").json
    assert after["splits"]["train"] < before["splits"]["train"]
    assert set(after["folds"].values()) == {0, 1, 2}
    assert shell("data", "split", sample, "--json").json["splits"] == after["splits"]
    assert shell("data", "undo", sample, "--json").json["undone"] == "split"
    assert shell("data", "split", sample, "--json").json == before
    moved = len([path for path, part in before["assignment"].items()
                 if part != after["assignment"][path]])  # fmt: skip
    assert shell("data", "redo", sample).out == f"Redone: {moved} pictures divided anew.\n"


def test_a_group_that_was_cut_is_told(shell: Shell, tmp_path: Path) -> None:
    """14 copies of one boot are more than 10 pictures and more than 5 % of 34 boots."""
    for number in range(40):
        name = ("boot", "sandal")[number % 2]
        write_picture(tmp_path / name / f"{number:03}.jpg", scene(number))
    for number in range(14):
        copy = tmp_path / "boot" / f"copy-{number:02}.jpg"
        write_picture(copy, scene(90), quality=60 + 2 * number)
    said = shell("data", "split", tmp_path)
    limit = "1 group of near-duplicates would have joined more than 5% of a class and 10 pictures"
    assert limit in said.out
    assert shell("data", "split", tmp_path, "--json").json["leak"]["cut_groups"] == 1


def test_what_is_left_out_serves_no_part(shell: Shell, sample: Path) -> None:
    before = shell("data", "split", sample, "--json").json
    project = open_project(sample)
    dataset = read(project)
    do(project, edits.leave_out(dataset, dataset.items[:3]))
    after = shell("data", "split", sample, "--json").json
    gone = before["assignment"].keys() - after["assignment"].keys()
    assert gone == {item.relative for item in dataset.items[:3]}
    assert sum(after["splits"].values()) == sum(before["splits"].values()) - 3
    stats = shell("data", "stats", sample, "--json").json
    assert (stats["left_out"], stats["items"]) == (3, len(dataset.items))
    assert "3 pictures are left out." in shell("data", "stats", sample).out
    file = sample.parent / "all.zip"
    assert shell("data", "export", sample, file).code == 0
    with zipfile.ZipFile(file) as archive:
        assert len([n for n in archive.namelist() if n.endswith(".jpg")]) == stats["items"] - 3


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("--shares", "most", 'The split "most" is not understood.'),
        ("--shares", "", 'The split "" is not understood.'),
        ("--shares", "50/50/50", "make 150 instead of 100"),
        ("--shares", "1/1/98", "no picture would be left to learn from"),
        ("--folds", "0", "folds"),
    ],
)
def test_a_division_that_is_none_is_refused(
    shell: Shell, sample: Path, option: str, value: str, sentence: str
) -> None:
    before = shell("data", "split", sample, "--json").json
    said = shell("data", "split", sample, option, value)
    assert said.code == 2
    assert sentence in said.err
    assert said.err.count("\n") == 1
    assert shell("data", "split", sample, "--json").json == before


def test_stats_count_what_is_there(shell: Shell, sample: Path) -> None:
    said = shell("data", "stats", sample, "--json").json
    assert said["items"] == 120
    assert [c["items"] for c in said["classes"]] == [24] * 5
    assert all(c["id"] for c in said["classes"])
    assert said["sessions"] == 60
    assert said["origins"] == {"folder": 120}
    assert said["sizes"]["width"]["smallest"] > 0
    assert "sandal" in shell("data", "stats", sample).out


def test_export_holds_every_picture_and_who_made_it(
    shell: Shell, sample: Path, tmp_path: Path
) -> None:
    project = open_project(sample)
    dataset = read(project)
    origin = Origin("web", "Openverse", url="https://a/b.jpg", author="Ann", licence="CC BY 4.0")
    item = dataset.items[0]
    change = edits.set_fact(dataset, [item], FactName.ORIGIN, origin.as_text(), Kind.TAG)
    do(project, change)
    said = shell("data", "export", sample, tmp_path / "out.zip", "--json").json
    assert (said["items"], said["attributed"]) == (120, 1)
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert archive.testzip() is None
        items = list(csv.DictReader(io.StringIO(archive.read("items.csv").decode())))
        makers = list(csv.DictReader(io.StringIO(archive.read("ATTRIBUTION.csv").decode())))
        assert len(items) == 120
        for row in items:
            assert row["file"].startswith(f"{row['split']}/{row['class']}/")
            assert archive.read(row["file"]) == (sample / row["path"]).read_bytes()
    assert [(row["author"], row["licence"]) for row in makers] == [("Ann", "CC BY 4.0")]


def test_an_export_never_replaces_a_picture(shell: Shell, sample: Path) -> None:
    picture = next((sample / "boot").glob("*.jpg"))
    before = picture.read_bytes()
    said = shell("data", "export", sample, picture)
    assert (said.code, said.err.count("\n")) == (2, 1)
    assert picture.read_bytes() == before


def test_a_stopped_export_leaves_nothing(sample: Path, tmp_path: Path) -> None:
    dataset = read(open_project(sample))
    out = tmp_path / "out"
    out.mkdir()
    control = Control()
    events = export_dataset(dataset, out / "x.zip", control)
    next(events)
    control.stop()
    with pytest.raises(Stopped):
        next(events)
    assert not list(out.iterdir())
    dataset.items[50].path.unlink()
    with pytest.raises(StorageError, match="not there any more"):
        list(export_dataset(dataset, out / "x.zip", Control()))
    assert not list(out.iterdir())


def test_an_exported_archive_is_the_same_data_set_again(
    shell: Shell, sample: Path, tmp_path: Path
) -> None:
    before = shell("data", "split", sample, "--json").json
    shell("data", "export", sample, tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        archive.extractall(tmp_path / "again")
    again = json.loads(shell("data", "split", tmp_path / "again", "--json").out)
    assert again["counts"] == before["counts"]


@pytest.mark.parametrize("word", ["undo", "redo"])
def test_nothing_to_undo_leaves_no_trace(shell: Shell, tmp_path: Path, word: str) -> None:
    said = shell("data", word, tmp_path)
    assert (said.code, f"There is nothing to {word}." in said.out) == (0, True)
    assert list(tmp_path.iterdir()) == []
