"""The recommended plan is chosen until somebody chooses another one for the project."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QRadioButton
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.dataset.selection import Columns
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.services.library import LibraryState
from shoeclassifier_gui.services.settings import SettingsService
from tests.ui.train.desk import Desk, click, find, running, small_dataset
from tests.ui.train.test_recommendation import REPORT


@pytest.fixture(autouse=True)
def _ready(desk: Desk) -> None:
    desk.page.remember_in(SettingsService(desk.page))
    desk.weights.find("vgg16")
    desk.make_ready()


def open_folder(desk: Desk, folder: Path) -> None:
    """Opens a project of which nothing is known."""
    folder.mkdir(exist_ok=True)
    desk.planning.bring(None)
    project = Project(folder, folder / ".shoeclassifier")
    dataset = small_dataset(folder)
    desk.library._set(LibraryState(project, dataset, columns=Columns.of(dataset)))


def bring(desk: Desk) -> None:
    """Fast is what suits the pictures."""
    desk.planning.bring(REPORT)
    desk.page._redraw()


def chosen(desk: Desk) -> str:
    return desk.page.config.plan


def choose(desk: Desk, plan: str) -> None:
    target = find(desk.page, QRadioButton, f"plan_{plan}")
    assert target.isEnabled()
    QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=target.rect().center())


def test_the_recommended_plan_is_chosen_by_itself(desk: Desk, tmp_path: Path) -> None:
    open_folder(desk, tmp_path / "shoes")
    assert chosen(desk) == "balanced"
    bring(desk)
    assert find(desk.page, QRadioButton, "plan_fast").isChecked()
    assert desk.page.config == TrainConfig(plan="fast")


@pytest.mark.parametrize("plan", ["balanced", "best"])
def test_a_choice_stands_against_the_recommendation(desk: Desk, tmp_path: Path, plan: str) -> None:
    open_folder(desk, tmp_path / "shoes")
    choose(desk, plan)
    bring(desk)
    assert chosen(desk) == plan


def test_each_project_keeps_its_own_choice(desk: Desk, tmp_path: Path) -> None:
    open_folder(desk, tmp_path / "shoes")
    choose(desk, "best")
    open_folder(desk, tmp_path / "flowers")
    bring(desk)
    assert chosen(desk) == "fast"
    open_folder(desk, tmp_path / "shoes")
    bring(desk)
    assert chosen(desk) == "best"


def test_a_choice_is_there_again_after_a_restart(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    open_folder(desk, tmp_path / "shoes")
    choose(desk, "best")
    page = desk.build_page()
    qtbot.addWidget(page)
    page.remember_in(SettingsService(page))
    page._redraw()
    bring(desk)
    page._redraw()
    assert page.config.plan == "best"


def test_another_network_is_no_choice_of_a_plan(desk: Desk, tmp_path: Path) -> None:
    open_folder(desk, tmp_path / "shoes")
    desk.page.take_config(TrainConfig(backbone="squeezenet1_1"))
    bring(desk)
    assert desk.page.config == TrainConfig(backbone="squeezenet1_1", plan="fast")


def test_what_is_trained_stays(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    open_folder(desk, tmp_path / "shoes")
    click(qtbot, desk, "start_training")
    assert desk.training.asked[-1] == TrainConfig()
    desk.training.play(replace(running(desk), config=TrainConfig()))
    bring(desk)
    assert chosen(desk) == "balanced"
