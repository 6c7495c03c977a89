"""What the capture coach says, in words."""

from PySide6.QtCore import QCoreApplication

from shoeclassifier_gui.core.dataset.coach import Advice, ClassState
from shoeclassifier_gui.ui.widgets.counts import number, pictures
from shoeclassifier_gui.ui.widgets.side_word import side_word


def state_words(state: ClassState) -> str:
    """How many pictures, sessions and backgrounds there are of a class."""
    sessions = _tr("1 session") if state.sessions == 1 else _tr("{n} sessions")
    backgrounds = _tr("1 background") if state.backgrounds == 1 else _tr("{n} backgrounds")
    return _tr("{pictures} of {sessions}, {backgrounds}.").format(
        pictures=pictures(state.pictures),
        sessions=sessions.format(n=number(state.sessions)),
        backgrounds=backgrounds.format(n=number(state.backgrounds)),
    )


def advice_words(state: ClassState) -> str:
    """What to take next."""
    match state.advice:
        case Advice.SESSIONS:
            return _tr("Next: another session, if possible with another pair.")
        case Advice.PICTURES:
            return _tr("Next: more pictures.")
        case Advice.BACKGROUNDS:
            return _tr("Next: another background.")
        case Advice.SIDES:
            return _tr("Next: {side}.").format(side=side_word(state.missing_sides[0]).lower())
        case Advice.SMALLEST:
            return _tr("Next: more pictures; other classes have twice as many.")
        case Advice.NOTHING:
            return _tr("This is enough to train with.")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Coach", text)
