"""Stages the pictures of a video, so that a second try does not read the whole video again."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.errors import SourceError
from shoeclassifier_gui.core.files import content_digest, write_text
from shoeclassifier_gui.core.importing.request import Sampling
from shoeclassifier_gui.core.importing.staging import Stage
from shoeclassifier_gui.core.importing.video import VideoEnded, VideoShot, video_shots
from shoeclassifier_gui.core.pictures import write_picture

_QUALITY = 95


@dataclass(frozen=True, slots=True)
class StagedFrame:
    """A picture of a video that lies in the staging folder.

    Attributes:
        path: The file, a JPEG.
        digest: Of its bytes.
        name: What it shall be called: the video's name and the picture's place in it.
    """

    path: Path
    digest: str
    name: str


def stage_video(
    stage: Stage, video: Path, sampling: Sampling, control: Control
) -> Iterator[StagedFrame | VideoEnded]:
    """Takes the pictures out of a video; the last event tells how it ended.

    Raises:
        SourceError: It is damaged, gone or no video.
        StorageError: The disk is full.
        Stopped: `control` asked for it.
    """
    try:
        state = video.stat()
    except OSError as error:
        raise SourceError(f"{video.name} is not there any more.") from error
    key = content_digest(f"{video}|{state.st_size}|{state.st_mtime_ns}".encode())[:16]
    record = stage.folder / f"video-{key}.json"
    known = _read_record(record, stage)
    if known is not None:
        yield from known
        return
    frames: list[StagedFrame] = []
    for event in video_shots(video, sampling, control):
        if isinstance(event, VideoShot):
            frames.append(_stage_shot(stage, video, event))
            yield frames[-1]
        else:
            _write_record(record, frames, event)
            yield event


def _stage_shot(stage: Stage, video: Path, shot: VideoShot) -> StagedFrame:
    part = stage.folder / f"frame-{shot.number:07d}.jpg"
    write_picture(part, shot.picture, quality=_QUALITY)
    digest = content_digest(part.read_bytes())
    name = f"{video.stem}-{shot.number:06d}.jpg"
    path = stage.file_for(digest, name)
    part.replace(path)
    return StagedFrame(path, digest, name)


def _write_record(record: Path, frames: list[StagedFrame], ended: VideoEnded) -> None:
    listed = [[frame.path.name, frame.digest, frame.name] for frame in frames]
    write_text(record, json.dumps({"frames": listed, "ended": asdict(ended)}))


def _read_record(record: Path, stage: Stage) -> list[StagedFrame | VideoEnded] | None:
    with suppress(OSError, ValueError, KeyError, TypeError):
        parts = json.loads(record.read_text(encoding="utf-8"))
        frames = [StagedFrame(stage.folder / file, d, name) for file, d, name in parts["frames"]]
        if all(frame.path.is_file() for frame in frames):
            return [*frames, VideoEnded(**parts["ended"])]
    return None
