"""Videos give their sharp pictures, no two alike, as one recording."""

import os
from pathlib import Path

import numpy as np
import pytest

from shoeclassifier_gui.core.control import Control, Stopped
from shoeclassifier_gui.core.dataset.measures import measure
from shoeclassifier_gui.core.errors import SourceError
from shoeclassifier_gui.core.importing.request import Sampling
from shoeclassifier_gui.core.importing.run import run_import
from shoeclassifier_gui.core.importing.video import (
    VideoEnded,
    VideoShot,
    are_alike,
    look_at_video,
    video_shots,
)
from shoeclassifier_gui.core.opencv import cv2
from shoeclassifier_gui.core.pictures import Picture
from tests.core.importing.bench import Importer, photos

RATE = 10


def scene(seed: int) -> Picture:
    """Large blocks survive a video's compression."""
    blocks = np.random.default_rng(seed).integers(0, 256, (6, 8, 3), np.uint8)
    return np.asarray(cv2.resize(blocks, (160, 120), interpolation=cv2.INTER_NEAREST), np.uint8)


def film(path: Path, pictures: list[Picture]) -> Path:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), RATE, (160, 120))
    for picture in pictures:
        writer.write(picture)
    writer.release()
    return path


def shots(path: Path, sampling: Sampling) -> tuple[list[int], VideoEnded]:
    *taken, ended = video_shots(path, sampling, Control())
    assert isinstance(ended, VideoEnded)
    return [shot.number for shot in taken if isinstance(shot, VideoShot)], ended


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Three seconds of three scenes, each sharp in one picture only."""
    pictures = []
    for second in range(3):
        blurred = cv2.GaussianBlur(scene(second), (0, 0), 12)
        pictures += [np.asarray(blurred, np.uint8)] * RATE
        pictures[second * RATE + 3 + second] = scene(second)
    return film(tmp_path / "boots.avi", pictures)


def test_the_sharpest_picture_of_each_second_is_taken(clip: Path) -> None:
    numbers, ended = shots(clip, Sampling())
    assert numbers == [3, 14, 25]
    assert ended == VideoEnded(30, 0, is_cut_off=False)
    assert look_at_video(clip, Sampling()).about == 3


def test_each_nth_picture_is_taken_unless_it_is_like_the_last(clip: Path) -> None:
    numbers, ended = shots(clip, Sampling(every=5))
    assert numbers[0] == 0
    assert len(numbers) + ended.alike == 6 == look_at_video(clip, Sampling(every=5)).about
    assert ended.alike >= 2


def test_pictures_are_alike_by_outline_and_colour() -> None:
    one = scene(1)
    noisy = np.clip(one.astype(np.int16) + 2, 0, 255).astype(np.uint8)
    measured = [measure(picture, 160, 120) for picture in (one, noisy, scene(2), 255 - one)]
    assert are_alike(measured[0], measured[1])
    assert not are_alike(measured[0], measured[2])
    assert not are_alike(measured[0], measured[3])


def test_a_cut_off_video_gives_what_it_has_and_says_so(clip: Path, tmp_path: Path) -> None:
    (tmp_path / "cut.avi").write_bytes(clip.read_bytes()[: clip.stat().st_size // 2])
    numbers, ended = shots(tmp_path / "cut.avi", Sampling())
    assert len(numbers) >= 1
    assert ended.read < 25


def test_a_damaged_video_is_a_sentence(importer: Importer, tmp_path: Path) -> None:
    (tmp_path / "bad.mp4").write_bytes(os.urandom(5000))
    with pytest.raises(SourceError, match=r"bad\.mp4"):
        look_at_video(tmp_path / "bad.mp4", Sampling())
    plan = importer.look(tmp_path / "bad.mp4", class_name="boot")
    assert "no video" in plan.unreadable[0].reason
    assert plan.total == 0


def test_each_video_is_one_session(importer: Importer, clip: Path, tmp_path: Path) -> None:
    other = film(tmp_path / "more.avi", [scene(9)] * RATE + [scene(8)] * RATE)
    imported = importer.take(clip, other, class_name="boot")
    assert len(imported.paths) == 5
    assert "boot/boots-000003.jpg" in imported.paths
    dataset = importer.dataset()
    assert dataset is not None
    sessions = [item.session.split(" ")[0] for item in dataset.items]
    assert sessions == ["boots.avi"] * 3 + ["more.avi"] * 2


def test_videos_beside_pictures_take_the_class_of_their_folder(
    importer: Importer, clip: Path, tmp_path: Path
) -> None:
    photos(tmp_path / "new", ["sandal/1.png", "boot/1.png"])
    clip.rename(tmp_path / "new" / "boot" / "clip.avi")
    plan = importer.look(tmp_path / "new")
    assert plan.counts == {"boot": 4, "sandal": 1}
    assert len(importer.run(plan).paths) == 5


def test_a_stopped_video_is_finished_the_next_time(importer: Importer, clip: Path) -> None:
    plan = importer.look(clip, class_name="boot")
    control = Control()
    events = run_import(importer.project, plan, control)
    for _ in range(3):
        next(events)
    control.stop()
    with pytest.raises(Stopped):
        list(events)
    assert importer.files() == set()
    assert len(importer.take(clip, class_name="boot").paths) == 3
    assert importer.incoming() == []


def test_a_video_that_is_gone_meanwhile_is_told_and_the_pictures_come(
    importer: Importer, clip: Path, tmp_path: Path
) -> None:
    photos(tmp_path / "new", ["sandal/1.png", "boot/1.png"])
    moved = clip.rename(tmp_path / "new" / "boot" / "clip.avi")
    plan = importer.look(tmp_path / "new")
    moved.unlink()
    imported = importer.run(plan)
    assert set(imported.paths) == {"sandal/1.png", "boot/1.png"}
    assert [one.reason for one in imported.left_out] == ["clip.avi is not there any more."]
