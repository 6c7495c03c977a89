"""Records from a live source into a class, frame by frame on the disk, as long as it is wanted."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from shoeclassifier_gui.core.camera.frames import Mailbox
from shoeclassifier_gui.core.camera.gates import FrameGate, Verdict
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.capture import Recording, keep_capture
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import Project

_LOOK_EVERY_S = 0.1


@dataclass(frozen=True, slots=True)
class FrameJudged:
    """A frame was looked at.

    Attributes:
        verdict: What became of it.
        path: The file of a frame that was kept.
    """

    verdict: Verdict
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class RecordPlace:
    """Where recorded frames go.

    Attributes:
        project: The project.
        class_name: An existing class, or the name of a new one.
        dataset: What is in the project.
    """

    project: Project
    class_name: str
    dataset: Dataset | None


def record(
    place: RecordPlace, mailbox: Mailbox, recording: Recording, control: Control
) -> Iterator[FrameJudged]:
    """Keeps the good frames until stopped: what was kept is on the disk at once.

    All frames are one recording and one change: undoing it takes all of them away.

    Args:
        place: Where to.
        mailbox: Holds the newest frame.
        recording: What the frames share.
        control: Stops it.

    Raises:
        DatasetError: The class cannot be called so, or the project cannot be written to.
        StorageError: The disk is full.
        Stopped: `control` asked for it.
    """
    gate, seen = FrameGate(), 0
    while True:
        control.checkpoint()
        frame = mailbox.wait_newer(seen, _LOOK_EVERY_S)
        if frame is None:
            continue
        seen = frame.number
        verdict = gate.judge(frame.picture)
        if verdict is not Verdict.KEPT:
            yield FrameJudged(verdict)
            continue
        kept = keep_capture(
            place.project, frame.picture, place.class_name, recording, place.dataset
        )
        recording = replace(recording, continues=kept.number)
        yield FrameJudged(verdict, kept.path)
