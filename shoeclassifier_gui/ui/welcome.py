"""The first start: three doors into the program."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from shoeclassifier_gui.ui.theme.icons import themed_icon
from shoeclassifier_gui.ui.theme.theme import current_theme
from shoeclassifier_gui.ui.theme.tokens import CARD_GAP, CARD_RADIUS, GAP
from shoeclassifier_gui.ui.widgets.labels import AnswerLabel, Caption

_SIGN_SIDE = 48
_DOOR = QSize(256, 184)
_NARROWEST_DOOR = 208
_MARGIN = 24


class Door(QAbstractButton):
    """A large card to click: a sign, a name and what lies behind."""

    def __init__(
        self, icon_name: str, text: str, explanation: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._explanation = explanation
        self._sign = themed_icon(icon_name, "accent")
        self.setText(text)
        self.setObjectName(f"door_{icon_name}")
        self.setAccessibleName(text)
        self.setAccessibleDescription(explanation)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        # Neighbours are as high as the one with the most words.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setMaximumWidth(_DOOR.width() + 2 * _MARGIN)

    def sizeHint(self) -> QSize:
        """A card."""
        words = self._text_height(_DOOR.width())
        return QSize(_DOOR.width(), max(_DOOR.height(), words + _SIGN_SIDE + 3 * _MARGIN))

    def minimumSizeHint(self) -> QSize:
        """Still readable."""
        words = self._text_height(_NARROWEST_DOOR)
        return QSize(_NARROWEST_DOOR, max(_DOOR.height(), words + _SIGN_SIDE + 3 * _MARGIN))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The card, its sign, its words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_card(painter)
        self._sign.paint(painter, QRect(_MARGIN, _MARGIN, _SIGN_SIDE, _SIGN_SIDE))
        palette = current_theme().palette
        title, words = self._text_boxes(self.width())
        painter.setFont(self._title_font())
        painter.setPen(QColor(palette.text))
        painter.drawText(title, Qt.TextFlag.TextWordWrap, self.text())
        painter.setFont(self.font())
        painter.setPen(QColor(palette.muted))
        painter.drawText(words, Qt.TextFlag.TextWordWrap, self._explanation)
        painter.end()

    def _paint_card(self, painter: QPainter) -> None:
        palette = current_theme().palette
        focused = self.hasFocus()
        width = 2 if focused else 1
        edge = palette.accent if focused or self.underMouse() else palette.border
        painter.setPen(QPen(QColor(edge), width))
        painter.setBrush(QColor(palette.accent_soft if self.isDown() else palette.surface))
        inset = width / 2
        card = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(card, CARD_RADIUS, CARD_RADIUS)

    def _text_boxes(self, width: int) -> tuple[QRect, QRect]:
        room = QRect(_MARGIN, 2 * _MARGIN + _SIGN_SIDE, width - 2 * _MARGIN, 10_000)
        metrics = self.fontMetrics()
        title = _bounds(self._title_font(), room, self.text())
        room.setTop(title.bottom() + metrics.height() // 2)
        return title, metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, self._explanation)

    def _text_height(self, width: int) -> int:
        title, words = self._text_boxes(width)
        return words.bottom() - title.top()

    def _title_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(round(font.pixelSize() * 16 / 13))
        font.setBold(True)
        return font


class Welcome(QWidget):
    """What is shown while no project is open and no page was chosen."""

    camera_chosen = Signal()
    folder_chosen = Signal()
    sample_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Welcome"))
        self._build()
        self._lay_out()
        self._camera.clicked.connect(self._choose_camera)
        self._folder.clicked.connect(self._choose_folder)
        self._sample.clicked.connect(self._choose_sample)

    def _build(self) -> None:
        self._title = AnswerLabel(self.tr("What shoe is it?"))
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._explanation = Caption(
            self.tr("Show the program some shoes, let it train, and it tells you which is which.")
        )
        self._explanation.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._privacy = Caption(
            self.tr("It works without internet. No picture leaves this computer.")
        )
        self._privacy.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._camera = Door(
            "camera",
            self.tr("Use my camera"),
            self.tr("Hold a shoe in front of the webcam and take the first pictures."),
        )
        self._folder = Door(
            "folder",
            self.tr("Open a folder of photos"),
            self.tr("One folder for each class, as many pictures as you have."),
        )
        self._sample = Door(
            "sample",
            self.tr("Try the sample"),
            self.tr("300 shoes that the program draws itself: no camera, no photos needed."),
        )

    def _lay_out(self) -> None:
        doors = QHBoxLayout()
        doors.setSpacing(CARD_GAP)
        doors.addStretch(1)
        for door in (self._camera, self._folder, self._sample):
            doors.addWidget(door, 4)
        doors.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(CARD_GAP, CARD_GAP, CARD_GAP, CARD_GAP)
        column.setSpacing(GAP)
        column.addStretch(2)
        column.addWidget(self._title)
        column.addWidget(self._explanation)
        column.addSpacing(_MARGIN)
        column.addLayout(doors)
        column.addSpacing(_MARGIN)
        column.addWidget(self._privacy)
        column.addStretch(3)

    def _choose_camera(self) -> None:
        self.camera_chosen.emit()

    def _choose_folder(self) -> None:
        self.folder_chosen.emit()

    def _choose_sample(self) -> None:
        self.sample_chosen.emit()


def _bounds(font: QFont, room: QRect, text: str) -> QRect:
    return QFontMetrics(font).boundingRect(room, Qt.TextFlag.TextWordWrap, text)
