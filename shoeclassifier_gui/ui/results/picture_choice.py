"""Which answers the gallery shows, and in which order."""

from collections.abc import Iterable
from typing import NamedTuple

from shoeclassifier_gui.core.runs.answers import ItemAnswer


class Cell(NamedTuple):
    """A cell of the confusion matrix by class index."""

    truth: int
    said: int


def choose_pictures(answers: Iterable[ItemAnswer], cell: Cell | None) -> list[ItemAnswer]:
    """The answers of a cell, or all wrong ones; the worst first.

    Worst is the surest of wrong answers, and the least sure of right ones.
    """
    if cell is None:
        chosen = [answer for answer in answers if answer.truth != answer.said]
    else:
        chosen = [answer for answer in answers if (answer.truth, answer.said) == cell]
    wrong = cell is None or cell.truth != cell.said
    return sorted(chosen, key=lambda answer: answer.probability, reverse=wrong)
