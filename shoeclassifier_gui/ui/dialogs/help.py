"""Help: what each page is for, and the keys."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from shoeclassifier_gui.ui.theme.tokens import CARD_GAP, GAP
from shoeclassifier_gui.ui.widgets.labels import Heading, KeyCap, SectionHeading

_SIZE = (600, 620)
_MARGIN = 24


class HelpDialog(QDialog):
    """A short guide beside the window; both can be used."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("help_dialog")
        self.setWindowTitle(self.tr("Help"))
        self.resize(*_SIZE)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        column.setSpacing(GAP // 2)
        column.addWidget(Heading(self.tr("From shoes to answers")))
        self._add_steps(column)
        column.addSpacing(CARD_GAP)
        column.addWidget(SectionHeading(self.tr("Keys")))
        column.addLayout(self._keys())
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(content)
        frame = QVBoxLayout(self)
        frame.setContentsMargins(0, 0, 0, 0)
        frame.addWidget(scroll)

    def _add_steps(self, column: QVBoxLayout) -> None:
        steps = (
            (
                self.tr("1. Collect pictures"),
                self.tr(
                    "Open a folder that holds one folder of pictures for each class, or record "
                    "them on the Camera page. Twenty pictures of a class are a start; take them "
                    "in several places and lights."
                ),
            ),
            (
                self.tr("2. Look at them"),
                self.tr(
                    "The Dataset page shows what was read. Pictures of one session never stand "
                    "on both sides of the split, so that the scores are honest."
                ),
            ),
            (
                self.tr("3. Train"),
                self.tr(
                    "Choose a plan on the Train page and press Start. The best model is kept, "
                    "also when you stop early."
                ),
            ),
            (
                self.tr("4. Use it"),
                self.tr(
                    "The new model answers on the Camera page at once. The Results page shows "
                    "what it mixes up, and on how many pictures that was measured."
                ),
            ),
        )
        for title, text in steps:
            words = QLabel(text)
            words.setWordWrap(True)
            column.addSpacing(GAP)
            column.addWidget(SectionHeading(title))
            column.addWidget(words)

    def _keys(self) -> QGridLayout:
        rows = (
            ("Ctrl+1 … 4", self.tr("Camera, Dataset, Train, Results")),
            (self.tr("Space"), self.tr("Capture; held, record; again, back to live")),
            ("1 … 9", self.tr("Choose the class with this number")),
            ("Del", self.tr("Move the selected pictures to the trash")),
            ("Ctrl+Z", self.tr("Take the last change back")),
            ("F5", self.tr("Read the folder again")),
            ("Ctrl+O", self.tr("Open a folder of photos")),
            ("F1", self.tr("This help")),
            (self.tr("Arrows"), self.tr("From picture to picture")),
            ("Enter", self.tr("Show the picture large, and back")),
            ("Esc", self.tr("Close what lies on top")),
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(CARD_GAP)
        grid.setVerticalSpacing(GAP)
        grid.setColumnStretch(1, 1)
        for row, (key, meaning) in enumerate(rows):
            grid.addWidget(KeyCap(key), row, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(QLabel(meaning), row, 1)
        return grid
