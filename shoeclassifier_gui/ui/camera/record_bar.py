"""Hold to record: keeps good frames in a class, and says what to take next."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from shoeclassifier_gui.core.camera.gates import Verdict
from shoeclassifier_gui.core.dataset.coach import SIDES
from shoeclassifier_gui.core.dataset.items import Dataset, Split
from shoeclassifier_gui.services.coach import CoachService
from shoeclassifier_gui.services.library import LibraryService
from shoeclassifier_gui.services.recording import RecordingService, RecordWish
from shoeclassifier_gui.ui.camera.class_picker import ClassPicker
from shoeclassifier_gui.ui.camera.coach_words import advice_words, state_words
from shoeclassifier_gui.ui.theme.tokens import GAP
from shoeclassifier_gui.ui.theme.tones import Tone
from shoeclassifier_gui.ui.widgets.buttons import Button
from shoeclassifier_gui.ui.widgets.counts import number
from shoeclassifier_gui.ui.widgets.elided_label import ElidedLabel
from shoeclassifier_gui.ui.widgets.labels import KeyCap, set_tone
from shoeclassifier_gui.ui.widgets.side_word import side_word

_LEAST_WIDTH = 96


class RecordBar(QWidget):
    """`class_wanted` is emitted when the button is held before a class was chosen."""

    class_wanted = Signal()

    def __init__(
        self, recording: RecordingService, library: LibraryService, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._recording = recording
        self._library = library
        self._dataset: Dataset | None = None
        self._classes: tuple[str, ...] = ()
        self._coach = CoachService(library, self)
        self._build()
        self._lay_out()
        self._connect()
        self._show_project()

    def press(self) -> None:
        """Begins to record, as when the button is pressed."""
        if self._picker.class_name:
            split = self._part.currentData()
            self._recording.start(
                RecordWish(self._picker.class_name, split, self._side.currentData())
            )
        else:
            self._picker.setFocus()
            self.class_wanted.emit()

    def release(self) -> None:
        """Ends the recording, as when the button is let go."""
        self._recording.stop()

    def choose_class(self, place: int) -> None:
        """Chooses the class with this place in the list, if there is one."""
        if place < len(self._classes):
            self._picker.setCurrentIndex(place)

    def showEvent(self, event: QShowEvent) -> None:
        """What changed while another page was on show is counted now."""
        super().showEvent(event)
        self._show_state()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody waits for counts on another page."""
        super().hideEvent(event)
        self._coach.want("")

    def choose_name(self, name: str) -> None:
        """Chooses a class by its name."""
        self._picker.setCurrentText(name)

    def _build(self) -> None:
        self._button = Button(self.tr("Hold to record"), "record")
        self._button.setObjectName("record")
        self._button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._key = KeyCap(self.tr("hold Space"))
        self._picker = ClassPicker(self.tr("Class to record into"))
        self._picker.setObjectName("record_class")
        self._side = QComboBox()
        self._side.setObjectName("record_side")
        self._side.setAccessibleName(self.tr("Side of the shoe"))
        self._side.addItem(self.tr("Any side"), None)
        for side in SIDES:
            self._side.addItem(side_word(side), side)
        self._part = QComboBox()
        self._part.setObjectName("record_part")
        self._part.setAccessibleName(self.tr("What the pictures are for"))
        self._part.addItem(self.tr("Split automatically"), None)
        self._part.addItem(self.tr("For the test"), Split.TEST)
        for picker in (self._side, self._part):
            picker.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            picker.setMinimumWidth(_LEAST_WIDTH)
        self._facts = ElidedLabel()
        self._facts.setObjectName("record_facts")
        self._facts.setProperty("role", "caption")
        self._verdict = QLabel()
        self._verdict.setObjectName("record_verdict")

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self._button)
        row.addWidget(self._key, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        row.addWidget(self._picker, 3)
        below = QHBoxLayout()
        below.setSpacing(GAP)
        below.addWidget(self._facts, 1)
        below.addWidget(self._verdict)
        below.addWidget(self._side)
        below.addWidget(self._part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(row)
        column.addLayout(below)

    def _connect(self) -> None:
        self._button.pressed.connect(self.press)
        self._button.released.connect(self.release)
        self._picker.currentTextChanged.connect(self._show_state)
        self._library.changed.connect(self._show_project)
        self._coach.changed.connect(self._show_state)
        self._recording.started.connect(self._show_recording)
        self._recording.judged.connect(self._show_judged)
        self._recording.ended.connect(self._show_end)

    def _show_project(self) -> None:
        state = self._library.state
        self.setVisible(state.project is not None and state.project.writable)
        if state.dataset is self._dataset:
            return
        self._dataset = state.dataset
        classes = state.dataset.classes if state.dataset is not None else ()
        if classes != self._classes:
            self._classes = classes
            self._picker.offer(classes)
        self._show_state()

    def _show_state(self) -> None:
        """What there is of the chosen class, and what to take next."""
        name, dataset = self._picker.class_name, self._dataset
        if not name:
            self._facts.setText(self.tr("Choose a class, then hold the button: good frames stay."))
        elif dataset is None or name not in dataset.classes:
            self._facts.setText(self.tr("A new class: record it a few times, in several places."))
        else:
            self._show_coach(name)

    def _show_coach(self, name: str) -> None:
        if self.isVisible():
            self._coach.want(name)
        state = self._coach.state
        if state is None or state.name != name:
            self._facts.setText("")
        else:
            self._facts.setText(f"{state_words(state)} {advice_words(state)}")

    def _show_recording(self) -> None:
        self._button.setText(self.tr("Recording …"))
        self._verdict.setText("")

    def _show_judged(self, counts: dict[Verdict, int]) -> None:
        kept = counts.get(Verdict.KEPT, 0)
        last = self._recording.last
        words = self.tr("{kept} kept")
        if last is not None and last is not Verdict.KEPT:
            words = self.tr("{kept} kept · {last}")
        last_word = self._verdict_word(last) if last is not None else ""
        self._verdict.setText(words.format(kept=number(kept), last=last_word))
        set_tone(self._verdict, Tone.GOOD if last is Verdict.KEPT else Tone.ATTENTION)

    def _show_end(self, kept: int) -> None:
        self._button.setText(self.tr("Hold to record"))
        words = self.tr("1 picture kept") if kept == 1 else self.tr("{n} pictures kept")
        self._verdict.setText(words.format(n=number(kept)))
        set_tone(self._verdict, Tone.GOOD if kept else Tone.ATTENTION)

    def _verdict_word(self, verdict: Verdict) -> str:
        return {
            Verdict.KEPT: self.tr("kept"),
            Verdict.BLURRED: self.tr("too blurred"),
            Verdict.DARK: self.tr("too dark"),
            Verdict.BRIGHT: self.tr("too bright"),
            Verdict.ALIKE: self.tr("too alike"),
        }[verdict]
