"""The Dataset page: what the open project holds."""

from collections.abc import Collection

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from shoeclassifier_gui.core.dataset.changes import Kind
from shoeclassifier_gui.core.dataset.history import Done, Menu
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.lock import read_holder
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.dataset.selection import Columns
from shoeclassifier_gui.services.doctor import DoctorService
from shoeclassifier_gui.services.hardness import HardnessService
from shoeclassifier_gui.services.library import LibraryService, LibraryState
from shoeclassifier_gui.services.thumbnails import ThumbnailService
from shoeclassifier_gui.ui.dataset.browser import DatasetBrowser
from shoeclassifier_gui.ui.dataset.classless_dialog import ClasslessDialog
from shoeclassifier_gui.ui.dataset.done_bar import DoneBar
from shoeclassifier_gui.ui.dataset.editor import Editor
from shoeclassifier_gui.ui.dataset.reading_view import ReadingView
from shoeclassifier_gui.ui.dataset.words import facts, no_class_yet
from shoeclassifier_gui.ui.theme.tokens import CARD_GAP
from shoeclassifier_gui.ui.theme.tones import Tone
from shoeclassifier_gui.ui.widgets.buttons import Button, IconButton, PrimaryButton
from shoeclassifier_gui.ui.widgets.empty_state import EmptyState
from shoeclassifier_gui.ui.widgets.notice import Notice
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
        self._thumbnails = thumbnails
        self._dataset: Dataset | None = None
        self._doctor: QWidget | None = None
        self._doctor_service: DoctorService | None = None
        self._build(thumbnails)
        self._lay_out()
        self._connect()
        self._show_state()

    def add_source(self, action: QAction) -> None:
        """Add a way to come by pictures to the menu of "Add pictures"."""
        self._sources.addAction(action)
        self._show_state()

    def add_side_card(self, title: str, card: QWidget) -> None:
        """Put a further card at the right, behind a tab of its own."""
        self._browser.add_side_card(title, card)

    def set_doctor(self, doctor: DoctorService, panel: QWidget) -> None:
        """Take the data doctor, which a button of the header shows in place of the pictures.

        What it found also narrows the pictures.
        """
        self._doctor_service, self._doctor = doctor, panel
        doctor.changed.connect(self._show_diagnosis)
        self._show_diagnosis()
        self._stack.addWidget(panel)
        self._show_state()

    def set_hardness(self, hardness: HardnessService) -> None:
        """Offer to sort the pictures by how hard the model in use finds them."""
        self._browser.set_hardness(hardness)

    def show_only(self, relatives: Collection[str]) -> None:
        """Show some pictures in the grid."""
        self._doctor_button.setChecked(False)
        self._browser.show_only(relatives)

    def add_left_card(self, card: QWidget) -> None:
        """Put a further card below those of the classes and the split."""
        self._browser.add_left_card(card)

    def _build(self, thumbnails: ThumbnailService) -> None:
        self._header = PageHeader(self.tr("Dataset"))
        self._open_button = Button(self.tr("Open…"))
        self._open_button.setToolTip(self.tr("Open another folder"))
        self._open_button.setObjectName("open_folder")
        self._folder_button = IconButton("folder", self.tr("Show in file manager"))
        self._folder_button.setObjectName("show_folder")
        self._doctor_button = Button(self.tr("Data doctor"), "search")
        self._doctor_button.setObjectName("data_doctor")
        self._doctor_button.setCheckable(True)
        self._train_button = PrimaryButton(self.tr("Train"), "train")
        self._train_button.setObjectName("go_train")
        self._sources = QMenu(self)
        self._add_button = Button(self.tr("Add pictures"), "plus")
        self._add_button.setObjectName("add_pictures")
        self._add_button.setMenu(self._sources)
        self._editor = Editor(self._library, self)
        self._browser = DatasetBrowser(thumbnails, self._editor)
        self._browser.split_card.follow(self._library)
        self._read_only = Notice(closable=False)
        self._read_only.setObjectName("read_only")
        self._done_bar = DoneBar()
        self._reading = ReadingView()
        self._build_empty_states()
        self._stack = QStackedWidget()

    def _build_empty_states(self) -> None:
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
        self._no_classes = EmptyState("image", "", "", self.tr("Put them into a class…"))
        self._no_classes.setObjectName("no_classes")
        self._no_pictures = EmptyState(
            "camera",
            self.tr("Show me your shoes."),
            self.tr("Record the first class with the camera; its pictures appear here."),
            self.tr("Go to the camera"),
        )

    def _lay_out(self) -> None:
        for button in (
            self._folder_button,
            self._open_button,
            self._doctor_button,
            self._add_button,
            self._train_button,
        ):
            self._header.add_button(button)
        for view in (
            self._no_project,
            self._not_read,
            self._no_pictures,
            self._no_classes,
            self._reading,
            self._browser,
        ):
            self._stack.addWidget(view)
        column = QVBoxLayout(self)
        column.setContentsMargins(CARD_GAP, CARD_GAP, CARD_GAP, CARD_GAP)
        column.setSpacing(CARD_GAP)
        column.addWidget(self._header)
        column.addWidget(self._read_only)
        column.addWidget(self._stack, 1)
        column.addWidget(self._done_bar)

    def _connect(self) -> None:
        self._library.changed.connect(self._show_state)
        self._library.edited.connect(self._show_done)
        self._done_bar.undo_requested.connect(self._library.undo)
        self._done_bar.redo_requested.connect(self._library.redo)
        self._read_only.action_requested.connect(self._library.refresh)
        self._open_button.clicked.connect(self._request_open)
        self._doctor_button.toggled.connect(self._show_state)
        self._folder_button.clicked.connect(self._show_in_file_manager)
        self._train_button.clicked.connect(self._request_train)
        self._no_project.action_requested.connect(self._request_open)
        self._not_read.action_requested.connect(self._library.refresh)
        self._no_pictures.action_requested.connect(self._request_camera)
        self._reading.stop_requested.connect(self._library.stop)
        self._no_classes.action_requested.connect(self._ask_for_classes)
        self._no_classes.other_requested.connect(self._open_above)
        self._browser.classless_requested.connect(self._ask_for_classes)

    def _show_state(self) -> None:
        state = self._library.state
        dataset = state.dataset
        has_items = dataset is not None and bool(dataset.items)
        name = state.project.folder.name if state.project else self.tr("Dataset")
        self._header.set_title(name)
        self._folder_button.setVisible(state.project is not None)
        self._open_button.setVisible(state.project is not None)
        self._train_button.setVisible(has_items)
        self._doctor_button.setVisible(has_items and self._doctor is not None)
        self._add_button.setVisible(state.project is not None and not self._sources.isEmpty())
        if dataset is not None and dataset is not self._dataset:
            assert state.columns is not None
            self._show_dataset(state.columns)
        if dataset is None:
            self._header.set_fact("")
        self._dataset = dataset
        self._stack.setCurrentWidget(self._view_of(state))
        self._show_no_classes(state)
        self._reading.show_state(state)
        self._done_bar.check(Menu() if state.read_only else state.menu)
        self._show_rights(state)

    def _show_dataset(self, columns: Columns) -> None:
        summary = columns.summary()
        self._header.set_fact(facts(summary) if summary.pictures else "")
        self._browser.show_dataset(columns)

    def _show_diagnosis(self) -> None:
        if self._doctor_service is not None:
            self._browser.show_diagnosis(self._doctor_service.diagnosis)

    def _show_rights(self, state: LibraryState) -> None:
        """While another program changes the project, this one only looks, and says so."""
        self._browser.set_editable(not state.read_only)
        self._add_button.setEnabled(not state.read_only)
        if state.read_only == self._read_only.isVisibleTo(self):
            return
        self._read_only.setVisible(state.read_only)
        if state.read_only and state.project is not None:
            self._read_only.show_notice(
                Tone.ATTENTION,
                self.tr("You can look at this project, but not change it now."),
                self._reason(state.project),
                action_text=self.tr("Try again"),
            )

    def _reason(self, project: Project) -> str:
        if project.read_only:
            return self.tr("The folder {folder} may not be written to.").format(
                folder=project.hidden
            )
        holder = read_holder(project)
        return holder.sentence if holder else self.tr("Another program is changing it.")

    def _show_done(self, done: Done) -> None:
        if done.change.kind is not Kind.ASSIGN:
            self._done_bar.show_done(done)

    def _view_of(self, state: LibraryState) -> QWidget:
        if state.dataset is not None:
            return self._view_of_dataset(state.dataset)
        if state.busy:
            return self._reading
        return self._not_read if state.project is not None else self._no_project

    def _view_of_dataset(self, dataset: Dataset) -> QWidget:
        if dataset.items:
            doctor = self._doctor if self._doctor_button.isChecked() else None
            return doctor or self._browser
        if dataset.classless:
            return self._no_classes
        return self._browser if dataset.broken else self._no_pictures

    def _show_no_classes(self, state: LibraryState) -> None:
        count = len(state.dataset.classless) if state.dataset is not None else 0
        hint = self.tr("A class is a folder of pictures; the program learns to tell two or more.")
        self._no_classes.show_words(no_class_yet(count), hint)
        self._no_classes.enable_action(not state.read_only)
        other = ""
        if state.above is not None:
            text = self.tr("Open the folder above instead: {name}")
            other = text.format(name=state.above.name)
        self._no_classes.offer_other(other)

    def _ask_for_classes(self) -> None:
        ClasslessDialog(self._library, self._editor, self._thumbnails, self.window()).open()

    def _open_above(self) -> None:
        above = self._library.state.above
        if above is not None:
            self._library.open_folder(above)

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
