"""Looks for a good learning rate and shows the losses it saw."""

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from shoeclassifier_gui.core.runs.rate_search import (
    HIGHEST_RATE,
    LOWEST_RATE,
    RateRule,
    RatesSearched,
    smooth,
)
from shoeclassifier_gui.services.rate_search import RateSearchService, RateSearchState
from shoeclassifier_gui.ui.errors import show_error
from shoeclassifier_gui.ui.theme.tokens import CARD_GAP, GAP
from shoeclassifier_gui.ui.train.search_plot import SearchPlot, Tries
from shoeclassifier_gui.ui.widgets.buttons import Button, PrimaryButton
from shoeclassifier_gui.ui.widgets.labels import Caption, Heading
from shoeclassifier_gui.ui.widgets.notice import Notice

_MARGIN = 24
_SIZE = (640, 520)


class RateDialog(QDialog):
    """Shows the search that `RateSearchService` makes; closing ends it."""

    rate_chosen = Signal(float)
    search_requested = Signal()

    def __init__(self, rates: RateSearchService, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rate_dialog")
        self.setWindowTitle(self.tr("Find a good learning rate"))
        self.resize(*_SIZE)
        self._rates = rates
        self._build()
        self._lay_out()
        self._connect()
        self._show_state()

    def done(self, result: int) -> None:
        """Nobody waits for it any more."""
        self._rates.stop()
        super().done(result)

    def _build(self) -> None:
        self._notice = Notice()
        self._plot = SearchPlot(
            self.tr("Loss at each learning rate"),
            self.tr("Learning rate"),
            self.tr("Loss"),
            tenfold=True,
        )
        self._sentence = Caption()
        self._sentence.setObjectName("rate_sentence")
        self._again_button = Button(self.tr("Search again"), "refresh")
        self._again_button.setObjectName("rate_again")
        self._close_button = Button(self.tr("Close"))
        self._use_button = PrimaryButton(self.tr("Use this rate"))
        self._use_button.setObjectName("rate_use")

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        buttons.addStretch(1)
        for button in (self._again_button, self._close_button, self._use_button):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        column.setSpacing(GAP)
        column.addWidget(Heading(self.tr("Find a good learning rate")))
        column.addWidget(
            Caption(
                self.tr(
                    "A network of its own takes some steps with a rate that grows. Where the loss "
                    "falls most steeply, learning is fast; where it rises, the rate is too large. "
                    "Your models and runs stay as they are."
                )
            )
        )
        column.addWidget(self._notice)
        column.addWidget(self._plot, 1)
        column.addWidget(self._sentence)
        column.addSpacing(CARD_GAP - GAP)
        column.addLayout(buttons)

    def _connect(self) -> None:
        self._rates.changed.connect(self._show_state)
        self._rates.failed.connect(self._show_failure)
        self._again_button.clicked.connect(self._search_again)
        self._close_button.clicked.connect(self.reject)
        self._use_button.clicked.connect(self._use)

    def _show_state(self) -> None:
        state = self._rates.state
        suggestion = state.result.suggestion if state.result else None
        self._again_button.setVisible(not state.active)
        self._use_button.setEnabled(suggestion is not None)
        text = self._text(state)
        self._sentence.setText(text)
        self._plot.say(text)
        self._plot.show_tries(_tries(state))

    def _search_again(self) -> None:
        self._notice.hide()
        self.search_requested.emit()

    def _use(self) -> None:
        result = self._rates.state.result
        if result is not None and result.suggestion is not None:
            self.rate_chosen.emit(rounded(result.suggestion))
            self.accept()

    def _text(self, state: RateSearchState) -> str:
        if state.result is not None:
            return self._result_text(state.result)
        if not state.active:
            return self.tr("The search was ended before it had a result.")
        if not state.tried:
            return self.tr("Getting pictures and network ready…")
        newest = state.tried[-1]
        locale = QLocale()
        return self.tr("Step {done} of {total} at most.").format(
            done=locale.toString(newest.done), total=locale.toString(newest.total)
        )

    def _result_text(self, result: RatesSearched) -> str:
        if result.suggestion is None:
            return self.tr(
                "The loss fell at no rate: look at the pictures and the other settings first."
            )
        text = self.tr(
            "{rate} is a good rate: the loss falls most steeply there (the dashed line)."
        )
        if result.rule is RateRule.TENTH:
            text = self.tr(
                "{rate} is a good rate: a tenth of the one with the lowest loss (the dashed line). "
                "Larger ones come near to where learning breaks down."
            )
        return text.format(rate=QLocale().toString(rounded(result.suggestion), "g", 2))

    def _show_failure(self, error: Exception) -> None:
        show_error(self._notice, error)


def rounded(rate: float) -> float:
    """Two digits are as exact as such a search is."""
    return float(f"{rate:.2g}")


def _tries(state: RateSearchState) -> Tries:
    rates = [tried.rate for tried in state.tried]
    losses = [tried.loss for tried in state.tried]
    line = smooth(rates, losses).tolist() if rates else []
    # The explosion at the end must not press the fall before it flat.
    high = 1.4 * max(line[: max(1, len(line) // 4)], default=1.0)
    return Tries(
        x=rates,
        dots=losses,
        line=line,
        mark=state.result.suggestion if state.result else None,
        x_range=(LOWEST_RATE, HIGHEST_RATE),
        y_range=(0.8 * min(line, default=0.0), high),
    )
