"""What the sides of a shoe are called."""

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate  # The name that Qt's text collector looks for.


def side_word(side: str) -> str:
    """A side of a shoe (`core/dataset/coach.py: SIDES`)."""
    return {
        "left": translate("sides", "Left side"),
        "right": translate("sides", "Right side"),
        "heel": translate("sides", "Heel"),
        "toe": translate("sides", "Toe"),
        "top": translate("sides", "Top"),
        "sole": translate("sides", "Sole"),
    }[side]
