"""The written sample: complete, repeatable, and to be told apart by shape alone."""

import csv
import hashlib
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from shoeclassifier_gui.core.errors import UserError
from shoeclassifier_gui.core.sample.drawings import CLASS_NAMES
from shoeclassifier_gui.core.sample.writer import PictureDrawn, write_sample

FOLDS = 5


def bytes_of(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def sessions_of(folder: Path) -> dict[str, str]:
    with (folder / "sessions.csv").open(newline="", encoding="utf-8") as file:
        return {row["path"]: row["session"] for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drawn") / "shoes"
    for _ in write_sample(folder):
        pass
    return folder


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("one", 3), ("two", 3), ("three", 4)):
        for _ in write_sample(tmp_path / name / "shoes", per_class=2, seed=seed):
            pass
    one, two, three = (bytes_of(tmp_path / name) for name in ("one", "two", "three"))
    assert one == two
    assert one.keys() == three.keys()
    pictures = [name for name in one if name.endswith(".jpg")]
    assert all(one[name] != three[name] for name in pictures)


def test_every_class_has_its_pictures_of_the_right_size(sample: Path) -> None:
    counts = Counter(path.parent.name for path in sample.rglob("*.jpg"))
    assert counts == dict.fromkeys(CLASS_NAMES, 60)
    with Image.open(sample / "high heel" / "high-heel-001.jpg") as picture:
        assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (320, 240))
    sizes = [path.stat().st_size for path in sample.rglob("*.jpg")]
    assert 5_000 < np.mean(sizes) < 25_000


def test_no_two_pictures_are_the_same(sample: Path) -> None:
    pictures = [digest for name, digest in bytes_of(sample).items() if name.endswith(".jpg")]
    assert len(set(pictures)) == len(pictures)


def test_every_picture_has_a_session_that_stays_in_one_class(sample: Path) -> None:
    sessions = sessions_of(sample)
    files = {path.relative_to(sample).as_posix() for path in sample.rglob("*.jpg")}
    assert sessions.keys() == files
    classes_of = {
        session: {path.split("/")[0] for path in sessions if sessions[path] == session}
        for session in sessions.values()
    }
    assert all(len(names) == 1 for names in classes_of.values())
    assert set(Counter(sessions.values()).values()) == {2}


def test_strangers_lie_beside_the_sample(sample: Path) -> None:
    strangers = sample.with_name("shoes-strangers")
    files = list(strangers.iterdir())
    assert 12 <= len(files) <= 24
    assert all(path.suffix == ".jpg" for path in files)
    assert {path.name for path in sample.iterdir()} == {*CLASS_NAMES, "sessions.csv"}


def test_progress_counts_every_picture_once(tmp_path: Path) -> None:
    events = list(write_sample(tmp_path / "shoes", per_class=1))
    total = len(list(tmp_path.rglob("*.jpg")))
    assert events == [PictureDrawn(done, total) for done in range(1, total + 1)]


def test_a_last_short_session_is_allowed(tmp_path: Path) -> None:
    for _ in write_sample(tmp_path / "shoes", per_class=17):
        pass
    counts = Counter(sessions_of(tmp_path / "shoes").values())
    assert sorted(counts.values()) == [1] * 5 + [2] * 40


@pytest.mark.parametrize("taken", ["shoes", "shoes-strangers"])
def test_a_folder_with_files_is_refused_and_left_alone(tmp_path: Path, taken: str) -> None:
    mine = tmp_path / taken / "mine.txt"
    mine.parent.mkdir()
    mine.write_text("keep")
    with pytest.raises(UserError, match="not empty"):
        write_sample(tmp_path / "shoes")
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["mine.txt"]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "shoes").mkdir()
    assert next(write_sample(tmp_path / "shoes")).done == 1


def test_no_pictures_at_all_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError):
        write_sample(tmp_path / "shoes", per_class=0)


def test_a_stopped_sample_leaves_nothing_and_can_be_drawn_again(tmp_path: Path) -> None:
    folder = tmp_path / "shoes"
    events = write_sample(folder, per_class=1)
    for _ in range(7):  # The strangers have begun.
        next(events)
    events.close()
    assert not list(tmp_path.iterdir())
    assert list(write_sample(folder, per_class=1))
    assert len(sessions_of(folder)) == len(CLASS_NAMES)


def test_what_a_killed_process_left_is_drawn_anew(tmp_path: Path) -> None:
    for part in ("shoes.part", "shoes-strangers.part"):
        (tmp_path / part / "boot").mkdir(parents=True)
        (tmp_path / part / "boot" / "half.jpg").write_bytes(b"half")
    for _ in write_sample(tmp_path / "shoes", per_class=1):
        pass
    assert {path.name for path in tmp_path.iterdir()} == {"shoes", "shoes-strangers"}
    assert not list(tmp_path.rglob("half.jpg"))


def test_killed_while_the_pictures_move_to_their_place_the_next_one_goes_on(tmp_path: Path) -> None:
    folder, part = tmp_path / "shoes", tmp_path / "shoes.part"
    for _ in write_sample(folder, per_class=1):
        pass
    whole = bytes_of(tmp_path)
    part.mkdir()
    for name in ("sandal", "sneaker", "sessions.csv"):
        (folder / name).rename(part / name)
    list(write_sample(folder, per_class=1))
    assert bytes_of(tmp_path) == whole
    assert not part.exists()


def test_the_folder_that_a_terminal_stands_in_stays_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "shoes"
    folder.mkdir()
    before = folder.stat().st_ino
    list(write_sample(folder, per_class=1))
    assert folder.stat().st_ino == before


def colours_of(sample: Path) -> NDArray[np.float64]:
    """Mean colour of the central square and of the border, six numbers a picture."""
    rows = []
    for path in sessions_of(sample):
        with Image.open(sample / path) as file:
            picture = np.asarray(file, np.float64) / 255
        border = np.concatenate([picture[:, :30], picture[:, -30:]], axis=1)
        rows.append(np.concatenate([picture[:, 40:280].mean((0, 1)), border.mean((0, 1))]))
    return np.array(rows)


def softmax_regression(
    train: NDArray[np.float64], truth: NDArray[np.int64], test: NDArray[np.float64]
) -> NDArray[np.int64]:
    mean, spread = train.mean(0), train.std(0)
    train, test = ((rows - mean) / spread for rows in (train, test))
    train, test = (np.column_stack([rows, np.ones(len(rows))]) for rows in (train, test))
    weights = np.zeros((train.shape[1], len(CLASS_NAMES)))
    wanted = np.eye(len(CLASS_NAMES))[truth]
    for _ in range(400):
        scores = np.exp(train @ weights)
        scores /= scores.sum(1, keepdims=True)
        weights -= 0.5 * train.T @ (scores - wanted) / len(train)
    return np.asarray((test @ weights).argmax(1), np.int64)


def test_colour_does_not_tell_the_class(sample: Path) -> None:
    sessions = sessions_of(sample)
    truth = np.array([CLASS_NAMES.index(path.split("/")[0]) for path in sessions])
    fold = np.array([int(session.rsplit("-", 1)[1]) % FOLDS for session in sessions.values()])
    colours = colours_of(sample)
    answers = np.full(len(truth), -1)
    for held_out in range(FOLDS):
        test = fold == held_out
        answers[test] = softmax_regression(colours[~test], truth[~test], colours[test])
    assert (answers == truth).mean() < 0.35
