"""Line icons from `resources/icons`, sharp at every scale and in the theme's colours."""

from functools import cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from shoeclassifier_gui.core.paths import resource_path
from shoeclassifier_gui.ui.theme.theme import current_theme


def icon(name: str, colour: str) -> QIcon:
    """The icon `resources/icons/<name>.svg` in one colour (#RRGGBB), whatever the theme."""
    return QIcon(_LineIcon(name, colour, colour))


def themed_icon(name: str, token: str = "text", checked_token: str = "accent") -> QIcon:
    """An icon in a colour of the theme; it follows the theme and the button's state by itself.

    Args:
        name: the file's name in `resources/icons` without `.svg`.
        token: the name of a colour of `Palette`, for example "muted" or "on_accent".
        checked_token: the same, while the button is checked.
    """
    return QIcon(_LineIcon(name, token, checked_token))


class _LineIcon(QIconEngine):
    """Paints one SVG in a colour that is looked up at the moment of painting."""

    def __init__(self, name: str, colour: str, checked_colour: str) -> None:
        super().__init__()
        self._name = name
        self._colour = colour
        self._checked_colour = checked_colour

    def clone(self) -> QIconEngine:
        """Another engine with the same picture; Qt asks when an icon is changed."""
        return _LineIcon(self._name, self._colour, self._checked_colour)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """The picture at a size in device pixels."""
        colour = self._colour_now(mode, state)
        key = f"line-icon {self._name} {colour} {size.width()}x{size.height()}"
        pixmap = QPixmap()
        if not QPixmapCache.find(key, pixmap):
            pixmap = _render(self._name, colour, size)
            QPixmapCache.insert(key, pixmap)
        return pixmap

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw the picture as large as fits into the middle of the rectangle."""
        side = min(rect.width(), rect.height())
        corner = rect.center() - QPoint(side // 2, side // 2)
        renderer = QSvgRenderer(_coloured_svg(self._name, self._colour_now(mode, state)))
        renderer.render(painter, QRectF(corner.x(), corner.y(), side, side))

    def _colour_now(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        if mode == QIcon.Mode.Disabled and not self._colour.startswith("#"):
            return current_theme().palette.muted
        colour = self._checked_colour if state == QIcon.State.On else self._colour
        if colour.startswith("#"):
            return colour
        token: str = getattr(current_theme().palette, colour)
        return token


def _render(name: str, colour: str, size: QSize) -> QPixmap:
    pixmap = QPixmap(size)
    pixmap.fill(Qt.GlobalColor.transparent)
    side = min(size.width(), size.height())
    painter = QPainter(pixmap)
    corner_x, corner_y = (size.width() - side) / 2, (size.height() - side) / 2
    QSvgRenderer(_coloured_svg(name, colour)).render(
        painter, QRectF(corner_x, corner_y, side, side)
    )
    painter.end()
    return pixmap


def _coloured_svg(name: str, colour: str) -> QByteArray:
    return QByteArray(_svg_text(name).replace("currentColor", colour).encode())


@cache
def _svg_text(name: str) -> str:
    return resource_path(f"icons/{name}.svg").read_text(encoding="utf-8")
