"""The data doctor's panel: check, findings, pictures, mends."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from shoeclassifier_gui.core.doctor.findings import Diagnosis, FindingKind
from shoeclassifier_gui.services.doctor import DoctorService
from shoeclassifier_gui.services.library import LibraryService
from shoeclassifier_gui.services.thumbnails import ThumbnailService
from shoeclassifier_gui.services.weights import WeightsService
from shoeclassifier_gui.ui.balance_wish import BalanceWish
from shoeclassifier_gui.ui.doctor.finding_card import FindingCard
from shoeclassifier_gui.ui.doctor.finding_list import FindingList
from shoeclassifier_gui.ui.doctor.weights_dialog import WeightsDialog
from shoeclassifier_gui.ui.doctor.words import not_looked_for, nothing_found, something_wrong
from shoeclassifier_gui.ui.theme.tokens import CARD_GAP, GAP
from shoeclassifier_gui.ui.widgets.buttons import Button
from shoeclassifier_gui.ui.widgets.counts import number
from shoeclassifier_gui.ui.widgets.empty_state import EmptyState
from shoeclassifier_gui.ui.widgets.labels import Caption
from shoeclassifier_gui.ui.widgets.progress_line import ProgressLine

_LIST_WIDTH = 260


class DoctorPanel(QWidget):
    """`show_requested(list of relative paths)` asks to see pictures in the grid.

    `record_requested(class)` asks for the camera, to record more of a class.
    """

    show_requested = Signal(list)
    record_requested = Signal(str)

    def __init__(
        self,
        doctor: DoctorService,
        library: LibraryService,
        thumbnails: ThumbnailService,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._doctor = doctor
        self._library = library
        self._shown: Diagnosis | None = None
        self._list = FindingList()
        self._card = FindingCard(thumbnails)
        self._progress = ProgressLine(stoppable=True)
        self._summary = Caption()
        self._again = Button(self.tr("Check again"), "refresh")
        self._again.setObjectName("check_again")
        self._not_run = Caption()
        self._wish = BalanceWish(library)
        self._weights: WeightsService | None = None
        self._weights_button = Button(self.tr("Get network weights…"), "import")
        self._weights_button.setObjectName("doctor_weights")
        self._weights_button.hide()
        self._invitation = EmptyState(
            "search",
            self.tr("Let the data doctor look at your pictures."),
            self.tr("It finds duplicates, leaks, wrong labels, and pictures that teach nothing."),
            self.tr("Check the pictures"),
        )
        self._healthy = self._new_healthy_state("")
        self._lay_out()
        self._connect()
        self._show_state()

    def set_weights(self, weights: WeightsService) -> None:
        """Offer the way to the weights that some checks need."""
        self._weights = weights
        self._show_not_run()

    def _lay_out(self) -> None:
        header = QHBoxLayout()
        header.setSpacing(GAP)
        header.addWidget(self._summary, 1)
        header.addWidget(self._again)
        self._list.setFixedWidth(_LIST_WIDTH)
        self._findings = QWidget()
        row = QHBoxLayout(self._findings)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(CARD_GAP)
        row.addWidget(self._list)
        row.addWidget(self._card, 1)
        self._stack = QStackedWidget()
        for part in (self._invitation, self._healthy, self._findings):
            self._stack.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(header)
        column.addWidget(self._progress)
        column.addWidget(self._wish)
        column.addWidget(self._stack, 1)
        column.addLayout(self._new_footer())

    def _new_footer(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self._not_run, 1)
        row.addWidget(self._weights_button, 0, Qt.AlignmentFlag.AlignBottom)
        return row

    def _connect(self) -> None:
        self._doctor.changed.connect(self._show_state)
        self._library.changed.connect(self._show_state)
        self._invitation.action_requested.connect(self._doctor.check)
        self._again.clicked.connect(self._check)
        self._weights_button.clicked.connect(self._ask_for_weights)
        self._progress.stop_requested.connect(self._doctor.stop)
        self._list.kind_chosen.connect(self._show_kind)
        self._card.mend_requested.connect(self._doctor.mend)
        self._card.dismiss_requested.connect(self._doctor.dismiss)
        self._card.show_requested.connect(self.show_requested)
        self._card.record_requested.connect(self.record_requested)

    def _check(self) -> None:
        self._doctor.check()

    def _show_state(self) -> None:
        diagnosis, busy = self._doctor.diagnosis, self._doctor.busy
        self._progress.setVisible(busy)
        self._again.setVisible(diagnosis is not None and not busy)
        self._findings.setEnabled(self._doctor.turning is None)
        self._invitation.setEnabled(not busy and self._library.state.dataset is not None)
        if busy:
            self._show_progress()
        if diagnosis is not self._shown:
            self._shown = diagnosis
            self._show_diagnosis()

    def _show_progress(self) -> None:
        progress, turning = self._doctor.progress, self._doctor.turning
        if turning is not None:
            text = self.tr("Writing picture {done} of {total} upright").format(
                done=number(turning.done), total=number(turning.total)
            )
            self._progress.show_progress(text, turning.done / max(1, turning.total))
            return
        if progress.total == 0:
            self._progress.show_progress(self.tr("Comparing the pictures"), None)
            return
        text = self.tr("The network looks at picture {done} of {total}").format(
            done=number(progress.done), total=number(progress.total)
        )
        self._progress.show_progress(text, progress.done / progress.total)

    def _show_diagnosis(self) -> None:
        diagnosis = self._shown
        self._summary.setVisible(diagnosis is not None)
        self._show_not_run()
        if diagnosis is None:
            self._stack.setCurrentWidget(self._invitation)
            return
        if not diagnosis.findings:
            self._summary.setText("")
            self._replace_healthy_state(nothing_found(diagnosis.count))
            self._stack.setCurrentWidget(self._healthy)
            return
        self._summary.setText(something_wrong(diagnosis))
        self._list.show_diagnosis(diagnosis)
        self._stack.setCurrentWidget(self._findings)

    def _show_not_run(self) -> None:
        not_run = self._shown.not_run if self._shown is not None else ()
        lines = [not_looked_for(check.kind, check.reason) for check in not_run]
        self._not_run.setText("\n".join(lines))
        self._not_run.setVisible(bool(not_run))
        lacks_weights = any(check.lacks_weights for check in not_run)
        self._weights_button.setVisible(lacks_weights and self._weights is not None)

    def _ask_for_weights(self) -> None:
        weights = self._weights
        if weights is None:
            return
        if any(known.path is not None for known in weights.known.values()):
            self._doctor.check()  # They have come meanwhile, on the Train page.
            return
        dialog = WeightsDialog(weights, self.window())
        dialog.fetched.connect(self._doctor.check)
        dialog.open()

    def _show_kind(self, kind: FindingKind | None) -> None:
        state = self._library.state
        if kind is None or self._shown is None or state.dataset is None:
            return
        findings = self._shown.of_kind(kind)
        if findings:
            self._card.show_findings(findings, state.dataset, read_only=state.read_only)

    def _new_healthy_state(self, sentence: str) -> EmptyState:
        return EmptyState("good", sentence)

    def _replace_healthy_state(self, sentence: str) -> None:
        old = self._healthy
        self._healthy = self._new_healthy_state(sentence)
        self._stack.addWidget(self._healthy)
        self._stack.removeWidget(old)
        old.deleteLater()
