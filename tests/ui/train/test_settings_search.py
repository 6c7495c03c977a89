"""The searches as a person at the Train page meets them."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QAbstractButton, QDoubleSpinBox, QLabel, QSpinBox, QTableView
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.errors import RunError
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.rate_search import RateTried, conclude, rate_at
from shoeclassifier_gui.core.runs.search_space import Budget, NumberRange, SearchSpace, parse_ranges
from shoeclassifier_gui.core.runs.sweep_events import (
    SweepEnd,
    SweepFinished,
    TrialFinished,
    TrialProgressed,
    TrialStarted,
)
from shoeclassifier_gui.core.runs.sweep_folder import SweepFolder
from shoeclassifier_gui.services.rate_search import RateSearchService, RateSearchState
from shoeclassifier_gui.services.results import ResultsService
from shoeclassifier_gui.services.sweep import LastSweep, SweepService, SweepState
from shoeclassifier_gui.ui.train.rate_dialog import RateDialog
from shoeclassifier_gui.ui.train.search_plot import SearchPlot
from shoeclassifier_gui.ui.train.settings_search import SettingsSearch
from shoeclassifier_gui.ui.train.sweep_dialog import SweepDialog
from tests.ui.train.desk import Desk, button, click, find, running


class StubRates(RateSearchService):
    """Remembers what was asked; the test plays the search."""

    def __init__(self) -> None:
        super().__init__(None)  # type: ignore[arg-type]
        self.asked: list[object] = []

    def start(self, config: TrainConfig, dataset: Dataset) -> None:
        assert dataset.items
        self.asked.append(config)
        self.play(RateSearchState(active=True))

    def stop(self) -> None:
        self.asked.append("stop")

    def play(self, state: RateSearchState) -> None:
        self._set(state)


class StubSweep(SweepService):
    """Remembers what was asked; the test plays the search."""

    def __init__(self) -> None:
        super().__init__(None)  # type: ignore[arg-type]
        self.asked: list[object] = []
        self.begun: list[tuple[SearchSpace, Budget]] = []

    def look_for_last(self, project: Project) -> None:
        assert project
        self.asked.append("look")

    def start(self, space: SearchSpace, project: Project, dataset: Dataset, budget: Budget) -> None:
        assert dataset.folder == project.folder
        self.begun.append((space, budget))
        self.play(SweepState(active=True, project=project, space=space))

    def go_on(self, project: Project, dataset: Dataset, budget: Budget) -> None:
        assert dataset.folder == project.folder
        self.asked.append(("go on", budget))

    def stop(self) -> None:
        self.asked.append("stop")

    def play(self, state: SweepState) -> None:
        self._set(state)


class SearchDesk:
    """The Train page with both searches, ready to train."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.rates = StubRates()
        self.sweep = StubSweep()
        self.results = ResultsService()
        self.listed: list[Path | None] = []
        self.results.list_runs = self.listed.append  # type: ignore[method-assign,assignment]
        page = desk.page
        SettingsSearch(page, desk.library, self.rates, self.sweep, results=self.results)
        desk.open_data()
        desk.make_ready()
        page.take_config(TrainConfig(backbone="squeezenet1_1"))

    def rate_dialog(self) -> RateDialog:
        return find(self.desk.page, RateDialog)

    def sweep_dialog(self) -> SweepDialog:
        return find(self.desk.page, SweepDialog)


@pytest.fixture
def searches(desk: Desk) -> SearchDesk:
    return SearchDesk(desk)


def press(dialog: RateDialog | SweepDialog, name: str) -> None:
    target = find(dialog, QAbstractButton, name)
    assert target.isVisible(), f"{name} cannot be seen"
    assert target.isEnabled(), f"{name} cannot be pressed"
    # A box to tick is wider than what takes a click.
    place = QPoint(12, target.height() // 2)
    QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=place)


def sentence(dialog: RateDialog | SweepDialog, name: str) -> str:
    return find(dialog, QLabel, name).text()


def tried(count: int) -> tuple[RateTried, ...]:
    losses = [2.0] * 30 + [2 - 0.05 * i for i in range(30)] + [0.5 + 0.2 * i for i in range(40)]
    return tuple(RateTried(rate_at(i, 100), losses[i], i + 1, 100) for i in range(count))


def test_a_rate_is_searched_shown_and_used(searches: SearchDesk, qtbot: QtBot) -> None:
    button(searches.desk, "find_rate").click()
    dialog = searches.rate_dialog()
    assert searches.rates.asked == [searches.desk.page.config]
    assert not find(dialog, QAbstractButton, "rate_use").isEnabled()
    searches.rates.play(RateSearchState(active=True, tried=tried(40)))
    assert sentence(dialog, "rate_sentence") == "Step 40 of 100 at most."
    assert find(dialog, SearchPlot).drawn() == (40, None)
    steps = tried(100)
    result = conclude([t.rate for t in steps], [t.loss for t in steps])
    assert result.suggestion is not None
    searches.rates.play(RateSearchState(tried=steps, result=result))
    count, mark = find(dialog, SearchPlot).drawn()
    assert count == 100
    assert mark == pytest.approx(result.suggestion)
    assert "is a good rate" in sentence(dialog, "rate_sentence")
    press(dialog, "rate_use")
    rate = searches.desk.page.config.learning_rate
    assert rate == pytest.approx(result.suggestion, rel=0.05)
    assert find(searches.desk.page, QDoubleSpinBox, "train_learning_rate").value() == rate
    assert not dialog.isVisible()


def test_closing_ends_the_search_and_changes_nothing(searches: SearchDesk, qtbot: QtBot) -> None:
    before = searches.desk.page.config
    button(searches.desk, "find_rate").click()
    QTest.keyClick(searches.rate_dialog(), Qt.Key.Key_Escape)
    assert searches.rates.asked[-1] == "stop"
    assert searches.desk.page.config == before


def test_no_good_rate_is_said(searches: SearchDesk, qtbot: QtBot) -> None:
    button(searches.desk, "find_rate").click()
    flat = tuple(replace(t, loss=2.0) for t in tried(100))
    result = conclude([t.rate for t in flat], [t.loss for t in flat])
    searches.rates.play(RateSearchState(tried=flat, result=result))
    dialog = searches.rate_dialog()
    assert sentence(dialog, "rate_sentence").startswith("The loss fell at no rate")
    assert not find(dialog, QAbstractButton, "rate_use").isEnabled()
    press(dialog, "rate_again")
    assert len(searches.rates.asked) == 2
    dialog.close()


@pytest.mark.parametrize("name", ["find_rate", "find_settings"])
def test_there_is_no_search_during_a_run(searches: SearchDesk, qtbot: QtBot, name: str) -> None:
    searches.desk.training.play(running(searches.desk))
    qtbot.waitUntil(lambda: not button(searches.desk, name).isEnabled())


@pytest.mark.parametrize("name", ["find_rate", "find_settings"])
def test_without_weights_the_page_says_why_there_is_no_search(
    searches: SearchDesk, qtbot: QtBot, name: str
) -> None:
    searches.desk.page.take_config(TrainConfig(backbone="vgg16"))
    button(searches.desk, name).click()
    page = searches.desk.page
    assert page.findChild(RateDialog) is None
    assert page.findChild(SweepDialog) is None
    told = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    assert "Choose below how to go on without the weights of vgg16." in told


def trial(number: int, score: float | None, *, pruned: bool = False) -> TrialFinished:
    knobs = {"learning_rate": 0.001 * (number + 1), "dropout": 0.2}
    return TrialFinished(number, knobs, Path(f"run {number}"), score, pruned)


def test_settings_are_searched_shown_and_used(searches: SearchDesk, qtbot: QtBot) -> None:
    click(qtbot, searches.desk, "find_settings")
    dialog = searches.sweep_dialog()
    assert find(dialog, QSpinBox, "sweep_freeze_high").value() == 25  # All of squeezenet1_1.
    press(dialog, "sweep_weight_decay")  # Not this one.
    find(dialog, QDoubleSpinBox, "sweep_learning_rate_high").setValue(0.02)
    press(dialog, "sweep_start")
    space, budget = searches.sweep.begun[-1]
    assert [each.knob for each in space.ranges] == ["learning_rate", "dropout"]
    assert isinstance(space.ranges[0], NumberRange)
    assert space.ranges[0].high == 0.02
    assert budget.minutes == 30
    state = searches.sweep.state
    trials = (trial(0, 0.6), trial(1, None, pruned=True), trial(2, 0.8, pruned=True))
    now = TrialStarted(3, {"learning_rate": 0.004, "dropout": 0.1}, Path("run 3"), 5)
    playing = replace(state, trials=trials, running=now, newest=TrialProgressed(3, 2, 0.5))
    searches.sweep.play(playing)
    assert sentence(dialog, "sweep_sentence") == "Trial 4, epoch 3 of 5."
    table = find(dialog, QTableView, "sweep_trials")
    model = table.model()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    rows = [[model.index(r, c).data() for c in range(5)] for r in range(model.rowCount())]
    assert rows == [
        ["1", "60 %", "done", "0.001", "0.2"],
        ["2", "", "failed", "0.002", "0.2"],
        ["3", "80 %", "best", "0.003", "0.2"],
        ["4", "50 %", "running", "0.004", "0.1"],
    ]
    assert find(dialog, SearchPlot).drawn() == (2, 3)
    press(dialog, "sweep_stop")
    assert searches.sweep.asked[-1] == "stop"
    ended = SweepFinished(trials[2], 3, SweepEnd.STOPPED)
    searches.sweep.play(replace(playing, active=False, running=None, newest=None, finished=ended))
    assert "The best is trial 3 with 80 % right" in sentence(dialog, "sweep_sentence")
    best = replace(trials[2], first_score=0.9)
    searches.sweep.play(replace(searches.sweep.state, trials=(*trials[:2], best)))
    told = sentence(dialog, "sweep_sentence")
    assert told.endswith("It keeps its first model, which is better: 90 % right.")
    press(dialog, "sweep_use")
    config = searches.desk.page.config
    assert (config.learning_rate, config.dropout) == (0.003, 0.2)
    assert config.backbone == "squeezenet1_1"


def test_a_search_that_cannot_be_says_why(searches: SearchDesk, qtbot: QtBot) -> None:
    click(qtbot, searches.desk, "find_settings")
    dialog = searches.sweep_dialog()
    for name in ("sweep_learning_rate", "sweep_dropout", "sweep_weight_decay"):
        press(dialog, name)
    assert "No setting was chosen" in sentence(dialog, "sweep_problem")
    start = find(dialog, QAbstractButton, "sweep_start")
    assert not start.isEnabled()
    press(dialog, "sweep_optimizer")
    assert start.isEnabled()
    for name in ("adamw", "sgd", "rmsprop"):
        press(dialog, f"sweep_optimizer_{name}")
    assert "two or more" in sentence(dialog, "sweep_problem")
    assert not start.isEnabled()
    dialog.close()


def test_the_last_search_can_go_on(searches: SearchDesk, qtbot: QtBot) -> None:
    click(qtbot, searches.desk, "find_settings")
    assert searches.sweep.asked == ["look"]
    dialog = searches.sweep_dialog()
    assert not find(dialog, QAbstractButton, "sweep_go_on").isVisible()
    space = SearchSpace(TrainConfig(), parse_ranges(["dropout"]))
    searches.sweep._keep_last([LastSweep(SweepFolder(Path("sweep")), space)])
    press(dialog, "sweep_go_on")
    assert searches.sweep.asked[-1] == ("go on", Budget(30))
    dialog.close()


def test_the_search_goes_on_without_its_dialog(searches: SearchDesk, qtbot: QtBot) -> None:
    click(qtbot, searches.desk, "find_settings")
    press(searches.sweep_dialog(), "sweep_start")
    searches.sweep_dialog().close()
    assert "stop" not in searches.sweep.asked
    searches.sweep.play(replace(searches.sweep.state, trials=(trial(0, 0.7),)))
    searches.sweep.trial_finished.emit()
    assert searches.listed == [searches.desk.project.runs]
    qtbot.waitUntil(lambda: searches.desk.page.findChild(SweepDialog) is None)
    click(qtbot, searches.desk, "find_settings")
    assert find(searches.sweep_dialog(), QAbstractButton, "sweep_stop").isVisible()
    searches.sweep_dialog().close()
    searches.sweep.failed.emit(RunError("The disk is full.", "Make room."))
    page = searches.desk.page
    assert "The disk is full." in [w.text() for w in page.findChildren(QLabel) if w.isVisible()]


def test_the_dialog_speaks_of_the_score_that_is_watched(searches: SearchDesk, qtbot: QtBot) -> None:
    searches.desk.page.take_config(replace(searches.desk.page.config, watch="loss"))
    click(qtbot, searches.desk, "find_settings")
    dialog = searches.sweep_dialog()
    press(dialog, "sweep_start")
    low = replace(trial(1, 0.25), loss=0.25)
    ended = SweepFinished(low, 2, SweepEnd.TRIALS)
    state = replace(searches.sweep.state, trials=(trial(0, 0.5), low), active=False, finished=ended)
    searches.sweep.play(state)
    assert "trial 2 with a loss of 0.250 on" in sentence(dialog, "sweep_sentence")
    table = find(dialog, QTableView, "sweep_trials")
    assert table.model().index(1, 1).data() == "0.250"
    assert table.model().index(1, 2).data() == "best"
    press(dialog, "sweep_use")
    assert searches.desk.page.config.learning_rate == low.knobs["learning_rate"]
    assert searches.desk.page.config.watch == "loss"
