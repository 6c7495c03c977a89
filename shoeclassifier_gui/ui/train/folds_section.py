"""The part of the form that asks whether a small set is checked with folds, and says when to."""

import math

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.ui.theme.tones import Tone
from shoeclassifier_gui.ui.train.data_facts import DataFacts
from shoeclassifier_gui.ui.train.knobs import ChoiceKnob
from shoeclassifier_gui.ui.train.plan import SettledPlan
from shoeclassifier_gui.ui.train.setting_rows import SettingRows
from shoeclassifier_gui.ui.widgets.counts import number
from shoeclassifier_gui.ui.widgets.labels import Caption, set_tone

_OFFERED = (3, 5, 10)
_USUAL = 5
# With fewer validation pictures chance alone moves an accuracy of 80 % by more than 10 points
# (1.96 standard deviations of the binomial distribution).
_FEW = 60
_TYPICAL = 0.8


class FoldsSection(SettingRows):
    """One choice, and what it would bring for the pictures at hand."""

    edited = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts = DataFacts()
        self._config = TrainConfig()
        self._frozen = False
        self._folds = ChoiceKnob("folds")
        self._advice = Caption()
        self._advice.setObjectName("folds_advice")
        self.add_row(
            self.tr("Check with folds"),
            self._folds,
            self.tr(
                "Trains once for each fold, without its pictures, and lets that model answer for "
                "them: every picture is measured by a model that never saw it."
            ),
        )
        self.add_wide(self._advice)
        self._folds.edited.connect(self.edited)

    def show_plan(self, config: TrainConfig, plan: SettledPlan) -> None:
        """Show a configuration."""
        self._config, self._frozen = config, plan.freeze > 0
        offered = sorted({*_OFFERED, config.folds} - {0})
        texts = [(self.tr("{count} folds").format(count=number(n)), n) for n in offered]
        self._folds.offer([(self.tr("Off"), 0), *texts])
        self._folds.show_value(config.folds)
        self._advise()

    def show_facts(self, facts: DataFacts) -> None:
        """Take the counts of the data set."""
        self._facts = facts
        self._advise()

    def _advise(self) -> None:
        facts, folds = self._facts, self._config.folds
        too_many = bool(facts.class_count) and folds > facts.fewest_sessions
        set_tone(self._advice, Tone.BAD if too_many else Tone.NEUTRAL)
        if too_many:
            self._advice.setText(self._too_many())
        elif folds:
            self._advice.setText(self._chosen(folds))
        else:
            self._advice.setText(self._recommended())
        self._advice.setVisible(bool(self._advice.text()))

    def _too_many(self) -> str:
        if self._facts.fewest_sessions < _OFFERED[0]:
            return self.tr(
                "A class has too few sessions for folds: take every class in at least three."
            )
        return self.tr(
            "A class comes from {sessions} sessions, which cannot be divided into {folds} folds: "
            "choose fewer, or take it in more sessions."
        ).format(sessions=number(self._facts.fewest_sessions), folds=number(self._config.folds))

    def _chosen(self, folds: int) -> str:
        text = self.tr(
            "All {count} training and validation pictures are measured, each by a model that saw "
            "neither it nor its session. Learns {times} times: once for each fold, then the model "
            "that is kept."
        )
        if self._frozen:
            text = self.tr(
                "All {count} training and validation pictures are measured, each by a model that "
                "saw neither it nor its session. Learns {times} times: once for each fold, then "
                "the model that is kept; the frozen layers look at each picture once for all."
            )
        count = self._facts.train_count + self._facts.val_count
        return text.format(count=number(count), times=number(folds + 1))

    def _recommended(self) -> str:
        """Why folds would help; nothing when they would not, or when there can be none."""
        facts = self._facts
        if not 0 < facts.val_count < _FEW or facts.fewest_sessions < _OFFERED[0]:
            return ""
        points = 196 * math.sqrt(_TYPICAL * (1 - _TYPICAL) / facts.val_count)
        folds = _USUAL if facts.fewest_sessions >= _USUAL else _OFFERED[0]
        return self.tr(
            "Recommended for your pictures: {folds} folds. Only {few} pictures are kept aside to "
            "measure, so chance alone moves the result by about ± {points} %. Folds measure on "
            "all {count}."
        ).format(
            folds=number(folds),
            few=number(facts.val_count),
            points=number(round(points)),
            count=number(facts.train_count + facts.val_count),
        )
