"""The Dataset page: what the open project holds."""

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.summary import summarise
from shoeclassifier_gui.services.library import LibraryService, LibraryState
from shoeclassifier_gui.services.thumbnails import ThumbnailService
from shoeclassifier_gui.ui.dataset.browser import DatasetBrowser
from shoeclassifier_gui.ui.dataset.reading_view import ReadingView
from shoeclassifier_gui.ui.dataset.words import facts
from shoeclassifier_gui.ui.theme.tokens import CARD_GAP
from shoeclassifier_gui.ui.widgets.buttons import Button, PrimaryButton
from shoeclassifier_gui.ui.widgets.empty_state import EmptyState
from shoeclassifier_gui.ui.widgets.page_header import PageHeader


class DatasetPage(QWidget):
    """Shows the pictures of the open project, or how to come by some."""

    train_requested = Signal()
    camera_requested = Signal()
    open_requested = Signal()

    def __init__(
        self, library: LibraryService, thumbnails: ThumbnailService, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._dataset: Dataset | None = None
        self._build(thumbnails)
        self._lay_out()
        self._connect()
        self._show_state()

    def _build(self, thumbnails: ThumbnailService) -> None:
        self._header = PageHeader(self.tr("Dataset"))
        self._open_button = Button(self.tr("Open another folder…"), "folder")
        self._open_button.setObjectName("open_folder")
        self._folder_button = Button(self.tr("Show in file manager"))
        self._folder_button.setObjectName("show_folder")
        self._train_button = PrimaryButton(self.tr("Train"), "train")
        self._train_button.setObjectName("go_train")
        self._browser = DatasetBrowser(thumbnails)
        self._reading = ReadingView()
        self._no_project = EmptyState(
            "folder",
            self.tr("Open a folder of photos to see them here."),
            self.tr("One folder for each class. The pictures stay where they are."),
            self.tr("Open a folder…"),
        )
        self._not_read = EmptyState(
            "image",
            self.tr("Reading the pictures was stopped."),
            self.tr("What was read so far is remembered."),
            self.tr("Go on reading"),
        )
        self._no_pictures = EmptyState(
            "camera",
            self.tr("Show me your shoes."),
            self.tr("Record the first class with the camera; its pictures appear here."),
            self.tr("Go to the camera"),
        )
        self._stack = QStackedWidget()

    def _lay_out(self) -> None:
        for button in (self._folder_button, self._open_button, self._train_button):
            self._header.add_button(button)
        for view in (
            self._no_project,
            self._not_read,
            self._no_pictures,
            self._reading,
            self._browser,
        ):
            self._stack.addWidget(view)
        column = QVBoxLayout(self)
        column.setContentsMargins(CARD_GAP, CARD_GAP, CARD_GAP, CARD_GAP)
        column.setSpacing(CARD_GAP)
        column.addWidget(self._header)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self._library.changed.connect(self._show_state)
        self._open_button.clicked.connect(self._request_open)
        self._folder_button.clicked.connect(self._show_in_file_manager)
        self._train_button.clicked.connect(self._request_train)
        self._no_project.action_requested.connect(self._request_open)
        self._not_read.action_requested.connect(self._library.refresh)
        self._no_pictures.action_requested.connect(self._request_camera)
        self._reading.stop_requested.connect(self._library.stop)

    def _show_state(self) -> None:
        state = self._library.state
        dataset = state.dataset
        has_items = dataset is not None and bool(dataset.items)
        name = state.project.folder.name if state.project else self.tr("Dataset")
        self._header.set_title(name)
        self._folder_button.setVisible(state.project is not None)
        self._open_button.setVisible(state.project is not None)
        self._train_button.setVisible(has_items)
        if dataset is not None and dataset is not self._dataset:
            self._show_dataset(dataset)
        if dataset is None:
            self._header.set_fact("")
        self._dataset = dataset
        self._stack.setCurrentWidget(self._view_of(state))
        self._reading.show_state(state)

    def _show_dataset(self, dataset: Dataset) -> None:
        summary = summarise(dataset)
        self._header.set_fact(facts(summary) if summary.pictures else "")
        self._browser.show_dataset(dataset, summary)

    def _view_of(self, state: LibraryState) -> QWidget:
        if state.dataset is not None:
            empty = not state.dataset.items and not state.dataset.broken
            return self._no_pictures if empty else self._browser
        if state.busy:
            return self._reading
        return self._not_read if state.project is not None else self._no_project

    def _show_in_file_manager(self) -> None:
        project = self._library.state.project
        if project is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(project.folder)))

    def _request_open(self) -> None:
        self.open_requested.emit()

    def _request_train(self) -> None:
        self.train_requested.emit()

    def _request_camera(self) -> None:
        self.camera_requested.emit()
