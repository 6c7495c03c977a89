"""Sentences about what a plan costs and why one is recommended."""

from PySide6.QtCore import QCoreApplication, QLocale

from shoeclassifier_gui.core.runs.recommendation import PlanEstimate

translate = QCoreApplication.translate  # The name that Qt's text collector looks for.


def duration_text(seconds: float) -> str:
    """A length of time, rounded as people say it, for example "about 40 s"."""
    if seconds < 90:
        rounded = max(1, round(seconds) if seconds < 10 else 5 * round(seconds / 5))
        return translate("train", "about {seconds} s").format(seconds=rounded)
    if seconds < 5400:
        return translate("train", "about {minutes} min").format(minutes=round(seconds / 60))
    hours = QLocale().toString(seconds / 3600, "f", 1)
    return translate("train", "about {hours} h").format(hours=hours)


def estimate_text(estimate: PlanEstimate) -> str:
    """The line below a plan."""
    total, first = duration_text(estimate.total_s), duration_text(estimate.first_model_s)
    memory = translate("train", "{count} MB of memory").format(
        count=QLocale().toString(max(1, round(estimate.memory / 1e6)))
    )
    if total == first:
        return translate("train", "Takes {total}, {memory}.").format(total=total, memory=memory)
    return translate("train", "Takes {total}, first model after {first}, {memory}.").format(
        total=total, first=first, memory=memory
    )
