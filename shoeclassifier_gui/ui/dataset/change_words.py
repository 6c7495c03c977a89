"""How changes of a data set are called: in the Edit menu, and after they were done."""

from typing import NamedTuple

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from shoeclassifier_gui.core.dataset.balance import WITHDRAWN
from shoeclassifier_gui.core.dataset.changes import Change, Kind
from shoeclassifier_gui.core.dataset.history import Done
from shoeclassifier_gui.core.dataset.items import Split
from shoeclassifier_gui.ui.dataset.words import split_name
from shoeclassifier_gui.ui.widgets.counts import number


class _Words(NamedTuple):
    """What can be done to one and to many, and that it was done."""

    do_one: str
    do_many: str
    one_done: str
    many_done: str


def _words(do_one: object, do_many: object, one_done: object, many_done: object) -> _Words:
    return _Words(str(do_one), str(do_many), str(one_done), str(many_done))


_WORDS = {
    Kind.ASSIGN: _words(
        QT_TRANSLATE_NOOP("changes", "Give 1 picture its split"),
        QT_TRANSLATE_NOOP("changes", "Give {n} pictures their split"),
        QT_TRANSLATE_NOOP("changes", "1 picture has its split."),
        QT_TRANSLATE_NOOP("changes", "{n} pictures have their split."),
    ),
    Kind.CAPTURE: _words(
        QT_TRANSLATE_NOOP("changes", "Record 1 picture of {class}"),
        QT_TRANSLATE_NOOP("changes", "Record {n} pictures of {class}"),
        QT_TRANSLATE_NOOP("changes", "1 picture of {class} recorded."),
        QT_TRANSLATE_NOOP("changes", "{n} pictures of {class} recorded."),
    ),
    Kind.IMPORT: _words(
        QT_TRANSLATE_NOOP("changes", "Import 1 picture"),
        QT_TRANSLATE_NOOP("changes", "Import {n} pictures"),
        QT_TRANSLATE_NOOP("changes", "1 picture imported."),
        QT_TRANSLATE_NOOP("changes", "{n} pictures imported."),
    ),
    Kind.COLLECT: _words(
        QT_TRANSLATE_NOOP("changes", "Collect 1 picture from the web"),
        QT_TRANSLATE_NOOP("changes", "Collect {n} pictures from the web"),
        QT_TRANSLATE_NOOP("changes", "1 picture collected from the web."),
        QT_TRANSLATE_NOOP("changes", "{n} pictures collected from the web."),
    ),
    Kind.MOVE: _words(
        QT_TRANSLATE_NOOP("changes", "Move 1 picture to {class}"),
        QT_TRANSLATE_NOOP("changes", "Move {n} pictures to {class}"),
        QT_TRANSLATE_NOOP("changes", "1 picture moved to {class}."),
        QT_TRANSLATE_NOOP("changes", "{n} pictures moved to {class}."),
    ),
    Kind.DELETE: _words(
        QT_TRANSLATE_NOOP("changes", "Delete 1 picture"),
        QT_TRANSLATE_NOOP("changes", "Delete {n} pictures"),
        QT_TRANSLATE_NOOP("changes", "1 picture moved to the trash."),
        QT_TRANSLATE_NOOP("changes", "{n} pictures moved to the trash."),
    ),
    Kind.RESTORE: _words(
        QT_TRANSLATE_NOOP("changes", "Put back 1 picture"),
        QT_TRANSLATE_NOOP("changes", "Put back {n} pictures"),
        QT_TRANSLATE_NOOP("changes", "1 picture put back."),
        QT_TRANSLATE_NOOP("changes", "{n} pictures put back."),
    ),
    Kind.RENAME: _words(
        QT_TRANSLATE_NOOP("changes", "Rename {before} to {class}"),
        QT_TRANSLATE_NOOP("changes", "Rename {before} to {class}"),
        QT_TRANSLATE_NOOP("changes", "{before} is called {class} now."),
        QT_TRANSLATE_NOOP("changes", "{before} is called {class} now."),
    ),
    Kind.MERGE: _words(
        QT_TRANSLATE_NOOP("changes", "Merge 1 picture into {class}"),
        QT_TRANSLATE_NOOP("changes", "Merge {n} pictures into {class}"),
        QT_TRANSLATE_NOOP("changes", "1 picture merged into {class}."),
        QT_TRANSLATE_NOOP("changes", "{n} pictures merged into {class}."),
    ),
    Kind.SPLIT: _words(
        QT_TRANSLATE_NOOP("changes", "Divide 1 picture anew"),
        QT_TRANSLATE_NOOP("changes", "Divide {n} pictures anew"),
        QT_TRANSLATE_NOOP("changes", "1 picture changed its split."),
        QT_TRANSLATE_NOOP("changes", "{n} pictures changed their split."),
    ),
    Kind.PIN: _words(
        QT_TRANSLATE_NOOP("changes", "Pin 1 picture to {split}"),
        QT_TRANSLATE_NOOP("changes", "Pin {n} pictures to {split}"),
        QT_TRANSLATE_NOOP("changes", "1 picture pinned to {split}."),
        QT_TRANSLATE_NOOP("changes", "{n} pictures, with their sessions, pinned to {split}."),
    ),
    Kind.SESSION: _words(
        QT_TRANSLATE_NOOP("changes", "Change the session of 1 picture"),
        QT_TRANSLATE_NOOP("changes", "Change the session of {n} pictures"),
        QT_TRANSLATE_NOOP("changes", "1 picture belongs to another session now."),
        QT_TRANSLATE_NOOP("changes", "{n} pictures belong to another session now."),
    ),
    Kind.TAG: _words(
        QT_TRANSLATE_NOOP("changes", "Tag 1 picture"),
        QT_TRANSLATE_NOOP("changes", "Tag {n} pictures"),
        QT_TRANSLATE_NOOP("changes", "1 picture tagged."),
        QT_TRANSLATE_NOOP("changes", "{n} pictures tagged."),
    ),
    Kind.DISMISS: _words(
        QT_TRANSLATE_NOOP("changes", "Mark 1 picture as not a problem"),
        QT_TRANSLATE_NOOP("changes", "Mark {n} pictures as not a problem"),
        QT_TRANSLATE_NOOP("changes", "1 picture is marked as not a problem."),
        QT_TRANSLATE_NOOP("changes", "{n} pictures are marked as not a problem."),
    ),
    Kind.LEAVE_OUT: _words(
        QT_TRANSLATE_NOOP("changes", "Leave 1 picture out of training"),
        QT_TRANSLATE_NOOP("changes", "Leave {n} pictures out of training"),
        QT_TRANSLATE_NOOP("changes", "1 picture is left out of training."),
        QT_TRANSLATE_NOOP("changes", "{n} pictures are left out of training."),
    ),
    Kind.BALANCE: _words(
        QT_TRANSLATE_NOOP("changes", "Show all classes equally often in training"),
        QT_TRANSLATE_NOOP("changes", "Show all classes equally often in training"),
        QT_TRANSLATE_NOOP("changes", "The next training shows all classes equally often."),
        QT_TRANSLATE_NOOP("changes", "The next training shows all classes equally often."),
    ),
    Kind.MEND: _words(
        QT_TRANSLATE_NOOP("changes", "Mend 1 picture"),
        QT_TRANSLATE_NOOP("changes", "Mend {n} pictures"),
        QT_TRANSLATE_NOOP("changes", "1 picture mended."),
        QT_TRANSLATE_NOOP("changes", "{n} pictures mended."),
    ),
    Kind.EMPTY: _words(
        QT_TRANSLATE_NOOP("changes", "Remove 1 deleted picture for good"),
        QT_TRANSLATE_NOOP("changes", "Remove {n} deleted pictures for good"),
        QT_TRANSLATE_NOOP("changes", "1 deleted picture removed for good."),
        QT_TRANSLATE_NOOP("changes", "{n} deleted pictures removed for good."),
    ),
}
_UNBALANCE = _words(
    QT_TRANSLATE_NOOP("changes", "No longer show all classes equally often"),
    QT_TRANSLATE_NOOP("changes", "No longer show all classes equally often"),
    QT_TRANSLATE_NOOP("changes", "The next training shows the classes as they are."),
    QT_TRANSLATE_NOOP("changes", "The next training shows the classes as they are."),
)
_USE_AGAIN = _words(
    QT_TRANSLATE_NOOP("changes", "Use 1 picture in training again"),
    QT_TRANSLATE_NOOP("changes", "Use {n} pictures in training again"),
    QT_TRANSLATE_NOOP("changes", "1 picture is used in training again."),
    QT_TRANSLATE_NOOP("changes", "{n} pictures are used in training again."),
)
_UNTAG = _words(
    QT_TRANSLATE_NOOP("changes", "Remove the side from 1 picture"),
    QT_TRANSLATE_NOOP("changes", "Remove the side from {n} pictures"),
    QT_TRANSLATE_NOOP("changes", "1 picture has no side any more."),
    QT_TRANSLATE_NOOP("changes", "{n} pictures have no side any more."),
)
_UNPIN = _words(
    QT_TRANSLATE_NOOP("changes", "Unpin 1 picture"),
    QT_TRANSLATE_NOOP("changes", "Unpin {n} pictures"),
    QT_TRANSLATE_NOOP("changes", "1 picture unpinned."),
    QT_TRANSLATE_NOOP("changes", "{n} pictures unpinned."),
)


def change_name(change: Change) -> str:
    """What a change does, as the Edit menu names it: "Move 12 pictures to boot"."""
    words = _words_of(change)
    return _filled(words.do_one if _count(change) == 1 else words.do_many, change)


def done_sentence(done: Done) -> str:
    """That a change was done: "12 pictures moved to boot."."""
    change = done.change
    if change.undoes is not None:
        return _tr("Undone: {change}.").format(change=change_name(change))
    if change.redoes is not None:
        return _tr("Done again: {change}.").format(change=change_name(change))
    words = _words_of(change)
    return _filled(words.one_done if _count(change) == 1 else words.many_done, change)


def done_text(done: Done) -> str:
    """That a change was done, and what of it was not."""
    sentences = (done_sentence(done), missing_sentence(done), _left_sentence(done))
    return " ".join(sentence for sentence in sentences if sentence)


def missing_sentence(done: Done) -> str:
    """How many files another program had taken; empty when none."""
    count = len(done.missing)
    if not count:
        return ""
    if count == 1:
        return _tr("1 file was not there any more.")
    return _tr("{n} files were not there any more.").format(n=number(count))


def _left_sentence(done: Done) -> str:
    """How many pictures the disk did not let go when the trash was emptied; empty when none."""
    count = done.change.words.get("left")
    if not isinstance(count, int) or not count:
        return ""
    if count == 1:
        return _tr("1 could not be removed and is still in the trash.")
    text = _tr("{n} could not be removed and are still in the trash.")
    return text.format(n=number(count))


def _words_of(change: Change) -> _Words:
    if change.kind is Kind.LEAVE_OUT and not change.words.get("value"):
        return _USE_AGAIN
    if change.kind is Kind.BALANCE and change.words.get("value") == WITHDRAWN:
        return _UNBALANCE
    if change.kind is Kind.TAG and not change.words.get("value"):
        return _UNTAG
    if change.kind is Kind.PIN and not change.words.get("split"):
        return _UNPIN
    return _WORDS[change.kind]


def _count(change: Change) -> int:
    count = change.words.get("count")
    # One press of the record button is many changes in one: only their moves say how many.
    if isinstance(count, int) and change.kind is not Kind.CAPTURE:
        return count
    return len(change.moves) or len({fact.digest for fact in change.facts})


def _filled(text: str, change: Change) -> str:
    split = change.words.get("split")
    parts = {
        "n": number(_count(change)),
        "class": change.words.get("class", ""),
        "before": change.words.get("before", ""),
        "split": split_name(Split(split)) if split in set(Split) else "",
    }
    return _tr(text).format_map(parts)


def _tr(text: str) -> str:
    return QCoreApplication.translate("changes", text)
