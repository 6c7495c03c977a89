"""The answer in large type, its score, and the best classes as bars."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from shoeclassifier_gui.core.runs.answers import LiveAnswer
from shoeclassifier_gui.ui.camera.headline import Headline
from shoeclassifier_gui.ui.camera.headline_label import HeadlineLabel
from shoeclassifier_gui.ui.theme.tokens import GAP
from shoeclassifier_gui.ui.theme.tones import Tone
from shoeclassifier_gui.ui.widgets.answer_bars import AnswerBars
from shoeclassifier_gui.ui.widgets.elided_label import ElidedLabel
from shoeclassifier_gui.ui.widgets.labels import Caption, set_role, set_tone
from shoeclassifier_gui.ui.widgets.percent import percent_text
from shoeclassifier_gui.ui.widgets.sign import Sign

_BARS = 5
# Figures that change more often cannot be read.
_SCORE_EVERY_MS = 250


class AnswerView(QWidget):
    """Words change when the headline does, figures four times a second, bars with every answer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said: tuple[str, bool] | None = None
        self._build()
        self._lay_out()
        self.show_nothing("")

    def reserve(self, classes: int) -> None:
        """Keep room for the bars of so many classes, so that nothing moves when answers come."""
        rows = min(_BARS, classes)
        self._bars.show_answers([("", 0.0, row) for row in range(rows)])
        self._bars.setFixedHeight(self._bars.sizeHint().height())

    def show_nothing(self, caption: str) -> None:
        """Say why there is no answer."""
        self._said = None
        self._caption.setText(caption)
        self._sign.hide()
        self._headline.setText("")
        self._score.setText("")
        self._bars.show_answers(())

    def show_answer(self, headline: Headline, answer: LiveAnswer) -> None:
        """Show what the model says."""
        said = (headline.best, headline.known)
        changed = said != self._said
        if changed:
            self._said = said
            self._show_words(headline)
        if changed or not self._score_rest.isActive():
            self._show_score(headline)
            self._score_rest.start()
        best = answer.answers[:_BARS]
        self._bars.show_answers([(entry.name, entry.probability, entry.index) for entry in best])

    def _build(self) -> None:
        self._caption = Caption()
        self._sign = Sign("unknown", "unknown", 28)
        self._headline = HeadlineLabel()
        self._headline.setObjectName("answer")
        self._score = ElidedLabel()
        set_role(self._score, "caption")
        self._score.setObjectName("score")
        self._bars = AnswerBars()
        self._bars.setObjectName("answer_bars")
        self._score_rest = QTimer(self)
        self._score_rest.setSingleShot(True)
        self._score_rest.setInterval(_SCORE_EVERY_MS)

    def _lay_out(self) -> None:
        word = QHBoxLayout()
        word.setSpacing(GAP)
        word.addWidget(self._sign)
        word.addWidget(self._headline, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._caption)
        column.addLayout(word)
        column.addWidget(self._score)
        column.addSpacing(2 * GAP)
        column.addWidget(self._bars)
        column.addSpacing(GAP // 2)

    def _show_words(self, headline: Headline) -> None:
        known = headline.known
        self._caption.setText(self.tr("It is a") if known else self.tr("This is"))
        self._headline.setText(headline.best if known else self.tr("Not a shoe I know"))
        set_tone(self._headline, Tone.NEUTRAL if known else Tone.UNKNOWN)
        self._sign.setVisible(not known)

    def _show_score(self, headline: Headline) -> None:
        percent = percent_text(headline.probability)
        if headline.known:
            text = self.tr("score {percent}").format(percent=percent)
        else:
            text = self.tr("score {percent} for {name}").format(name=headline.best, percent=percent)
        self._score.setText(text)
