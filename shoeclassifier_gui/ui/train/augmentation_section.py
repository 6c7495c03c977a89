"""The part of the form that says how training pictures are changed at random."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from shoeclassifier_gui.core.dataset.sides import names_of_a_side
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.ui.theme.tones import Tone
from shoeclassifier_gui.ui.train.knobs import ChoiceKnob, ShareKnob, SwitchKnob
from shoeclassifier_gui.ui.train.setting_rows import SettingRows
from shoeclassifier_gui.ui.widgets.labels import Caption, set_tone


class AugmentationSection(SettingRows):
    """The groups bear the names of what makes real pictures difficult."""

    edited = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sided: tuple[str, ...] = ()
        self._build()
        self._lay_out_places()
        self._lay_out_groups()
        switches: tuple[SwitchKnob | ShareKnob, ...] = (
            self._flips,
            self._crops,
            self._scale_jitter,
        )
        for field in (*switches, *self._strengths.values(), self._mix):
            field.edited.connect(self.edited)

    def show_config(self, config: TrainConfig) -> None:
        """Show a configuration."""
        self._flips.show_value(config.flips)
        self._crops.show_value(config.crops)
        self._scale_jitter.show_value(config.scale_jitter)
        for knob, field in self._strengths.items():
            field.show_value(getattr(config, knob))
        self._mix.show_value(config.mix)
        self._show_warning()

    def show_classes(self, names: Sequence[str]) -> None:
        """Take the classes that are learned: some must not be mirrored."""
        self._sided = names_of_a_side(names)
        self._show_warning()

    def _show_warning(self) -> None:
        self._flips_warning.setVisible(bool(self._sided) and self._flips.isChecked())
        self._flips_warning.setText(
            self.tr("Mirrored, “{name}” looks like its opposite: switch flips off.").format(
                name=self._sided[0] if self._sided else ""
            )
        )

    def _build(self) -> None:
        self._flips = SwitchKnob("flips", self.tr("Mirror left and right"))
        self._flips_warning = Caption()
        self._flips_warning.setObjectName("train_flips_warning")
        set_tone(self._flips_warning, Tone.ATTENTION)
        self._crops = SwitchKnob("crops", self.tr("Cut out random parts"))
        self._scale_jitter = SwitchKnob("scale_jitter", self.tr("Near and far"))
        groups = ("illumination", "deformation", "occlusion", "clutter")
        self._strengths = {knob: ShareKnob(knob) for knob in groups}
        self._mix = ChoiceKnob(
            "mix",
            [
                (self.tr("Never"), "none"),
                (self.tr("Blend (mixup)"), "mixup"),
                (self.tr("Paste (CutMix)"), "cutmix"),
            ],
        )

    def _lay_out_places(self) -> None:
        self.add_title(self.tr("Random changes"))
        self.add_row(
            self.tr("Flips"),
            self._flips,
            self.tr("Shows pictures mirrored at random; a left shoe is a shoe, too."),
        )
        self.add_below(self._flips_warning)
        self.add_row(
            self.tr("Crops"), self._crops, self.tr("Shows random parts of most of the picture.")
        )
        self.add_row(
            self.tr("Scale"),
            self._scale_jitter,
            self.tr(
                "Shows parts between a half and most of the picture's width, as VGG was trained, "
                "for things that are seen from near and far."
            ),
        )

    def _lay_out_groups(self) -> None:
        self.add_row(
            self.tr("Illumination"),
            self._strengths["illumination"],
            self.tr("Strength of random light and colour changes; 0 is none."),
        )
        self.add_row(
            self.tr("Deformation"),
            self._strengths["deformation"],
            self.tr("Strength of turning, slanting, perspective and bending; 0 is none."),
        )
        self.add_row(
            self.tr("Occlusion"),
            self._strengths["occlusion"],
            self.tr("Share of the pictures that something plain is laid over; 0 is none."),
        )
        self.add_row(
            self.tr("Clutter"),
            self._strengths["clutter"],
            self.tr("Share of the pictures with a piece of another one at the rim; 0 is none."),
        )
        self.add_row(
            self.tr("Mix two pictures"),
            self._mix,
            self.tr("Shows two pictures in one and asks for both classes; needs longer runs."),
        )
