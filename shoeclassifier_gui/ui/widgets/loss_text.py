"""How a loss is written."""

import math

from PySide6.QtCore import QCoreApplication, QLocale

# Losses of networks that learn stay far below; beyond it digits would only fill the line.
_LONG = 1000.0


def loss_text(loss: float) -> str:
    """A loss with three decimals; an exploded one in powers of ten, for example "3.97e18"."""
    if math.isnan(loss):
        return QCoreApplication.translate("loss", "no number")
    if math.isinf(loss):
        return "∞" if loss > 0 else "-∞"
    if abs(loss) < _LONG:
        return QLocale().toString(float(loss), "f", 3)
    # Python rounds before it decides the exponent: 999,999 is 1.00e6, not 10.00e5.
    mantissa, _, exponent = f"{loss:.2e}".partition("e")
    return f"{QLocale().toString(float(mantissa), 'f', 2)}e{int(exponent)}"
