"""The part of the form that asks for little: how much time the run may take."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from shoeclassifier_gui.core.runs.config import PLANS, TrainConfig
from shoeclassifier_gui.core.runs.recommendation import PlanEstimate, PlanReport
from shoeclassifier_gui.ui.train.knobs import SwitchKnob, WholeKnob, knob_name
from shoeclassifier_gui.ui.train.plan import SettledPlan
from shoeclassifier_gui.ui.train.plan_words import disk_text, estimate_text, plan_explanation
from shoeclassifier_gui.ui.train.recommendation_view import RecommendationView
from shoeclassifier_gui.ui.train.setting_rows import SettingRows
from shoeclassifier_gui.ui.widgets.labels import Caption


class PlanSection(SettingRows):
    """Three plans, from seconds to the best that can be had."""

    edited = Signal(str, object)
    settings_wanted = Signal(TrainConfig)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(knob_name("plan"))
        self._explanations: dict[str, str] = {}
        self._report: PlanReport | None = None
        self._config = TrainConfig()
        self._estimates: dict[str, PlanEstimate] = {}
        self._measuring = False
        self._captions: dict[str, Caption] = {}
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QRadioButton] = {}
        self.setToolTip(self.tr("How much time the run may take for how good a model."))
        self.setAccessibleName(self.tr("Plan"))
        self.add_title(self.tr("Plan"))
        for name in PLANS:
            self._add_plan(name)
        self._recommendation = RecommendationView()
        self._recommendation.wanted.connect(self.settings_wanted)
        self.add_wide(self._recommendation)
        self._group.buttonClicked.connect(self._tell)

    def show_plan(self, config: TrainConfig, plan: SettledPlan) -> None:
        """Show a configuration; without weights there is nothing for a head alone to stand on."""
        self._config = config
        self._buttons[config.plan].setChecked(True)
        for name in ("fast", "best"):
            self._buttons[name].setEnabled(plan.pretrained)
        for name in PLANS:
            self._explanations[name] = plan_explanation(name, config, plan)
            self._buttons[name].setAccessibleDescription(self._explanations[name])
        self._show_captions()

    def show_report(self, report: PlanReport | None, config: TrainConfig, *, busy: bool) -> None:
        """Show which plan fits, and what each costs with the recommended settings."""
        self._recommendation.show_report(report, config, busy=busy)
        self._report = report
        self._show_captions()

    def show_estimates(self, estimates: Mapping[str, PlanEstimate], *, busy: bool) -> None:
        """Show what each plan costs with the knobs as they are."""
        self._estimates, self._measuring = dict(estimates), busy
        self._show_captions()

    def _show_captions(self) -> None:
        report = self._report
        for name, caption in self._captions.items():
            lines = [self._explanations.get(name, ""), *self._cost_lines(name)]
            if report is not None and report.recommendation.config.plan == name:
                lines.insert(0, self.tr("Recommended for your pictures."))
            caption.setText("\n".join(lines))
            known = self._estimates.get(name)
            caption.setToolTip(disk_text(known) if known else "")

    def _cost_lines(self, name: str) -> list[str]:
        if not self._buttons[name].isEnabledTo(self):
            return []
        if name in self._estimates:
            return [estimate_text(self._estimates[name])]
        if self._measuring and name == self._config.plan:
            return [self.tr("Measuring how long it takes with these settings…")]
        estimates = self._report.estimates if self._report is not None else ()
        found = [each for each in estimates if each.plan == name]
        return [estimate_text(each, recommended=True) for each in found]

    def _add_plan(self, name: str) -> None:
        titles = {
            "fast": self.tr("Fast"), "balanced": self.tr("Balanced"), "best": self.tr("Best"),
        }  # fmt: skip
        button = QRadioButton(titles[name])
        button.setObjectName(f"plan_{name}")
        button.setProperty("plan", name)
        self._group.addButton(button)
        self._buttons[name] = button
        self.add_wide(button)
        explanation = Caption()
        explanation.setObjectName(f"plan_{name}_explanation")
        explanation.setIndent(button.iconSize().width() + 8)
        self._captions[name] = explanation
        self.add_wide(explanation)

    def _tell(self, button: QRadioButton) -> None:
        self.edited.emit("plan", button.property("plan"))


class EngineSection(SettingRows):
    """How the program computes; the result is the same but for chance."""

    edited = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._views = WholeKnob("views")
        self._views.setSpecialValueText(self.tr("None"))
        self._test_crops = WholeKnob("test_crops")
        self._reproducible = SwitchKnob("reproducible", self.tr("Same numbers"))
        self.add_title(self.tr("Engine"))
        self.add_row(
            self.tr("Remembered views"),
            self._views,
            self.tr(
                "The frozen layers look at so many changed views of each picture once and remember "
                "what they saw; more views vary more and take longer at first. None changes "
                "pictures anew in every epoch."
            ),
        )
        self.add_row(
            self.tr("Views to answer with"),
            self._test_crops,
            self.tr(
                "The finished model may answer with the mean over so many views of each picture "
                "(centre, corners, mirrored), if validation gets better by it. An answer then "
                "takes as many times as long."
            ),
        )
        self.add_row(
            self.tr("Reproducible"),
            self._reproducible,
            self.tr("The same numbers to the last digit on the same machine, more slowly."),
        )
        for field in (self._views, self._test_crops, self._reproducible):
            field.edited.connect(self.edited)

    def show_plan(self, config: TrainConfig, plan: SettledPlan) -> None:
        """Show a configuration."""
        self._views.show_value(plan.basics.views)
        self._views.setEnabled(plan.freeze > 0)
        self._test_crops.show_value(plan.basics.test_crops)
        self._reproducible.show_value(config.reproducible)
