"""The part of the form that chooses the network, where it starts from, and what is frozen."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from shoeclassifier_gui.core.runs.config import IMAGENET, SCRATCH, TrainConfig
from shoeclassifier_gui.services.weights import WeightsKnown
from shoeclassifier_gui.ui.theme.tokens import GAP
from shoeclassifier_gui.ui.theme.tones import Tone
from shoeclassifier_gui.ui.train.knobs import ChoiceKnob, FreezeSlider, WholeKnob
from shoeclassifier_gui.ui.train.network_blocks import NetworkBlocks
from shoeclassifier_gui.ui.train.network_caption import NetworkCaption
from shoeclassifier_gui.ui.train.plan import SettledPlan, network_names
from shoeclassifier_gui.ui.train.setting_rows import SettingRows
from shoeclassifier_gui.ui.widgets.labels import Caption, set_tone

_FILE = "file"


class NetworkSection(SettingRows):
    """Backbone, start, head and freeze depth, with the network drawn as blocks."""

    edited = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._config = TrainConfig()
        self._build()
        self._lay_out()
        self._connect()

    def show_plan(
        self, config: TrainConfig, plan: SettledPlan, known: Mapping[str, WeightsKnown]
    ) -> None:
        """Show a configuration with its open knobs settled."""
        self._config = config
        self._backbone.offer([(name, name) for name in network_names(known)])
        self._backbone.show_value(plan.known.backbone)
        self._show_start(config.weights)
        self._head.setEnabled(plan.classic_head)
        self._head.show_value(config.head)
        self._show_freeze(config, plan)

    def _build(self) -> None:
        self._blocks = NetworkBlocks()
        self._caption = NetworkCaption()
        self._backbone = ChoiceKnob("backbone")
        self._start = ChoiceKnob(
            "weights",
            [
                (self.tr("ImageNet weights"), IMAGENET),
                (self.tr("From scratch"), SCRATCH),
                (self.tr("A file…"), _FILE),
            ],
        )
        self._head = ChoiceKnob(
            "head",
            [(self.tr("Average pool"), "pool"), (self.tr("Classic dense layers"), "classic")],
        )
        self._slider = FreezeSlider()
        self._freeze = WholeKnob("freeze")
        self._warning = Caption()
        set_tone(self._warning, Tone.ATTENTION)

    def _lay_out(self) -> None:
        self.add_title(self.tr("Network"))
        self.add_wide(self._blocks)
        self.add_wide(self._caption)
        depth = QWidget()
        row = QHBoxLayout(depth)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self._slider, 1)
        row.addWidget(self._freeze)
        self.add_row(self.tr("Freeze depth"), depth, self._freeze_help())
        for field in (self._slider, self._freeze):
            field.setAccessibleName(self.tr("Freeze depth"))
            field.setToolTip(self._freeze_help())
        self.add_below(self._warning)
        self.add_row(
            self.tr("Backbone"),
            self._backbone,
            self.tr("The convolution layers that turn a picture into features."),
        )
        self.add_row(
            self.tr("Start from"),
            self._start,
            self.tr(
                "ImageNet weights already know edges, textures and shapes, so few pictures are "
                "enough. From scratch needs none, but many more pictures."
            ),
        )
        self.add_row(
            self.tr("Head"),
            self._head,
            self.tr(
                "What follows the convolution layers. Average pool is small and learns fast; the "
                "classic dense layers of VGG are nine times as large."
            ),
        )

    def _connect(self) -> None:
        for field in (self._backbone, self._head, self._slider, self._freeze):
            field.edited.connect(self.edited)
        self._start.edited.connect(self._choose_start)
        self._blocks.freeze_picked.connect(self._pick_freeze)

    def _freeze_help(self) -> str:
        return self.tr(
            "How many convolution layers, counted from the input, keep what they know and do not "
            "learn."
        )

    def _show_start(self, weights: str) -> None:
        is_file = weights not in {IMAGENET, SCRATCH}
        text = Path(weights).name if is_file else self.tr("A file…")
        self._start.setItemText(self._start.findData(_FILE), text)
        self._start.show_value(_FILE if is_file else weights)

    def _show_freeze(self, config: TrainConfig, plan: SettledPlan) -> None:
        layers = plan.known.convolutions
        for field in (self._slider, self._freeze):
            with QSignalBlocker(field):
                field.setRange(0, layers)
            field.show_value(plan.freeze)
        rate = config.pretrained_rate if plan.pretrained else 1.0
        self._caption.show_plan(layers, plan.freeze, rate)
        self._blocks.show_network(layers, plan.freeze, self._caption.spoken())
        self._warning.setText(self._warning_text(plan))
        self._warning.setVisible(bool(self._warning.text()))

    def _warning_text(self, plan: SettledPlan) -> str:
        if plan.freeze and not plan.pretrained:
            return self.tr("Frozen layers stay random: from scratch they never learn anything.")
        return ""

    def _pick_freeze(self, depth: int) -> None:
        self.edited.emit("freeze", depth)

    def _choose_start(self, _knob: str, value: str) -> None:
        if value != _FILE:
            self.edited.emit("weights", value)
            return
        file = ask_for_weights(self)
        if file:
            self.edited.emit("weights", file)
        else:
            self._show_start(self._config.weights)


def ask_for_weights(parent: QWidget) -> str:
    """Lets the user choose a weights file; empty when they change their mind."""
    file, _ = QFileDialog.getOpenFileName(
        parent,
        parent.tr("Choose a weights file"),
        "",
        parent.tr("Weights (*.pth *.pt *.safetensors)"),
    )
    return file
