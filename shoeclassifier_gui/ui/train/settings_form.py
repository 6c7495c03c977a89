"""The settings of the next run: every knob, with the values that will be used."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from shoeclassifier_gui.core.runs.config import SCRATCH, TrainConfig
from shoeclassifier_gui.services.weights import WeightsKnown
from shoeclassifier_gui.ui.theme.tokens import CARD_GAP, GAP
from shoeclassifier_gui.ui.train.aim_section import AimSection
from shoeclassifier_gui.ui.train.augmentation_section import AugmentationSection
from shoeclassifier_gui.ui.train.learning_section import LearningSection
from shoeclassifier_gui.ui.train.network_section import NetworkSection
from shoeclassifier_gui.ui.train.pictures_section import PicturesSection
from shoeclassifier_gui.ui.train.plan import SettledPlan, settle
from shoeclassifier_gui.ui.widgets.buttons import Button
from shoeclassifier_gui.ui.widgets.card import Card

_SCROLL_BAR_ROOM = 14
_Section = NetworkSection | LearningSection | AimSection | AugmentationSection | PicturesSection


class SettingsForm(Card):
    """Owns the configuration of the next run; `changed` follows every change of it."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._config = TrainConfig()
        self._known: Mapping[str, WeightsKnown] = {}
        self._build()
        self._arrange()
        for section in self._sections():
            section.edited.connect(self._edit)
        self._reset_button.clicked.connect(self._reset)
        self._show()

    @property
    def config(self) -> TrainConfig:
        """The knobs of the next run."""
        return self._config

    @property
    def plan(self) -> SettledPlan:
        """What the knobs come to."""
        return settle(self._config, self._known)

    def set_config(self, config: TrainConfig) -> None:
        """Take other knobs."""
        if config != self._config:
            self._config = config
            self._show()
            self.changed.emit()

    def start_from_scratch(self) -> None:
        """Switch to what needs no weights: its own network and size, nothing frozen."""
        plain = replace(self._config, weights=SCRATCH, head="pool")
        automatic = replace(plain, backbone=None, freeze=None, image_size=None)
        self.set_config(replace(automatic, epochs=None, patience=None))

    def show_known(self, known: Mapping[str, WeightsKnown]) -> None:
        """Take what is known of networks and weights."""
        self._known = known
        self._show()

    def show_devices(self, devices: tuple[str, ...], label: str) -> None:
        """Offer the devices of this machine."""
        self._pictures.offer_devices(devices, label)

    def add_preview(self, view: QWidget) -> None:
        """Put what shows the random changes beside their knobs."""
        self._augmentation.add_wide(view)

    def show_classes(self, names: Sequence[str]) -> None:
        """Take the classes that are learned."""
        self._augmentation.show_classes(names)

    def set_editable(self, editable: bool) -> None:
        """Let the knobs be changed, or only be read while a run is under way."""
        for part in (*self._sections(), self._reset_button):
            part.setEnabled(editable)

    def _build(self) -> None:
        self._network = NetworkSection()
        self._learning = LearningSection()
        self._aim = AimSection()
        self._augmentation = AugmentationSection()
        self._pictures = PicturesSection()
        self._reset_button = Button(self.tr("Back to the recommended settings"), "undo")
        self._reset_button.setObjectName("reset_settings")
        self._scroll = QScrollArea()
        self._scroll.setObjectName("settings_scroll")
        self._scroll.setAccessibleName(self.tr("Settings of the next run"))

    def _sections(self) -> tuple[_Section, ...]:
        return (self._network, self._learning, self._aim, self._augmentation, self._pictures)

    def _arrange(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, _SCROLL_BAR_ROOM, 0)
        column.setSpacing(CARD_GAP)
        for part in self._sections():
            column.addWidget(part)
        column.addStretch(1)
        self._scroll.setWidget(body)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.content.setSpacing(GAP)
        self.content.addWidget(self._scroll, 1)
        self.content.addWidget(self._reset_button)

    def _edit(self, knob: str, value: object) -> None:
        config = replace(self._config, **{knob: value})  # type: ignore[arg-type]
        if knob == "backbone":
            config = replace(config, freeze=None)
        if not settle(config, self._known).classic_head:
            config = replace(config, head="pool")
        self.set_config(config)

    def _reset(self) -> None:
        self.set_config(TrainConfig())

    def _show(self) -> None:
        plan = self.plan
        self._network.show_plan(self._config, plan, self._known)
        self._learning.show_plan(self._config, plan)
        self._aim.show_config(self._config)
        self._augmentation.show_config(self._config)
        self._pictures.show_plan(self._config, plan)
        self._reset_button.setVisible(self._config != TrainConfig())
