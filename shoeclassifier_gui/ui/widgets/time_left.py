"""How long counted work still takes."""

from time import monotonic

from shoeclassifier_gui.ui.widgets.durations import rough_time_left_text

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
        return rough_time_left_text(elapsed * (total - done) / counted)
