"""The place of the import dialog to drop things on, or to pick them from."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from shoeclassifier_gui.core.importing.request import ARCHIVE_SUFFIXES, VIDEO_SUFFIXES
from shoeclassifier_gui.core.pictures import SUFFIXES
from shoeclassifier_gui.ui.theme.tokens import CARD_GAP, GAP
from shoeclassifier_gui.ui.theme.tones import Tone
from shoeclassifier_gui.ui.widgets.buttons import Button
from shoeclassifier_gui.ui.widgets.labels import Caption, SectionHeading, set_tone
from shoeclassifier_gui.ui.widgets.sign import Sign

_SIGN_SIDE = 32


class DropArea(QFrame):
    """Invites to drop; `picked(list of Path)` brings what was picked by click instead."""

    picked = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self.setAccessibleName(self.tr("Drop pictures here"))
        self._build()
        self._lay_out()
        self._folder_button.clicked.connect(self._pick_folder)
        self._files_button.clicked.connect(self._pick_files)

    def show_hover(self, hovered: bool) -> None:
        """Show that what is dragged can be dropped here."""
        set_tone(self, Tone.INFO if hovered else Tone.NEUTRAL)

    def _build(self) -> None:
        self._sign = Sign("import", side=_SIGN_SIDE)
        self._title = SectionHeading(self.tr("Drop pictures, folders, archives or videos here"))
        self._hint = Caption(
            self.tr("From the file manager or the browser; Ctrl+V pastes a copied picture.")
        )
        self._hint.setWordWrap(False)
        self._folder_button = Button(self.tr("Pick a folder…"), "folder")
        self._folder_button.setObjectName("pick_folder")
        self._files_button = Button(self.tr("Pick files…"), "image")
        self._files_button.setObjectName("pick_files")
        for button in (self._folder_button, self._files_button):
            button.setAutoDefault(False)

    def _lay_out(self) -> None:
        centre = Qt.AlignmentFlag.AlignCenter
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        buttons.addStretch(1)
        buttons.addWidget(self._folder_button)
        buttons.addWidget(self._files_button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(CARD_GAP, CARD_GAP, CARD_GAP, CARD_GAP)
        column.setSpacing(GAP)
        for part in (self._sign, self._title, self._hint):
            column.addWidget(part, 0, centre)
        column.addLayout(buttons)

    def _pick_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Import a folder"))
        if folder:
            self.picked.emit([Path(folder)])

    def _pick_files(self) -> None:
        endings = sorted({*SUFFIXES, *VIDEO_SUFFIXES, *ARCHIVE_SUFFIXES})
        kinds = " ".join(f"*{ending}" for ending in endings)
        usable = self.tr("Pictures, archives and videos ({kinds})").format(kinds=kinds)
        files, _ = QFileDialog.getOpenFileNames(self, self.tr("Import files"), "", usable)
        if files:
            self.picked.emit([Path(file) for file in files])
