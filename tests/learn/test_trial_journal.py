"""Which trials of a search are ended early: decided by the journal itself, trial after trial."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from shoeclassifier_gui.core.runs.config import TrainConfig, Watch
from shoeclassifier_gui.core.runs.search_space import SearchSpace, parse_ranges
from shoeclassifier_gui.learn.search.trial_journal import TrialJournal

GOOD = (0.3, 0.6, 0.8, 0.9)


def hopeless_after(journal: TrialJournal, scores: Sequence[float]) -> int | None:
    """The epoch after which a trial is ended early; None when it came to its end."""
    trial = journal.ask("run")
    for epoch, score in enumerate(scores, start=1):
        trial.report(epoch, score)
        if trial.is_hopeless():
            trial.prune(score, 1.0)
            return epoch
    trial.complete(scores[-1], 1.0)
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
