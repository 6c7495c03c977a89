"""Whether the system asks programs to move less."""

import ctypes
import sys

from PySide6.QtWidgets import QApplication, QStyle

# SystemParametersInfoW: "Show animations in Windows".
_SPI_GETCLIENTAREAANIMATION = 0x1042


def system_reduces_motion(app: QApplication) -> bool:
    """True where the system can be asked and wants no animations (Windows, KDE).

    Ask before the application's style is replaced: Qt 6.11 tells it only through the native style.
    """
    if sys.platform == "win32":
        shown = ctypes.c_int(1)
        ctypes.windll.user32.SystemParametersInfoW(
            _SPI_GETCLIENTAREAANIMATION, 0, ctypes.byref(shown), 0
        )
        return not shown.value
    return app.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) == 0
