"""Offers the network that a weights file belongs to, where it was meant for another one."""

from PySide6.QtCore import QObject, Signal

from shoeclassifier_gui.core.errors import OtherNetworkError
from shoeclassifier_gui.services.weights import WeightsService
from shoeclassifier_gui.ui.theme.tones import Tone
from shoeclassifier_gui.ui.widgets.notice import Notice


class OtherNetworkOffer(QObject):
    """Says what a file holds; its one button chooses that network and keeps the file's weights."""

    network_requested = Signal(str)

    def __init__(self, notice: Notice, weights: WeightsService, parent: QObject) -> None:
        super().__init__(parent)
        self._notice = notice
        self._weights = weights
        self._found: OtherNetworkError | None = None
        notice.action_requested.connect(self._take)

    def make(self, found: OtherNetworkError) -> None:
        """Offer the network of a file that was to be kept."""
        self._found = found
        self._notice.show_notice(
            Tone.ATTENTION,
            found.sentence,
            action_text=self.tr("Use {network} instead").format(network=found.owner),
        )

    def _take(self) -> None:
        if self._found is not None:
            self._notice.hide()
            self.network_requested.emit(self._found.owner)
            self._weights.import_file(self._found.path, self._found.owner)
