"""How long counted work still takes, and how that is said."""

from time import monotonic

from PySide6.QtCore import QCoreApplication

from shoeclassifier_gui.ui.widgets.counts import number

# An estimate from less than this jumps about.
_ESTIMATE_AFTER_S = 1.5


class TimeLeft:
    """Follows one count from its beginning."""

    def __init__(self) -> None:
        self._total = 0
        self._done = 0
        self._since = 0.0
        self._first = 0

    def words(self, done: int, total: int) -> str:
        """How long it still takes; nothing while that cannot be told.

        A count that begins anew, or has another total, is another one.
        """
        if total != self._total or done < self._done:
            self._total, self._first, self._since = total, done, monotonic()
        self._done = done
        elapsed, counted = monotonic() - self._since, done - self._first
        if elapsed < _ESTIMATE_AFTER_S or not counted or done >= total:
            return ""
        return time_left_words(elapsed * (total - done) / counted)


def time_left_words(seconds: float) -> str:
    """For example "about 3 min left"."""
    if seconds < 60:
        return _tr("about {n} s left").format(n=number(max(1, round(seconds))))
    return _tr("about {n} min left").format(n=number(round(seconds / 60)))


def _tr(text: str) -> str:
    return QCoreApplication.translate("time_left", text)
