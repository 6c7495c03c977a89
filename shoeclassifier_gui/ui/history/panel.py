"""The history of the open project's runs, beside the settings of the next one."""

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QMenu,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from shoeclassifier_gui.core.errors import StorageError
from shoeclassifier_gui.core.runs.about import About
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.history import RunRecord, RunState
from shoeclassifier_gui.core.targets import TargetKind, require_target
from shoeclassifier_gui.services.library import LibraryService
from shoeclassifier_gui.services.run_history import RunHistoryService
from shoeclassifier_gui.services.training import TrainingService
from shoeclassifier_gui.ui.errors import show_error
from shoeclassifier_gui.ui.history.deleted_button import DeletedButton
from shoeclassifier_gui.ui.history.dialogs import AboutDialog, CompareDialog
from shoeclassifier_gui.ui.history.going_on_row import GoingOnRow
from shoeclassifier_gui.ui.history.overlay_card import OverlayCard
from shoeclassifier_gui.ui.history.runs_table import RunsTable
from shoeclassifier_gui.ui.history.wording import trials_text
from shoeclassifier_gui.ui.theme.tokens import CARD_GAP, GAP
from shoeclassifier_gui.ui.theme.tones import Tone
from shoeclassifier_gui.ui.widgets.buttons import Button, IconButton
from shoeclassifier_gui.ui.widgets.card import Card
from shoeclassifier_gui.ui.widgets.counts import number
from shoeclassifier_gui.ui.widgets.empty_state import EmptyState
from shoeclassifier_gui.ui.widgets.notice import Notice

# A run tells of every step; the table need not follow each.
_REFRESH_MS = 500


class HistoryPanel(QScrollArea):
    """Table, curves and what can be done with runs.

    `settings_chosen` brings the settings of one, `resume_requested` one that shall go on.
    """

    settings_chosen = Signal(TrainConfig)
    resume_requested = Signal(RunRecord)

    def __init__(
        self,
        history: RunHistoryService,
        library: LibraryService,
        training: TrainingService,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._history = history
        self._library = library
        self._training = training
        self._seen: tuple[object, ...] = ()
        self._build()
        self._build_export()
        self._lay_out()
        self._connect()
        self._follow_project()
        self._show_records()

    def showEvent(self, event: QShowEvent) -> None:
        """Look for what happened meanwhile."""
        super().showEvent(event)
        self._history.refresh()

    def _build(self) -> None:
        self._table = RunsTable()
        self._curves = OverlayCard()
        self._notice = Notice()
        self._notice.setObjectName("history_notice")
        self._empty = EmptyState("results", self.tr("Every run of this project will stand here."))
        self._empty.setObjectName("history_without_runs")
        self._use_button = self._button(self.tr("Use these settings"), "use_settings")
        self._going_on = GoingOnRow()
        self._compare_button = self._button(self.tr("Compare"), "compare")
        self._name_button = self._button(self.tr("Name…"), "name_run")
        self._name_button.setToolTip(self.tr("Give the run a name, and write notes about it."))
        self._delete_button = IconButton("trash", self.tr("Delete the selected runs"))
        self._delete_button.setObjectName("delete_runs")
        self._export_button = self._button(self.tr("Export"), "export_runs")
        self._trials_box = QCheckBox()
        self._trials_box.setObjectName("show_trials")
        self._trials_box.setToolTip(
            self.tr("Runs of searches for good settings that were not the best of their search.")
        )
        self._deleted_button = DeletedButton()
        self._refresh_timer = QTimer(self)
        self._refresh_timer.setSingleShot(True)
        self._refresh_timer.setInterval(_REFRESH_MS)

    def _button(self, text: str, name: str) -> Button:
        button = Button(text)
        button.setObjectName(name)
        return button

    def _build_export(self) -> None:
        menu = QMenu(self._export_button)
        menu.addAction(self.tr("Table as CSV…"), self._export_table)
        self._curves_actions = (
            menu.addAction(self.tr("Curves of the selected runs as CSV…"), self._export_curves),
            menu.addAction(self.tr("Curves of the selected runs as PNG…"), self._export_picture),
        )
        self._export_button.setMenu(menu)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        for button in (
            self._use_button, self._compare_button, self._name_button, self._export_button,
            self._delete_button,
        ):  # fmt: skip
            buttons.addWidget(button)
        buttons.addStretch(1)
        card = Card()
        card.content.addLayout(buttons)
        card.content.addWidget(self._going_on)
        card.content.addWidget(self._table, 1)
        self._work = QWidget()
        work = QVBoxLayout(self._work)
        work.setContentsMargins(0, 0, 0, 0)
        work.setSpacing(CARD_GAP)
        work.addWidget(card, 3)
        work.addWidget(self._curves, 2)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._work)
        self._lay_out_whole()

    def _lay_out_whole(self) -> None:
        below = QHBoxLayout()
        below.addWidget(self._trials_box)
        below.addStretch(1)
        below.addWidget(self._deleted_button)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, GAP, 0, 0)
        column.setSpacing(CARD_GAP)
        column.addWidget(self._notice)
        column.addWidget(self._stack, 1)
        column.addLayout(below)
        self.setWidget(body)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _connect(self) -> None:
        self._history.changed.connect(self._show_records)
        self._history.deleted.connect(self._offer_undo)
        self._history.undo_lost.connect(self._notice.hide)
        self._history.exported.connect(self._tell_exported)
        self._history.failed.connect(self._show_error)
        self._library.changed.connect(self._follow_project)
        self._training.changed.connect(self._follow_training)
        self._refresh_timer.timeout.connect(self._refresh_if_shown)
        self._trials_box.toggled.connect(self._show_records)
        self._table.chosen.connect(self._show_selected)
        self._use_button.clicked.connect(self._use_settings)
        self._going_on.requested.connect(self.resume_requested)
        self._compare_button.clicked.connect(self._compare)
        self._name_button.clicked.connect(self._ask_about)
        self._delete_button.clicked.connect(self._delete)
        self._notice.action_requested.connect(self._undo)
        self._deleted_button.removal_confirmed.connect(self._empty_deleted)

    def _follow_project(self) -> None:
        project = self._library.state.project
        self._history.open(project.runs if project is not None else None)

    def _follow_training(self) -> None:
        state = self._training.state
        seen = (self._training.busy, state.started, len(state.epochs))
        if seen != self._seen:
            self._seen = seen
            self._refresh_timer.start()
            self._show_selected()

    def _refresh_if_shown(self) -> None:
        if self.isVisible():
            self._history.refresh()

    def _show_records(self) -> None:
        records = self._history.records
        self._stack.setCurrentWidget(self._work if records else self._empty)
        self._deleted_button.show_deleted(self._history.deleted_runs)
        trials = sum(record.in_the_way for record in records)
        self._trials_box.setVisible(trials > 0)
        self._trials_box.setText(trials_text(trials))
        self._table.show_records(self._shown_records())

    def _shown_records(self) -> list[RunRecord]:
        everything = self._trials_box.isChecked()
        return [record for record in self._history.records if everything or not record.in_the_way]

    def _show_selected(self) -> None:
        chosen = self._table.selected
        readable = [record for record in chosen if record.config is not None]
        one = len(chosen) == 1
        self._use_button.setEnabled(one and bool(readable) and not self._training.state.active)
        self._going_on.show_run(chosen[0] if one else None, busy=self._training.busy)
        self._compare_button.setEnabled(len(readable) > 1)
        self._name_button.setEnabled(one)
        idle = all(record.state is not RunState.RUNNING for record in chosen)
        self._delete_button.setEnabled(bool(chosen) and idle)
        for action in self._curves_actions:
            action.setEnabled(any(record.curves for record in chosen))
        self._curves.show_runs(chosen)

    def _use_settings(self) -> None:
        config = self._table.selected[0].config
        if config is not None:
            self.settings_chosen.emit(config)

    def _compare(self) -> None:
        CompareDialog(self._table.selected, self).open()

    def _ask_about(self) -> None:
        record = self._table.selected[0]
        dialog = AboutDialog(record.about, self)
        dialog.written.connect(self._keep_about)
        dialog.open()

    def _keep_about(self, about: About) -> None:
        self._history.rename(self._table.selected[0].folder, about)

    def _delete(self) -> None:
        self._history.delete([record.folder for record in self._table.selected])

    def _offer_undo(self, count: int) -> None:
        text = self.tr("{n} runs were deleted.").format(n=number(count))
        if count == 1:
            text = self.tr("The run was deleted.")
        self._notice.show_notice(Tone.INFO, text, action_text=self.tr("Undo"))

    def _undo(self) -> None:
        self._notice.hide()
        self._history.undo_delete()

    def _empty_deleted(self) -> None:
        self._notice.hide()  # What it offered to undo is gone.
        self._history.empty_deleted()

    def _export_table(self) -> None:
        file = self._ask_file(self.tr("Keep the table of runs"), "runs.csv")
        if file is not None:
            self._history.export_table(self._shown_records(), file)

    def _export_curves(self) -> None:
        file = self._ask_file(self.tr("Keep the curves"), "curves.csv")
        if file is not None:
            self._history.export_curves(self._table.selected, file)

    def _export_picture(self) -> None:
        file = self._ask_file(self.tr("Keep a picture of the curves"), "curves.png")
        if file is None:
            return
        try:
            require_target(file, TargetKind.PICTURE)
        except StorageError as error:
            self._show_error(error)
            return
        if self._curves.grab().save(str(file), "PNG"):
            self._tell_exported(file)
        else:
            self._show_error(
                StorageError(
                    self.tr("{file} could not be written.").format(file=file.name),
                    self.tr("Choose another folder."),
                )
            )

    def _ask_file(self, title: str, name: str) -> Path | None:
        """A file to write, with the ending of `name`; None when they change their mind."""
        ending = Path(name).suffix
        file, _ = QFileDialog.getSaveFileName(self, title, name, f"*{ending}")
        if not file:
            return None
        path = Path(file)
        return path if path.suffix.lower() == ending else path.with_name(path.name + ending)

    def _tell_exported(self, file: Path) -> None:
        text = self.tr("{file} is written.").format(file=file.name)
        self._notice.show_notice(Tone.GOOD, text, str(file.parent))

    def _show_error(self, error: Exception) -> None:
        show_error(self._notice, error)
