"""Joins the Edit menu to the library: names of what can be undone, and the trash."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from shoeclassifier_gui.core.dataset.changes import Change
from shoeclassifier_gui.services.library import LibraryService
from shoeclassifier_gui.services.thumbnails import ThumbnailService
from shoeclassifier_gui.ui.menus import MenuBar


class EditLink(QObject):
    """Keeps the menu's words up to date and answers its entries."""

    def __init__(
        self,
        menus: MenuBar,
        library: LibraryService,
        thumbnails: ThumbnailService,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._menus = menus
        self._library = library
        self._thumbnails = thumbnails
        self._window = window
        library.changed.connect(self._show)
        menus.undo_requested.connect(library.undo)
        menus.redo_requested.connect(library.redo)
        menus.trash_requested.connect(self._open_trash)
        self._show()

    def _show(self) -> None:
        state = self._library.state
        changeable = not state.read_only and state.dataset is not None
        undo, redo = (state.menu.undo, state.menu.redo) if changeable else (None, None)
        self._menus.show_changes(_name(undo), _name(redo))
        self._menus.set_trash_enabled(state.dataset is not None)

    def _open_trash(self) -> None:
        # Imported when it is wanted: the window is on the screen earlier.
        from shoeclassifier_gui.ui.dataset.trash_dialog import TrashDialog

        project = self._library.state.project
        if project is not None:
            TrashDialog(self._library, self._thumbnails, project, self._window).open()


def _name(change: Change | None) -> str:
    from shoeclassifier_gui.ui.dataset.change_words import change_name

    return change_name(change) if change else ""
