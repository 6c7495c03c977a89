"""float16 losses are scaled up, and a run that goes on scales them as it would have."""

from pathlib import Path

import numpy as np
import pytest
import torch

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.learn.computing.device import choose_device
from shoeclassifier_gui.learn.computing.execution import Execution
from shoeclassifier_gui.learn.pictures.augmentation import Augmentation
from shoeclassifier_gui.learn.pictures.pixels import Squares
from shoeclassifier_gui.learn.remembering.sources import FreshPictures, Pictures
from shoeclassifier_gui.learn.training.checkpoints import Origin, Start, save_last
from shoeclassifier_gui.learn.training.material import Material
from shoeclassifier_gui.learn.training.plan import Plan, rebuild
from shoeclassifier_gui.learn.training.training import Training

CONFIG = TrainConfig(
    backbone="squeezenet1_1", weights="none", image_size=32, epochs=1, batch_size=4, head="pool"
)
ORIGIN = Origin(False, "random weights", (0.5, 0.5, 0.5), (0.5, 0.5, 0.5))
HALF = Execution(choose_device("cpu"), "float16", channels_last=False)


def training(plan: Plan) -> Training:
    side = plan.preprocessing.square_side
    squares = np.random.default_rng(0).integers(0, 256, (8, side, side, 3), np.uint8)
    pictures = Pictures(Squares(squares), (), plan.preprocessing, Augmentation.of(plan.config))
    material = Material(torch.arange(8) % 3, tuple(range(6)), (6, 7))
    made = Training(plan, material, HALF, Control())
    made.thaw(0)
    made.enter(0, FreshPictures(pictures, HALF))
    return made


@pytest.fixture
def plan() -> Plan:
    return rebuild(CONFIG, 3, ORIGIN)


def test_the_scale_and_its_good_steps_come_back(plan: Plan, tmp_path: Path) -> None:
    before = training(plan)
    before._stepper.restore_scaling(1024.0, 7)
    list(before.train_epoch())
    good = before.progress.scale_growth
    assert (before.progress.loss_scale, good) == (1024.0, 7 + before.steps_per_epoch)
    start = Start(ORIGIN, "cpu", "float16", channels_last=False)
    path = tmp_path / "last.safetensors"
    save_last(path, before.progress, before.network.state_dict(), before.optimizer, start)
    after = training(rebuild(CONFIG, 3, ORIGIN))
    after.load(path)
    assert after._stepper.scaling == (1024.0, good)


def test_good_steps_are_counted_over_the_epochs(plan: Plan) -> None:
    run = training(plan)
    run._stepper.restore_scaling(1024.0, 0)
    list(run.train_epoch())
    one = run.progress.scale_growth
    run.progress.epoch, run.progress.step = 1, 0
    list(run.train_epoch())
    assert run.progress.scale_growth == 2 * one > 0
