"""How well one colour can be read on another."""

from PySide6.QtGui import QColor


def contrast_ratio(first: str, second: str) -> float:
    """The WCAG 2.1 contrast ratio of two #RRGGBB colours, 1 to 21."""
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.1, definition of *relative luminance*)."""
    rgb = QColor(colour)
    red, green, blue = (_linear(channel) for channel in (rgb.redF(), rgb.greenF(), rgb.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    """One sRGB channel without its gamma."""
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
