"""Ends all background work before the program does."""

from PySide6.QtCore import QObject, QTimer, Signal

from shoeclassifier_gui.services.job import Job, living_jobs

# A camera driver that hangs or torch that is just being imported may take longer than a stop.
_PATIENCE_MS = 20_000
_SAVING_PATIENCE_MS = 600_000


class Shutdown(QObject):
    """Stops every job and waits for the last `gone` without blocking the window.

    `done` follows when all have ended, `gave_up` when one does not end.
    """

    done = Signal()
    gave_up = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._begun = False
        self._asked: set[Job] = set()
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self.gave_up)

    @property
    def begun(self) -> bool:
        """Whether the end was asked for."""
        return self._begun

    def begin(self, *, saving: bool = False) -> None:
        """Starts to end; a second call does nothing.

        Args:
            saving: A run is being stopped: its step, checkpoint and model may take minutes.
        """
        if not self._begun:
            self._begun = True
            self._patience.start(_SAVING_PATIENCE_MS if saving else _PATIENCE_MS)
            self._stop_the_living()

    def _stop_the_living(self) -> None:
        jobs = living_jobs()
        # The end of one may begin another (the list of runs is read again): once more at each end.
        for job in set(jobs) - self._asked:
            self._asked.add(job)
            job.gone.connect(self._stop_the_living)
            job.stop()
        if not jobs and self._patience.isActive():
            self._patience.stop()
            self.done.emit()
