"""Remembers what the form said, so that the next start of the program finds it again."""

import dataclasses
import logging
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer

from shoeclassifier_gui.core.errors import RunError
from shoeclassifier_gui.core.runs.config import IMAGENET, SCRATCH, TrainConfig
from shoeclassifier_gui.core.settings import Settings
from shoeclassifier_gui.services.settings import SettingsService
from shoeclassifier_gui.ui.train.settings_form import SettingsForm

_log = logging.getLogger(__name__)
# Writing waits for the disk; not every key that is pressed in a field is worth it.
_WRITE_MS = 500


class FormMemory(QObject):
    """Fills a form with what it said last, and keeps what it says."""

    def __init__(self, form: SettingsForm, settings: SettingsService) -> None:
        super().__init__(form)
        self._form = form
        self._settings = settings
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WRITE_MS)
        self._timer.timeout.connect(self._write)
        form.show_all(settings.values.all_settings)
        form.set_config(_remembered(settings.values))
        form.changed.connect(self._timer.start)
        form.all_shown.connect(self._timer.start)
        form.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt's name)
        """Write at once when the form disappears: the program may be closing."""
        if event.type() == QEvent.Type.Hide and self._timer.isActive():
            self._timer.stop()
            self._write()
        return False

    def _write(self) -> None:
        knobs = self._form.config.unusual()
        self._settings.update(knobs=knobs, all_settings=self._form.all_are_shown)


def _remembered(settings: Settings) -> TrainConfig:
    """What was asked for last; the usual knobs when it cannot be read or is gone."""
    try:
        config = TrainConfig.from_dict(settings.knobs)
    except (RunError, TypeError, ValueError, AttributeError) as error:
        _log.info("the knobs of the last run cannot be read: %s", error)
        return TrainConfig()
    own = config.weights not in {IMAGENET, SCRATCH}
    if own and not Path(config.weights).expanduser().exists():
        return dataclasses.replace(config, weights=IMAGENET)
    return config
