"""Builds the services, then the window, and connects them: the only place that knows all."""

import logging
import os
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QIcon
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget

from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.errors import UserError
from shoeclassifier_gui.core.log import start_log
from shoeclassifier_gui.core.paths import log_file, new_projects_folder, resource_path
from shoeclassifier_gui.core.runs.events import FirstModelReady, RunFinished
from shoeclassifier_gui.services.all_services import build_services
from shoeclassifier_gui.services.shutdown import Shutdown
from shoeclassifier_gui.ui.background_work import BackgroundWork
from shoeclassifier_gui.ui.edit_link import EditLink
from shoeclassifier_gui.ui.interruption import Interruption
from shoeclassifier_gui.ui.main_window import MainWindow
from shoeclassifier_gui.ui.menus import MenuBar
from shoeclassifier_gui.ui.page_builder import PageBuilder
from shoeclassifier_gui.ui.page_names import Page
from shoeclassifier_gui.ui.status_bar import StatusBar
from shoeclassifier_gui.ui.theme.theme import ThemeMode, current_theme

_log = logging.getLogger(__name__)


class Application(QObject):
    """The running program without its event loop.

    `closed` follows when all work has ended, `gave_up` when some does not.
    """

    closed = Signal()
    gave_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._project: Project | None = None
        services = self.services = build_services(self)
        self._shutdown = Shutdown(self)
        self._menus = MenuBar(tuple(page.title() for page in Page))
        self._work = BackgroundWork(services, self)
        base = services.engine, services.library, services.prediction
        status = StatusBar(*base, self._work, data_age=services.data_age)
        self._pages = PageBuilder(services, self)
        self.window = MainWindow(self._pages.build, self._menus, status)
        EditLink(self._menus, services.library, services.thumbnails, self.window)
        self._connect_services()
        self._connect_window()
        self._connect_menus()
        self._apply_theme()

    @classmethod
    def create(cls, app: QApplication, *, folder: Path | None = None) -> "Application":
        """Dresses the application, shows the window and opens a project.

        Args:
            app: The Qt application.
            folder: What to open; None for what was open last.
        """
        current_theme().apply(app)
        application = cls()
        application.window.show_welcome()
        application._open_first(folder)
        application.window.show()
        return application

    def close(self) -> None:
        """Stops all work without asking; `closed` tells when the window is gone."""
        self.window.hide()
        self.services.camera.close()
        self._shutdown.begin(saving=self.services.training.busy)

    def open_folder(self, folder: Path) -> None:
        """Opens a project and shows its pictures."""
        self.window.hide_error()
        self.window.show_page(Page.DATASET)
        self.services.library.open_folder(folder)

    def open_sample(self) -> None:
        """Opens the drawn shoes; draws them first when they are not there."""
        self.window.hide_error()
        self.window.show_page(Page.DATASET)
        self.services.library.open_sample(new_projects_folder() / self.tr("Sample shoes"))

    def _connect_services(self) -> None:
        services = self.services
        services.engine.ready.connect(self._start_after_engine)
        services.library.changed.connect(self._follow_project)
        services.results.runs_changed.connect(self._take_newest_model)
        services.training.first_model_ready.connect(self._take_made_model)
        services.training.run_finished.connect(self._take_made_model)
        services.settings.changed.connect(self._apply_theme)
        services.prediction.model_changed.connect(self._tell_doctor)
        self._connect_errors()

    def _connect_errors(self) -> None:
        services = self.services
        for failed in (services.settings.failed, services.library.failed, services.doctor.failed):
            failed.connect(self.window.show_error)
        for failed in (services.hardness.failed, services.uncaught.caught):
            failed.connect(self.window.show_error)
        for failed in (services.camera.failed, services.prediction.failed):
            failed.connect(self._show_camera_error)
        for failed in (services.training.failed, services.weights.failed, services.engine.failed):
            failed.connect(self._show_train_error)
        services.results.failed.connect(self._show_results_error)

    def _connect_window(self) -> None:
        self.window.first_painted.connect(self._start_after_paint)
        self.window.page_shown.connect(self._pages.tell_camera)
        self._pages.page_requested.connect(self.window.show_page)
        self._pages.open_requested.connect(self._choose_folder)
        self._pages.use_model_requested.connect(self._use_model)
        self._pages.project_requested.connect(self._begin_project)
        self.window.folder_dropped.connect(self.open_folder)
        self.window.close_requested.connect(self._close_or_ask)
        self.window.welcome.camera_chosen.connect(self._begin_with_camera)
        self.window.welcome.folder_chosen.connect(self._choose_folder)
        self.window.welcome.sample_chosen.connect(self.open_sample)
        self._shutdown.done.connect(self._finish_closing)
        self._shutdown.gave_up.connect(self.gave_up)

    def _connect_menus(self) -> None:
        self._menus.open_requested.connect(self._choose_folder)
        self._menus.sample_requested.connect(self.open_sample)
        self._menus.read_again_requested.connect(self.services.library.refresh)
        self._menus.quit_requested.connect(self.window.close)
        self._menus.theme_chosen.connect(self._choose_theme)
        self._menus.help_requested.connect(self._show_help)
        self._menus.about_requested.connect(self._show_about)
        self._menus.log_requested.connect(self._open_log_folder)

    def _open_first(self, folder: Path | None) -> None:
        last = self.services.settings.values.project
        if folder is not None:
            self.open_folder(folder)
        elif last and Path(last).is_dir():
            self.services.library.open_folder(Path(last))
            project = self.services.library.state.project
            self.window.show_page(Page.CAMERA if _has_model(project) else Page.DATASET)

    def _start_after_paint(self) -> None:
        self.window.build_rest()
        self.services.engine.load()

    def _start_after_engine(self) -> None:
        self.services.results.set_engine_ready()
        self.services.doctor.set_engine_ready()
        self.services.weights.refresh()
        self._take_newest_model()

    def _close_or_ask(self) -> None:
        from shoeclassifier_gui.ui.dialogs.closing import ClosingDialog

        if self._shutdown.begun:
            return
        if not self.services.training.busy:
            self.close()
            return
        dialog = ClosingDialog(self.window)
        dialog.stop_chosen.connect(self._stop_training_and_close)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _stop_training_and_close(self) -> None:
        # The window stays and says so: keeping the best model takes a moment.
        self.services.training.stop()
        self.services.camera.close()
        self._shutdown.begin(saving=True)

    def _finish_closing(self) -> None:
        self.window.close_for_good()
        self.closed.emit()

    def _follow_project(self) -> None:
        project = self.services.library.state.project
        if project is not None and self.services.library.state.dataset is not None:
            # Only what could be read is opened again at the next start.
            self.services.settings.update(project=str(project.folder))
        if project == self._project:
            return
        self._project = project
        self.services.thumbnails.use_folder(project.thumbnails if project else None)
        self.services.prediction.use_model(None, expected=_has_model(project))
        self.services.results.list_runs(project.runs if project else None)

    def _take_newest_model(self) -> None:
        """The open project's newest model answers, unless one was chosen."""
        services = self.services
        if self._project is None or not services.engine.device or services.prediction.folder:
            return
        runs = [run for run in services.results.runs if run.folder.parent == self._project.runs]
        newest = next((run.folder for run in runs if run.card is not None), None)
        if newest is not None or services.prediction.expected:
            services.prediction.use_model(newest)

    def _take_made_model(self, made: RunFinished | FirstModelReady) -> None:
        if self._project is None or self._shutdown.begun:
            return
        if made.model is not None and made.model.is_relative_to(self._project.runs):
            self.services.prediction.use_model(made.model)
        self.services.results.list_runs(self._project.runs)

    def _tell_doctor(self) -> None:
        """The model in use judges labels best: it knows these classes."""
        self.services.doctor.use_model(self.services.prediction.folder)

    def _use_model(self, folder: Path) -> None:
        self.services.prediction.use_model(folder)
        self.window.show_page(Page.CAMERA)

    def _show_camera_error(self, error: Exception) -> None:
        self._show_error_of(Page.CAMERA, error)

    def _show_train_error(self, error: Exception) -> None:
        self._show_error_of(Page.TRAIN, error)

    def _show_results_error(self, error: Exception) -> None:
        self._show_error_of(Page.RESULTS, error)

    def _show_error_of(self, page: Page, error: Exception) -> None:
        """A page says itself what failed on it; the window says it while another is on show."""
        if self.window.page is not page:
            self.window.show_error(error)

    def _begin_with_camera(self) -> None:
        if self.services.library.state.project is None:
            self._begin_project()
        self.window.show_page(Page.CAMERA)

    def _begin_project(self) -> None:
        self.services.library.begin_project(new_projects_folder() / self.tr("My shoes"))

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self.window, self.tr("Open a folder of photos"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setObjectName("folder_dialog")
        if self._project is not None:
            dialog.setDirectory(str(self._project.folder.parent))
        dialog.fileSelected.connect(self._open_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _open_chosen(self, folder: str) -> None:
        self.open_folder(Path(folder))

    def _choose_theme(self, mode: str) -> None:
        self.services.settings.update(theme=mode)

    def _apply_theme(self) -> None:
        theme = self.services.settings.values.theme
        mode = ThemeMode(theme) if theme in set(ThemeMode) else ThemeMode.SYSTEM
        current_theme().set_mode(mode)
        self._menus.show_theme(mode)

    def _show_help(self) -> None:
        from shoeclassifier_gui.ui.dialogs.help import HelpDialog

        _open_once(self.window, HelpDialog)

    def _show_about(self) -> None:
        from shoeclassifier_gui.ui.dialogs.about import AboutDialog

        _open_once(self.window, AboutDialog)

    def _open_log_folder(self) -> None:
        folder = log_file().parent
        folder.mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def run_window(argv: Sequence[str]) -> int:
    """Runs the program with a window until it is closed.

    Args:
        argv: At most one folder to open.

    Returns:
        The exit status.
    """
    app = new_app()
    return run_until_closed(app, Application.create(app, folder=Path(argv[0]) if argv else None))


def new_app() -> QApplication:
    """Qt's application, named and with its icon."""
    # Qt must not see the arguments: a folder's name could look like one of its own options.
    app = QApplication(["ShoeClassifier"])
    app.setApplicationName("ShoeClassifier")
    app.setApplicationDisplayName("Shoe Classifier")
    app.setDesktopFileName("shoeclassifier")
    app.setWindowIcon(QIcon(str(resource_path("app-icon.png"))))
    app.setQuitOnLastWindowClosed(False)
    return app


def run_until_closed(app: QApplication, application: Application) -> int:
    """Runs Qt's event loop until the window is closed and all work has ended.

    Returns:
        The exit status.
    """
    _start_log(application)
    interruption = Interruption(application)
    interruption.asked.connect(application.close)
    interruption.install()
    application.services.uncaught.install()
    application.closed.connect(app.quit)
    application.gave_up.connect(_leave_at_once)
    status = app.exec()
    application.services.uncaught.remove()
    interruption.remove()
    return status


def _start_log(application: Application) -> None:
    try:
        start_log()
    except UserError as error:
        application.window.show_error(error)


def _leave_at_once() -> None:
    """Ends a process whose thread hangs in a driver: all files are whole at every moment."""
    _log.error("some work did not end in time")
    logging.shutdown()
    os._exit(1)


def _has_model(project: Project | None) -> bool:
    return project is not None and any(project.runs.glob("*/model/model.json"))


def _open_once(window: QWidget, kind: type[QDialog]) -> None:
    """Opens a dialog beside the window, or brings the one that is open to the front."""
    dialog = window.findChild(kind)
    if dialog is None:
        dialog = kind(window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.show()
    dialog.activateWindow()
