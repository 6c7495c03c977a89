"""The ways in which pictures come to the Dataset page: files, the web, dragging, pasting."""

import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence, QShortcut

from shoeclassifier_gui.core.errors import UserError
from shoeclassifier_gui.core.files import write_text
from shoeclassifier_gui.core.paths import user_cache_folder
from shoeclassifier_gui.services.collect import CollectService
from shoeclassifier_gui.services.importing import ImportService
from shoeclassifier_gui.services.library import LibraryService
from shoeclassifier_gui.ui.collect.dialog import CollectDialog
from shoeclassifier_gui.ui.dataset.page import DatasetPage
from shoeclassifier_gui.ui.importing.dialog import ImportDialog
from shoeclassifier_gui.ui.importing.drop import DropTarget
from shoeclassifier_gui.ui.theme.icons import themed_icon


class PictureSources(QObject):
    """Adds them to the page's menu and opens their dialogs when they are wanted."""

    def __init__(
        self,
        page: DatasetPage,
        library: LibraryService,
        importer: ImportService,
        collector: CollectService,
    ) -> None:
        super().__init__(page)
        self._page = page
        self._library = library
        self._importer = importer
        self._collector = collector
        self._import_dialog: ImportDialog | None = None
        self._collect_dialog: CollectDialog | None = None
        self._drop = DropTarget(page)
        self._add_actions()
        self._connect()

    def _add_actions(self) -> None:
        self._import_action = self._action(self.tr("Files, folders or videos…"), "import")
        self._collect_action = self._action(self.tr("From the web…"), "web")
        self._camera_action = self._action(self.tr("With the camera"), "camera")
        self._paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self._page)

    def _action(self, text: str, icon_name: str) -> QAction:
        action = QAction(themed_icon(icon_name), text, self)
        self._page.add_source(action)
        return action

    def _connect(self) -> None:
        self._import_action.triggered.connect(self._open_import)
        self._collect_action.triggered.connect(self._open_collect)
        self._camera_action.triggered.connect(self._page.camera_requested)
        self._paste.activated.connect(self._drop.paste)
        self._drop.paths_dropped.connect(self._import)
        self._drop.urls_dropped.connect(self._collect)
        self._drop.failed.connect(self._library.failed)

    def _open_import(self) -> None:
        self._import(())

    def _import(self, paths: Sequence[Path]) -> None:
        state = self._library.state
        if state.project is None or state.read_only:
            return
        if self._import_dialog is None:
            window = self._page.window()
            self._import_dialog = ImportDialog(self._importer, self._library, window)
            self._import_dialog.urls_dropped.connect(self._collect)
        self._import_dialog.open_with(paths)

    def _open_collect(self) -> None:
        self._show_collect_dialog()

    def _collect(self, addresses: Sequence[str]) -> None:
        """Addresses dragged from a browser are a list of addresses."""
        path = user_cache_folder() / "dragged" / f"{time.time_ns()}.txt"
        try:
            write_text(path, "\n".join(addresses) + "\n")
        except UserError as error:
            self._library.failed.emit(error)
            return
        dialog = self._show_collect_dialog()
        if dialog is not None:
            dialog.offer_list(path)

    def _show_collect_dialog(self) -> CollectDialog | None:
        state = self._library.state
        if state.project is None or state.read_only:
            return None
        if self._collect_dialog is None:
            window = self._page.window()
            self._collect_dialog = CollectDialog(self._collector, self._library, window)
        self._collect_dialog.show()
        self._collect_dialog.activateWindow()
        return self._collect_dialog
