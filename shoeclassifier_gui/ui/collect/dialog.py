"""Collects pictures from the web for the classes of the open project."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from shoeclassifier_gui.core.collect.events import Collected
from shoeclassifier_gui.core.collect.services import Service
from shoeclassifier_gui.core.dataset.changes import Kind
from shoeclassifier_gui.core.errors import UserError
from shoeclassifier_gui.services.collect import CollectService
from shoeclassifier_gui.services.library import LibraryService
from shoeclassifier_gui.ui.collect.form import CollectForm
from shoeclassifier_gui.ui.collect.progress_view import ProgressView
from shoeclassifier_gui.ui.collect.wording import summary_hint, summary_title
from shoeclassifier_gui.ui.errors import show_error
from shoeclassifier_gui.ui.theme.tokens import CARD_GAP, GAP
from shoeclassifier_gui.ui.theme.tones import Tone
from shoeclassifier_gui.ui.widgets.buttons import Button, PrimaryButton
from shoeclassifier_gui.ui.widgets.labels import Caption, Heading
from shoeclassifier_gui.ui.widgets.notice import Notice

_MARGIN = 24
_SIZE = (720, 620)


class CollectDialog(QDialog):
    """Nothing is asked of the network before `collect_start` is clicked."""

    def __init__(
        self, collector: CollectService, library: LibraryService, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("collect_dialog")
        self.setWindowTitle(self.tr("Collect pictures from the web"))
        self.resize(*_SIZE)
        self._collector = collector
        self._library = library
        self._offers_undo = False
        self._shows_result = False
        self._build()
        self._lay_out()
        self._connect()
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # Enter in a field must not use the network.
        self._show_state()

    def offer_list(self, path: Path) -> None:
        """Offers to fetch a list of addresses; it still takes a click on Start."""
        if not self._collector.state.running:
            self._show_form()
            self._form.offer_list(path)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop first, so that the summary is seen; close the next time."""
        if self._collector.state.running:
            self._collector.stop()
            event.ignore()
            return
        super().closeEvent(event)

    def reject(self) -> None:
        """Escape, as `closeEvent`."""
        if self._collector.state.running:
            self._collector.stop()
            return
        super().reject()

    def _build(self) -> None:
        dataset = self._library.state.dataset
        self._form = CollectForm(dataset.classes if dataset else ())
        self._progress = ProgressView()
        self._notice = Notice()
        self._notice.setObjectName("collect_notice")
        self._promise = Caption(
            self.tr(
                "Start asks the service and fetches the pictures that it names. No picture of "
                "yours leaves this computer. For Google, Pinterest, Instagram and Bing, which do "
                "not allow collecting, drag pictures from the browser onto a class."
            )
        )
        self._pages = QStackedWidget()
        self._pages.addWidget(self._form_page())
        self._pages.addWidget(self._progress)
        self._start_button = PrimaryButton(self.tr("Start"), "web")
        self._start_button.setObjectName("collect_start")
        self._stop_button = Button(self.tr("Stop"), "stop")
        self._stop_button.setObjectName("collect_stop")
        self._undo_button = Button(self.tr("Undo"), "undo")
        self._undo_button.setObjectName("collect_undo")
        self._close_button = Button(self.tr("Close"))
        self._close_button.setObjectName("collect_close")
        self._more_button = Button(self.tr("Collect more…"))
        self._more_button.setObjectName("collect_more")

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        buttons.addWidget(self._undo_button)
        buttons.addStretch(1)
        for button in (
            self._more_button,
            self._close_button,
            self._stop_button,
            self._start_button,
        ):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        column.setSpacing(GAP)
        column.addWidget(Heading(self.tr("Collect pictures from the web")))
        column.addWidget(self._notice)
        column.addWidget(self._pages, 1)
        column.addSpacing(CARD_GAP - GAP)
        column.addLayout(buttons)

    def _form_page(self) -> QScrollArea:
        """Many classes need more room than a small screen has."""
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, GAP, 0)
        column.setSpacing(CARD_GAP)
        column.addWidget(self._form)
        column.addWidget(self._promise)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(page)
        return area

    def _connect(self) -> None:
        self._form.changed.connect(self._show_state)
        self._form.service_chosen.connect(self._prepare_service)
        self._start_button.clicked.connect(self._start)
        self._stop_button.clicked.connect(self._collector.stop)
        self._close_button.clicked.connect(self.reject)
        self._undo_button.clicked.connect(self._undo)
        self._more_button.clicked.connect(self._show_form)
        self._collector.changed.connect(self._show_state)
        self._collector.arrived.connect(self._progress.add_picture)
        self._collector.collected.connect(self._show_summary)
        self._collector.failed.connect(self._show_failure)
        self._collector.key_found.connect(self._form.key_fields.show_kept)
        self._collector.key_failed.connect(self._show_no_keyring)
        self._library.changed.connect(self._show_state)

    def _prepare_service(self, service: Service) -> None:
        if service is Service.NAVER:
            self._collector.look_for_key()

    def _start(self) -> None:
        self._notice.hide()
        self._offers_undo = False
        self._shows_result = True
        self._progress.clear_pictures()
        self._collector.start(self._form.order())

    def _undo(self) -> None:
        self._library.undo()
        self._show_form()

    def _show_form(self) -> None:
        self._offers_undo = self._shows_result = False
        self._notice.hide()
        self._show_state()

    def _show_state(self) -> None:
        state, library = self._collector.state, self._library.state
        writable = library.project is not None and not library.read_only
        on_form = not (state.running or self._shows_result)
        self._pages.setCurrentIndex(0 if on_form else 1)
        self._start_button.setVisible(on_form)
        self._start_button.setEnabled(writable and self._form.is_ready)
        self._stop_button.setVisible(state.running)
        self._stop_button.setEnabled(not state.stopping)
        self._close_button.setVisible(not state.running)
        self._more_button.setVisible(not state.running and not on_form)
        self._progress.show_state(state)
        # Undo takes the last change back, which must still be this one.
        last = library.menu.undo
        undoable = last is not None and last.kind is Kind.COLLECT
        self._undo_button.setVisible(self._offers_undo and undoable and not state.running)

    def _show_summary(self, result: Collected) -> None:
        tone = Tone.GOOD if result.edited is not None else Tone.ATTENTION
        self._notice.show_notice(tone, summary_title(result), summary_hint(result))
        self._offers_undo = result.edited is not None
        self._show_state()

    def _show_failure(self, error: Exception) -> None:
        self._shows_result = False  # What was filled in is there to be mended.
        self._show_state()
        show_error(self._notice, error)

    def _show_no_keyring(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self._form.key_fields.show_no_keyring(f"{error.sentence} {error.hint}")
        else:
            self._show_failure(error)
