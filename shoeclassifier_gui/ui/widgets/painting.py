"""How bars are painted, shared by widgets and by the delegates of lists."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter


def paint_bar(painter: QPainter, rect: QRectF, share: float, *, colour: str, track: str) -> None:
    """A rounded bar of which `share` (0 to 1) is filled; more than nothing shows at least a dot."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    radius = rect.height() / 2
    painter.setBrush(QColor(track))
    painter.drawRoundedRect(rect, radius, radius)
    width = filled_width(rect.width(), share)
    if width > 0:
        # A dot narrower than the bar is high would be drawn as an upright sliver.
        width = max(width, rect.height())
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(QRectF(rect.x(), rect.y(), width, rect.height()), radius, radius)
    painter.restore()


def filled_width(full_width: float, share: float) -> float:
    """How many pixels of a bar are filled."""
    return full_width * min(1.0, max(0.0, share))
