"""Brings what the plans cost with the form's knobs into the form, while the page is seen."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from shoeclassifier_gui.services.estimating import EstimateService
from shoeclassifier_gui.ui.train.settings_form import SettingsForm


class EstimateLink(QObject):
    """Wishes for estimates whenever a knob is turned, and shows those that come."""

    def __init__(self, page: QWidget, form: SettingsForm, estimates: EstimateService) -> None:
        super().__init__(page)
        self._page = page
        self._form = form
        self._estimates = estimates
        form.changed.connect(self._wish)
        estimates.changed.connect(self._show)
        page.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt's name)
        """Measure only while somebody looks."""
        if event.type() == QEvent.Type.Show:
            self._estimates.wish(self._form.config)
            self._show()
        elif event.type() == QEvent.Type.Hide:
            self._estimates.wish(None)
        return False

    def _wish(self) -> None:
        if self._page.isVisible():
            self._estimates.wish(self._form.config)
            self._show()

    def _show(self) -> None:
        self._form.show_estimates(self._estimates.estimates, busy=self._estimates.busy)
