"""What is known of the picture that is selected."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from shoeclassifier_gui.core.dataset.items import Item
from shoeclassifier_gui.services.picture_loader import LoadedPicture, PictureLoader
from shoeclassifier_gui.ui.dataset.picture_view import PictureView
from shoeclassifier_gui.ui.dataset.words import file_size_words, session_name, split_name
from shoeclassifier_gui.ui.theme.tokens import GAP
from shoeclassifier_gui.ui.widgets.buttons import Button
from shoeclassifier_gui.ui.widgets.card import Card
from shoeclassifier_gui.ui.widgets.elided_label import ElidedLabel
from shoeclassifier_gui.ui.widgets.labels import Caption

_SHORT_SIDE = 480
_WIDTH = 280
_PICTURE_HEIGHT = 208


class DetailsCard(Card):
    """Picture, file name, class, split, session and size. `view_requested`: show it large."""

    view_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Picture"))
        self.setFixedWidth(_WIDTH)
        self._item: Item | None = None
        self._loader = PictureLoader(_SHORT_SIDE, self)
        self._build()
        self._fill()
        self._loader.loaded.connect(self._show_loaded)
        self._view_button.clicked.connect(self._request_view)
        self.show_item(None)

    def show_item(
        self, item: Item | None, class_name: str = "", thumbnail: QImage | None = None
    ) -> None:
        """Show an item; its thumbnail stands in until the picture itself is read."""
        if item is not None and item == self._item:
            return
        self._item = item
        self._facts.setVisible(item is not None)
        self._view_button.setVisible(item is not None)
        self._picture.setVisible(item is not None)
        self._picture.show_image(thumbnail)
        self._hint.setVisible(item is None)
        if item is None:
            self._loader.cancel()
            return
        self._name.setText(item.path.name)
        self._class.setText(class_name)
        self._split.setText(split_name(item.split))
        self._session.setText(session_name(item))
        self._size.setText("")
        self._bytes.setText("")
        self._loader.load(item.path)

    def _build(self) -> None:
        self._picture = PictureView()
        self._picture.setFixedHeight(_PICTURE_HEIGHT)
        self._hint = Caption(self.tr("Choose a picture to see what is known of it."))
        self._name = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        self._class = ElidedLabel()
        self._split = ElidedLabel()
        self._session = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        self._size = ElidedLabel()
        self._bytes = ElidedLabel()
        self._facts = QWidget()
        self._view_button = Button(self.tr("Show it large"))
        self._view_button.setObjectName("view_large")

    def _fill(self) -> None:
        rows = (
            (self.tr("File"), self._name),
            (self.tr("Class"), self._class),
            (self.tr("Split"), self._split),
            (self.tr("Session"), self._session),
            (self.tr("Pixels"), self._size),
            (self.tr("File size"), self._bytes),
        )
        grid = QGridLayout(self._facts)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * GAP)
        grid.setVerticalSpacing(GAP // 2)
        grid.setColumnStretch(1, 1)
        for row, (name, value) in enumerate(rows):
            label = QLabel(name)
            label.setProperty("role", "caption")
            grid.addWidget(label, row, 0)
            grid.addWidget(value, row, 1)
        self.content.addWidget(self._picture)
        self.content.addWidget(self._hint)
        self.content.addWidget(self._facts)
        self.content.addWidget(self._view_button)
        self.content.addStretch(1)

    def _show_loaded(self, picture: LoadedPicture) -> None:
        if self._item is None or picture.path != self._item.path:
            return
        if picture.problem:
            self._size.setText(picture.problem)
            return
        self._picture.show_image(picture.image)
        text = self.tr("{width} × {height}")
        self._size.setText(text.format(width=picture.width, height=picture.height))
        self._bytes.setText(file_size_words(picture.file_size))

    def _request_view(self) -> None:
        self.view_requested.emit()
