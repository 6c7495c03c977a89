"""The Train page: settings at the left, progress and curves at the right."""

from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QTabWidget, QWidget

from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.errors import Diverged, OtherNetworkError
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.history import RunRecord
from shoeclassifier_gui.services.augmentation_preview import AugmentationPreviewService
from shoeclassifier_gui.services.engine import EngineService
from shoeclassifier_gui.services.estimating import EstimateService
from shoeclassifier_gui.services.library import LibraryService
from shoeclassifier_gui.services.planning import PlanningService
from shoeclassifier_gui.services.settings import SettingsService
from shoeclassifier_gui.services.training import TrainingService
from shoeclassifier_gui.services.training_state import TrainingState
from shoeclassifier_gui.services.weights import WeightsService
from shoeclassifier_gui.ui.balance_wish import BalanceWish
from shoeclassifier_gui.ui.errors import show_error
from shoeclassifier_gui.ui.run_names import run_title
from shoeclassifier_gui.ui.theme.tokens import CARD_GAP
from shoeclassifier_gui.ui.theme.tones import Tone
from shoeclassifier_gui.ui.train.augmentation_view import AugmentationView
from shoeclassifier_gui.ui.train.data_facts import DataFacts, data_facts
from shoeclassifier_gui.ui.train.estimate_link import EstimateLink
from shoeclassifier_gui.ui.train.form_memory import FormMemory
from shoeclassifier_gui.ui.train.guardian_notice import GuardianAdvice
from shoeclassifier_gui.ui.train.other_network import OtherNetworkOffer
from shoeclassifier_gui.ui.train.plan import SettledPlan, network_at_hand
from shoeclassifier_gui.ui.train.plan_choice import PlanChoice
from shoeclassifier_gui.ui.train.run_view import RunView
from shoeclassifier_gui.ui.train.settings_form import SettingsForm
from shoeclassifier_gui.ui.widgets.empty_state import EmptyState

_FORM_WIDTH = 372
_LEAST_CLASSES = 2
# Painting costs, not the data: ten times a second is smooth to the eye.
_REDRAW_MS = 100


class TrainPage(QWidget):
    """Starts, shows and ends runs over the open data set."""

    dataset_requested = Signal()
    camera_requested = Signal()
    results_requested = Signal()
    rate_search_requested = Signal()
    sweep_requested = Signal()

    def __init__(
        self,
        training: TrainingService,
        library: LibraryService,
        weights: WeightsService,
        engine: EngineService,
        *,
        preview: AugmentationPreviewService,
        planning: PlanningService,
    ) -> None:
        super().__init__()
        self._training = training
        self._library = library
        self._weights = weights
        self._engine = engine
        self._planning = planning
        self._facts = DataFacts()
        self._dataset = library.state.dataset
        self._project: Project | None = None
        self._preview = AugmentationView(preview)
        self._build()
        self._lay_out()
        self._connect_services()
        self._connect_widgets()
        self._take_dataset()
        self._take_engine()
        self._take_stopped()

    @property
    def config(self) -> TrainConfig:
        """The settings of the next run."""
        return self._form.config

    @property
    def plan(self) -> SettledPlan:
        """What they come to."""
        return self._form.plan

    def take_config(self, config: TrainConfig) -> None:
        """Fill the form."""
        self._form.set_config(config)

    def remember_in(self, settings: SettingsService) -> None:
        """Fill the form with what it said last, and keep what it says from now on."""
        FormMemory(self._form, settings)
        self._choice.remember_in(settings)

    def estimate_with(self, estimates: EstimateService) -> None:
        """Show what the plans cost with the knobs as they are."""
        EstimateLink(self, self._form, estimates)

    def refuses(self) -> bool:
        """Whether nothing can be trained now; says why."""
        obstacle = self._obstacle()
        if obstacle:
            self._run_view.notice.show_notice(Tone.ATTENTION, obstacle)
        return bool(obstacle)

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what happened while nobody looked."""
        super().showEvent(event)
        self._redraw()

    def hideEvent(self, event: QHideEvent) -> None:
        """Draw nothing while nobody looks."""
        super().hideEvent(event)
        self._redraw_timer.stop()
        self._planning.wish(None)

    def set_history(self, panel: QWidget) -> None:
        """Take the history of runs, which stands behind the run."""
        self._tabs.addTab(panel, self.tr("History"))

    def use_settings(self, config: TrainConfig) -> None:
        """Take the settings of an earlier run for the next one."""
        if not self._training.state.active:
            self._form.set_config(config)
            self._tabs.setCurrentIndex(0)

    def resume(self, record: RunRecord) -> None:
        """Go on with a run of the history, and show it."""
        self._tabs.setCurrentIndex(0)
        obstacle = self._obstacle_of_program()
        if obstacle:
            self._run_view.notice.show_notice(Tone.ATTENTION, obstacle)
        elif record.config is not None:
            self._go_on_with(record.folder, record.config)

    def _build(self) -> None:
        self._form = SettingsForm()
        self._form.add_preview(self._preview)
        self._form.add_balance_wish(BalanceWish(self._library))
        self._choice = PlanChoice(self._form)
        self._run_view = RunView(self._weights)
        self._other_network = OtherNetworkOffer(self._run_view.notice, self._weights, self)
        self._advice = GuardianAdvice(self._run_view.guardian_notice, self._training, self)
        self._no_data = EmptyState(
            "dataset",
            self.tr("First show me what to tell apart: pictures of at least two classes."),
            self.tr("Each class is a folder of pictures."),
            self.tr("Go to the data set"),
        )
        self._no_data.setObjectName("train_without_data")
        self._redraw_timer = QTimer(self)
        self._redraw_timer.setSingleShot(True)
        self._redraw_timer.setInterval(_REDRAW_MS)

    def _lay_out(self) -> None:
        self._work = QWidget()
        row = QHBoxLayout(self._work)
        row.setContentsMargins(CARD_GAP, CARD_GAP, CARD_GAP, CARD_GAP)
        row.setSpacing(CARD_GAP)
        self._form.setFixedWidth(_FORM_WIDTH)
        row.addWidget(self._form)
        self._tabs = QTabWidget()
        self._tabs.setObjectName("train_tabs")
        self._tabs.addTab(self._run_view, self.tr("This run"))
        row.addWidget(self._tabs, 1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._no_data)
        self._stack.addWidget(self._work)

    def _connect_services(self) -> None:
        self._training.changed.connect(self._redraw_soon)
        self._training.failed.connect(self.show_error)
        self._training.failed.connect(self._look_for_stopped)
        self._training.run_finished.connect(self._look_for_stopped)
        self._training.stopped_changed.connect(self._take_stopped)
        self._library.changed.connect(self._take_dataset)
        self._weights.changed.connect(self._take_weights)
        self._weights.checked.connect(self._form.take_weights_file)
        self._weights.failed.connect(self.show_error)
        self._weights.ended.connect(self._planning.look_again)
        self._planning.changed.connect(self._redraw_soon)
        self._engine.ready.connect(self._take_engine)
        self._engine.failed.connect(self.show_error)

    def _connect_widgets(self) -> None:
        self._redraw_timer.timeout.connect(self._redraw)
        self._no_data.action_requested.connect(self.dataset_requested)
        self._form.changed.connect(self._redraw)
        self._run_view.weights_panel.scratch_requested.connect(self._form.start_from_scratch)
        self._form.weights_file_chosen.connect(self._weights.check)
        self._run_view.weights_panel.network_requested.connect(self._form.take_network)
        self._other_network.network_requested.connect(self._form.take_network)
        self._form.rate_search_requested.connect(self.rate_search_requested)
        self._form.sweep_requested.connect(self.sweep_requested)
        card = self._run_view.progress_card
        card.start_requested.connect(self._start)
        card.resume_requested.connect(self._resume)
        card.pause_requested.connect(self._pause)
        card.stop_requested.connect(self._training.stop)
        self._advice.restart_requested.connect(self._start_with)
        self._advice.dataset_requested.connect(self.dataset_requested)
        card.try_requested.connect(self.camera_requested)
        card.results_requested.connect(self.results_requested)

    def _start(self) -> None:
        state = self._library.state
        if state.project is not None and state.dataset is not None:
            self._choice.choose()
            self._run_view.notice.hide()
            self._training.start(self._form.config, state.project, state.dataset)

    def _start_with(self, config: TrainConfig) -> None:
        self._form.set_config(config)
        self._start()

    def _resume(self) -> None:
        stopped = self._training.stopped
        if stopped is not None:
            self._go_on_with(stopped.folder, stopped.config)

    def _go_on_with(self, run: Path, config: TrainConfig) -> None:
        dataset = self._library.state.dataset
        if dataset is not None:
            self._run_view.notice.hide()
            self._form.set_config(config)
            self._training.resume(run, config, dataset)

    def _pause(self) -> None:
        if self._training.state.phase.value == "paused":
            self._training.go_on()
        else:
            self._training.pause()

    def _take_dataset(self) -> None:
        state = self._library.state
        if state.dataset is not self._dataset or not self._facts.class_count:
            self._dataset = state.dataset
            self._facts = data_facts(state.columns) if state.columns else DataFacts()
            classes = state.dataset.classes if state.dataset else ()
            self._form.show_data(classes, self._facts.train_count)
            self._form.show_facts(self._facts)
        if state.project != self._project:
            self._project = state.project
            self._choice.show_project(state.project)
            self._form.look_for_models_in(state.project.runs if state.project else None)
            self._look_for_stopped()
        enough = self._facts.class_count >= _LEAST_CLASSES
        useful = enough or self._training.state.active
        self._stack.setCurrentWidget(self._work if useful else self._no_data)
        self._redraw_soon()

    def _take_weights(self) -> None:
        self._form.show_known(self._weights.known)
        self._redraw()

    def _take_engine(self) -> None:
        engine = self._engine
        self._form.show_devices(engine.devices, engine.device, engine.card_bytes)
        self._take_weights()

    def _look_for_stopped(self) -> None:
        self._training.look_for_stopped(self._project)

    def _take_stopped(self) -> None:
        stopped = self._training.stopped
        text = ""
        if stopped is not None:
            text = self.tr("Go on with the stopped run of {time}").format(
                time=run_title(stopped.folder)
            )
        self._run_view.progress_card.offer_resume(text)
        self._redraw_soon()

    def _redraw_soon(self) -> None:
        if self.isVisible() and not self._redraw_timer.isActive():
            self._redraw_timer.start()

    def _redraw(self) -> None:
        state = self._shown_state()
        if not state.active and not self._library.state.busy:
            self._choice.show_report(self._planning.report)
        plan = self._form.plan
        self._preview.show_config(self._form.config)
        if self.isVisible():
            self._planning.wish(self._form.config)
        seen = self._planning
        self._form.show_report(seen.report, seen.error, busy=seen.busy)
        self._form.set_editable(editable=not state.active)
        missing = plan if plan.weights_missing and not state.active else None
        self._run_view.show_missing_weights(missing, network_at_hand(self._weights.known))
        self._run_view.show_run(state, self._facts, self._obstacle())
        self._advice.show_run(state)

    def _shown_state(self) -> TrainingState:
        """The run, unless it is an ended one of another project."""
        state = self._training.state
        if state.active or state.started is None or self._project is None:
            return state
        own = state.started.run.parent == self._project.runs
        return state if own else TrainingState()

    def _obstacle(self) -> str:
        """Why a run cannot be started now; empty when it can."""
        return self._obstacle_of_program() or self._obstacle_of_plan()

    def _obstacle_of_program(self) -> str:
        if self._training.busy:
            return self.tr("Something is being trained already; one training runs at a time.")
        if self._library.state.busy:
            return self.tr("The pictures are still being read…")
        if self._facts.problem is not None:
            return self._facts.problem.sentence
        if not self._engine.device:
            return self.tr("Getting ready: the engine is being loaded, this takes some seconds.")
        return ""

    def _obstacle_of_plan(self) -> str:
        plan = self._form.plan
        if plan.weights_missing:
            text = self.tr("Choose below how to go on without the weights of {network}.")
        elif plan.too_small:
            text = self.tr("The picture size is too small for {network}.")
        elif plan.head_fails:
            text = self.tr(
                "Here a head cannot be fitted alone: choose another plan, or layers that all know "
                "something and the average pool."
            )
        else:
            return ""
        return text.format(network=plan.known.backbone)

    def show_error(self, error: Exception) -> None:
        """Say what went wrong and what to do about it."""
        if isinstance(error, Diverged) and self._training.state.warning is not None:
            pass  # The guardian has said it already, with a way on.
        elif isinstance(error, OtherNetworkError):
            self._other_network.make(error)
        else:
            show_error(self._run_view.notice, error)
        self._redraw_soon()
