"""Mends that were asked of the library: which are done, taken back, done again."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from shoeclassifier_gui.core.dataset.changes import Change
from shoeclassifier_gui.core.dataset.history import Done
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.doctor.findings import Finding
from shoeclassifier_gui.services.library import LibraryService

_Findings = tuple[Finding, ...]


class AskedMends(QObject):
    """`settled(findings)` tells of those that are no more, `returned(findings)` that they are.

    A change that fails settles nothing.
    """

    settled = Signal(tuple)
    returned = Signal(tuple)

    def __init__(self, library: LibraryService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._asked: list[_Asked] = []
        self._done: dict[int, _Findings] = {}
        library.edited.connect(self._follow_edit)
        library.changed.connect(self._settle_empty)

    def ask(self, make: Callable[[Dataset], Change], findings: _Findings) -> None:
        """Asks for the change that settles findings."""
        asked = _Asked(make, findings)
        self._asked.append(asked)
        self._library.change(asked.make_change)

    def forget(self) -> None:
        """Follows none of them any more."""
        self._asked.clear()
        self._done.clear()

    def _follow_edit(self, done: Done) -> None:
        change = done.change
        if change.undoes is not None:
            self.returned.emit(self._done.get(change.undoes, ()))
        elif change.redoes is not None:
            self.settled.emit(self._done.get(change.redoes, ()))
        else:
            self._settle(done)

    def _settle(self, done: Done) -> None:
        for place, asked in enumerate(self._asked):
            if asked.change is not None and _is_same(asked.change, done.change):
                # Changes come in the order in which they were asked for: those before have failed.
                del self._asked[: place + 1]
                self._done[done.number] = asked.findings
                self.settled.emit(asked.findings)
                return

    def _settle_empty(self) -> None:
        """Somebody else had mended them already: there is no edit to be told of."""
        empty = [asked for asked in self._asked if asked.change and asked.change.is_empty]
        for asked in empty:
            self._asked.remove(asked)
            self.settled.emit(asked.findings)


@dataclass(slots=True, eq=False)
class _Asked:
    """A change that its job makes when its turn comes."""

    make: Callable[[Dataset], Change]
    findings: _Findings
    change: Change | None = None

    def make_change(self, dataset: Dataset) -> Change:
        self.change = self.make(dataset)
        return self.change


def _is_same(asked: Change, done: Change) -> bool:
    """Whether a change was carried out; what was true before it is known only then."""
    digests = [fact.digest for fact in asked.facts]
    settings = [(setting.name, setting.after) for setting in asked.settings]
    return (
        asked.kind is done.kind
        and asked.moves == done.moves
        and settings == [(setting.name, setting.after) for setting in done.settings]
        and digests == [fact.digest for fact in done.facts]
    )
