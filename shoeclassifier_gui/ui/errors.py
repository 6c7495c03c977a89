"""Says in a notice what went wrong: one sentence, a hint, details to copy."""

import traceback
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from shoeclassifier_gui.core.errors import UserError
from shoeclassifier_gui.core.paths import log_file
from shoeclassifier_gui.ui.theme.tones import Tone
from shoeclassifier_gui.ui.widgets.notice import Notice


class ErrorWords(NamedTuple):
    """What a person reads about an error, and what a programmer wants to know."""

    tone: Tone
    sentence: str
    hint: str
    details: str


def error_words(error: Exception) -> ErrorWords:
    """The words for what the user can mend, or for a fault of the program."""
    if isinstance(error, UserError):
        return ErrorWords(Tone.ATTENTION, error.sentence, error.hint, _details(error))
    sentence = QCoreApplication.translate("errors", "Something went wrong in the program.")
    hint = QCoreApplication.translate(
        "errors", "Your pictures are safe. Copy the details for whoever helps you, or see {log}."
    )
    return ErrorWords(Tone.BAD, sentence, hint.format(log=log_file()), _details(error))


def show_error(notice: Notice, error: Exception) -> None:
    """Show an error in a notice."""
    words = error_words(error)
    notice.show_notice(words.tone, words.sentence, words.hint, details=words.details)


def _details(error: Exception) -> str:
    return "".join(traceback.format_exception(error))
