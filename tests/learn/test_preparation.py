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
from shoeclassifier_gui.learn.augmentation import Augmentation, plain
from shoeclassifier_gui.learn.optimisation import rate_factor
from shoeclassifier_gui.learn.pixels import Squares, prepare_squares

SMALL = Preprocessing(56)


def squares_of(dataset: Dataset, control: Control | None = None) -> tuple[int, Squares]:
    *progress, last = prepare_squares(dataset.items, SMALL, control or Control())
    assert isinstance(last, Squares)
    return len(progress), last


def test_pictures_are_decoded_once_and_hold_what_the_camera_would_see(dataset: Dataset) -> None:
    events, squares = squares_of(dataset)
    assert events > 0
    again, same = squares_of(dataset)
    assert again == 0
    assert (same.array == squares.array).all()
    for index in (0, 60, 119):
        direct = SMALL.square(read_picture(dataset.items[index].path))
        difference = np.abs(direct.astype(int) - squares.array[index])
        assert difference.mean() < 1.0  # JPEGs may be decoded at a reduced scale.
    assert squares.batch([0, 5]).shape == (2, 64, 64, 3)


def test_stopping_leaves_no_half_cache(dataset: Dataset) -> None:
    control = Control()
    events = prepare_squares(dataset.items, SMALL, control)
    assert isinstance(next(events), Preparing)
    control.stop()
    with pytest.raises(Stopped):
        list(events)
    assert not list((user_cache_folder() / "squares").iterdir())


def test_a_picture_that_vanished_is_a_sentence(dataset: Dataset) -> None:
    dataset.items[3].path.unlink()
    with pytest.raises(BrokenPicture, match="not there"):
        squares_of(dataset)


def test_a_picture_that_was_edited_meanwhile_is_a_sentence(dataset: Dataset) -> None:
    edited = dataset.items[3].path
    shutil.copyfile(dataset.items[4].path, edited)
    with pytest.raises(BrokenPicture, match="changed since the folder was read"):
        squares_of(dataset)
    assert not list((user_cache_folder() / "squares").iterdir())


def test_a_full_disk_is_a_sentence(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage("/")._replace(free=10)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)
    with pytest.raises(StorageError, match="MB are needed"):
        squares_of(dataset)


def test_old_caches_make_room(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    old = user_cache_folder() / "squares" / "old.u8"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"x" * 1000)
    monkeypatch.setattr("shoeclassifier_gui.learn.pixels._BUDGET", 1000)
    squares_of(dataset)
    assert not old.exists()


def test_plain_pictures_are_normalised_as_torchvision_does() -> None:
    squares = torch.randint(0, 256, (2, 64, 64, 3), dtype=torch.uint8)
    pictures = plain(squares, SMALL)
    assert pictures.shape == (2, 3, 56, 56)
    middle = squares[:, 4:60, 4:60].permute(0, 3, 1, 2) / 255
    mean = torch.tensor(SMALL.mean).view(1, 3, 1, 1)
    deviation = torch.tensor(SMALL.deviation).view(1, 3, 1, 1)
    assert torch.allclose(pictures, (middle - mean) / deviation, atol=1e-5)


def augmented(augmentation: Augmentation, squares: torch.Tensor, seed: int = 0) -> torch.Tensor:
    return augmentation(squares, SMALL, torch.Generator().manual_seed(seed))


def test_without_any_augmentation_training_sees_the_plain_picture() -> None:
    squares = torch.randint(0, 256, (2, 64, 64, 3), dtype=torch.uint8)
    nothing = Augmentation(flips=False, crops=False, colour=0.0)
    assert torch.allclose(augmented(nothing, squares), plain(squares, SMALL), atol=1e-4)


def test_flips_mirror_about_half_of_the_pictures() -> None:
    ramp = torch.arange(64, dtype=torch.uint8).view(1, 1, 64, 1).expand(200, 64, 64, 3)
    pictures = augmented(Augmentation(flips=True, crops=False, colour=0.0), ramp.contiguous())
    mirrored = pictures[:, 0, 0, 0] > pictures[:, 0, 0, -1]
    assert 70 < mirrored.sum() < 130
    straight = plain(ramp.contiguous(), SMALL)
    assert torch.allclose(pictures[~mirrored][0], straight[0], atol=1e-2)


def test_the_same_seed_gives_the_same_pictures_and_another_others() -> None:
    squares = torch.randint(0, 256, (4, 64, 64, 3), dtype=torch.uint8)
    everything = Augmentation(flips=True, crops=True, colour=0.5)
    assert torch.equal(augmented(everything, squares, 1), augmented(everything, squares, 1))
    assert not torch.equal(augmented(everything, squares, 1), augmented(everything, squares, 2))


def test_changed_colours_stay_in_range_and_vary() -> None:
    squares = torch.randint(0, 256, (64, 64, 64, 3), dtype=torch.uint8)
    pictures = augmented(Augmentation(flips=False, crops=False, colour=1.0), squares)
    mean = torch.tensor(SMALL.mean).view(1, 3, 1, 1)
    deviation = torch.tensor(SMALL.deviation).view(1, 3, 1, 1)
    values = pictures * deviation + mean
    assert values.min() >= -1e-5
    assert values.max() <= 1 + 1e-5
    assert values.mean(dim=(1, 2, 3)).std() > 0.05


def test_schedules_begin_full_and_end_low() -> None:
    for schedule, end in (("cosine", 0.01), ("step", 0.011), ("constant", 1.0)):
        factors = [rate_factor(schedule, step, 100) for step in range(100)]
        assert factors[0] == 1.0
        assert factors[-1] <= end
        assert factors == sorted(factors, reverse=True)


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
def test_augmentation_is_the_same_on_a_gpu() -> None:
    squares = torch.randint(0, 256, (4, 64, 64, 3), dtype=torch.uint8)
    everything = Augmentation(flips=True, crops=True, colour=0.5)
    on_gpu = augmented(everything, squares.cuda()).cpu()
    assert torch.allclose(on_gpu, augmented(everything, squares), atol=1e-2)
