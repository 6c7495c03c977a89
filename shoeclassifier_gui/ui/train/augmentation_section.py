"""The part of the form that says how training pictures are changed at random."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from shoeclassifier_gui.core.dataset.sides import names_of_a_side
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.defaults import WhyPlain, why_plain
from shoeclassifier_gui.ui.theme.tones import Tone
from shoeclassifier_gui.ui.train.knobs import ChoiceKnob, ShareKnob, SwitchKnob
from shoeclassifier_gui.ui.train.plan import SettledPlan
from shoeclassifier_gui.ui.train.setting_rows import SettingRows
from shoeclassifier_gui.ui.widgets.labels import Caption, set_tone


class AugmentationSection(SettingRows):
    """The groups bear the names of what makes real pictures difficult."""

    edited = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sided: tuple[str, ...] = ()
        self._preview: QWidget | None = None
        self._build()
        self._lay_out_places()
        self._lay_out_groups()
        for field in (*self._changes, self._mix):
            field.edited.connect(self.edited)

    def add_preview(self, view: QWidget) -> None:
        """Put what shows the random changes below their knobs."""
        self._preview = view
        self.add_wide(view)

    def show_plan(self, config: TrainConfig, plan: SettledPlan) -> None:
        """Show a configuration; where pictures are shown as they are, the reason."""
        self._flips.show_value(config.flips)
        self._crops.show_value(config.crops)
        self._scale_jitter.show_value(config.scale_jitter)
        for knob, field in self._strengths.items():
            asked = getattr(config, knob)
            field.show_value(getattr(plan.basics, knob) if asked is None else asked)
        self._mix.show_value(config.mix)
        self._show_warning()
        self._show_why_plain(why_plain(plan.basics, plan.freeze))

    def show_classes(self, names: Sequence[str]) -> None:
        """Take the classes that are learned: some must not be mirrored."""
        self._sided = names_of_a_side(names)
        self._show_warning()

    def _show_why_plain(self, why: WhyPlain | None) -> None:
        for field in self._changes:
            field.setEnabled(why is None)
        # Activations can be mixed as well as pictures.
        self._mix.setEnabled(why is not WhyPlain.HEAD_ALONE)
        if self._preview is not None:
            self._preview.setVisible(why is None)
        self._why_plain.setVisible(why is not None)
        self._why_plain.setText(
            self.tr(
                "Only the head is fitted, to your pictures as they are: none is changed at random."
            )
            if why is WhyPlain.HEAD_ALONE
            else self.tr(
                "With one remembered view your pictures are shown as they are. Choose more "
                "remembered views, or none, to change them."
            )
        )

    def _show_warning(self) -> None:
        self._flips_warning.setVisible(bool(self._sided) and self._flips.isChecked())
        self._flips_warning.setText(
            self.tr("Mirrored, “{name}” looks like its opposite: switch flips off.").format(
                name=self._sided[0] if self._sided else ""
            )
        )

    def _build(self) -> None:
        self._flips = SwitchKnob("flips", self.tr("Mirror left and right"))
        self._why_plain = Caption()
        self._why_plain.setObjectName("train_why_plain")
        self._flips_warning = Caption()
        self._flips_warning.setObjectName("train_flips_warning")
        set_tone(self._flips_warning, Tone.ATTENTION)
        self._crops = SwitchKnob("crops", self.tr("Cut out random parts"))
        self._scale_jitter = SwitchKnob("scale_jitter", self.tr("Near and far"))
        groups = ("illumination", "deformation", "occlusion", "clutter")
        self._strengths = {knob: ShareKnob(knob) for knob in groups}
        self._changes: tuple[SwitchKnob | ShareKnob, ...] = (
            self._flips, self._crops, self._scale_jitter, *self._strengths.values(),
        )  # fmt: skip
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
        self.add_wide(self._why_plain)
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
