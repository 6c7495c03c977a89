"""Which frames of a recording are kept."""

from pathlib import Path

import numpy as np
import pytest

from shoeclassifier_gui.core.camera.gates import FrameGate, Verdict
from shoeclassifier_gui.core.dataset.items import Dataset, Item, Split
from shoeclassifier_gui.core.dataset.measures import MeasureTable, as_array, measure
from shoeclassifier_gui.core.doctor import quality_checks
from shoeclassifier_gui.core.doctor.columns import Columns
from shoeclassifier_gui.core.opencv import cv2
from shoeclassifier_gui.core.pictures import Picture


def scene(seed: int, level: float = 1.0) -> Picture:
    """Random blocks with sharp edges."""
    blocks = np.random.default_rng(seed).integers(0, 256, (12, 16, 3)).astype(np.float32)
    sharp = np.repeat(np.repeat(blocks, 20, axis=0), 20, axis=1)
    return np.asarray(np.clip(sharp * level, 0, 255), np.uint8)


def blurred(picture: Picture, deviation: float = 12) -> Picture:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), deviation), np.uint8)


@pytest.mark.parametrize(
    ("picture", "verdict"),
    [
        (scene(1), Verdict.KEPT),
        (scene(1, 0.05), Verdict.DARK),
        (np.full((240, 320, 3), 250, np.uint8), Verdict.BRIGHT),
        (np.full((240, 320, 3), 120, np.uint8), Verdict.BLURRED),
    ],
)
def test_a_single_frame_is_judged_by_its_light_and_edges(
    picture: Picture, verdict: Verdict
) -> None:
    assert FrameGate().judge(picture) is verdict


def test_the_doctor_finds_nothing_in_what_was_kept(tmp_path: Path) -> None:
    sharp = scene(3)
    rungs = np.linspace(0, 1, 60)
    dim = [np.asarray(sharp * rung, np.uint8) for rung in rungs]
    pale = [np.asarray(255 - (255.0 - sharp) * rung, np.uint8) for rung in rungs]
    soft = [blurred(sharp, 0.1 + 14 * rung) for rung in rungs]
    judged = [(frame, FrameGate().judge(frame)) for frame in (*dim, *pale, *soft)]
    assert {verdict for _, verdict in judged} == set(Verdict) - {Verdict.ALIKE}
    kept = [measure(frame, 320, 240) for frame, verdict in judged if verdict is Verdict.KEPT]
    digests = [str(number) for number in range(len(kept))]
    items = tuple(
        Item(tmp_path, f"a/{digest}.png", 0, digest, digest, Split.TRAIN) for digest in digests
    )
    measures = MeasureTable(digests, as_array(kept))
    columns = Columns.of(Dataset(tmp_path, ("a",), items, measures=measures))
    assert columns.measured.all()
    for check in (quality_checks.blurred, quality_checks.dark, quality_checks.bright):
        assert list(check(columns)) == []


def test_a_frame_is_blurred_beside_a_sharp_one_of_the_same_scene() -> None:
    gate = FrameGate()
    gate.judge(scene(1))
    assert gate.judge(blurred(scene(2))) is Verdict.BLURRED


def test_what_was_kept_is_not_kept_again_but_another_scene_is() -> None:
    gate = FrameGate()
    assert gate.judge(scene(1)) is Verdict.KEPT
    noise = np.random.default_rng(0).integers(-3, 4, (240, 320, 3))
    again = np.clip(scene(1).astype(np.int16) + noise, 0, 255).astype(np.uint8)
    assert gate.judge(again) is Verdict.ALIKE
    assert gate.judge(scene(2)) is Verdict.KEPT
    assert gate.judge(again) is Verdict.ALIKE
