"""A recording is on the disk frame by frame, is one session and one step back."""

from pathlib import Path

import numpy as np
import pytest

from shoeclassifier_gui.core.camera.frames import Frame, Mailbox
from shoeclassifier_gui.core.camera.gates import Verdict
from shoeclassifier_gui.core.control import Control, Stopped
from shoeclassifier_gui.core.dataset.capture import Recording
from shoeclassifier_gui.core.dataset.coach import Advice, class_state
from shoeclassifier_gui.core.dataset.editing import edit, undo_last
from shoeclassifier_gui.core.dataset.index import DatasetIndexed, index_project
from shoeclassifier_gui.core.dataset.items import Dataset, Split
from shoeclassifier_gui.core.dataset.project import Project, open_project
from shoeclassifier_gui.core.dataset.record import FrameJudged, RecordPlace, record
from shoeclassifier_gui.core.pictures import Picture


def scene(seed: int) -> Picture:
    blocks = np.random.default_rng(seed).integers(0, 256, (12, 16, 3), np.uint8)
    return np.repeat(np.repeat(blocks, 20, axis=0), 20, axis=1)


def read(project: Project) -> Dataset:
    *_, last = index_project(project, Control())
    assert isinstance(last, DatasetIndexed)
    return last.dataset


def record_scenes(project: Project, dataset: Dataset, seeds: list[int]) -> list[FrameJudged]:
    """Shows one scene after the other and stops after the last."""
    mailbox, control, events = Mailbox(), Control(), []
    place = RecordPlace(project, "boot", dataset)
    recording = Recording("camera now", "C920", Split.TEST, "heel")
    work = record(place, mailbox, recording, control)
    for number, seed in enumerate(seeds, 1):
        mailbox.put(Frame(number, scene(seed), 0.0))
        events.append(next(work))
    control.stop()
    with pytest.raises(Stopped):
        next(work)
    return events


def test_good_frames_are_one_session_in_the_part_that_was_asked_for(sample: Path) -> None:
    project = open_project(sample)
    before = read(project)
    events = record_scenes(project, before, [1, 2, 2, 3])
    verdicts = [event.verdict for event in events]
    assert verdicts == [Verdict.KEPT, Verdict.KEPT, Verdict.ALIKE, Verdict.KEPT]
    paths = {event.path for event in events if event.path}
    after = read(project)
    kept = [item for item in after.items if item.path in paths]
    assert len(kept) == 3
    assert {item.session for item in kept} == {"camera now"}
    assert {item.split for item in kept} == {Split.TEST}
    assert class_state(after, after.classes.index("boot")).sides == {"heel": 3}


def test_one_step_back_takes_the_whole_recording_away(sample: Path) -> None:
    project = open_project(sample)
    before = read(project)
    record_scenes(project, before, [1, 2, 3])
    undone = edit(project, undo_last(project))
    assert undone.dataset.items == before.items
    assert undone.menu.undo is None
    assert undone.menu.redo is not None


def test_the_coach_names_what_is_missing_most(sample: Path) -> None:
    project = open_project(sample)
    dataset = read(project)
    state = class_state(dataset, dataset.classes.index("boot"))
    assert (state.pictures, state.sessions) == (24, 12)
    assert 1 < state.backgrounds <= 24
    assert state.advice is Advice.PICTURES
    record_scenes(project, dataset, [1])
    fewer = read(project)
    heels = class_state(fewer, fewer.classes.index("boot"))
    assert heels.missing_sides == ("left", "right", "toe", "top", "sole")
