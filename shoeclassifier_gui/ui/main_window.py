"""The window: rail, pages, notices, status bar. It wires nothing but itself."""

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QByteArray, QMimeData, QSettings, QSize, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from shoeclassifier_gui.core.paths import user_data_folder
from shoeclassifier_gui.ui.errors import show_error
from shoeclassifier_gui.ui.menus import MenuBar
from shoeclassifier_gui.ui.page_names import Page
from shoeclassifier_gui.ui.status_bar import StatusBar
from shoeclassifier_gui.ui.theme.tokens import CARD_GAP
from shoeclassifier_gui.ui.welcome import Welcome
from shoeclassifier_gui.ui.widgets.navigation_rail import NavigationRail, RailEntry
from shoeclassifier_gui.ui.widgets.notice import Notice
from shoeclassifier_gui.ui.widgets.page_area import PageArea

_FIRST_SIZE = QSize(1280, 800)
_SMALLEST_SIZE = QSize(1024, 640)
_GEOMETRY = "window/geometry"


class Builder(Protocol):
    """Makes a page when it is wanted for the first time."""

    def __call__(self, page: Page, /) -> QWidget:
        """The page's widget."""


class MainWindow(QMainWindow):
    """Shows one page at a time.

    Pages are made by `builder` when they are first shown, or by `build_rest` in a quiet moment.
    `page_shown(new, old)` follows a change; either is None for the welcome.
    """

    first_painted = Signal()
    page_shown = Signal(object, object)
    folder_dropped = Signal(Path)
    close_requested = Signal()

    def __init__(self, builder: Builder, menus: MenuBar, status: StatusBar) -> None:
        super().__init__()
        self._builder = builder
        self._pages: dict[Page, PageArea] = {}
        self._page: Page | None = None
        self._painted = False
        self._may_close = False
        self._build(menus, status)
        self._lay_out()
        self._connect(menus)
        self._restore_geometry()

    @property
    def page(self) -> Page | None:
        """The page on show; None for the welcome."""
        return self._page

    @property
    def welcome(self) -> Welcome:
        """The three doors."""
        return self._welcome

    def show_page(self, page: Page) -> None:
        """Bring a page to the front."""
        area = self._area_of(page)
        self._rail.select(page.index)
        self._stack.setCurrentWidget(area)
        self._change_page(page)

    def show_welcome(self) -> None:
        """Bring the three doors to the front."""
        self._rail.select_none()
        self._stack.setCurrentIndex(0)
        self._change_page(None)

    def show_error(self, error: Exception) -> None:
        """Say above the page what went wrong."""
        self._notice_area.show()
        show_error(self._notice, error)

    def hide_error(self) -> None:
        """Take the notice away: what it said is over."""
        self._notice_area.hide()

    def build_rest(self) -> None:
        """Make the pages that were not shown yet, one after the other, between events."""
        missing = [page for page in Page if page not in self._pages]
        if missing and not self._may_close:
            self._area_of(missing[0])
            QTimer.singleShot(0, self.build_rest)

    def close_for_good(self) -> None:
        """Close without asking."""
        self._may_close = True
        self.close()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell once that something is on the screen."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self._tell_first_paint)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask the application first; it closes for good when all work has ended."""
        self._settings().setValue(_GEOMETRY, self.saveGeometry())
        if self._may_close:
            event.accept()
        else:
            event.ignore()
            self.close_requested.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Folders are welcome."""
        if _dropped_folder(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the folder."""
        folder = _dropped_folder(event.mimeData())
        if folder is not None:
            event.acceptProposedAction()
            self.folder_dropped.emit(folder)

    def _build(self, menus: MenuBar, status: StatusBar) -> None:
        self.setWindowTitle("Shoe Classifier")
        self.setAcceptDrops(True)
        self.setMenuBar(menus)
        self.setStatusBar(status)
        self._menus = menus
        self._rail = NavigationRail([RailEntry(page.value, page.title()) for page in Page])
        self._notice = Notice()
        self._notice.setObjectName("notice")
        self._welcome = Welcome()
        self._stack = QStackedWidget()
        self._stack.addWidget(PageArea(self._welcome))

    def _lay_out(self) -> None:
        above = QVBoxLayout()
        above.setContentsMargins(CARD_GAP, CARD_GAP, CARD_GAP, 0)
        above.addWidget(self._notice)
        self._notice_area = QWidget()
        self._notice_area.setLayout(above)
        self._notice_area.hide()
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self._notice_area)
        # Pages bring their own margins.
        column.addWidget(self._stack, 1)
        centre = QWidget()
        row = QHBoxLayout(centre)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._rail)
        row.addLayout(column, 1)
        self.setCentralWidget(centre)
        # Else the rail's first button wears the ring of a keyboard that nobody has used yet.
        centre.setFocus()

    def _connect(self, menus: MenuBar) -> None:
        self._rail.page_chosen.connect(self._show_chosen_page)
        self._rail.help_requested.connect(menus.help_requested)
        menus.page_chosen.connect(self._show_chosen_page)
        self._notice.closed.connect(self.hide_error)

    def _show_chosen_page(self, index: int) -> None:
        self.show_page(list(Page)[index])

    def _area_of(self, page: Page) -> PageArea:
        if page not in self._pages:
            area = PageArea(self._builder(page))
            self._pages[page] = area
            self._stack.addWidget(area)
        return self._pages[page]

    def _change_page(self, page: Page | None) -> None:
        before, self._page = self._page, page
        if page is not before:
            self.page_shown.emit(page, before)

    def _tell_first_paint(self) -> None:
        self.first_painted.emit()

    def _restore_geometry(self) -> None:
        room = self._room()
        self.setMinimumSize(_SMALLEST_SIZE.boundedTo(room))
        geometry = self._settings().value(_GEOMETRY)
        if not (isinstance(geometry, QByteArray) and self.restoreGeometry(geometry)):
            self.resize(_FIRST_SIZE)
        self.resize(self.size().boundedTo(room))

    def _room(self) -> QSize:
        """The screen without its bars and without this window's title."""
        title = self.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight, None, self)
        return self.screen().availableSize() - QSize(0, title)

    def _settings(self) -> QSettings:
        return QSettings(str(user_data_folder() / "window.ini"), QSettings.Format.IniFormat)


def _dropped_folder(data: QMimeData) -> Path | None:
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return next((path for path in paths if path.is_dir()), None)
