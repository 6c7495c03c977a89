"""The two searches of the Train page: for a learning rate, and for good settings."""

from dataclasses import replace

from PySide6.QtCore import QObject

from shoeclassifier_gui.core.runs.search_space import Budget, SearchSpace
from shoeclassifier_gui.services.library import LibraryService
from shoeclassifier_gui.services.rate_search import RateSearchService
from shoeclassifier_gui.services.results import ResultsService
from shoeclassifier_gui.services.sweep import SweepService
from shoeclassifier_gui.ui.train.page import TrainPage
from shoeclassifier_gui.ui.train.rate_dialog import RateDialog
from shoeclassifier_gui.ui.train.sweep_dialog import SweepDialog


class SettingsSearch(QObject):
    """Opens their dialogs when they are wanted, and takes what they found into the form."""

    def __init__(
        self,
        page: TrainPage,
        library: LibraryService,
        rates: RateSearchService,
        sweep: SweepService,
        *,
        results: ResultsService,
    ) -> None:
        super().__init__(page)
        self._page = page
        self._library = library
        self._rates = rates
        self._sweep = sweep
        self._results = results
        self._sweep_dialog: SweepDialog | None = None
        page.rate_search_requested.connect(self._open_rate)
        page.sweep_requested.connect(self._open_sweep)
        sweep.trial_finished.connect(self._list_runs)
        sweep.failed.connect(self._tell_failure)

    def _open_rate(self) -> None:
        if self._page.refuses():
            return
        dialog = RateDialog(self._rates, self._page.window())
        dialog.search_requested.connect(self._search_rate)
        dialog.rate_chosen.connect(self._take_rate)
        dialog.finished.connect(dialog.deleteLater)
        self._search_rate()
        # The rate belongs to what the form says now, so the form waits.
        dialog.open()

    def _search_rate(self) -> None:
        dataset = self._library.state.dataset
        if dataset is not None:
            self._rates.start(self._page.config, dataset)

    def _take_rate(self, rate: float) -> None:
        self._page.take_config(replace(self._page.config, learning_rate=rate))

    def _open_sweep(self) -> None:
        if self._sweep_dialog is not None:
            self._sweep_dialog.activateWindow()
            return
        project = self._library.state.project
        if project is None or (not self._sweep.state.active and self._page.refuses()):
            return
        self._sweep.look_for_last(project)
        convolutions = self._page.plan.known.convolutions
        dialog = SweepDialog(self._sweep, self._page.config, convolutions, self._page.window())
        self._sweep_dialog = dialog
        dialog.search_requested.connect(self._start_sweep)
        dialog.going_on_requested.connect(self._go_on_with_sweep)
        dialog.settings_chosen.connect(self._page.use_settings)
        dialog.finished.connect(self._forget_sweep_dialog)
        dialog.show()

    def _start_sweep(self, space: SearchSpace, budget: Budget) -> None:
        state = self._library.state
        if state.project is not None and state.dataset is not None:
            self._sweep.start(space, state.project, state.dataset, budget)

    def _go_on_with_sweep(self, budget: Budget) -> None:
        state = self._library.state
        if state.project is not None and state.dataset is not None:
            self._sweep.go_on(state.project, state.dataset, budget)

    def _forget_sweep_dialog(self) -> None:
        if self._sweep_dialog is not None:
            self._sweep_dialog.deleteLater()
            self._sweep_dialog = None

    def _list_runs(self) -> None:
        """Trials are runs of the project, unless another one was opened meanwhile."""
        project = self._sweep.state.project
        if project is not None and project == self._library.state.project:
            self._results.list_runs(project.runs)

    def _tell_failure(self, error: Exception) -> None:
        if self._sweep_dialog is None:
            self._page.show_error(error)
