"""The menu bar; every entry is a signal that the application answers."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from shoeclassifier_gui.ui.theme.theme import ThemeMode
from shoeclassifier_gui.ui.widgets.menu_text import menu_text


class MenuBar(QMenuBar):
    """File, Edit, View and Help."""

    open_requested = Signal()
    sample_requested = Signal()
    read_again_requested = Signal()
    quit_requested = Signal()
    undo_requested = Signal()
    redo_requested = Signal()
    trash_requested = Signal()
    page_chosen = Signal(int)
    theme_chosen = Signal(str)
    help_requested = Signal()
    about_requested = Signal()
    log_requested = Signal()

    def __init__(self, pages: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page_group = QActionGroup(self)
        self._theme_group = QActionGroup(self)
        self._add_file_menu()
        self._add_edit_menu()
        self._add_view_menu(pages)
        self._add_help_menu()

    def show_theme(self, mode: ThemeMode) -> None:
        """Mark the theme in use."""
        for action in self._theme_group.actions():
            action.setChecked(action.data() == mode.value)

    def show_changes(self, undo: str, redo: str) -> None:
        """Name what can be undone and redone; an empty name for nothing."""
        self._name(self._undo, self.tr("&Undo"), self.tr("&Undo “{change}”"), undo)
        self._name(self._redo, self.tr("&Redo"), self.tr("&Redo “{change}”"), redo)

    def set_trash_enabled(self, enabled: bool) -> None:
        """Whether there is a project whose trash can be looked into."""
        self._trash.setEnabled(enabled)

    def _add_file_menu(self) -> None:
        menu = self.addMenu(self.tr("&File"))
        opening = _add(menu, self.tr("&Open a folder of photos…"), "menu_open")
        opening.setShortcut(QKeySequence.StandardKey.Open)
        opening.triggered.connect(self._request_open)
        sample = _add(menu, self.tr("Try the &sample"), "menu_sample")
        sample.triggered.connect(self._request_sample)
        again = _add(menu, self.tr("&Read the folder again"), "menu_read_again")
        again.setShortcut(QKeySequence.StandardKey.Refresh)
        again.triggered.connect(self._request_reading)
        menu.addSeparator()
        leaving = _add(menu, self.tr("&Quit"), "menu_quit")
        leaving.setShortcut(QKeySequence("Ctrl+Q"))
        leaving.setMenuRole(QAction.MenuRole.QuitRole)
        leaving.triggered.connect(self._request_quit)

    def _add_edit_menu(self) -> None:
        menu = self.addMenu(self.tr("&Edit"))
        self._undo = _add(menu, "", "menu_undo")
        self._undo.setShortcut(QKeySequence("Ctrl+Z"))
        self._undo.triggered.connect(self._request_undo)
        self._redo = _add(menu, "", "menu_redo")
        self._redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        self._redo.triggered.connect(self._request_redo)
        menu.addSeparator()
        self._trash = _add(menu, self.tr("&Put back deleted pictures…"), "menu_trash")
        self._trash.triggered.connect(self._request_trash)
        self.show_changes("", "")
        self.set_trash_enabled(False)

    def _add_view_menu(self, pages: tuple[str, ...]) -> None:
        menu = self.addMenu(self.tr("&View"))
        for index, page in enumerate(pages):
            # The rail owns the shortcut: two owners would make it ambiguous, so it is only named.
            keys = QKeySequence(f"Ctrl+{index + 1}").toString(
                QKeySequence.SequenceFormat.NativeText
            )
            action = _add(menu, f"{page}\t{keys}", f"menu_page_{index + 1}")
            action.setData(index)
            self._page_group.addAction(action)
        self._page_group.triggered.connect(self._choose_page)
        menu.addSeparator()
        self._add_theme_menu(menu.addMenu(self.tr("&Theme")))

    def _add_theme_menu(self, menu: QMenu) -> None:
        names = {
            ThemeMode.SYSTEM: self.tr("As the &system"),
            ThemeMode.LIGHT: self.tr("&Light"),
            ThemeMode.DARK: self.tr("&Dark"),
        }
        for mode, name in names.items():
            action = _add(menu, name, f"menu_theme_{mode.value}")
            action.setCheckable(True)
            action.setData(mode.value)
            self._theme_group.addAction(action)
        self._theme_group.triggered.connect(self._choose_theme)

    def _add_help_menu(self) -> None:
        menu = self.addMenu(self.tr("&Help"))
        helping = _add(menu, self.tr("&Help"), "menu_help")
        helping.setShortcut(QKeySequence.StandardKey.HelpContents)
        helping.triggered.connect(self._request_help)
        log = _add(menu, self.tr("Open &log folder"), "menu_log")
        log.triggered.connect(self._request_log)
        menu.addSeparator()
        about = _add(menu, self.tr("&About and licences"), "menu_about")
        about.setMenuRole(QAction.MenuRole.AboutRole)
        about.triggered.connect(self._request_about)

    def _request_open(self) -> None:
        self.open_requested.emit()

    def _request_sample(self) -> None:
        self.sample_requested.emit()

    def _request_reading(self) -> None:
        self.read_again_requested.emit()

    def _request_quit(self) -> None:
        self.quit_requested.emit()

    def _name(self, action: QAction, nothing: str, named: str, change: str) -> None:
        action.setText(named.format(change=menu_text(change)) if change else nothing)
        action.setEnabled(bool(change))

    def _request_undo(self) -> None:
        self.undo_requested.emit()

    def _request_redo(self) -> None:
        self.redo_requested.emit()

    def _request_trash(self) -> None:
        self.trash_requested.emit()

    def _choose_page(self, action: QAction) -> None:
        self.page_chosen.emit(action.data())

    def _choose_theme(self, action: QAction) -> None:
        self.theme_chosen.emit(action.data())

    def _request_help(self) -> None:
        self.help_requested.emit()

    def _request_log(self) -> None:
        self.log_requested.emit()

    def _request_about(self) -> None:
        self.about_requested.emit()


def _add(menu: QMenu, text: str, name: str) -> QAction:
    action = menu.addAction(text)
    action.setObjectName(name)
    return action
