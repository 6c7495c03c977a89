"""What a check by folds measured, in short."""

from PySide6.QtCore import QCoreApplication, QLocale

from shoeclassifier_gui.core.runs.cross_scores import CrossScores, Spread
from shoeclassifier_gui.ui.widgets.counts import number
from shoeclassifier_gui.ui.widgets.percent import percent_text

translate = QCoreApplication.translate  # The name that Qt's text collector looks for.


def spread_text(spread: Spread) -> str:
    """Mean and deviation, for example "82 % ± 5"."""
    deviation = QLocale().toString(round(100 * spread.deviation))
    return translate("folds", "{mean} ± {deviation}").format(
        mean=percent_text(spread.mean), deviation=deviation
    )


def result_text(result: CrossScores) -> str:
    """The accuracy in short, for example "82 % ± 5 over 5 folds"."""
    return translate("folds", "{spread} over {folds} folds").format(
        spread=spread_text(result.accuracy), folds=number(len(result.folds))
    )
