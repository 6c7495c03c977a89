"""Says that the data set asks for balanced classes, and lets that wish be taken back."""

from PySide6.QtWidgets import QWidget

from shoeclassifier_gui.core.dataset.balance import wants_balance, withdraw_balance
from shoeclassifier_gui.services.library import LibraryService
from shoeclassifier_gui.ui.theme.tones import Tone
from shoeclassifier_gui.ui.widgets.notice import Notice


class BalanceWish(Notice):
    """Follows the open data set; hidden while it asks for nothing."""

    def __init__(self, library: LibraryService, parent: QWidget | None = None) -> None:
        super().__init__(closable=False, parent=parent)
        self.setObjectName("balance_wish")
        self._library = library
        self._shown: tuple[bool, bool] | None = None
        library.changed.connect(self._follow)
        self.action_requested.connect(self._withdraw)
        self._follow()

    def _follow(self) -> None:
        state = self._library.state
        wanted = state.dataset is not None and wants_balance(state.dataset)
        if self._shown == (wanted, state.read_only):
            return  # Screen readers would say it again.
        self._shown = wanted, state.read_only
        self.setVisible(wanted)
        if wanted:
            self.show_notice(
                Tone.INFO,
                self.tr("This data set asks that training shows every class equally often."),
                self.tr(
                    "Its unbalanced classes were mended so. A run does it unless its balance of "
                    "classes is chosen otherwise."
                ),
                action_text="" if state.read_only else self.tr("Take this wish back"),
            )

    def _withdraw(self) -> None:
        self._library.change(withdraw_balance)
