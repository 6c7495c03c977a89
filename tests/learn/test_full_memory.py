"""A device whose memory is full: smaller parts, and the run comes to its end."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.runs.config import PlanName, TrainConfig
from shoeclassifier_gui.core.runs.events import NoticeGiven, RunFinished, RunStarted
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.learn.networks.classifier import Classifier
from shoeclassifier_gui.learn.training.run import train


def test_a_full_memory_halves_the_parts_and_finishes(
    pretrained: TrainConfig, dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scores = Classifier.scores

    def limited(self: Classifier, activations: torch.Tensor, passed: int) -> torch.Tensor:
        if self.training and len(activations) > 4:
            raise torch.OutOfMemoryError("full")
        return scores(self, activations, passed)

    monkeypatch.setattr(Classifier, "scores", limited)
    events = list(train(pretrained, dataset, RunFolder(tmp_path / "run"), Control()))
    said = [event.sentence for event in events if isinstance(event, NoticeGiven)]
    assert sum("memory was full" in sentence for sentence in said) == 2  # 16, 8, 4
    assert isinstance(events[-1], RunFinished)


@pytest.mark.parametrize("plan", ["fast", "balanced"])
def test_a_memory_full_of_looks_takes_smaller_parts(
    pretrained: TrainConfig,
    dataset: Dataset,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    plan: PlanName,
) -> None:
    """What the frozen layers see, and what the first head is fitted to."""
    forward: Any = nn.Sequential.forward
    shown = set[int]()

    def limited(self: nn.Sequential, given: torch.Tensor) -> torch.Tensor:
        if torch.is_inference_mode_enabled() and given.ndim == 4 and given.shape[-1] > 1:
            if len(given) > 3:
                raise torch.OutOfMemoryError("full")
            shown.add(len(given))
        seen: torch.Tensor = forward(self, given)
        return seen

    config = dataclasses.replace(pretrained, plan=plan, epochs=None if plan == "fast" else 1)
    monkeypatch.setattr(nn.Sequential, "forward", limited)
    events = list(train(config, dataset, RunFolder(tmp_path / "run"), Control()))
    assert isinstance(events[-1], RunFinished)
    assert events[-1].model is not None
    assert max(shown) == 2


def test_a_memory_full_of_answers_leaves_the_steps_alone(
    pretrained: TrainConfig, dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scores, stepped, answered = Classifier.scores, set[int](), set[int]()

    def limited(self: Classifier, activations: torch.Tensor, passed: int) -> torch.Tensor:
        if not self.training and len(activations) > 1:
            raise torch.OutOfMemoryError("full")
        (stepped if self.training else answered).add(len(activations))
        return scores(self, activations, passed)

    config = dataclasses.replace(pretrained, batch_size=2, epochs=1)
    work = train(config, dataset, RunFolder(tmp_path / "run"), Control())
    next(event for event in work if isinstance(event, RunStarted))
    monkeypatch.setattr(Classifier, "scores", limited)
    events = list(work)
    assert isinstance(events[-1], RunFinished)
    assert (stepped, answered) == ({2}, {1})
    assert not any("memory was full" in e.sentence for e in events if isinstance(e, NoticeGiven))
