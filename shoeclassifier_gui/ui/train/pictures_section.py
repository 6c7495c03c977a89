"""The part of the form that says what pictures the network sees, and on what device it runs."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.ui.theme.tones import Tone
from shoeclassifier_gui.ui.train.knobs import ChoiceKnob, WholeKnob
from shoeclassifier_gui.ui.train.plan import SettledPlan
from shoeclassifier_gui.ui.train.setting_rows import SettingRows
from shoeclassifier_gui.ui.widgets.labels import Caption, set_tone


class PicturesSection(SettingRows):
    """Picture size; then seed and device."""

    edited = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._build()
        self._lay_out_pictures()
        self._lay_out_run()
        for field in (self._size, self._seed, self._device):
            field.edited.connect(self.edited)

    def show_plan(self, config: TrainConfig, plan: SettledPlan) -> None:
        """Show a configuration with its open knobs settled."""
        self._size.show_value(plan.basics.image_size)
        self._size_warning.setVisible(plan.too_small)
        self._size_warning.setText(
            self.tr("{network} needs pictures of at least {size} px.").format(
                network=plan.known.backbone, size=plan.known.smallest_size
            )
        )
        self._seed.show_value(config.seed)
        self._device.show_value(config.device)

    def offer_devices(self, devices: Sequence[str], label: str) -> None:
        """Offer what this machine has; `label` names the fastest of it."""
        best = label or self.tr("Getting ready…")
        choice = len(devices) > 1
        names = {
            "auto": self.tr("Automatic: {device}").format(device=best) if choice else best,
            "cpu": self.tr("Processor (CPU)"),
            "cuda": label,
        }
        self._device.offer([(names.get(device, device), device) for device in devices or ("auto",)])

    def _build(self) -> None:
        self._size = WholeKnob("image_size")
        self._size.setSuffix(self.tr(" px"))
        self._size.setSingleStep(32)
        self._size_warning = Caption()
        set_tone(self._size_warning, Tone.BAD)
        self._seed = WholeKnob("seed")
        self._device = ChoiceKnob("device")
        self.offer_devices((), "")

    def _lay_out_pictures(self) -> None:
        self.add_title(self.tr("Pictures"))
        self.add_row(
            self.tr("Picture size"),
            self._size,
            self.tr("Side of the network's input. Larger sees more detail and takes longer."),
        )
        self.add_below(self._size_warning)

    def _lay_out_run(self) -> None:
        self.add_title(self.tr("Run"))
        self.add_row(
            self.tr("Device"), self._device, self.tr("Where the network learns on this machine.")
        )
        self.add_row(
            self.tr("Seed"),
            self._seed,
            self.tr("The same seed with the same data and settings gives the same run."),
        )
