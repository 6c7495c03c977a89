"""Lets the recommended plan stand until somebody chooses one for the open project."""

from dataclasses import replace

from PySide6.QtCore import QObject

from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.runs.config import PLANS, PlanName, TrainConfig
from shoeclassifier_gui.core.runs.defaults import change_plan
from shoeclassifier_gui.core.runs.recommendation import PlanReport
from shoeclassifier_gui.services.settings import SettingsService
from shoeclassifier_gui.ui.train.settings_form import SettingsForm

# Folders come and go; the choice for one that was not opened for long is made anew.
_REMEMBERED = 100
# Turning these says nothing of the time that a run may take.
_OTHER_MATTERS = ("backbone", "weights", "device", "freeze", "cut", "folds")


class PlanChoice(QObject):
    """Watches the form of one page; what is chosen is remembered for each project."""

    def __init__(self, form: SettingsForm) -> None:
        super().__init__(form)
        self._form = form
        self._settings: SettingsService | None = None
        self._project: Project | None = None
        self._chosen = False
        self._known = form.config
        form.changed.connect(self._look_at_change)
        form.plan_chosen.connect(self.choose)

    def remember_in(self, settings: SettingsService) -> None:
        """Keep the choices, and take those that were kept."""
        self._settings = settings
        self.show_project(self._project)

    def show_project(self, project: Project | None) -> None:
        """Take the plan that was chosen for a project before, if one was."""
        self._project = project
        plans = self._settings.values.plans if self._settings is not None else {}
        plan = plans.get(str(project.folder)) if project is not None else None
        found = next((name for name in PLANS if name == plan), None)
        self._chosen = found is not None
        if found is not None:
            self._take(found)

    def show_report(self, report: PlanReport | None) -> None:
        """Choose the recommended plan, unless somebody has chosen one."""
        if report is not None and self._project is not None and not self._chosen:
            self._take(report.recommendation.config.plan)

    def choose(self) -> None:
        """What the form says now is what somebody wants."""
        if self._project is None:
            return
        self._chosen = True
        if self._settings is not None:
            folder = str(self._project.folder)
            plans = {at: plan for at, plan in self._settings.values.plans.items() if at != folder}
            newest = [*plans.items(), (folder, self._form.config.plan)][-_REMEMBERED:]
            self._settings.update(plans=dict(newest))

    def _take(self, plan: PlanName) -> None:
        self._known = change_plan(self._form.config, plan)
        self._form.set_config(self._known)

    def _look_at_change(self) -> None:
        before, self._known = self._known, self._form.config
        if _of_the_plan(before) != _of_the_plan(self._known):
            self.choose()


def _of_the_plan(config: TrainConfig) -> TrainConfig:
    usual = TrainConfig()
    return replace(config, **{knob: getattr(usual, knob) for knob in _OTHER_MATTERS})
