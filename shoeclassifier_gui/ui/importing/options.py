"""The choices of an import: class, copy or leave in place, which pictures of videos."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QSpinBox,
    QWidget,
)

from shoeclassifier_gui.core.importing.request import ImportRequest, Sampling
from shoeclassifier_gui.ui.theme.tokens import CARD_GAP, GAP

# A class is read when the typing rests.
_TYPING_MS = 300


class ImportOptions(QWidget):
    """`changed` follows a choice that needs no new look, `sampling_changed` one that does."""

    changed = Signal()
    sampling_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told: tuple[str | None, bool] = (None, False)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._build()
        self._lay_out()
        self._connect()
        self.show_videos(False)

    @property
    def class_name(self) -> str | None:
        """The class that was named; None to read it from the folders."""
        return self._class.currentText().strip() or None

    @property
    def link(self) -> bool:
        """Whether the pictures stay where they are."""
        return self._leave.isChecked()

    @property
    def sampling(self) -> Sampling:
        """Which pictures of videos."""
        return Sampling(None if self._sharpest.isChecked() else self._step.value())

    def show_classes(self, names: Sequence[str]) -> None:
        """Offer the classes that there are."""
        text = self._class.currentText()
        self._class.clear()
        self._class.addItems(["", *names])
        self._class.setCurrentText(text)

    def reset(self) -> None:
        """Forget what was chosen for another import."""
        self._class.setCurrentText("")
        self._copy.setChecked(True)
        self._told = (None, False)

    def show_request(self, request: ImportRequest) -> None:
        """Choose what was chosen for an import that was interrupted."""
        self._class.setCurrentText(request.class_name or "")
        (self._leave if request.link else self._copy).setChecked(True)
        if request.sampling.every is not None:
            self._step.setValue(request.sampling.every)
            self._each.setChecked(True)
        self._told = (request.class_name, request.link)

    def show_videos(self, there: bool) -> None:
        """Show the choices for videos only where there are some."""
        self._video_label.setVisible(there)
        self._video.setVisible(there)

    def _build(self) -> None:
        self._class = QComboBox()
        self._class.setObjectName("import_class")
        self._class.setEditable(True)
        self._class.setAccessibleName(self.tr("Class of the pictures"))
        edit = self._class.lineEdit()
        if edit is not None:
            edit.setPlaceholderText(self.tr("As the folders say"))
        self._copy = QRadioButton(self.tr("Copy into the data set"))
        self._copy.setChecked(True)
        self._leave = QRadioButton(self.tr("Leave in place (links)"))
        self._leave.setObjectName("import_link")
        self._places = QWidget()
        self._video = QWidget()
        self._video_label = QLabel(self.tr("Of videos"))
        self._sharpest = QRadioButton(self.tr("The sharpest of each second"))
        self._sharpest.setChecked(True)
        self._each = QRadioButton(self.tr("One in every"))
        self._step = QSpinBox()
        self._step.setRange(1, 10_000)
        self._step.setValue(10)
        self._step.setSuffix(self.tr(" pictures"))

    def _lay_out(self) -> None:
        for holder, parts in (
            (self._places, (self._copy, self._leave)),
            (self._video, (self._sharpest, self._each, self._step)),
        ):
            row = QHBoxLayout(holder)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(GAP)
            for part in parts:
                row.addWidget(part)
            row.addStretch(1)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(CARD_GAP)
        form.setVerticalSpacing(GAP)
        form.addRow(self.tr("&Class"), self._class)
        form.addRow(self.tr("Files"), self._places)
        form.addRow(self._video_label, self._video)

    def _connect(self) -> None:
        self._class.editTextChanged.connect(self._typing.start)
        self._typing.timeout.connect(self._tell)
        self._leave.toggled.connect(self._tell)
        self._sharpest.toggled.connect(self.sampling_changed)
        self._step.editingFinished.connect(self._tell_step)

    def _tell(self) -> None:
        """Leaving the field without a change is none."""
        now = (self.class_name, self.link)
        if now != self._told:
            self._told = now
            self.changed.emit()

    def _tell_step(self) -> None:
        if self._each.isChecked():
            self.sampling_changed.emit()
