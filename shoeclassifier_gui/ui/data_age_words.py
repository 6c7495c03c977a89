"""How the window says that the data changed since the model was trained."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from shoeclassifier_gui.core.dataset.versions import Difference
from shoeclassifier_gui.ui.widgets.counts import number

_SHOWN = 5


def age_words(found: Difference | None) -> str:
    """One line for the status bar; empty when the model knows all of the data."""
    if found is None or found.is_empty:
        return ""
    parts = [words for _, words in _parts(found) if words]
    return _tr("Model older than data: {changes}").format(changes=", ".join(parts))


def age_details(found: Difference | None) -> str:
    """The same with the first names of each kind, a line each."""
    if found is None or found.is_empty:
        return ""
    lines = [
        _tr("{change}: {names}").format(change=words, names=_some(names))
        for names, words in _parts(found)
        if words
    ]
    return "\n".join((*lines, _tr("Train again to let the model learn this.")))


def _parts(found: Difference) -> list[tuple[Sequence[str], str]]:
    renamed = [
        _tr("{before} is now {after}").format(before=before, after=after)
        for before, after in found.renamed
    ]
    return [
        (found.added, _count(len(found.added), _tr("1 new"), _tr("{n} new"))),
        (found.removed, _count(len(found.removed), _tr("1 removed"), _tr("{n} removed"))),
        (found.left_out, _count(len(found.left_out), _tr("1 left out"), _tr("{n} left out"))),
        (found.moved, _count(len(found.moved), _tr("1 moved"), _tr("{n} moved"))),
        (
            found.resplit,
            _count(len(found.resplit), _tr("1 in another part"), _tr("{n} in another part")),
        ),
        (renamed, _count(len(renamed), _tr("1 class renamed"), _tr("{n} classes renamed"))),
    ]


def _count(count: int, one: str, many: str) -> str:
    if count == 0:
        return ""
    return one if count == 1 else many.format(n=number(count))


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_SHOWN])
    return shown if len(names) <= _SHOWN else _tr("{names} …").format(names=shown)


def _tr(text: str) -> str:
    return QCoreApplication.translate("data_age", text)
