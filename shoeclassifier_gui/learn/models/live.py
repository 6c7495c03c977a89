"""Classifies live pictures: always the newest, never a queue."""

import time
from collections.abc import Iterator
from pathlib import Path

from shoeclassifier_gui.core.camera.frames import Mailbox
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.runs.answers import LiveAnswer, ModelReady, ranked
from shoeclassifier_gui.learn.models.predictor import Predictor

_SMOOTHING = 0.2
_WAIT_S = 0.1


def answer_live(
    model: Path, mailbox: Mailbox, control: Control, device: str = "auto"
) -> Iterator[ModelReady | LiveAnswer]:
    """Loads a model and classifies the newest frame of a mailbox, again and again.

    Frames that came while it was busy are skipped, so that answers are never late by more than
    one classification.

    Raises:
        ModelError: The model is incomplete, damaged or of another version.
        Stopped: `control` asked for it.
    """
    predictor = Predictor.load(model, device)
    yield ModelReady(predictor.card)
    seen, rate, before = -1, 0.0, time.monotonic()
    while True:
        control.checkpoint()
        frame = mailbox.wait_newer(seen, _WAIT_S)
        if frame is None:
            continue
        seen = frame.number
        probabilities = predictor.classify([frame.picture])[0]
        now = time.monotonic()
        rate += (_SMOOTHING if rate else 1.0) * (1 / max(now - before, 1e-6) - rate)
        before = now
        answers = ranked(predictor.card.classes, probabilities.tolist())
        yield LiveAnswer(frame.number, answers, now - frame.time, rate, frame.shown)
