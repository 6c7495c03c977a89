"""Lengths of time, as measured, as guessed, and as still to come."""

from PySide6.QtCore import QCoreApplication, QLocale

from shoeclassifier_gui.ui.widgets.counts import number

translate = QCoreApplication.translate  # The name that Qt's text collector looks for.


def duration_text(seconds: float) -> str:
    """A time that was measured, for example "40 s", "3 min" or "1.5 h"."""
    if round(seconds) < 60:
        return translate("durations", "{seconds} s").format(seconds=number(round(seconds)))
    if round(seconds / 60) < 60:
        minutes = number(round(seconds / 60))
        return translate("durations", "{minutes} min").format(minutes=minutes)
    return translate("durations", "{hours} h").format(hours=_hours(seconds))


def rough_duration_text(seconds: float) -> str:
    """A time that is guessed, rounded as people say it, for example "about 40 s"."""
    if seconds < 90:
        rounded = max(1, round(seconds) if seconds < 10 else 5 * round(seconds / 5))
        return translate("durations", "about {seconds} s").format(seconds=number(rounded))
    if seconds < 5400:
        minutes = number(round(seconds / 60))
        return translate("durations", "about {minutes} min").format(minutes=minutes)
    return translate("durations", "about {hours} h").format(hours=_hours(seconds))


def rough_time_left_text(seconds: float) -> str:
    """How long still, as guessed, for example "about 3 min left"."""
    return translate("durations", "{duration} left").format(duration=rough_duration_text(seconds))


def time_left_text(seconds: float) -> str:
    """How long still, to the second, for example "1 min 32 s left"."""
    whole = max(1, round(seconds))
    if whole < 60:
        return translate("durations", "{seconds} s left").format(seconds=number(whole))
    if whole < 3600:
        return translate("durations", "{minutes} min {seconds} s left").format(
            minutes=number(whole // 60), seconds=number(whole % 60)
        )
    return translate("durations", "{hours} h {minutes} min left").format(
        hours=number(whole // 3600), minutes=number(whole % 3600 // 60)
    )


def _hours(seconds: float) -> str:
    return QLocale().toString(seconds / 3600, "f", 1)
