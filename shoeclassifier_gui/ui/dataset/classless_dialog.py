"""Puts pictures that lie in no class folder into a class."""

from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from shoeclassifier_gui.core.dataset.class_folders import existing_class, require_class_name
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.errors import DatasetError
from shoeclassifier_gui.services.item_model import ItemModel
from shoeclassifier_gui.services.library import LibraryService
from shoeclassifier_gui.services.thumbnails import ThumbnailService
from shoeclassifier_gui.ui.dataset.editor import Editor
from shoeclassifier_gui.ui.dataset.item_grid import ItemGrid
from shoeclassifier_gui.ui.dataset.words import classless_words
from shoeclassifier_gui.ui.errors import show_error
from shoeclassifier_gui.ui.theme.tokens import CARD_GAP, GAP
from shoeclassifier_gui.ui.widgets.buttons import Button, PrimaryButton
from shoeclassifier_gui.ui.widgets.counts import number
from shoeclassifier_gui.ui.widgets.labels import Caption, Heading
from shoeclassifier_gui.ui.widgets.notice import Notice

_MARGIN = 24
_SIZE = (720, 560)
_NAME_WIDTH = 220


class ClasslessDialog(QDialog):
    """The button means the pictures that are selected, or all while none is.

    It stays until no picture is left without a class, so that they can be sorted in steps.
    """

    def __init__(
        self,
        library: LibraryService,
        editor: Editor,
        thumbnails: ThumbnailService,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._editor = editor
        self._shown: Dataset | None = None
        self._model = ItemModel(thumbnails, self)
        self.setObjectName("classless_dialog")
        self.setWindowTitle(self.tr("Pictures without a class"))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*_SIZE)
        self._build()
        self._lay_out()
        self._connect()
        self._show_state()
        self._name.setFocus()

    def _build(self) -> None:
        self._heading = Heading()
        self._notice = Notice()
        self._grid = ItemGrid(self._model)
        self._grid.setObjectName("classless_pictures")
        self._grid.setDragEnabled(False)
        self._name = QComboBox()
        self._name.setObjectName("classless_class")
        self._name.setAccessibleName(self.tr("Class"))
        self._name.setEditable(True)
        self._name.setMinimumWidth(_NAME_WIDTH)
        line = self._name.lineEdit()
        if line is not None:
            line.setPlaceholderText(self.tr("A class, old or new"))
        self._close_button = Button(self.tr("Close"))
        self._close_button.setAutoDefault(False)
        self._put_button = PrimaryButton()
        self._put_button.setObjectName("classless_put")
        self._put_button.setDefault(True)

    def _lay_out(self) -> None:
        label = QLabel(self.tr("Class"))
        label.setBuddy(self._name)
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        buttons.addWidget(label)
        buttons.addWidget(self._name)
        buttons.addStretch(1)
        buttons.addWidget(self._close_button)
        buttons.addWidget(self._put_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        column.setSpacing(GAP)
        column.addWidget(self._heading)
        column.addWidget(
            Caption(
                self.tr(
                    "Nothing is learned from them until they have one. Choose some with Ctrl or "
                    "Shift, or none to mean all; their files move into the folder of the class. "
                    "This can be undone."
                )
            )
        )
        column.addWidget(self._notice)
        column.addSpacing(CARD_GAP - GAP)
        column.addWidget(self._grid, 1)
        column.addLayout(buttons)

    def _connect(self) -> None:
        self._library.changed.connect(self._show_state)
        self._library.failed.connect(self._show_failure)
        self._grid.selection_changed.connect(self._name_button)
        self._name.currentTextChanged.connect(self._name_button)
        self._put_button.clicked.connect(self._put)
        self._close_button.clicked.connect(self.reject)

    def _show_state(self) -> None:
        dataset = self._library.state.dataset
        if dataset is None or not dataset.classless:
            self.accept()
        elif dataset is not self._shown:
            self._show_dataset(dataset)
        self._name_button()

    def _show_dataset(self, dataset: Dataset) -> None:
        self._shown = dataset
        self._heading.setText(classless_words(len(dataset.classless)))
        # Shown as a data set of one class that has no name.
        alone = replace(dataset, classes=(self.tr("none"),), items=dataset.classless)
        self._model.show_rows(alone, np.arange(len(alone.items)))
        typed = self._name.currentText()
        self._name.blockSignals(True)
        self._name.clear()
        self._name.addItems(list(dataset.classes))
        self._name.setCurrentText(typed)
        self._name.blockSignals(False)

    def _meant(self) -> list[str]:
        chosen = self._grid.chosen()
        if chosen is not None:
            return [item.relative for item in chosen.items()]
        return [item.relative for item in self._shown.classless] if self._shown else []

    def _name_button(self) -> None:
        count, name = len(self._meant()), self._name.currentText().strip()
        if name and self._shown is not None:
            name = existing_class(self._shown, name)
            text = self.tr("Put {n} pictures into {class}")
            if count == 1:
                text = self.tr("Put 1 picture into {class}")
        else:
            text = self.tr("Put 1 picture into a class")
            if count != 1:
                text = self.tr("Put {n} pictures into a class")
        self._put_button.setText(text.format_map({"n": number(count), "class": name}))
        self._put_button.setEnabled(bool(name) and not self._library.state.read_only)

    def _put(self) -> None:
        try:
            name = require_class_name(self._name.currentText())
        except DatasetError as error:
            show_error(self._notice, error)
            return
        self._notice.hide()
        self._editor.put_into_class(self._meant(), name)

    def _show_failure(self, error: Exception) -> None:
        show_error(self._notice, error)
