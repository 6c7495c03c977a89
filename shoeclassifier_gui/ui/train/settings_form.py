"""The settings of the next run: every knob, with the values that will be used."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from shoeclassifier_gui.core.errors import ModelError
from shoeclassifier_gui.core.runs.config import IMAGENET, PLANS, SCRATCH, PlanName, TrainConfig
from shoeclassifier_gui.core.runs.defaults import change_plan, follow_model
from shoeclassifier_gui.core.runs.model_card import ModelCard
from shoeclassifier_gui.core.runs.recommendation import PlanEstimate, PlanReport
from shoeclassifier_gui.services.weights import WeightsChecked, WeightsKnown
from shoeclassifier_gui.ui.theme.tokens import CARD_GAP, GAP
from shoeclassifier_gui.ui.train.aim_section import AimSection
from shoeclassifier_gui.ui.train.augmentation_section import AugmentationSection
from shoeclassifier_gui.ui.train.data_facts import DataFacts
from shoeclassifier_gui.ui.train.folds_section import FoldsSection
from shoeclassifier_gui.ui.train.learning_section import LearningSection
from shoeclassifier_gui.ui.train.network_section import NetworkSection
from shoeclassifier_gui.ui.train.pictures_section import PicturesSection
from shoeclassifier_gui.ui.train.plan import SettledPlan, settle
from shoeclassifier_gui.ui.train.plan_section import EngineSection, PlanSection
from shoeclassifier_gui.ui.widgets.buttons import Button
from shoeclassifier_gui.ui.widgets.card import Card

_SCROLL_BAR_ROOM = 14
# The plan and the folds; the other sections only with all settings.
_ALWAYS_SHOWN = 2
_Section = NetworkSection | LearningSection | AimSection | AugmentationSection | PicturesSection


class SettingsForm(Card):
    """Owns the configuration of the next run; `changed` follows every change of it."""

    changed = Signal()
    all_shown = Signal(bool)
    rate_search_requested = Signal()
    sweep_requested = Signal()
    weights_file_chosen = Signal(str, str)
    plan_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._config = TrainConfig()
        self._known: Mapping[str, WeightsKnown] = {}
        self._other: ModelCard | None = None
        self._pictures_count, self._classes_count = 0, 2
        self._card_bytes: int | None = None
        self._build()
        self._arrange()
        for section in self._sections:
            section.edited.connect(self._edit)
        self._network.owner_wanted.connect(self._take_network_of_file)
        self._plan_section.settings_wanted.connect(self.set_config)
        self._plan_section.edited.connect(self.plan_chosen)
        self._reset_button.clicked.connect(self._reset)
        self._all_button.toggled.connect(self.show_all)
        self._all_button.clicked.connect(self._lead_to_settings)
        self._learning.rate_search_requested.connect(self.rate_search_requested)
        self._sweep_button.clicked.connect(self.sweep_requested)
        self._show()

    @property
    def config(self) -> TrainConfig:
        """The knobs of the next run."""
        return self._config

    @property
    def plan(self) -> SettledPlan:
        """What the knobs come to."""
        return self._with_plan(self._config.plan)

    def set_config(self, config: TrainConfig) -> None:
        """Take other knobs; shares of its own are the command line's, and are left out."""
        config = replace(config, shares=None)
        if config != self._config:
            if config.weights != self._config.weights:
                self._other = _card_of(config.weights)
            self._config = config
            self._show()
            self.changed.emit()

    def start_from_scratch(self) -> None:
        """Switch to what needs no weights: its own network and size, nothing frozen."""
        plain = replace(self._config, weights=SCRATCH, head=None, cut=None, plan="balanced")
        automatic = replace(plain, backbone=None, freeze=None, image_size=None)
        self.set_config(replace(automatic, epochs=None, patience=None))

    def take_weights_file(self, checked: WeightsChecked) -> None:
        """Start from a file that was looked into, or say why the network cannot."""
        config = replace(self._config, weights=checked.file)
        if settle(config, self._known).known.backbone != checked.backbone:
            return  # Another network was chosen meanwhile.
        if not checked.problem:
            self.set_config(config)
            return
        if self._config == config:
            self.set_config(replace(config, weights=IMAGENET))
        self._network.show_refusal(checked.problem, checked.file, checked.owner)

    def take_network(self, name: str) -> None:
        """Switch to another network, which brings its own depth."""
        self._edit("backbone", name)

    def _take_network_of_file(self, network: str, file: str) -> None:
        self._edit("backbone", network)
        self._edit("weights", file)

    def show_known(self, known: Mapping[str, WeightsKnown]) -> None:
        """Take what is known of networks and weights."""
        self._known = known
        self._show()

    def show_report(
        self, report: PlanReport | None, error: Exception | None = None, *, busy: bool
    ) -> None:
        """Show which plan fits the pictures and what each costs, or why that cannot be told."""
        self._plan_section.show_report(report, self._config, error, busy=busy)

    def show_estimates(self, estimates: Mapping[str, PlanEstimate], *, busy: bool) -> None:
        """Show what the plans cost with the knobs as they are; `busy` while more is to come."""
        self._plan_section.show_estimates(estimates, busy=busy)

    def show_devices(self, devices: tuple[str, ...], label: str, card_bytes: int | None) -> None:
        """Offer the devices of this machine, of which a card has so much memory."""
        self._card_bytes = card_bytes
        self._pictures.offer_devices(devices, label)
        self._show()

    def look_for_models_in(self, folder: Path | None) -> None:
        """Where the search for another model to start from begins."""
        self._network.look_for_models_in(folder)

    def show_all(self, everything: bool) -> None:
        """Show every knob, or the choice of a plan alone."""
        self._all_button.setChecked(everything)
        for part in self._sections[_ALWAYS_SHOWN:]:
            part.setVisible(everything)
        self._sweep_button.setVisible(everything)
        self.all_shown.emit(everything)

    @property
    def all_are_shown(self) -> bool:
        """Whether every knob is shown."""
        return self._all_button.isChecked()

    def add_preview(self, view: QWidget) -> None:
        """Put what shows the random changes beside their knobs."""
        self._augmentation.add_preview(view)

    def add_balance_wish(self, view: QWidget) -> None:
        """Put what tells the data set's wish below the balance of classes."""
        self._aim.add_wish(view)

    def show_data(self, classes: Sequence[str], pictures: int) -> None:
        """Take the classes that are learned, and the number of pictures to learn from."""
        self._pictures_count, self._classes_count = pictures, len(classes)
        self._augmentation.show_classes(classes)
        self._show()

    def show_facts(self, facts: DataFacts) -> None:
        """Take the counts of the pictures that are learned."""
        self._folds.show_facts(facts)

    def set_editable(self, editable: bool) -> None:
        """Let the knobs be changed, or only be read while a run is under way."""
        for part in (*self._sections, self._reset_button, self._sweep_button):
            part.setEnabled(editable)

    def _build(self) -> None:
        self._network = NetworkSection()
        self._learning = LearningSection()
        self._aim = AimSection()
        self._augmentation = AugmentationSection()
        self._pictures = PicturesSection()
        self._engine = EngineSection()
        self._plan_section = PlanSection()
        self._folds = FoldsSection()
        self._sections = (
            self._plan_section, self._folds, self._network, self._learning, self._aim,
            self._augmentation, self._pictures, self._engine,
        )  # fmt: skip
        self._all_button = Button(self.tr("All settings"), "settings")
        self._all_button.setObjectName("all_settings")
        self._all_button.setCheckable(True)
        self._all_button.setToolTip(
            self.tr("Shows every knob of the run: network, learning, random changes, engine.")
        )
        self._reset_button = Button(self.tr("Back to the usual settings"), "undo")
        self._reset_button.setObjectName("reset_settings")
        self._sweep_button = Button(self.tr("Find good settings…"), "search")
        self._sweep_button.setObjectName("find_settings")
        self._scroll = QScrollArea()
        self._scroll.setObjectName("settings_scroll")
        self._scroll.setAccessibleName(self.tr("Settings of the next run"))

    def _arrange(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, _SCROLL_BAR_ROOM, 0)
        column.setSpacing(CARD_GAP)
        for part in self._sections:
            column.addWidget(part)
        column.insertWidget(_ALWAYS_SHOWN, self._sweep_button)
        column.addStretch(1)
        self.show_all(False)
        self._scroll.setWidget(body)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.content.setSpacing(GAP)
        self.content.addWidget(self._scroll, 1)
        self.content.addWidget(self._reset_button)
        # The last one: whatever comes and goes above it, it stays under the mouse.
        self.content.addWidget(self._all_button)

    def _lead_to_settings(self, opened: bool) -> None:
        if opened:  # They have their places once the layout has been made.
            QTimer.singleShot(0, self, self._scroll_to_settings)
        else:
            self._scroll.verticalScrollBar().setValue(0)

    def _scroll_to_settings(self) -> None:
        self._scroll.verticalScrollBar().setValue(self._sweep_button.y())

    def _edit(self, knob: str, value: object) -> None:
        config = replace(self._config, **{knob: value})  # type: ignore[arg-type]
        if knob == "plan":
            config = change_plan(self._config, config.plan)
        if knob == "backbone":
            config = replace(config, freeze=None, cut=None)
        if knob == "weights" and Path(config.weights).is_dir():
            self._start_from_model(config)
            return
        if knob == "weights" and _names_file(config):
            self._ask_for_check(config)
            return
        if config.freeze and config.freeze > settle(config, self._known).layers:
            config = replace(config, freeze=None)
        if config.head == "classic" and not settle(config, self._known).classic_head:
            config = replace(config, head=None)
        self.set_config(config)
        if knob == "backbone" and _names_file(config):
            self._ask_for_check(config)

    def _ask_for_check(self, config: TrainConfig) -> None:
        backbone = settle(config, self._known).known.backbone
        self.weights_file_chosen.emit(config.weights, backbone)

    def _start_from_model(self, config: TrainConfig) -> None:
        """The network becomes that of the model; it can be changed again afterwards."""
        try:
            card = ModelCard.read(Path(config.weights))
        except ModelError as error:
            self._network.show_refusal(error.sentence)
            return
        like = replace(config, backbone=None, image_size=None, head=None, cut=None, freeze=None)
        self.set_config(follow_model(like, card))

    def _with_plan(self, name: PlanName) -> SettledPlan:
        return settle(
            change_plan(self._config, name), self._known, self._other,
            pictures=self._pictures_count or None,
            classes=self._classes_count,
            card_bytes=self._card_bytes,
        )  # fmt: skip

    def _reset(self) -> None:
        self.set_config(TrainConfig(plan=self._config.plan))

    def _show(self) -> None:
        plans = {name: self._with_plan(name) for name in PLANS}
        plan = plans[self._config.plan]
        self._network.show_plan(self._config, plan, self._known)
        self._learning.show_plan(self._config, plan)
        self._aim.show_config(self._config)
        self._augmentation.show_plan(self._config, plan)
        self._plan_section.show_plans(self._config, plans)
        for section in (self._pictures, self._engine, self._folds):
            section.show_plan(self._config, plan)
        self._reset_button.setVisible(self._config != TrainConfig(plan=self._config.plan))


def _names_file(config: TrainConfig) -> bool:
    return config.weights not in {IMAGENET, SCRATCH} and not Path(config.weights).is_dir()


def _card_of(weights: str) -> ModelCard | None:
    """Of the model whose folder was named; None where it is not one any more."""
    if not Path(weights).is_dir():
        return None
    try:
        return ModelCard.read(Path(weights))
    except ModelError:
        return None
