"""How a probability is written."""

from PySide6.QtCore import QCoreApplication, QLocale

from shoeclassifier_gui.core.percent import whole_percent


def percent_text(probability: float) -> str:
    """A probability (0 to 1) as whole per cent, never rounded up to a certainty it has not.

    Examples: "97 %", "< 1 %" (but not nothing), "> 99 %" (but not all).
    """
    sign, number = whole_percent(probability)
    texts = {
        "": QCoreApplication.translate("percent", "{percent} %"),
        "<": QCoreApplication.translate("percent", "< {percent} %"),
        ">": QCoreApplication.translate("percent", "> {percent} %"),
    }
    return texts[sign].format(percent=QLocale().toString(number))
