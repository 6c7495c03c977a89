"""Classifies live pictures: always the newest, never a queue."""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from shoeclassifier_gui.core.camera.frames import Frame, Mailbox
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.runs.answers import LiveAnswer, ModelReady, ranked
from shoeclassifier_gui.learn.models.predictor import Predictor

_SMOOTHING = 0.2
_WAIT_S = 0.1
# Answers that take longer look as if the camera hung.
_PATIENCE_S = 0.2
# A picture that stays for so long is looked at more closely.
_STILL_S = 0.5


def answer_live(
    model: Path, mailbox: Mailbox, control: Control, device: str = "auto"
) -> Iterator[ModelReady | LiveAnswer]:
    """Loads a model and classifies the newest frame of a mailbox, again and again.

    Frames that came while it was busy are skipped, so that answers are never late by more than
    one classification. A model that answers with several views of each picture, and takes too
    long for that on this machine, looks once at frames that follow each other, and with all its
    views at one that stays.

    Raises:
        ModelError: The model is incomplete, damaged or of another version.
        Stopped: `control` asked for it.
    """
    predictor = Predictor.load(model, device)
    live = _Live(predictor, _fast_enough(predictor))
    yield ModelReady(predictor.card)
    while True:
        control.checkpoint()
        frame = mailbox.wait_newer(live.seen, _WAIT_S)
        answer = live.look_closely() if frame is None else live.look(frame)
        if answer is not None:
            yield answer


class _Live:
    """Answers frames.

    Args:
        careful: Looks at frames that stay.
        quick: Looks at frames that follow each other.
    """

    def __init__(self, careful: Predictor, quick: Predictor) -> None:
        self.seen = -1
        self._careful = careful
        self._quick = quick
        self._open: Frame | None = None
        self._rate = 0.0
        self._before = time.monotonic()

    def look(self, frame: Frame) -> LiveAnswer:
        """Answers a new frame."""
        self.seen = frame.number
        probabilities = self._quick.classify([frame.picture])[0]
        now = time.monotonic()
        weight = _SMOOTHING if self._rate else 1.0
        self._rate += weight * (1 / max(now - self._before, 1e-6) - self._rate)
        self._before = now
        self._open = None if self._quick is self._careful else frame
        return self._answer(frame, probabilities.tolist(), self._quick)

    def look_closely(self) -> LiveAnswer | None:
        """Answers the last frame once more, when it has stayed and was only looked at quickly."""
        frame = self._open
        if frame is None or time.monotonic() - self._before < _STILL_S:
            return None
        self._open = None
        return self._answer(
            frame, self._careful.classify([frame.picture])[0].tolist(), self._careful
        )

    def _answer(self, frame: Frame, values: list[float], by: Predictor) -> LiveAnswer:
        card = by.card
        return LiveAnswer(
            frame.number,
            ranked(card.classes, values),
            time.monotonic() - frame.time,
            self._rate,
            frame.shown,
            views=len(card.views),
        )


def _fast_enough(predictor: Predictor) -> Predictor:
    """With all its views where that is fast on this machine, else with the first one alone."""
    views = predictor.card.views
    if len(views) == 1:
        return predictor
    side = predictor.card.preprocessing.square_side
    square = np.zeros((1, side, side, 3), np.uint8)
    took = 0.0
    for _ in range(2):  # The first time sets the kernels up.
        started = time.perf_counter()
        predictor.classify_squares(square)
        took = time.perf_counter() - started
    return predictor if took <= _PATIENCE_S else predictor.looking(views[:1])
