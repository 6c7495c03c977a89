"""Imports pictures: pick or drop, see what will happen, then let it happen."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from shoeclassifier_gui.core.importing.looking import ImportProgress, Phase
from shoeclassifier_gui.core.importing.plan import ImportPlan
from shoeclassifier_gui.core.importing.request import ImportRequest
from shoeclassifier_gui.core.importing.run import Imported
from shoeclassifier_gui.core.importing.staging import Stage
from shoeclassifier_gui.services.importing import ImportService
from shoeclassifier_gui.services.library import LibraryService
from shoeclassifier_gui.ui.errors import show_error
from shoeclassifier_gui.ui.importing import words
from shoeclassifier_gui.ui.importing.drop import DropTarget
from shoeclassifier_gui.ui.importing.drop_area import DropArea
from shoeclassifier_gui.ui.importing.options import ImportOptions
from shoeclassifier_gui.ui.importing.preview import ImportPreview
from shoeclassifier_gui.ui.theme.tokens import CARD_GAP, GAP
from shoeclassifier_gui.ui.theme.tones import Tone
from shoeclassifier_gui.ui.widgets.buttons import Button, PrimaryButton, QuietButton
from shoeclassifier_gui.ui.widgets.elided_label import ElidedLabel
from shoeclassifier_gui.ui.widgets.labels import Heading
from shoeclassifier_gui.ui.widgets.notice import Notice
from shoeclassifier_gui.ui.widgets.progress_line import ProgressLine
from shoeclassifier_gui.ui.widgets.time_left import TimeLeft

_WIDTH = 600
_MARGIN = 24


class ImportDialog(QDialog):
    """One import; `urls_dropped(list of str)` passes on web addresses, which it does not fetch."""

    urls_dropped = Signal(list)

    def __init__(
        self, importer: ImportService, library: LibraryService, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("import_dialog")
        self.setWindowTitle(self.tr("Import pictures"))
        self.setMinimumWidth(_WIDTH)
        self._importer = importer
        self._library = library
        self._paths: tuple[Path, ...] = ()
        self._plan: ImportPlan | None = None
        self._left: Stage | None = None
        self._stopping = False
        self._time_left = TimeLeft()
        self._phase: Phase | None = None
        self._build()
        self._lay_out()
        self._connect()
        self._update()

    def open_with(self, paths: Sequence[Path]) -> None:
        """Show the dialog and look at some files and folders; with none it asks for them."""
        self._options.show_classes(self._class_names())
        if not self._importer.is_importing:
            self._begin(paths)
        self.show()
        self.activateWindow()

    def closeEvent(self, event: QCloseEvent) -> None:
        """A look ends with the dialog; an import goes on and can be stopped in it later."""
        self._give_up_looking()
        super().closeEvent(event)

    def reject(self) -> None:
        """Escape, or the button."""
        self._give_up_looking()
        super().reject()

    def _build(self) -> None:
        self._title = Heading(self.tr("Import pictures"))
        self._area = DropArea()
        self._target = DropTarget(self)
        self._chosen = ElidedLabel()
        self._chosen.setObjectName("import_sources")
        self._options = ImportOptions()
        self._preview = ImportPreview()
        self._progress = ProgressLine(stoppable=True)
        self._notice = Notice()
        self._discard_button = QuietButton(self.tr("Discard the interrupted import"))
        self._discard_button.setObjectName("import_discard")
        self._discard_button.hide()
        self._close_button = Button(self.tr("Close"))
        self._close_button.setAutoDefault(False)
        self._import_button = PrimaryButton(self.tr("Import"))
        self._import_button.setObjectName("import_start")
        self._import_button.setDefault(True)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        buttons.addWidget(self._discard_button)
        buttons.addStretch(1)
        buttons.addWidget(self._close_button)
        buttons.addWidget(self._import_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        column.setSpacing(CARD_GAP)
        for part in (
            self._title, self._notice, self._area, self._chosen, self._options, self._preview,
            self._progress,
        ):  # fmt: skip
            column.addWidget(part)
        column.addStretch(1)
        column.addLayout(buttons)

    def _connect(self) -> None:
        self._area.picked.connect(self._begin)
        self._target.paths_dropped.connect(self._begin)
        self._target.urls_dropped.connect(self.urls_dropped)
        self._target.hovered.connect(self._area.show_hover)
        self._target.failed.connect(self._show_failure)
        self._options.changed.connect(self._rearrange)
        self._options.sampling_changed.connect(self._look)
        self._notice.action_requested.connect(self._continue)
        self._discard_button.clicked.connect(self._discard)
        self._progress.stop_requested.connect(self._stop)
        self._close_button.clicked.connect(self.reject)
        self._import_button.clicked.connect(self._start)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self, self._target.paste)
        self._importer.planned.connect(self._show_plan)
        self._importer.progressed.connect(self._show_progress)
        self._importer.done.connect(self._show_result)
        self._importer.failed.connect(self._show_failure)
        self._importer.ended.connect(self._end)

    def _begin(self, paths: Sequence[Path]) -> None:
        """Another import: what was chosen for the one before does not count."""
        if self._importer.is_importing:
            return
        self._paths = tuple(path.absolute() for path in paths)
        self._plan = None
        self._options.reset()
        self._notice.hide()
        self._look()
        self._offer_interrupted()

    def _look(self) -> None:
        if self._paths:
            self._progress.show_progress(self.tr("Looking at the pictures"), None)
            self._importer.look(self._request())
        self._update()

    def _rearrange(self) -> None:
        if self._plan is not None:
            self._importer.rearrange(self._plan, self._request())
            self._update()

    def _start(self) -> None:
        if self._plan is not None:
            self._notice.hide()
            self._progress.show_progress(self.tr("Importing"), None)
            self._importer.start(self._plan, self._request())
            self._update()

    def _stop(self) -> None:
        self._stopping = True
        self._importer.stop()

    def _end(self) -> None:
        if self._stopping and self._plan is None:
            self._paths = ()
        elif self._stopping:
            self._notice.show_notice(
                Tone.INFO,
                self.tr("The import is stopped."),
                self.tr("Nothing of it is in the data set. Import goes on where it was."),
            )
        self._stopping = False
        self._update()

    def _request(self) -> ImportRequest:
        options = self._options
        return ImportRequest(self._paths, options.class_name, options.link, options.sampling)

    def _offer_interrupted(self) -> None:
        left = () if self._paths else self._importer.interrupted()
        self._left = left[0] if left else None
        self._discard_button.setVisible(self._left is not None)
        if self._left is not None:
            name = words.sources(self._left.request.sources)
            self._notice.show_notice(
                Tone.INFO,
                self.tr("The import of {name} was interrupted.").format(name=name),
                self.tr("Nothing of it is in the data set yet. It can go on where it was."),
                action_text=self.tr("Continue"),
            )

    def _continue(self) -> None:
        if self._left is None:
            return
        request, self._left = self._left.request, None
        self._begin(request.sources)
        self._options.show_request(request)
        self._look()

    def _discard(self) -> None:
        if self._left is not None:
            self._importer.drop(self._left)
            self._left = None
            self._notice.hide()
            self._discard_button.hide()

    def _show_plan(self, plan: ImportPlan) -> None:
        self._plan = plan
        self._preview.show_plan(plan)
        self._update()

    def _show_progress(self, event: ImportProgress) -> None:
        if event.phase is not self._phase:
            self._phase = event.phase
            self._time_left = TimeLeft()
        share = event.done / event.total if event.total else None
        left = self._time_left.words(event.done, event.total)
        self._progress.show_progress(words.progress(event), share, left)

    def _show_result(self, imported: Imported) -> None:
        self._plan, self._paths, self._stopping = None, (), False
        sentence, hint = words.result(imported)
        self._notice.show_notice(Tone.GOOD, sentence, hint)
        self._update()

    def _show_failure(self, error: Exception) -> None:
        show_error(self._notice, error)
        self._update()

    def _update(self) -> None:
        """Show what belongs to the state: choosing, looking, agreeing, importing."""
        busy, importing = self._importer.is_busy, self._importer.is_importing
        plan = self._plan
        if not busy:
            self._phase = None
        self._area.setVisible(not importing)
        self._chosen.setText(self.tr("From {names}").format(names=words.sources(self._paths)))
        self._chosen.setVisible(bool(self._paths))
        self._options.setVisible(plan is not None and not importing)
        self._options.show_videos(plan is not None and bool(plan.videos))
        self._preview.setVisible(plan is not None)
        self._progress.setVisible(importing or (busy and plan is None))
        ready = plan is not None and not importing and plan.total > 0
        self._import_button.setEnabled(ready)
        self.adjustSize()

    def _give_up_looking(self) -> None:
        if not self._importer.is_importing:
            self._importer.stop()

    def _class_names(self) -> tuple[str, ...]:
        dataset = self._library.state.dataset
        return dataset.classes if dataset is not None else ()
