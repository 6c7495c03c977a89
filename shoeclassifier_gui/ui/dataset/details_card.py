"""What is known of the picture that is selected."""

from PySide6.QtCore import QDateTime, QLocale, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from shoeclassifier_gui.core.dataset.facts import NO_FACTS, Facts, Origin
from shoeclassifier_gui.core.dataset.items import Dataset, Item
from shoeclassifier_gui.services.picture_loader import LoadedPicture, PictureLoader
from shoeclassifier_gui.ui.dataset.fact_rows import FactRows
from shoeclassifier_gui.ui.dataset.picture_view import PictureView
from shoeclassifier_gui.ui.dataset.words import (
    file_size_words,
    origin_words,
    session_name,
    split_words,
)
from shoeclassifier_gui.ui.theme.tokens import GAP
from shoeclassifier_gui.ui.widgets.buttons import Button, IconButton
from shoeclassifier_gui.ui.widgets.card import Card
from shoeclassifier_gui.ui.widgets.labels import Caption
from shoeclassifier_gui.ui.widgets.side_word import side_word

_SHORT_SIDE = 480
_PICTURE_HEIGHT = 208
_DIGEST_LETTERS = 12
_COPY_SIDE = 22
_LOADED = ("pixels", "bytes", "camera", "taken")


class DetailsCard(Card):
    """The picture, its file, its place in the data set, where it came from.

    `view_requested`: show it large.
    """

    view_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Picture"))
        self._item: Item | None = None
        self._known: Facts = NO_FACTS
        self._origin: Origin | None = None
        self._loader = PictureLoader(_SHORT_SIDE, self)
        self._build()
        self._fill()
        self._connect()
        self.show_item(None)

    def show_item(
        self, item: Item | None, dataset: Dataset | None = None, thumbnail: QImage | None = None
    ) -> None:
        """Show an item; its thumbnail stands in until the picture itself is read."""
        known = dataset.facts_of(item) if dataset and item else NO_FACTS
        if item is not None and (item, known) == (self._item, self._known):
            return
        self._item, self._known = item, known
        for part in (self._scroll, self._view_button, self._picture):
            part.setVisible(item is not None)
        self._picture.show_image(thumbnail)
        self._hint.setVisible(item is None)
        if item is None or dataset is None:
            self._loader.cancel()
            return
        self._show_facts(item, dataset.classes[item.class_index])
        self._show_origin(Origin.from_text(known.origin))
        self._loader.load(item.path)

    def _show_facts(self, item: Item, class_name: str) -> None:
        rows = self._rows
        rows.show_fact("file", item.path.name)
        rows.show_fact("class", class_name)
        pinned, side = self._known.pin is not None, self._known.side
        rows.show_fact("split", split_words(item.split, pinned=pinned, left_out=item.left_out))
        rows.show_fact("side", side_word(side) if side else "")
        rows.show_fact("session", session_name(item))
        rows.show_fact("content", item.digest[:_DIGEST_LETTERS])
        self._copy_button.setVisible(bool(item.digest))
        for key in _LOADED:
            rows.show_fact(key, "")

    def _show_origin(self, origin: Origin | None) -> None:
        self._origin = origin
        shown = origin or Origin("")
        self._rows.show_fact("origin", origin_words(origin) if origin else "")
        self._rows.show_fact("address", shown.page or shown.url)
        self._rows.show_fact("author", shown.author)
        self._rows.show_fact("licence", shown.licence)
        self._open_button.setVisible(_is_web(shown.page or shown.url))

    def _build(self) -> None:
        self._picture = PictureView()
        self._picture.setFixedHeight(_PICTURE_HEIGHT)
        self._hint = Caption(self.tr("Choose a picture to see what is known of it."))
        self._rows = FactRows()
        self._copy_button = IconButton("copy", self.tr("Copy the content's hash"), _COPY_SIDE)
        self._copy_button.setObjectName("copy_digest")
        self._open_button = IconButton("web", self.tr("Open the page it came from"), _COPY_SIDE)
        self._open_button.setObjectName("open_origin")
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._view_button = Button(self.tr("Show it large"))
        self._view_button.setObjectName("view_large")

    def _fill(self) -> None:
        add = self._rows.add
        add("file", self.tr("File"))
        add("class", self.tr("Class"))
        add("split", self.tr("Split"))
        add("side", self.tr("Side"))
        add("session", self.tr("Session"))
        add("pixels", self.tr("Pixels"))
        add("bytes", self.tr("File size"))
        add("camera", self.tr("Camera"))
        add("taken", self.tr("Taken"))
        add("origin", self.tr("Came from"))
        add("address", self.tr("Page"), self._open_button)
        add("author", self.tr("Author"))
        add("licence", self.tr("Licence"))
        add("content", self.tr("Hash"), self._copy_button)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, GAP // 2, 0)
        column.addWidget(self._rows)
        column.addStretch(1)
        self._scroll.setWidget(inner)
        self.content.addWidget(self._picture)
        self.content.addWidget(self._hint)
        self.content.addWidget(self._scroll, 1)
        self.content.addWidget(self._view_button)
        self.content.addStretch(0)

    def _connect(self) -> None:
        self._loader.loaded.connect(self._show_loaded)
        self._view_button.clicked.connect(self._request_view)
        self._copy_button.clicked.connect(self._copy_digest)
        self._open_button.clicked.connect(self._open_origin)

    def _show_loaded(self, picture: LoadedPicture) -> None:
        if self._item is None or picture.path != self._item.path:
            return
        if picture.problem:
            self._rows.show_fact("pixels", picture.problem)
            return
        self._picture.show_image(picture.image)
        text = self.tr("{width} × {height}")
        pixels = text.format(width=picture.width, height=picture.height)
        self._rows.show_fact("pixels", pixels)
        self._rows.show_fact("bytes", file_size_words(picture.file_size))
        self._rows.show_fact("camera", picture.shot.camera)
        if picture.shot.taken is not None:
            taken = QDateTime.fromString(picture.shot.taken.isoformat(), "yyyy-MM-ddTHH:mm:ss")
            words = QLocale().toString(taken, QLocale.FormatType.ShortFormat)
            self._rows.show_fact("taken", words)

    def _copy_digest(self) -> None:
        if self._item is not None:
            QGuiApplication.clipboard().setText(self._item.digest)

    def _open_origin(self) -> None:
        if self._origin is not None:
            QDesktopServices.openUrl(QUrl(self._origin.page or self._origin.url))

    def _request_view(self) -> None:
        self.view_requested.emit()


def _is_web(address: str) -> bool:
    """Other addresses could start a program."""
    return address.startswith(("https://", "http://"))
