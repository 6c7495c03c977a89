"""What a network is shown: pixels, augmentation, and the same evaluation view everywhere."""

import shutil

import numpy as np
import pytest
import torch

from shoeclassifier_gui.core.control import Control, Stopped
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.errors import BrokenPicture, StorageError
from shoeclassifier_gui.core.paths import user_cache_folder
from shoeclassifier_gui.core.pictures import read_picture
from shoeclassifier_gui.core.preprocessing import Preprocessing
from shoeclassifier_gui.core.runs.events import Preparing
from shoeclassifier_gui.learn.pictures.augmentation import plain
from shoeclassifier_gui.learn.pictures.pixels import Squares, prepare_squares
from shoeclassifier_gui.learn.training.optimisation import rate_factor

SMALL = Preprocessing(64)


def squares_of(dataset: Dataset, control: Control | None = None) -> tuple[int, Squares]:
    *progress, last = prepare_squares(dataset.items, SMALL, control or Control())
    assert isinstance(last, Squares)
    return len(progress), last


def test_pictures_are_decoded_once_and_hold_what_the_camera_would_see(dataset: Dataset) -> None:
    events, squares = squares_of(dataset)
    assert events > 0
    again, same = squares_of(dataset)
    assert again == 0
    everything = range(len(dataset.items))
    assert torch.equal(same.batch(everything), squares.batch(everything))
    for index in (0, 60, 119):
        direct = SMALL.square(read_picture(dataset.items[index].path))
        difference = np.abs(direct.astype(int) - squares.rows[index])
        assert difference.mean() < 1.0  # JPEGs may be decoded at a reduced scale.
    assert squares.batch([0, 5]).shape == (2, 64, 64, 3)


def test_a_picture_more_is_the_only_one_that_is_decoded(dataset: Dataset) -> None:
    known, new = dataset.items[:-1], dataset.items[-1]
    list(prepare_squares(known, SMALL, Control()))
    *progress, squares = prepare_squares((new, *known), SMALL, Control())
    assert [(event.done, event.total) for event in progress] == [(1, 1)]  # type: ignore[union-attr]
    assert isinstance(squares, Squares)
    (direct,) = list(prepare_squares([new], SMALL, Control()))
    assert isinstance(direct, Squares)
    assert (squares.rows[0] == direct.rows[0]).all()


def test_stopping_keeps_what_was_decoded(dataset: Dataset) -> None:
    control = Control()
    events = prepare_squares(dataset.items, SMALL, control)
    first = next(events)
    assert isinstance(first, Preparing)
    control.stop()
    with pytest.raises(Stopped):
        list(events)
    again = next(prepare_squares(dataset.items, SMALL, Control()))
    assert isinstance(again, Preparing)
    assert again.total == len(dataset.items) - first.done


def test_a_picture_that_vanished_is_a_sentence(dataset: Dataset) -> None:
    dataset.items[3].path.unlink()
    with pytest.raises(BrokenPicture, match="not there"):
        squares_of(dataset)


def test_a_picture_that_was_edited_meanwhile_is_a_sentence(dataset: Dataset) -> None:
    edited = dataset.items[3].path
    shutil.copyfile(dataset.items[4].path, edited)
    with pytest.raises(BrokenPicture, match="changed since the folder was read"):
        squares_of(dataset)
    assert not list((user_cache_folder() / "squares").rglob("*"))


def test_a_full_disk_is_a_sentence(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage("/")._replace(free=10)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)
    with pytest.raises(StorageError, match="MB are needed"):
        squares_of(dataset)


def test_old_caches_make_room(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    old = user_cache_folder() / "squares" / "99" / "old.rows"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"x" * 1000)
    monkeypatch.setattr("shoeclassifier_gui.learn.pictures.pixels._BUDGET", 1000)
    squares_of(dataset)
    assert not old.exists()


def test_plain_pictures_are_normalised_as_torchvision_does() -> None:
    smaller = Preprocessing(56)
    squares = torch.randint(0, 256, (2, 64, 64, 3), dtype=torch.uint8)
    pictures = plain(squares, smaller)
    assert pictures.shape == (2, 3, 56, 56)
    middle = squares[:, 4:60, 4:60].permute(0, 3, 1, 2) / 255
    mean = torch.tensor(smaller.mean).view(1, 3, 1, 1)
    deviation = torch.tensor(smaller.deviation).view(1, 3, 1, 1)
    assert torch.allclose(pictures, (middle - mean) / deviation, atol=1e-5)


def test_schedules_begin_full_and_end_low() -> None:
    for schedule, end in (("cosine", 0.01), ("step", 0.011), ("constant", 1.0)):
        factors = [rate_factor(schedule, step, 100) for step in range(100)]
        assert factors[0] == 1.0
        assert factors[-1] <= end
        assert factors == sorted(factors, reverse=True)


def test_one_cycle_rises_gently_and_falls_to_nothing() -> None:
    factors = [rate_factor("one_cycle", step, 100) for step in range(101)]
    assert factors[0] == pytest.approx(1 / 25)
    assert factors.index(max(factors)) == 30
    assert factors[30] == pytest.approx(1.0)
    assert factors[100] == pytest.approx(0.0)
    assert factors[:31] == sorted(factors[:31])
    assert factors[30:] == sorted(factors[30:], reverse=True)


@pytest.mark.parametrize("schedule", ["cosine", "step", "constant"])
def test_a_warm_up_rises_to_the_full_rate_before_the_schedule_begins(schedule: str) -> None:
    factors = [rate_factor(schedule, step, 100, 0.1) for step in range(100)]
    assert factors[:3] == pytest.approx([1 / 11, 2 / 11, 3 / 11])
    assert factors[10] == 1.0
    assert factors[10:] == pytest.approx([rate_factor(schedule, step, 90) for step in range(90)])
