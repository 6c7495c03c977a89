"""The part of the form that chooses the network, what it starts from, and what is frozen."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from shoeclassifier_gui.core.runs.config import SCRATCH, TrainConfig
from shoeclassifier_gui.services.weights import WeightsKnown
from shoeclassifier_gui.ui.theme.tokens import GAP
from shoeclassifier_gui.ui.theme.tones import Tone
from shoeclassifier_gui.ui.train.knobs import ChoiceKnob, FreezeSlider, SwitchKnob, WholeKnob
from shoeclassifier_gui.ui.train.network_blocks import NetworkBlocks
from shoeclassifier_gui.ui.train.network_caption import NetworkCaption
from shoeclassifier_gui.ui.train.plan import SettledPlan, network_names
from shoeclassifier_gui.ui.train.setting_rows import SettingRows
from shoeclassifier_gui.ui.train.start_knob import StartKnob
from shoeclassifier_gui.ui.widgets.buttons import Button
from shoeclassifier_gui.ui.widgets.labels import Caption, set_tone


class NetworkSection(SettingRows):
    """Backbone, start, head and freeze depth, with the network drawn as blocks."""

    edited = Signal(str, object)
    owner_wanted = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan: SettledPlan | None = None
        self._build()
        self._lay_out()
        self._lay_out_choices()
        self._lay_out_head()
        self._connect()

    def show_plan(
        self, config: TrainConfig, plan: SettledPlan, known: Mapping[str, WeightsKnown]
    ) -> None:
        """Show a configuration with its open knobs settled."""
        self._backbone.offer([(name, name) for name in network_names(known)])
        self._backbone.show_value(plan.known.backbone)
        self._start.show_start(plan.basics.weights, plan.known.backbone)
        self._refusal.hide()
        self._owner_button.hide()
        self._show_head(config, plan)
        self._show_depths(config, plan)

    def look_for_models_in(self, folder: Path | None) -> None:
        """Where the search for another model to start from begins."""
        self._start.look_for_models_in(folder)

    def show_refusal(self, sentence: str, file: str = "", owner: str = "") -> None:
        """Say why a run cannot start from what was just chosen.

        Args:
            sentence: Why.
            file: That was chosen.
            owner: The network that it belongs to; empty where there is none to offer.
        """
        self._refusal.setText(sentence)
        self._refusal.show()
        self._refused = (owner, file)
        self._owner_button.setText(self.tr("Use {network} instead").format(network=owner))
        self._owner_button.setVisible(bool(owner))

    def _build(self) -> None:
        self._blocks = NetworkBlocks()
        self._caption = NetworkCaption()
        self._backbone = ChoiceKnob("backbone")
        self._start = StartKnob()
        self._refusal = Caption()
        self._refusal.setObjectName("start_refusal")
        set_tone(self._refusal, Tone.BAD)
        self._refused = ("", "")
        self._owner_button = Button()
        self._owner_button.setObjectName("start_owner")
        self._cut = WholeKnob("cut")
        # Half a number would cut nearly everything off, and with it the freeze depth.
        self._cut.setKeyboardTracking(False)
        self._head = ChoiceKnob("head")
        self._dense_width = WholeKnob("dense_width")
        self._batch_norm = SwitchKnob("batch_norm", self.tr("Normalise by batches"))
        self._activation = ChoiceKnob(
            "activation",
            [
                ("ReLU", "relu"),
                ("Leaky ReLU", "leaky_relu"),
                ("ELU", "elu"),
                ("Maxout", "maxout"),
                ("tanh", "tanh"),
                ("Sigmoid", "sigmoid"),
            ],
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
            self.tr("Cut after layer"),
            self._cut,
            self.tr(
                "Only the first layers are used and the head follows them directly: for few "
                "pictures that look unlike photographs."
            ),
        )

    def _lay_out_choices(self) -> None:
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
                "enough. From scratch needs none, but many more pictures. Another model gives its "
                "layers, and its classes keep what they have learned."
            ),
        )
        self.add_below(self._refusal)
        self.add_below(self._owner_button)

    def _lay_out_head(self) -> None:
        self.add_row(
            self.tr("Head"),
            self._head,
            self.tr(
                "What follows the convolution layers. Average pool is small and learns fast; a "
                "dense layer mixes features; the classic layers are the network's own: those of "
                "VGG are nine times as large as all its convolution layers."
            ),
        )
        self.add_row(
            self.tr("Dense width"),
            self._dense_width,
            self.tr("Outputs of the dense layer. More can tell more apart, and learn by heart."),
        )
        self.add_row(
            self.tr("Activation"),
            self._activation,
            self.tr("What follows the dense layer, so that it is more than a weighted sum."),
        )
        self.add_row(
            self.tr("Batch norm"),
            self._batch_norm,
            self.tr(
                "Brings what the head sees onto one scale, so that it learns faster and more "
                "evenly. Switch it off only with batches of very few pictures."
            ),
        )

    def _connect(self) -> None:
        for field in (
            self._backbone, self._start, self._head, self._dense_width, self._activation,
            self._batch_norm,
        ):  # fmt: skip
            field.edited.connect(self.edited)
        for depth in (self._slider, self._freeze):
            depth.edited.connect(self._move_freeze)
        self._cut.edited.connect(self._pick_cut)
        self._owner_button.clicked.connect(self._tell_owner)
        self._blocks.freeze_picked.connect(self._pick_freeze)

    def _freeze_help(self) -> str:
        return self.tr(
            "How many convolution layers, counted from the input, keep what they know and do not "
            "learn."
        )

    def _show_head(self, config: TrainConfig, plan: SettledPlan) -> None:
        heads = [
            (self.tr("Average pool"), "pool"),
            (self.tr("Dense layer"), "dense"),
            (self.tr("Classic layers"), "classic"),
        ]
        self._head.offer(heads if plan.classic_head else heads[:2])
        self._head.show_value(plan.basics.head)
        self._dense_width.show_value(config.dense_width)
        self._activation.show_value(config.activation)
        self._batch_norm.show_value(config.batch_norm)
        for field in (self._dense_width, self._activation):
            self.show_row(field, shown=plan.basics.head == "dense")
        self.show_row(self._batch_norm, shown=plan.basics.head != "classic")

    def _show_depths(self, config: TrainConfig, plan: SettledPlan) -> None:
        self._plan, layers = plan, plan.known.convolutions
        with QSignalBlocker(self._cut):
            self._cut.setRange(1, layers)
            self._cut.setSuffix(self.tr(" of {layers}").format(layers=layers))
        self._cut.show_value(plan.layers)
        for field in (self._slider, self._freeze):
            with QSignalBlocker(field):
                field.setRange(0, plan.layers)
            field.show_value(plan.freeze)
        rate = config.pretrained_rate if plan.pretrained else 1.0
        removed = layers - plan.layers
        self._caption.show_plan(plan.layers, plan.freeze, rate, removed)
        spoken = self._caption.spoken()
        depths = plan.freeze_depths
        self._blocks.show_network(layers, plan.layers, plan.freeze, spoken, depths=depths)
        self._warning.setText(self._warning_text(plan))
        self._warning.setVisible(bool(self._warning.text()))

    def _warning_text(self, plan: SettledPlan) -> str:
        if plan.freeze and not plan.pretrained and plan.basics.weights != SCRATCH:
            return self.tr("Frozen layers that the other model does not give stay random.")
        if plan.freeze and not plan.pretrained:
            return self.tr("Frozen layers stay random: from scratch they never learn anything.")
        return ""

    def _tell_owner(self) -> None:
        self.owner_wanted.emit(*self._refused)

    def _pick_freeze(self, depth: int) -> None:
        self.edited.emit("freeze", depth)

    def _move_freeze(self, _knob: str, depth: int) -> None:
        if self._plan is not None:
            self.edited.emit("freeze", self._plan.next_freeze(depth))

    def _pick_cut(self, _knob: str, depth: int) -> None:
        if self._plan is not None:
            self.edited.emit("cut", None if depth >= self._plan.known.convolutions else depth)
