"""The part of the form that asks for little: how much time the run may take."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QWidget

from shoeclassifier_gui.core.runs.config import PLANS, PlanName, TrainConfig
from shoeclassifier_gui.core.runs.recommendation import PlanEstimate, PlanReport
from shoeclassifier_gui.ui.theme.tones import Tone
from shoeclassifier_gui.ui.train.knobs import SwitchKnob, WholeKnob, knob_name
from shoeclassifier_gui.ui.train.plan import SettledPlan
from shoeclassifier_gui.ui.train.plan_words import (
    disk_text,
    estimate_text,
    plan_explanation,
    plan_title,
)
from shoeclassifier_gui.ui.train.recommendation_view import RecommendationView
from shoeclassifier_gui.ui.train.setting_rows import SettingRows
from shoeclassifier_gui.ui.widgets.labels import Caption
from shoeclassifier_gui.ui.widgets.pill import Pill

# What a plan costs comes late and fills so many lines: what stands below must not jump then.
_COST_LINES = 2


class PlanSection(SettingRows):
    """Three plans, from seconds to the best that can be had."""

    edited = Signal(str, object)
    settings_wanted = Signal(TrainConfig)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(knob_name("plan"))
        self._report: PlanReport | None = None
        self._config = TrainConfig()
        self._estimates: dict[str, PlanEstimate] = {}
        self._measuring = False
        self._explanations: dict[str, Caption] = {}
        self._costs: dict[str, _CostCaption] = {}
        self._badges: dict[str, Pill] = {}
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

    def show_plans(self, config: TrainConfig, plans: Mapping[PlanName, SettledPlan]) -> None:
        """Show a configuration; without weights there is nothing for a head alone to stand on.

        Args:
            config: The knobs.
            plans: What they come to with each of the plans.
        """
        self._config = config
        self._buttons[config.plan].setChecked(True)
        for name, plan in plans.items():
            able = name == "balanced" or (plan.pretrained and not plan.weights_missing)
            self._buttons[name].setEnabled(able)
            self._explanations[name].setText(plan_explanation(name, config, plan))
        self._show_costs()
        self._describe()

    def show_report(
        self,
        report: PlanReport | None,
        config: TrainConfig,
        error: Exception | None = None,
        *,
        busy: bool,
    ) -> None:
        """Show which plan fits, and what each costs with the recommended settings."""
        self._recommendation.show_report(report, config, busy=busy)
        if error is not None and report is None and not busy:
            self._recommendation.show_failure(error)
        self._report = report
        recommended = report.recommendation.config.plan if report is not None else ""
        for name, badge in self._badges.items():
            badge.setVisible(name == recommended)
        self._show_costs()
        self._describe()

    def show_estimates(self, estimates: Mapping[str, PlanEstimate], *, busy: bool) -> None:
        """Show what each plan costs with the knobs as they are."""
        self._estimates, self._measuring = dict(estimates), busy
        self._show_costs()

    def _show_costs(self) -> None:
        for name, caption in self._costs.items():
            caption.setVisible(self._buttons[name].isEnabledTo(self))
            caption.setText(self._cost_text(name))
            known = self._estimates.get(name)
            caption.setToolTip(disk_text(known) if known else "")

    def _describe(self) -> None:
        """Who does not see the page hears the badge with the explanation."""
        for name, button in self._buttons.items():
            said = self._explanations[name].text()
            if not self._badges[name].isHidden():
                said = self.tr("{explanation} Recommended for your pictures.").format(
                    explanation=said
                )
            button.setAccessibleDescription(said)

    def _cost_text(self, name: str) -> str:
        if name in self._estimates:
            return estimate_text(self._estimates[name])
        if self._measuring and name == self._config.plan:
            return self.tr("Measuring how long it takes with these settings…")
        estimates = self._report.estimates if self._report is not None else ()
        found = (estimate_text(each, recommended=True) for each in estimates if each.plan == name)
        return next(found, "")

    def _add_plan(self, name: str) -> None:
        button = QRadioButton(plan_title(name))
        button.setObjectName(f"plan_{name}")
        button.setProperty("plan", name)
        self._group.addButton(button)
        self._buttons[name] = button
        self.add_wide(self._with_badge(button, name))
        self._explanations[name], self._costs[name] = Caption(), _CostCaption()
        captions = (self._explanations[name], self._costs[name])
        for caption, what in zip(captions, ("explanation", "cost"), strict=True):
            caption.setObjectName(f"plan_{name}_{what}")
            caption.setIndent(button.iconSize().width() + 8)
            self.add_wide(caption)

    def _with_badge(self, button: QRadioButton, name: str) -> QWidget:
        badge = Pill(self.tr("Recommended"), Tone.INFO)
        badge.setObjectName(f"plan_{name}_recommended")
        badge.setToolTip(self.tr("This plan suits your pictures; the reasons stand below."))
        policy = badge.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        badge.setSizePolicy(policy)
        badge.hide()
        self._badges[name] = badge
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(button)
        row.addWidget(badge)
        row.addStretch(1)
        return line

    def _tell(self, button: QRadioButton) -> None:
        self.edited.emit("plan", button.property("plan"))


class _CostCaption(Caption):
    """Keeps room for what it will say."""

    def hasHeightForWidth(self) -> bool:
        """Also while it says nothing."""
        return True

    def heightForWidth(self, width: int) -> int:
        """At least so many lines."""
        room = _COST_LINES * self.fontMetrics().lineSpacing()
        return max(room, super().heightForWidth(width))


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
