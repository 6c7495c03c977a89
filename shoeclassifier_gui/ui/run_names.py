"""How a run is called on the screen: by the name that it was given, else by when it began."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QDate, QLocale, QTime

_STAMP = "%Y-%m-%d %H.%M.%S"
_STAMP_LENGTH = len("2026-01-31 14.02.11")


def run_title(folder: Path, name: str = "") -> str:
    """The name; without one the time of a run of today, day and time of an earlier one.

    What is no run of this program is called by its folder.
    """
    if name:
        return name
    try:
        # The folder's name is local time, and so is what the screen says.
        began = datetime.strptime(folder.name[:_STAMP_LENGTH], _STAMP)  # noqa: DTZ007
    except ValueError:
        return folder.name
    locale = QLocale()
    time = locale.toString(QTime(began.hour, began.minute), QLocale.FormatType.ShortFormat)
    day = QDate(began.year, began.month, began.day)
    if day == QDate.currentDate():
        return time
    return f"{locale.toString(day, 'd MMM')} {time}"
