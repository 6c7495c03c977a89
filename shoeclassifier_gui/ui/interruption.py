"""Ctrl+C in a terminal, or a polite kill, closes the window as its button does."""

import signal
from types import FrameType

from PySide6.QtCore import QObject, QTimer, Signal

# Python runs signal handlers between two of its own instructions only, and Qt's event loop has
# none: the timer brings some.
_LOOK_EVERY_MS = 200
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interruption(QObject):
    """`asked` follows the first signal to end; a second one ends the process at once."""

    asked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._came = False
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self._before = {number: signal.getsignal(number) for number in _SIGNALS}

    def install(self) -> None:
        """Takes over the signals; `remove` gives them back."""
        for number in _SIGNALS:
            signal.signal(number, self._note)
        self._timer.start()

    def remove(self) -> None:
        """Gives the signals back to who had them before."""
        self._timer.stop()
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _note(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - Python's
        """Runs wherever the program stands just now, so it only notes."""
        self._came = True
        for each in _SIGNALS:
            signal.signal(each, signal.SIG_DFL)

    def _look(self) -> None:
        if self._came:
            self._timer.stop()
            self.asked.emit()
