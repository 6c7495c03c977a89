"""The colours and measures that everything on the screen is made of."""

from dataclasses import dataclass
from functools import cache

from PySide6.QtGui import QColor

from shoeclassifier_gui.ui.theme.contrast import contrast_ratio

# The 8-pixel grid.
GAP = 8
CARD_GAP = 16
CARD_RADIUS = 8
CONTROL_RADIUS = 6
CONTROL_HEIGHT = 32
PRIMARY_HEIGHT = 40
BAR_HEIGHT = 8
ANIMATION_MS = 150

# Type sizes as multiples of the body size, which follows the system font (13 pixels or more).
BODY_PIXELS = 13
SECONDARY_SCALE = 12 / 13
TITLE_SCALE = 20 / 13
ANSWER_SCALE = 34 / 13

# WCAG 2.1, 1.4.11: what is not text needs 3:1 against its surroundings.
_GRAPHIC_CONTRAST = 3.0
# Steps of the golden ratio keep neighbours far apart on a circle, however many there are.
_GOLDEN_STEP = 0.618033988749895
# Measured: of fifty starts this one keeps four more colours farthest from each other and from the
# five named ones (at least 23 in CIELAB, in both themes).
_CIRCLE_START = 0.68


@dataclass(frozen=True, slots=True)
class Palette:
    """Every colour of one theme, as #RRGGBB."""

    name: str
    background: str
    surface: str
    sunken: str
    border: str
    text: str
    muted: str
    accent: str
    accent_soft: str
    on_accent: str
    good: str
    good_soft: str
    attention: str
    attention_soft: str
    bad: str
    bad_soft: str
    unknown: str
    unknown_soft: str
    classes: tuple[str, ...]


# `accent_soft` is a shade lighter than in the design sketch, where accent text had 4.35:1 on it.
LIGHT = Palette(
    name="light",
    background="#F5F6F8",
    surface="#FFFFFF",
    sunken="#ECEEF1",
    border="#D9DEE4",
    text="#1B2026",
    muted="#59636E",
    accent="#2563EB",
    accent_soft="#EAF1FE",
    on_accent="#FFFFFF",
    good="#18794E",
    good_soft="#E8F2ED",
    attention="#9A6200",
    attention_soft="#F8F3EB",
    bad="#C4302B",
    bad_soft="#FAEEED",
    unknown="#6E56CF",
    unknown_soft="#EEEAFB",
    classes=("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#B88A00"),
)
DARK = Palette(
    name="dark",
    background="#13161A",
    surface="#1B1F25",
    sunken="#0E1013",
    border="#2E343C",
    text="#E9ECF0",
    muted="#9BA5B1",
    accent="#78A6FF",
    accent_soft="#1D2C4A",
    on_accent="#13161A",
    good="#4CC38A",
    good_soft="#1C2E2A",
    attention="#E2A336",
    attention_soft="#332C1F",
    bad="#FF6B66",
    bad_soft="#38252A",
    unknown="#A898F5",
    unknown_soft="#2A2444",
    classes=("#56B4E9", "#FF9A52", "#3CCB9B", "#E6A3C8", "#F0C846"),
)


def class_colour(palette: Palette, index: int) -> str:
    """The colour of the class with this place in the list, as #RRGGBB; never runs out."""
    if index < len(palette.classes):
        return palette.classes[index]
    return _further_colour(index - len(palette.classes), palette.surface)


@cache
def _further_colour(step: int, surface: str) -> str:
    """A colour of the perceptual circle CET-C6 (Kovesi 2015), readable on the surface."""
    # pyqtgraph takes a tenth of a second to import and few projects have more than five classes.
    import pyqtgraph

    circle = pyqtgraph.colormap.get("CET-C6")  # type: ignore[no-untyped-call]
    colour: QColor = circle.map((_CIRCLE_START + step * _GOLDEN_STEP) % 1.0, mode="qcolor")
    dark_surface = QColor(surface).lightness() < 128
    while contrast_ratio(colour.name(), surface) < _GRAPHIC_CONTRAST:
        colour = colour.lighter(108) if dark_surface else colour.darker(108)
    return colour.name()
