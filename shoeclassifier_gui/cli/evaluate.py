"""`shoeclassifier evaluate`: scores a model on a part of a labelled folder."""

from argparse import Namespace

from shoeclassifier_gui.cli.opening import open_dataset
from shoeclassifier_gui.cli.output import Output, table
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.runs.answers import Evaluated
from shoeclassifier_gui.core.runs.model_card import ModelCard
from shoeclassifier_gui.core.runs.scores import Scores


def run(options: Namespace, output: Output, control: Control) -> None:
    """Scores and prints."""
    ModelCard.read(options.model)  # A wrong name is said before minutes of reading.
    dataset = open_dataset(options.data, output, control)
    from shoeclassifier_gui.learn.models.evaluation import choose_items, evaluate
    from shoeclassifier_gui.learn.models.predictor import Predictor

    items = choose_items(options.model, dataset, options.split)
    predictor = Predictor.load(options.model, options.device)
    for event in evaluate(predictor, dataset, items, options.split, control):
        if isinstance(event, Evaluated):
            output.result(event.scores.to_dict(), _text(event.scores))
        elif event.error is not None:
            output.tell(f"Left out: {event.path} ({event.error.reason}).")
        else:
            output.progress("Classifying", event.done, event.total)


def _text(scores: Scores) -> str:
    rows = [("class", "precision", "recall", "F1", "pictures")]
    rows += [
        (s.name, f"{s.precision:.3f}", f"{s.recall:.3f}", f"{s.f1:.3f}", str(s.count))
        for s in scores.per_class
    ]
    return (
        f"{scores.accuracy:.1%} right on {scores.count} pictures ({scores.split}), "
        f"macro F1 {scores.macro_f1:.3f}\n\n{table(rows)}"
    )
