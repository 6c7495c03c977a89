"""Runs of the past, written as training writes them."""

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from shoeclassifier_gui.core.dataset.items import Split
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.ending import Ending
from shoeclassifier_gui.core.runs.events import EpochFinished, RunFinished
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.core.runs.scores import score
from shoeclassifier_gui.core.runs.split_record import SplitEntry, SplitRecord

SCORES = score("val", ("a", "b"), np.array([0, 0, 1, 1]), np.array([0, 0, 1, 0]))


def write_run(
    runs: Path,
    name: str,
    *,
    config: TrainConfig | None = None,
    accuracies: Sequence[float] = (0.5, 0.75, 0.7),
    reason: str = "done",
    begun: float = 0.0,
) -> RunFolder:
    """One epoch for each accuracy; no reason stands for a run that was cut off."""
    run = RunFolder(runs / name)
    run.create(config or TrainConfig(backbone="vgg16", freeze=10), runs)
    if begun:
        os.utime(run.config_file, (begun, begun))
    SplitRecord((SplitEntry("d1", "a/1.jpg", "a", Split.TRAIN),)).write(run.path)
    best = 0.0
    for number, accuracy in enumerate(accuracies, 1):
        loss = 1 / number
        event = EpochFinished(number, loss, accuracy, loss + 0.1, accuracy, 2.0, accuracy > best)
        best = max(best, accuracy)
        run.append(event)
    if reason:
        kept = 1 + int(np.argmax(accuracies)) if accuracies else 0
        run.append(
            RunFinished(run.model, Ending(reason), kept, 6.0, SCORES if accuracies else None)
        )
    return run
