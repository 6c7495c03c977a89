"""Sources with real files, real sockets and no camera."""

from pathlib import Path

import numpy as np
import pytest

from shoeclassifier_gui.core.camera.devices import list_cameras
from shoeclassifier_gui.core.camera.sources import (
    DemoCamera,
    NetworkStream,
    PictureFolder,
    SourceChoice,
    SourceKind,
    VideoFile,
    Webcam,
    file_choice,
    make_source,
    stream_choice,
)
from shoeclassifier_gui.core.errors import SourceError
from shoeclassifier_gui.core.opencv import cv2
from shoeclassifier_gui.core.pictures import Picture, write_picture

# Grey levels far enough apart to survive lossy coding.
LEVELS = (20, 80, 140, 200)


def flat(level: int, width: int = 64, height: int = 48) -> Picture:
    return np.full((height, width, 3), level, np.uint8)


def write_video(path: Path, code: str, *, rate: float = 10.0) -> Path:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*code), rate, (64, 48))
    assert writer.isOpened()
    for level in LEVELS:
        writer.write(flat(level))
    writer.release()
    return path


def level_of(source: VideoFile) -> int:
    shot = source.read()
    assert shot is not None
    mean = float(shot.picture.mean())
    return min(LEVELS, key=lambda level: abs(level - mean))


@pytest.mark.parametrize(("name", "code"), [("a.mp4", "mp4v"), ("신발.avi", "MJPG")])
def test_a_video_starts_again_after_its_last_picture(tmp_path: Path, name: str, code: str) -> None:
    source = VideoFile(write_video(tmp_path / name, code))
    source.open()
    seen = [level_of(source) for _ in range(2 * len(LEVELS) + 1)]
    source.close()
    assert seen == [*LEVELS, *LEVELS, LEVELS[0]]


def test_a_video_says_how_fast_it_was_recorded(tmp_path: Path) -> None:
    source = VideoFile(write_video(tmp_path / "a.avi", "MJPG", rate=5.0))
    source.open()
    source.close()
    assert source.interval == pytest.approx(0.2)


def test_pictures_are_red_green_blue(tmp_path: Path) -> None:
    path = tmp_path / "red.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10.0, (64, 48))
    red = np.zeros((48, 64, 3), np.uint8)
    red[:, :, 2] = 255
    writer.write(red)
    writer.release()
    source = VideoFile(path)
    source.open()
    shot = source.read()
    source.close()
    assert shot is not None
    assert shot.picture[24, 32, 0] > 200
    assert shot.picture[24, 32, 2] < 50


def test_a_picture_that_was_given_out_never_changes(tmp_path: Path) -> None:
    source = VideoFile(write_video(tmp_path / "a.avi", "MJPG"))
    source.open()
    shots = [source.read() for _ in LEVELS]
    means = [float(shot.picture.mean()) for shot in shots if shot is not None]
    for _ in range(8):
        source.read()
    assert [float(shot.picture.mean()) for shot in shots if shot is not None] == means
    source.close()


def test_what_is_no_video_is_refused_with_its_name(tmp_path: Path) -> None:
    text = tmp_path / "notes.mp4"
    text.write_text("This is no video. " * 100)
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(write_video(tmp_path / "whole.mp4", "mp4v").read_bytes()[:200])
    for path in (text, cut, tmp_path / "absent.mp4", tmp_path):
        with pytest.raises(SourceError) as refused:
            VideoFile(path).open()
        assert path.name in refused.value.sentence
        assert refused.value.hint


def test_a_video_that_goes_away_is_lost(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.avi", "MJPG")
    source = VideoFile(path)
    source.open()
    source.close()
    path.unlink()
    with pytest.raises(SourceError):
        source.open()


def test_a_folder_gives_its_readable_pictures_in_turn(tmp_path: Path) -> None:
    write_picture(tmp_path / "a" / "1.png", flat(20))
    (tmp_path / "a" / "2.png").write_bytes(b"no picture")
    write_picture(tmp_path / "b" / "3.png", flat(200))
    source = PictureFolder(tmp_path)
    source.open()
    means = []
    for _ in range(3):
        shot = source.read()
        assert shot is not None
        means.append(shot.picture.mean())
    source.close()
    assert means == [20, 200, 20]
    assert source.read() is None


def test_a_folder_without_pictures_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing")
    for folder in (tmp_path, tmp_path / "absent"):
        with pytest.raises(SourceError, match="no pictures"):
            PictureFolder(folder).open()


def test_a_folder_of_broken_pictures_gives_up_quickly(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}.jpg").write_bytes(b"\xff\xd8\xff broken")
    source = PictureFolder(tmp_path)
    source.open()
    assert source.read() is None


def test_an_absent_camera_says_what_to_do() -> None:
    with pytest.raises(SourceError) as refused:
        Webcam(63, "Logitech").open()
    assert "Logitech" in refused.value.sentence
    assert refused.value.hint


def test_cameras_are_told_apart_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    class Camera:
        def __init__(self, index: int, name: str | None) -> None:
            self.index, self.name = index, name

    found = [Camera(2, "C920"), Camera(0, "C920"), Camera(4, None)]
    monkeypatch.setattr("cv2_enumerate_cameras.enumerate_cameras", lambda _backend: found)
    cameras = list_cameras()
    assert [camera.location for camera in cameras] == ["0", "2", "4"]
    assert [camera.name for camera in cameras] == ["C920", "C920 (2)", "Camera 4"]


def test_a_system_that_cannot_list_cameras_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_backend: int) -> None:
        raise OSError("no bus")

    monkeypatch.setattr("cv2_enumerate_cameras.enumerate_cameras", fail)
    assert list_cameras() == ()


@pytest.mark.parametrize(
    "address",
    ["", "camera", "http://", "ftp://a/b", "http://a b/c", "http://a:99999/", "file:///etc/passwd"],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(SourceError):
        stream_choice(address)
    with pytest.raises(SourceError):
        NetworkStream(address, "camera").open()


def test_the_name_of_a_stream_keeps_its_password_to_itself() -> None:
    choice = stream_choice("  rtsp://anna:secret@10.0.0.7:554/live?key=secret ")
    assert choice.name == "rtsp://10.0.0.7:554/live"
    assert choice.location.startswith("rtsp://anna:secret@")


def test_the_demo_camera_knows_what_it_shows() -> None:
    camera = DemoCamera(seed=1)
    camera.open()
    shot = camera.read()
    camera.close()
    assert shot is not None
    assert shot.picture.shape == (480, 640, 3)


@pytest.mark.parametrize(
    ("choice", "kind"),
    [
        (SourceChoice(SourceKind.DEMO), DemoCamera),
        (SourceChoice(SourceKind.CAMERA, "3", "C920"), Webcam),
        (file_choice(SourceKind.VIDEO, Path("/a/b.mp4")), VideoFile),
        (file_choice(SourceKind.FOLDER, Path("/a/b")), PictureFolder),
        (stream_choice("http://a/b"), NetworkStream),
    ],
)
def test_every_choice_makes_its_source(choice: SourceChoice, kind: type) -> None:
    assert isinstance(make_source(choice), kind)
