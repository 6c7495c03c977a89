"""Reports errors that nobody caught, from whatever thread, to the window and the log."""

import logging
import sys
import threading
from types import TracebackType

from PySide6.QtCore import QObject, Signal

_log = logging.getLogger(__name__)


class UncaughtErrors(QObject):
    """Owned by the window's thread; `caught(error)` is delivered there."""

    caught = Signal(Exception)

    def install(self) -> None:
        """Takes over Python's hooks; `remove` gives them back."""
        sys.excepthook = self._report
        threading.excepthook = self._report_thread

    def remove(self) -> None:
        """Gives Python's hooks back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def _report(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if isinstance(error, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        _log.critical("uncaught error", exc_info=(kind, error, trace))
        if isinstance(error, Exception):
            self.caught.emit(error)

    def _report_thread(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self._report(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)
