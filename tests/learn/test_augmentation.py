"""Random changes of training pictures, group by group."""

import dataclasses
import math

import pytest
import torch

from shoeclassifier_gui.core.preprocessing import Preprocessing
from shoeclassifier_gui.core.runs.config import SCRATCH, TrainConfig
from shoeclassifier_gui.core.runs.defaults import settle_basics
from shoeclassifier_gui.learn.pictures.augmentation import Augmentation, plain
from shoeclassifier_gui.learn.pictures.drawing import Draws
from shoeclassifier_gui.learn.pictures.geometry import Geometry, _bend

SMALL = Preprocessing(56)
NOTHING = TrainConfig(flips=False, crops=False, illumination=0, deformation=0)
EVERYTHING = TrainConfig(
    scale_jitter=True, illumination=0.5, deformation=0.5, occlusion=0.5, clutter=0.5
)
GROUPS = {
    "flips": True,
    "crops": True,
    "scale_jitter": True,
    "illumination": 1.0,
    "deformation": 1.0,
    "occlusion": 1.0,
    "clutter": 1.0,
}


def only(knob: str, value: object) -> TrainConfig:
    return dataclasses.replace(NOTHING, **{knob: value})  # type: ignore[arg-type]


def augmented(config: TrainConfig, squares: torch.Tensor, seed: int = 0) -> torch.Tensor:
    return Augmentation.of(config)(squares, SMALL, torch.Generator().manual_seed(seed))


def noise(count: int, side: int = 64) -> torch.Tensor:
    generator = torch.Generator().manual_seed(1)
    return torch.randint(0, 256, (count, side, side, 3), dtype=torch.uint8, generator=generator)


def ramps(count: int) -> torch.Tensor:
    """Pictures that grow lighter from left to right."""
    ramp = torch.arange(64, dtype=torch.uint8).view(1, 1, 64, 1)
    return ramp.expand(count, 64, 64, 3).contiguous()


def grey(count: int) -> torch.Tensor:
    """Plain pictures, each of its own lightness."""
    levels = torch.linspace(20, 230, count).to(torch.uint8).view(count, 1, 1, 1)
    return levels.expand(count, 64, 64, 3).contiguous()


def changed(config: TrainConfig, squares: torch.Tensor) -> torch.Tensor:
    """Which pixels are not those of the plain picture, (n, size, size)."""
    difference = augmented(config, squares) - plain(squares, SMALL)
    return difference.abs().amax(dim=1) > 0.02


def test_without_any_augmentation_training_sees_the_plain_picture() -> None:
    squares = noise(3)
    assert torch.allclose(augmented(NOTHING, squares), plain(squares, SMALL), atol=1e-4)


@pytest.mark.parametrize("knob", GROUPS)
def test_each_group_alone_changes_pictures(knob: str) -> None:
    assert changed(only(knob, GROUPS[knob]), noise(16)).any(dim=(1, 2)).float().mean() > 0.3


@pytest.mark.parametrize("count", [1, 2, 7])
def test_any_batch_can_be_changed_and_stays_in_range(count: int) -> None:
    everything = TrainConfig(
        scale_jitter=True, illumination=1, deformation=1, occlusion=1, clutter=1
    )
    pictures = augmented(everything, noise(count))
    assert pictures.shape == (count, 3, 56, 56)
    mean = torch.tensor(SMALL.mean).view(1, 3, 1, 1)
    deviation = torch.tensor(SMALL.deviation).view(1, 3, 1, 1)
    values = pictures * deviation + mean
    assert values.min() >= -1e-5
    assert values.max() <= 1 + 1e-5


def test_the_same_seed_gives_the_same_pictures_and_another_others() -> None:
    squares = noise(4)
    assert torch.equal(augmented(EVERYTHING, squares, 1), augmented(EVERYTHING, squares, 1))
    assert not torch.equal(augmented(EVERYTHING, squares, 1), augmented(EVERYTHING, squares, 2))


def test_flips_mirror_about_half_of_the_pictures() -> None:
    pictures = augmented(only("flips", True), ramps(200))
    mirrored = pictures[:, 0, 0, 0] > pictures[:, 0, 0, -1]
    assert 70 < mirrored.sum() < 130
    straight = plain(ramps(1), SMALL)[0]
    assert torch.allclose(pictures[~mirrored][0], straight, atol=1e-2)
    assert torch.allclose(pictures[mirrored][0], straight.flip(2), atol=1e-2)


def shown_share(config: TrainConfig) -> torch.Tensor:
    """How much of the square's width each of many pictures shows."""
    pictures = augmented(config, ramps(200))[:, 0] * SMALL.deviation[0] * 255
    return (pictures[:, 0, -1] - pictures[:, 0, 0]) / 55 * 56 / 64


def test_crops_show_most_of_a_picture_and_scale_jitter_also_half_of_it() -> None:
    crops = shown_share(only("crops", True))
    assert crops.min() < 0.7
    assert crops.max() > 0.95
    jitter = shown_share(only("scale_jitter", True))
    assert 224 / 512 - 0.01 < jitter.min() < 0.47
    assert 0.84 < jitter.max() < 224 / 256 + 0.01


def test_illumination_varies_the_lightness() -> None:
    pictures = augmented(only("illumination", 1.0), noise(64))
    assert pictures.mean(dim=(1, 2, 3)).std() > 0.2


def displacement(deformation: float) -> float:
    """How far points move on average, in half sides."""
    geometry = Geometry(flips=False, crops=False, scale_jitter=False, deformation=deformation)
    straight = dataclasses.replace(geometry, deformation=0.0)
    cpu, generator = torch.device("cpu"), torch.Generator().manual_seed(0)
    draws = Draws.of_batch(2000, generator)
    moved = geometry.grid(draws, 16, 1.0, cpu)
    return float(
        (moved - straight.grid(Draws.of_batch(1, generator), 16, 1.0, cpu)).norm(dim=-1).mean()
    )


def test_the_usual_deformation_moves_things_as_far_as_a_turn_by_15_degrees() -> None:
    half_diagonal_mean = 0.765  # Distance of a square's points from its middle.
    turn = math.radians(15) / 2 * half_diagonal_mean
    assert displacement(settle_basics(TrainConfig()).deformation) == pytest.approx(turn, rel=0.1)
    assert displacement(1.0) > 3 * turn


def test_deformation_bends_straight_lines() -> None:
    """Turning, shearing and perspective keep lines straight: more than these is at work."""
    geometry = Geometry(flips=False, crops=False, scale_jitter=False, deformation=1.0)
    draws = Draws.of_batch(20, torch.Generator().manual_seed(0))
    grid = geometry.grid(draws, 33, 1.0, torch.device("cpu"))
    first, middle, last = grid[:, 16, 0], grid[:, 16, 8], grid[:, 16, -1]
    along, up = last - first, middle - first
    distance = (along[:, 0] * up[:, 1] - along[:, 1] * up[:, 0]).abs() / along.norm(dim=1)
    assert distance.mean() > 0.01


def test_the_warp_is_bicubic() -> None:
    bends = torch.rand(3, 4, 4, 2, generator=torch.Generator().manual_seed(0))
    smooth = torch.nn.functional.interpolate(
        bends.permute(0, 3, 1, 2), (30, 30), mode="bicubic", align_corners=True
    )
    assert torch.allclose(_bend(bends, 30), smooth.permute(0, 2, 3, 1), atol=1e-5)


@pytest.mark.parametrize("knob", ["occlusion", "clutter"])
def test_a_share_of_the_pictures_is_covered(knob: str) -> None:
    covered = changed(only(knob, 0.3), grey(400)).any(dim=(1, 2)).float().mean()
    assert 0.2 < covered < 0.4


def test_occlusion_covers_2_to_40_percent_with_one_paint() -> None:
    squares = grey(200)
    hidden = changed(only("occlusion", 1.0), squares)
    areas = hidden.float().mean(dim=(1, 2))
    assert areas.max() <= 0.42
    assert 0.1 < areas.mean() < 0.3
    picture = augmented(only("occlusion", 1.0), squares)[0][:, hidden[0]]
    assert (picture.amax(dim=1) - picture.amin(dim=1)).max() < 0.01


def test_clutter_comes_from_another_picture_and_leaves_the_middle_free() -> None:
    squares = grey(2)
    hidden = changed(only("clutter", 1.0), squares)
    assert not hidden[:, 16:40, 16:40].any()
    rim = torch.cat((hidden[:, 0], hidden[:, -1], hidden[:, :, 0], hidden[:, :, -1]), dim=1)
    assert rim.any(dim=1).all()
    pictures = augmented(only("clutter", 1.0), squares)
    lightest = pictures[0].amax()
    assert float(lightest) == pytest.approx(float(plain(squares, SMALL)[1].amax()), abs=0.05)
    levels = set(pictures[0, 0][hidden[0]].tolist())
    assert len(levels) > 5  # Its edge is soft.


def test_a_picture_of_its_own_seed_is_changed_alike_in_any_company() -> None:
    squares = noise(6)
    seeds = [bytes([number]) * 20 for number in range(6)]
    augment = Augmentation.of(dataclasses.replace(EVERYTHING, clutter=0.0, occlusion=1.0))
    all_of_them = augment.change(squares, SMALL, Draws.of_each(seeds))
    backwards = augment.change(squares.flip(0), SMALL, Draws.of_each(seeds[::-1]))
    assert torch.allclose(all_of_them, backwards.flip(0), atol=1e-4)
    others = augment.change(squares, SMALL, Draws.of_each([b"else" + seed for seed in seeds]))
    assert (all_of_them - others).abs().mean(dim=(1, 2, 3)).min() > 0.1


def test_numbers_from_seeds_are_evenly_spread_and_never_repeat() -> None:
    draws = Draws.of_each([number.to_bytes(4, "big") for number in range(500)])
    first, second = draws.uniform(-1, 1, 20), draws.uniform(-1, 1, 20)
    for drawn in (first, second):
        assert drawn.shape == (500, 20)
        assert -1 <= drawn.min() < -0.99
        assert 0.99 < drawn.max() < 1
        assert abs(float(drawn.mean())) < 0.02
        assert abs(float(drawn.var()) - 1 / 3) < 0.02
    assert len(set(torch.cat((first, second)).flatten().tolist())) > 19_900
    assert set(draws.integers(3).tolist()) == {0, 1, 2}


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
def test_augmentation_is_the_same_on_a_gpu() -> None:
    squares = noise(4)
    on_gpu = augmented(EVERYTHING, squares.cuda()).cpu()
    assert torch.allclose(on_gpu, augmented(EVERYTHING, squares), atol=1e-2)


def test_from_scratch_pictures_are_bent_more_unless_somebody_says_otherwise() -> None:
    scratch = TrainConfig(weights=SCRATCH)
    usual, strong = (
        Augmentation.of(each).geometry.deformation for each in (TrainConfig(), scratch)
    )
    assert strong > usual
    said = dataclasses.replace(scratch, deformation=0.1)
    assert Augmentation.of(said).geometry.deformation == 0.1
