"""One kind of findings: its pictures, why it matters, and what can be done."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from shoeclassifier_gui.core.dataset.items import Dataset, Item
from shoeclassifier_gui.core.doctor.findings import Finding
from shoeclassifier_gui.core.doctor.labels import labels_of
from shoeclassifier_gui.core.doctor.mends import can_mend
from shoeclassifier_gui.services.item_model import ItemModel
from shoeclassifier_gui.services.thumbnails import ThumbnailService
from shoeclassifier_gui.ui.dataset.item_grid import USUAL, ItemGrid
from shoeclassifier_gui.ui.doctor.labelled_pictures import LabelledPictures
from shoeclassifier_gui.ui.doctor.words import advice, explanation, label_sentence, title
from shoeclassifier_gui.ui.theme.tokens import GAP
from shoeclassifier_gui.ui.widgets.buttons import Button, QuietButton
from shoeclassifier_gui.ui.widgets.card import Card
from shoeclassifier_gui.ui.widgets.elided_label import ElidedLabel
from shoeclassifier_gui.ui.widgets.labels import Caption

_NAMED = 12
# Room for two lines of words.
_LABELLED = 148


class FindingCard(Card):
    """The buttons mean the finding of the chosen picture, or all while none is chosen."""

    mend_requested = Signal(list)
    dismiss_requested = Signal(list)
    record_requested = Signal(str)
    show_requested = Signal(list)

    def __init__(self, thumbnails: ThumbnailService, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._findings: Sequence[Finding] = ()
        self._read_only = False
        self._model = ItemModel(thumbnails, self)
        self._why = Caption()
        self._files = Caption()
        self._grid = ItemGrid(self._model)
        self._grid.setObjectName("finding_pictures")
        self._labels = LabelledPictures(self._grid)
        self._grid.setItemDelegate(self._labels)
        self._about = ElidedLabel()
        self._mend_button = Button("", "check")
        self._mend_button.setObjectName("mend")
        self._dismiss_button = Button()
        self._dismiss_button.setObjectName("not_a_problem")
        self._show_button = QuietButton(self.tr("Show in the grid"), "search")
        self._show_button.setObjectName("show_in_grid")
        self._arrange()
        self._grid.item_chosen.connect(self._describe)
        self._grid.selection_changed.connect(self._describe_selection)
        self._mend_button.clicked.connect(self._request_mend)
        self._dismiss_button.clicked.connect(self._request_dismissal)
        self._show_button.clicked.connect(self._request_show)

    def show_findings(
        self, findings: Sequence[Finding], dataset: Dataset, *, read_only: bool
    ) -> None:
        """Show findings of one kind."""
        self._findings, self._read_only = findings, read_only
        kind = findings[0].kind
        places = {item.relative: row for row, item in enumerate(dataset.items)}
        paths = dict.fromkeys(path for finding in findings for path in finding.items)
        shown = [places[path] for path in paths if path in places]
        self.set_title(title(kind))
        self._why.setText(
            self.tr("{why} {what}").format(why=explanation(kind), what=advice(findings))
        )
        labels = labels_of(dataset, findings)
        self._labels.show_labels({path: label for each in labels for path, label in each.items()})
        self._grid.set_side(_LABELLED if self._labels.labels else USUAL)
        self._model.show_rows(dataset, np.array(shown, np.intp))
        self._grid.setVisible(bool(shown))
        files = [path for path in paths if path not in places]
        self._files.setText("\n".join(files[:_NAMED] + (["…"] if len(files) > _NAMED else [])))
        self._files.setVisible(bool(files))
        self._describe(None)

    def _arrange(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        buttons.addWidget(self._mend_button)
        buttons.addWidget(self._dismiss_button)
        buttons.addStretch(1)
        buttons.addWidget(self._show_button)
        self.content.addWidget(self._why)
        self.content.addWidget(self._files)
        self.content.addWidget(self._grid, 1)
        self.content.addWidget(self._about)
        self.content.addLayout(buttons)
        self.content.addStretch(0)

    def _meant(self) -> list[Finding]:
        chosen = self._grid.chosen()
        if chosen is None:
            return list(self._findings)
        paths = {item.relative for item in chosen.items()}
        meant = (finding for finding in self._findings if not paths.isdisjoint(finding.items))
        return [finding.narrowed(paths) for finding in meant]

    def _describe(self, chosen: Item | None) -> None:
        meant = self._meant()
        self._name_buttons(meant)
        self._mend_button.setEnabled(bool(meant) and not self._read_only)
        self._dismiss_button.setEnabled(bool(meant) and not self._read_only)
        self._show_button.setEnabled(self._model.rowCount() > 0)
        self._about.setText(self._words(chosen, meant))

    def _describe_selection(self) -> None:
        items = self._chosen()
        self._describe(items[0] if items else None)

    def _name_buttons(self, meant: Sequence[Finding]) -> None:
        """A click means what is chosen, and says so; tiny classes are mended by the camera."""
        if not all(can_mend(finding) for finding in meant):
            self._mend_button.setText(self.tr("Record more…"))
        elif meant == list(self._findings):
            self._mend_button.setText(self.tr("Mend all"))
        elif len(self._chosen()) == 1:
            self._mend_button.setText(self.tr("Mend this one"))
        else:
            self._mend_button.setText(self.tr("Mend these"))
        is_part = meant != list(self._findings)
        words = self.tr("This is no problem") if is_part else self.tr("Not a problem")
        self._dismiss_button.setText(words)

    def _chosen(self) -> list[Item]:
        chosen = self._grid.chosen()
        return chosen.items() if chosen is not None else []

    def _words(self, chosen: Item | None, meant: Sequence[Finding]) -> str:
        if chosen is None and self._model.rowCount() == 0:
            return ""
        if chosen is not None and chosen.relative in self._labels.labels:
            return label_sentence(chosen.relative, self._labels.labels[chosen.relative])
        if chosen is None and all(finding.stands_together for finding in meant):
            return self.tr("Choose a picture to see what it belongs to.")
        if chosen is None:
            return self.tr("Choose pictures to mend or dismiss them alone.")
        target = next((finding.target for finding in meant if finding.target), "")
        if not target:
            return chosen.relative
        return self.tr("{file} → {target}").format(file=chosen.relative, target=target)

    def _request_mend(self) -> None:
        meant = self._meant()
        if all(can_mend(finding) for finding in meant):
            self.mend_requested.emit(meant)
        else:
            self.record_requested.emit(meant[0].target)

    def _request_dismissal(self) -> None:
        self.dismiss_requested.emit(self._meant())

    def _request_show(self) -> None:
        self.show_requested.emit([path for finding in self._meant() for path in finding.items])
