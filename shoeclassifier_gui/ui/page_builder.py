"""Makes the pages when they are wanted, and passes on what they ask for."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from shoeclassifier_gui.services.all_services import Services
from shoeclassifier_gui.ui.page_names import Page

if TYPE_CHECKING:
    from shoeclassifier_gui.ui.camera.page import CameraPage


class PageBuilder(QObject):
    """Knows what each page needs.

    Pages are imported when they are made: the window is on the screen earlier (the charts alone
    take a tenth of a second to import).
    """

    page_requested = Signal(Page)
    open_requested = Signal()
    project_requested = Signal()
    use_model_requested = Signal(Path)

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._camera: CameraPage | None = None

    def build(self, page: Page) -> QWidget:
        """Make a page."""
        match page:
            case Page.CAMERA:
                return self._build_camera_page()
            case Page.DATASET:
                return self._build_dataset_page()
            case Page.TRAIN:
                return self._build_train_page()
            case Page.RESULTS:
                return self._build_results_page()

    def tell_camera(self, shown: Page | None, hidden: Page | None) -> None:
        """Let the camera page work only while it is shown."""
        if self._camera is None:
            return
        if hidden is Page.CAMERA:
            self._camera.deactivate()
        if shown is Page.CAMERA:
            self._camera.activate()

    def _build_camera_page(self) -> QWidget:
        from shoeclassifier_gui.ui.camera.page import CameraPage

        services = self._services
        page = CameraPage(
            services.camera,
            services.recording,
            services.prediction,
            services.library,
            settings=services.settings,
            waiting=services.captures,
        )
        page.train_requested.connect(self._request_train)
        page.dataset_requested.connect(self._request_dataset)
        page.project_requested.connect(self.project_requested)
        self._camera = page
        return page

    def _build_dataset_page(self) -> QWidget:
        from shoeclassifier_gui.ui.dataset.page import DatasetPage
        from shoeclassifier_gui.ui.dataset.picture_sources import PictureSources
        from shoeclassifier_gui.ui.doctor.panel import DoctorPanel

        services = self._services
        page = DatasetPage(services.library, services.thumbnails)
        PictureSources(page, services.library, services.importer, services.collect)
        doctor = DoctorPanel(services.doctor, services.library, services.thumbnails)
        doctor.show_requested.connect(page.show_only)
        doctor.record_requested.connect(self._record)
        doctor.set_weights(services.weights)
        page.set_doctor(services.doctor, doctor)
        page.set_hardness(services.hardness)
        page.train_requested.connect(self._request_train)
        page.camera_requested.connect(self._request_camera)
        page.open_requested.connect(self.open_requested)
        return page

    def _build_train_page(self) -> QWidget:
        from shoeclassifier_gui.ui.history.panel import HistoryPanel
        from shoeclassifier_gui.ui.train.page import TrainPage
        from shoeclassifier_gui.ui.train.settings_search import SettingsSearch

        services = self._services
        page = TrainPage(
            services.training,
            services.library,
            services.weights,
            services.engine,
            preview=services.preview,
            planning=services.planning,
        )
        page.remember_in(services.settings)
        page.estimate_with(services.estimates)
        SettingsSearch(
            page, services.library, services.rates, services.sweep, results=services.results
        )
        history = HistoryPanel(services.history, services.library, services.training)
        history.settings_chosen.connect(page.use_settings)
        history.resume_requested.connect(page.resume)
        page.set_history(history)
        page.dataset_requested.connect(self._request_dataset)
        page.camera_requested.connect(self._request_camera)
        page.results_requested.connect(self._request_results)
        return page

    def _build_results_page(self) -> QWidget:
        from shoeclassifier_gui.ui.results.page import ResultsPage

        services = self._services
        page = ResultsPage(services.results, services.library, services.thumbnails)
        page.train_requested.connect(self._request_train)
        page.use_model_requested.connect(self.use_model_requested)
        return page

    def _record(self, class_name: str) -> None:
        self.page_requested.emit(Page.CAMERA)
        if self._camera is not None:
            self._camera.record_into(class_name)

    def _request_camera(self) -> None:
        self.page_requested.emit(Page.CAMERA)

    def _request_dataset(self) -> None:
        self.page_requested.emit(Page.DATASET)

    def _request_train(self) -> None:
        self.page_requested.emit(Page.TRAIN)

    def _request_results(self) -> None:
        self.page_requested.emit(Page.RESULTS)
