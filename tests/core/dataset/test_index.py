"""Reading a labelled folder: classes, sessions, broken files, and no change to it."""

import os
import shutil
import sqlite3
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from shoeclassifier_gui.core.control import Control, Stopped
from shoeclassifier_gui.core.dataset.index import (
    DatasetIndexed,
    DatasetRecalled,
    IndexProgress,
    index_project,
)
from shoeclassifier_gui.core.dataset.items import Dataset, Split
from shoeclassifier_gui.core.dataset.project import open_project
from shoeclassifier_gui.core.dataset.thumbnails import thumbnail_path
from shoeclassifier_gui.core.dataset.trainable import require_trainable
from shoeclassifier_gui.core.errors import DatasetError


def read(folder: Path) -> Dataset:
    *_, last = index_project(open_project(folder), Control())
    assert isinstance(last, DatasetIndexed)
    return last.dataset


def draw(path: Path, seed: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(seed).integers(0, 255, (30, 40, 3), np.uint8)
    Image.fromarray(pixels).save(path)


def test_the_sample_is_read_with_classes_sessions_and_split(sample: Path) -> None:
    dataset = read(sample)
    assert dataset.classes == ("boot", "high heel", "loafer", "sandal", "sneaker")
    assert dataset.count_by_class() == (24,) * 5
    assert dataset.session_count() == 60
    sides: dict[str, set[Split]] = {}
    for item in dataset.items:
        sides.setdefault(item.session, set()).add(item.split)
    assert all(len(splits) == 1 for splits in sides.values())
    assert all(min(dataset.count_by_class(split)) > 0 for split in Split)


def test_nothing_but_the_hidden_folder_is_added(sample: Path) -> None:
    def state() -> dict[Path, tuple[int, int]]:
        files = (path for path in sample.rglob("*") if ".shoeclassifier" not in path.parts)
        return {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in files}

    before = state()
    read(sample)
    assert state() == before


def test_second_reading_decodes_nothing_and_a_change_is_noticed(sample: Path) -> None:
    first = read(sample)
    recalled, progress, *_ = index_project(open_project(sample), Control())
    assert recalled == DatasetRecalled(first)
    assert progress == IndexProgress(0, 0)
    draw(sample / "boot" / "new.png", 1)
    next(iter((sample / "sandal").glob("*.jpg"))).unlink()
    second = read(sample)
    assert second.count_by_class() == (25, 24, 24, 23, 24)
    kept = {item.relative: item.digest for item in first.items}
    assert all(kept.get(i.relative, i.digest) == i.digest for i in second.items)


def test_thumbnails_are_made(sample: Path) -> None:
    dataset = read(sample)
    thumbnails = open_project(sample).thumbnails
    assert all(thumbnail_path(thumbnails, item.digest).is_file() for item in dataset.items)


def test_broken_files_are_listed_with_reasons_and_left_out(sample: Path) -> None:
    whole = next((sample / "boot").glob("*.jpg")).read_bytes()
    (sample / "boot" / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    (sample / "boot" / "empty.jpg").touch()
    (sample / "boot" / "text.jpg").write_text("no picture")
    draw(sample / "loose.png", 2)
    (sample / "boot" / "notes.txt").write_text("not meant to be a picture")
    dataset = read(sample)
    reasons = {file.path.name: file.reason for file in dataset.broken}
    assert reasons == {
        "cut.jpg": "it is damaged or cut off",
        "empty.jpg": "it is empty",
        "text.jpg": "it is not a picture",
    }
    assert [item.relative for item in dataset.classless] == ["loose.png"]
    assert dataset.count_by_class() == (24,) * 5


def test_same_content_stays_on_one_side(tmp_path: Path) -> None:
    for index in range(20):
        draw(tmp_path / "a" / f"{index}.png", index)
        draw(tmp_path / "b" / f"{index}.png", 100 + index)
        shutil.copy(tmp_path / "a" / f"{index}.png", tmp_path / "b" / f"copy-{index}.png")
    sides: dict[str, set[Split]] = {}
    for item in read(tmp_path).items:
        sides.setdefault(item.digest, set()).add(item.split)
    assert all(len(splits) == 1 for splits in sides.values())


def test_odd_names_are_read(tmp_path: Path) -> None:
    names = ["신발", "zapatón ñ", "emoji 👟", "a" * 100]
    for number, name in enumerate(names):
        for index in range(2):
            draw(tmp_path / name / f"{'ü' * 60}-{index}.png", number * 10 + index)
    dataset = read(tmp_path)
    assert sorted(dataset.classes) == sorted(names)
    assert len(dataset.items) == 8


@pytest.mark.skipif(os.name == "nt", reason="Windows names are always text")
def test_a_name_that_is_no_text_is_listed_not_fatal(sample: Path) -> None:
    picture = next((sample / "boot").glob("*.jpg"))
    target = os.fsencode(sample / "boot") + b"/caf\xe9.jpg"
    try:
        shutil.copy(os.fsencode(picture), target)
    except OSError:
        pytest.skip("this file system refuses such names")
    dataset = read(sample)
    assert [file.reason for file in dataset.broken] == ["its name is not readable text"]


@pytest.mark.parametrize("make", ["missing", "file", "empty"])
def test_what_is_no_data_set_is_refused_in_a_sentence(tmp_path: Path, make: str) -> None:
    folder = tmp_path / "x"
    if make == "file":
        folder.touch()
    elif make == "empty":
        folder.mkdir()
    with pytest.raises(DatasetError) as caught:
        read(folder)
    assert caught.value.sentence.endswith(".")


@pytest.mark.parametrize(
    ("classes", "each", "sentence"), [(1, 5, "just one class"), (2, 1, "one picture")]
)
def test_too_little_to_learn_is_refused(
    tmp_path: Path, classes: int, each: int, sentence: str
) -> None:
    for number in range(classes):
        for index in range(each):
            draw(tmp_path / f"class {number}" / f"{index}.png", number * 10 + index)
    dataset = read(tmp_path)
    with pytest.raises(DatasetError, match=sentence):
        require_trainable(dataset)


def test_classes_of_one_recording_each_cannot_be_validated(sample: Path) -> None:
    rows = [
        f"{path.relative_to(sample).as_posix()},{path.parent.name}"
        for path in sample.glob("*/*.jpg")
    ]
    (sample / "sessions.csv").write_text("path,session\n" + "\n".join(rows))
    with pytest.raises(DatasetError, match="single session"):
        require_trainable(read(sample))


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_dangling_link_is_listed_each_time(sample: Path) -> None:
    (sample / "boot" / "gone.jpg").symlink_to(sample / "nowhere.jpg")
    for _ in range(2):
        assert [file.path.name for file in read(sample).broken] == ["gone.jpg"]


def test_a_damaged_journal_line_is_left_out(sample: Path) -> None:
    read(sample)
    open_project(sample).journal.write_text('[]\n{"event": "captured"}\n{"event"\n3\n')
    assert len(read(sample).items) == 120


def test_stopping_keeps_what_was_read(sample: Path) -> None:
    control = Control()
    events = index_project(open_project(sample), control)
    assert next(events) == IndexProgress(0, 120)
    next(events)
    control.stop()
    with pytest.raises(Stopped):
        next(events)
    recalled, progress, *_ = index_project(open_project(sample), Control())
    assert isinstance(recalled, DatasetRecalled)
    assert len(recalled.dataset.items) == 64
    assert isinstance(progress, IndexProgress)
    assert 0 < progress.total < 120


def test_a_damaged_catalogue_is_made_anew(sample: Path) -> None:
    dataset = read(sample)
    open_project(sample).catalogue.write_bytes(b"this is no database at all" * 100)
    assert read(sample) == dataset
    with sqlite3.connect(open_project(sample).catalogue) as connection:
        assert connection.execute("SELECT count(*) FROM files").fetchone() == (120,)
    connection.close()


def test_session_file_without_its_columns_is_refused(sample: Path) -> None:
    (sample / "sessions.csv").write_text("a,b\n1,2\n")
    with pytest.raises(DatasetError, match="path and session"):
        read(sample)


def test_supplied_folders_are_respected(tmp_path: Path) -> None:
    for split, count in (("train", 20), ("test", 5)):
        for number, name in enumerate(("a", "b")):
            for index in range(count):
                draw(tmp_path / split / name / f"{index}.png", hash((split, number, index)) % 2**32)
    dataset = read(tmp_path)
    assert dataset.count_by_class(Split.TEST) == (5, 5)
    assert all(item.relative.startswith("test/") for item in dataset.of_split(Split.TEST))
    assert all(3 <= count <= 5 for count in dataset.count_by_class(Split.VAL))


def test_a_folder_without_write_rights_is_opened_with_its_hidden_folder_elsewhere(
    sample: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shoeclassifier_gui.core.dataset.project.is_writable", lambda folder: False)
    dataset = read(sample)
    assert len(dataset.items) == 120
    assert not (sample / ".shoeclassifier").exists()
    assert open_project(sample).hidden.is_relative_to(home)
    assert not open_project(sample).writable
