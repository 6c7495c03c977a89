"""The user's settings, saved as soon as they change."""

import dataclasses
from typing import Any

from PySide6.QtCore import QObject, Signal

from shoeclassifier_gui.core.errors import UserError
from shoeclassifier_gui.core.settings import Settings, load_settings, save_settings


class SettingsService(QObject):
    """Owns the settings. `changed` follows every change of `values`."""

    changed = Signal()
    failed = Signal(Exception)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._values = load_settings()

    @property
    def values(self) -> Settings:
        """The settings now."""
        return self._values

    def update(self, **changes: Any) -> None:  # noqa: ANN401 - the dataclass checks the names
        """Changes some settings and saves all."""
        values = dataclasses.replace(self._values, **changes)
        if values == self._values:
            return
        self._values = values
        try:
            save_settings(values)
        except UserError as error:
            self.failed.emit(error)
        self.changed.emit()
