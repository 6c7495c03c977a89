"""Which trials of a search are ended early, and what is known of those that ended."""

import json
import math
from collections.abc import Sequence
from pathlib import Path

import pytest

from shoeclassifier_gui.core.runs.config import TrainConfig, Watch
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.core.runs.search_space import SearchSpace, parse_ranges
from shoeclassifier_gui.learn.search import sweep
from shoeclassifier_gui.learn.search.trial_journal import Outcome, TrialJournal

GOOD = (0.3, 0.6, 0.8, 0.9)


def hopeless_after(journal: TrialJournal, scores: Sequence[float]) -> int | None:
    """The epoch after which a trial is ended early; None when it came to its end."""
    trial = journal.ask("run")
    for epoch, score in enumerate(scores, start=1):
        trial.report(epoch, score)
        if trial.is_hopeless():
            trial.prune(Outcome(score, 1.0, None))
            return epoch
    trial.complete(Outcome(scores[-1], 1.0, None))
    return None


def journal(folder: Path, watch: Watch = "accuracy") -> TrialJournal:
    space = SearchSpace(TrainConfig(watch=watch), parse_ranges(["learning_rate"]))
    return TrialJournal(folder / "journal.log", space)


def test_a_trial_below_the_median_is_ended_once_there_are_others(tmp_path: Path) -> None:
    poor = (0.3, 0.3, 0.3, 0.3)
    first = journal(tmp_path)
    assert hopeless_after(first, poor) is None  # There is nothing to compare it with.
    assert [hopeless_after(first, GOOD) for _ in range(2)] == [None, None]
    again = journal(tmp_path)  # As after a kill.
    assert hopeless_after(again, poor) == 2
    assert hopeless_after(again, GOOD) is None
    late = (0.1, 0.7, 0.85, 0.95)  # The first epoch says little.
    assert hopeless_after(again, late) is None


@pytest.mark.parametrize(("watch", "ended"), [("loss", 2), ("accuracy", None)])
def test_of_a_loss_less_is_better(tmp_path: Path, watch: Watch, ended: int | None) -> None:
    trials = journal(tmp_path, watch)
    for _ in range(3):
        assert hopeless_after(trials, (1.0, 0.9, 0.8, 0.7)) is None
    assert hopeless_after(trials, (2.0, 1.9, 1.8, 1.7)) == ended


@pytest.mark.parametrize(
    ("kept", "found"),
    [
        ({"watched": None, "val_loss": None}, None),
        ({"watched": 0.6, "val_loss": None}, (0.6, None)),
        ({"val_loss": 0.5}, (0.8, 0.5)),  # As earlier versions told it.
    ],
)
def test_a_score_that_is_no_number_is_none(
    tmp_path: Path, kept: dict[str, float | None], found: tuple[float, float | None] | None
) -> None:
    run = RunFolder(tmp_path)
    told = [
        {"event": "epoch_finished", "epoch": 1, "val_accuracy": 0.8, **kept},
        {"event": "run_finished", "reason": "done", "model": "m", "best_epoch": 1},
    ]
    run.events_file.write_text("".join(f"{json.dumps(each)}\n" for each in told))
    outcome = sweep._outcome(run, "accuracy")
    if outcome is None:
        assert found is None
        return
    loss = None if math.isnan(outcome.loss) else outcome.loss
    assert (outcome.score, loss) == found


@pytest.mark.parametrize(("watch", "found"), [("accuracy", (0.7, 0.9)), ("loss", (0.6, 0.6))])
def test_a_trial_is_judged_by_its_best_epoch_and_never_by_the_first_model(
    tmp_path: Path, watch: Watch, found: tuple[float, float]
) -> None:
    """The first model is the same whatever the rate is."""
    run = RunFolder(tmp_path)
    scores = {0: (0.9, 0.2), 1: (0.6, 0.6), 2: (0.7, 0.9), 3: (0.65, 0.8)}
    told: list[dict[str, object]] = [
        {
            "event": "epoch_finished",
            "epoch": epoch,
            "val_accuracy": accuracy,
            "watched": loss if watch == "loss" else accuracy,
            "val_loss": loss,
        }
        for epoch, (accuracy, loss) in scores.items()
    ]
    told.append({"event": "run_finished", "reason": "done", "model": "m", "best_epoch": 0})
    run.events_file.write_text("".join(f"{json.dumps(each)}\n" for each in told))
    outcome = sweep._outcome(run, watch)
    assert outcome is not None
    wanted = found if watch == "accuracy" else (found[1], found[1])
    assert (outcome.score, outcome.loss) == wanted
    assert outcome.first_score == (scores[0][1] if watch == "loss" else scores[0][0])
