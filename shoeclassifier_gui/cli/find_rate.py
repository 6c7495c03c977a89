"""`shoeclassifier train DATA --lr-find`: which learning rate suits a data set."""

from shoeclassifier_gui.cli.output import Output, table
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.events import Preparing
from shoeclassifier_gui.core.runs.rate_search import RateRule, RatesSearched, RateTried

# About one line for each quarter of a tenfold step.
_LINES = 28
_REASONS = {
    RateRule.STEEPEST: "the loss falls most steeply there.",
    RateRule.TENTH: "a tenth of the rate with the lowest loss; larger ones come near to diverging.",
}


def find_rate(config: TrainConfig, dataset: Dataset, output: Output, control: Control) -> None:
    """Searches, and prints rates with their losses and a suggestion; trains no run."""
    from shoeclassifier_gui.learn.search.lr_finder import find_learning_rate

    for event in find_learning_rate(config, dataset, control):
        match event:
            case Preparing(what, done, total):
                output.progress(what, done, total)
            case RateTried():
                output.progress("Trying rates", event.done, event.total)
            case RatesSearched():
                output.result(event.to_dict(), _text(event))


def _text(result: RatesSearched) -> str:
    step = max(1, len(result.rates) // _LINES)
    pairs = list(zip(result.rates, result.losses, strict=True))[::step]
    rows = [("rate", "loss"), *((f"{rate:.2e}", f"{loss:.4f}") for rate, loss in pairs)]
    if result.suggestion is None or result.rule is None:
        end = "The loss fell at no rate: look at the pictures and the other settings first."
    else:
        end = f"Suggested: --lr {result.suggestion:.2g} ({_REASONS[result.rule]})"
    return f"{table(rows)}\n{end}"
