"""The top of the Results page: which run, which part, and using its model."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from shoeclassifier_gui.services.results import RunSummary
from shoeclassifier_gui.ui.results.parts import Part
from shoeclassifier_gui.ui.results.wording import heading_text, run_text, split_text
from shoeclassifier_gui.ui.theme.tokens import GAP
from shoeclassifier_gui.ui.widgets.buttons import PrimaryButton
from shoeclassifier_gui.ui.widgets.labels import Caption
from shoeclassifier_gui.ui.widgets.page_header import PageHeader

_SPLITS = (Part.VAL, Part.TEST, Part.TRAIN)


class RunBar(QWidget):
    """`chosen` tells that another run or part was picked."""

    chosen = Signal()
    use_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runs: Sequence[RunSummary] = ()
        self._build()
        self._arrange()
        self._run_picker.activated.connect(self._offer_folds)
        self._run_picker.activated.connect(self.chosen)
        self._split_picker.activated.connect(self.chosen)
        self._use_button.clicked.connect(self.use_requested)

    @property
    def run(self) -> RunSummary | None:
        """The picked run."""
        place = self._run_picker.currentIndex()
        return self._runs[place] if 0 <= place < len(self._runs) else None

    @property
    def split(self) -> Part:
        """The picked part."""
        return Part(self._split_picker.currentData())

    def show_runs(self, runs: Sequence[RunSummary]) -> None:
        """Offer runs, newest first; the picked one stays unless a newer one has come."""
        before, newest_before = self.run, self._runs[0].folder if self._runs else None
        self._runs = runs
        folders = [run.folder for run in runs]
        with QSignalBlocker(self._run_picker):
            self._run_picker.clear()
            for run in runs:
                self._run_picker.addItem(run_text(run))
            keeps = before is not None and before.folder in folders
            if keeps and before is not None and folders[0] == newest_before:
                self._run_picker.setCurrentIndex(folders.index(before.folder))
        self._offer_folds()

    def show_validation(self) -> None:
        """Go back to the part that needs no question."""
        with QSignalBlocker(self._split_picker):
            self._split_picker.setCurrentIndex(0)

    def show_fact(self, run: RunSummary, fact: str) -> None:
        """Name the run, and say on what its scores were measured."""
        self._header.set_title(heading_text(run))
        self._header.set_fact(fact)
        self._use_button.setEnabled(run.card is not None)
        self._split_picker.setEnabled(run.card is not None)

    def _offer_folds(self) -> None:
        """Only runs that were checked with folds have pictures that were held out from them."""
        run, place = self.run, self._split_picker.findData(Part.FOLDS.value)
        offered = run is not None and run.cross is not None
        with QSignalBlocker(self._split_picker):
            if offered and place < 0:
                self._split_picker.addItem(split_text(Part.FOLDS), Part.FOLDS.value)
            elif not offered and place >= 0:
                if self._split_picker.currentIndex() == place:
                    self._split_picker.setCurrentIndex(0)
                self._split_picker.removeItem(place)

    def _build(self) -> None:
        self._header = PageHeader()
        self._use_button = PrimaryButton(self.tr("Use this model"))
        self._use_button.setObjectName("use_model")
        self._use_button.setToolTip(self.tr("Lets this model answer on the Camera page."))
        self._header.add_button(self._use_button)
        self._run_picker = _picker("run_picker", self.tr("Run"))
        self._split_picker = _picker("split_picker", self.tr("Measured on"))
        for split in _SPLITS:
            self._split_picker.addItem(split_text(split), split.value)

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(GAP)
        for text, picker, stretch in (
            (self.tr("Run"), self._run_picker, 3),
            (self.tr("Measured on"), self._split_picker, 1),
        ):
            label: QLabel = Caption(text)
            label.setWordWrap(False)
            label.setBuddy(picker)
            row.addWidget(label)
            row.addWidget(picker, stretch)
        row.insertSpacing(2, GAP)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self._header)
        column.addLayout(row)


def _picker(name: str, spoken: str) -> QComboBox:
    picker = QComboBox()
    picker.setObjectName(name)
    picker.setAccessibleName(spoken)
    picker.setMinimumContentsLength(10)
    picker.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return picker
