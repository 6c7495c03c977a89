"""Narrows the pictures to those that the data doctor finds suspicious."""

from PySide6.QtWidgets import QWidget

from shoeclassifier_gui.core.doctor.findings import Diagnosis, FindingKind
from shoeclassifier_gui.ui.dataset.filter_picker import FilterPicker
from shoeclassifier_gui.ui.doctor.words import title
from shoeclassifier_gui.ui.widgets.counts import number

# Files that cannot be shown, and findings about whole classes: those are chosen in their list.
_ELSEWHERE = frozenset({FindingKind.UNREADABLE, FindingKind.TINY_CLASS, FindingKind.IMBALANCE})
_ALL = "all"


class SuspicionPicker(FilterPicker):
    """Hidden as long as there is no report, or nothing in it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("suspicion_filter", parent)
        self.explain(self.tr("Show pictures that the data doctor finds suspicious"))
        self._paths: dict[str, frozenset[str]] = {}
        self.hide()

    def only(self) -> frozenset[str] | None:
        """The relative paths of the pictures that are wanted; None for all pictures."""
        chosen = self.currentData()
        return None if chosen is None else self._paths[chosen]

    def show_diagnosis(self, diagnosis: Diagnosis | None) -> None:
        """Offer what was found; what was chosen stays when there is still some of it."""
        paths = _paths(diagnosis)
        if paths == self._paths:
            return
        chosen, before = self.currentData(), self.only()
        self._paths = paths
        self.blockSignals(True)
        self.clear()
        self.addItem(self.tr("Suspicious or not"), None)
        for name, found in paths.items():
            self.addItem(self._entry(name, len(found)), name)
        self.setCurrentIndex(max(0, self.findData(chosen)) if chosen is not None else 0)
        self.blockSignals(False)
        self.setVisible(bool(paths))
        if self.only() != before:
            self.currentIndexChanged.emit(self.currentIndex())

    def _entry(self, name: str, count: int) -> str:
        words = self.tr("{title} ({count})")
        kind = self.tr("All suspicious") if name == _ALL else title(FindingKind(name))
        return words.format(title=kind, count=number(count))


def _paths(diagnosis: Diagnosis | None) -> dict[str, frozenset[str]]:
    """The suspicious pictures, all of them first, then kind by kind."""
    if diagnosis is None:
        return {}
    found = {
        kind.value: frozenset(path for finding in diagnosis.of_kind(kind) for path in finding.items)
        for kind in FindingKind
        if kind not in _ELSEWHERE
    }
    kinds = {name: paths for name, paths in found.items() if paths}
    return {_ALL: frozenset().union(*kinds.values()), **kinds} if kinds else {}
