"""About the program, and the licences of everything that is shipped with it."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QFontDatabase, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QListView,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from shoeclassifier_gui import __version__
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.licences import Licence, installed_licences
from shoeclassifier_gui.services.job import Job
from shoeclassifier_gui.ui.theme.tokens import CARD_GAP, GAP
from shoeclassifier_gui.ui.widgets.card import Card
from shoeclassifier_gui.ui.widgets.labels import Caption, Heading, SectionHeading

_SIZE = (860, 600)
_MARGIN = 24
_LIST_WIDTH = 280
_TEXT_ROLE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class _LicencesRead:
    licences: tuple[Licence, ...]


class AboutDialog(QDialog):
    """Name, version, and each licence in full."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("about_dialog")
        self.setWindowTitle(self.tr("About Shoe Classifier"))
        self.resize(*_SIZE)
        self._build()
        self._lay_out()
        self._list.selectionModel().currentChanged.connect(self._show_licence)
        self._read()

    def _build(self) -> None:
        self._rows = QStandardItemModel(self)
        self._list = QListView()
        self._list.setObjectName("licence_list")
        self._list.setAccessibleName(self.tr("Parts of the program"))
        self._list.setModel(self._rows)
        self._list.setFixedWidth(_LIST_WIDTH)
        self._list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._text = QPlainTextEdit(self.tr("Reading the licences …"))
        self._text.setObjectName("licence_text")
        self._text.setAccessibleName(self.tr("Licence"))
        self._text.setReadOnly(True)
        self._text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))

    def _lay_out(self) -> None:
        version = self.tr("Version {version}. It learns from your pictures, on your computer.")
        row = QHBoxLayout()
        row.setSpacing(CARD_GAP)
        for part in (self._list, self._text):
            card = Card()
            card.content.addWidget(part)
            row.addWidget(card, int(part is self._text))
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        column.setSpacing(GAP)
        column.addWidget(Heading("Shoe Classifier"))
        column.addWidget(Caption(version.format(version=__version__)))
        column.addSpacing(GAP)
        column.addWidget(SectionHeading(self.tr("Licences of what it is made of")))
        column.addLayout(row, 1)

    def _read(self) -> None:
        # Without a parent: the window may be closed before the files are read.
        job = Job(_read_licences)
        job.events.connect(self._show_licences)
        job.failed.connect(self._show_failure)
        job.begin()

    def _show_licences(self, events: list[_LicencesRead]) -> None:
        for licence in events[-1].licences:
            item = QStandardItem(f"{licence.name} {licence.version}")
            item.setData(licence, _TEXT_ROLE)
            self._rows.appendRow(item)
        self._list.setCurrentIndex(self._rows.index(0, 0))

    def _show_failure(self, _error: Exception) -> None:
        self._text.setPlainText(self.tr("The licences cannot be read."))

    def _show_licence(self, current: QModelIndex) -> None:
        licence = current.data(_TEXT_ROLE)
        if isinstance(licence, Licence):
            self._text.setPlainText(f"{licence.licence}\n\n{licence.text}")


def _read_licences(control: Control) -> Iterator[_LicencesRead]:
    control.checkpoint()
    yield _LicencesRead(installed_licences())
