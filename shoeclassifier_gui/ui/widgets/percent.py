"""How a probability is written."""

from PySide6.QtCore import QCoreApplication, QLocale


def percent_text(probability: float) -> str:
    """A probability (0 to 1) as whole per cent, never rounded up to a certainty it has not.

    Examples: "97 %", "< 1 %" (but not nothing), "> 99 %" (but not all).
    """
    percent = QLocale().toString(round(probability * 100))
    if 0 < probability <= 0.005:
        return QCoreApplication.translate("percent", "< {percent} %").format(percent=_number(1))
    if 0.995 <= probability < 1:
        return QCoreApplication.translate("percent", "> {percent} %").format(percent=_number(99))
    return QCoreApplication.translate("percent", "{percent} %").format(percent=percent)


def _number(value: int) -> str:
    return QLocale().toString(value)
