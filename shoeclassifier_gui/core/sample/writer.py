"""Writes the drawn sample: a labelled folder of shoes, its sessions, and strangers beside it."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np

from shoeclassifier_gui.core.errors import UserError
from shoeclassifier_gui.core.files import storage_errors
from shoeclassifier_gui.core.opencv import cv2
from shoeclassifier_gui.core.sample.drawings import CLASS_NAMES, SHOES
from shoeclassifier_gui.core.sample.look import draw_ground_colour, draw_look
from shoeclassifier_gui.core.sample.parts import Drawing, Picture
from shoeclassifier_gui.core.sample.scene import (
    Grain,
    blurred,
    draw_object,
    draw_pose,
    draw_stage,
    placement,
)
from shoeclassifier_gui.core.sample.things import THINGS

HEIGHT, WIDTH = 240, 320
PICTURES_PER_SESSION = 4
PICTURES_PER_STRANGER = 2
EMPTY_STRANGERS = 4
JPEG_QUALITY = 90
_STRANGERS_SEED = len(CLASS_NAMES)


@dataclass(frozen=True, slots=True)
class PictureDrawn:
    """So many of all pictures are on the disk."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class _NewPicture:
    path: Path
    session: str
    picture: Picture


def strangers_folder(folder: Path) -> Path:
    """Give the folder of the strangers that belongs to a sample folder."""
    return folder.with_name(f"{folder.name}-strangers")


def write_sample(folder: Path, *, per_class: int = 60, seed: int = 0) -> Generator[PictureDrawn]:
    """Draw the sample into an empty or new folder; every file is whole, wherever it is stopped.

    Raises:
        UserError: The folder (or that of the strangers) holds files, or `per_class` is below 1.
        StorageError: The disk is full or may not be written to.
    """
    if per_class < 1:
        raise UserError("A sample needs at least one picture of each class.")
    # "." has no name to put "-strangers" behind.
    folder = folder.resolve()
    strangers = strangers_folder(folder)
    for place in (folder, strangers):
        if place.exists() and (not place.is_dir() or any(place.iterdir())):
            raise UserError(
                f"The folder {place} is not empty.", "Choose a new folder for the sample."
            )
    return _write(folder, strangers, per_class, seed)


def _write(folder: Path, strangers: Path, per_class: int, seed: int) -> Generator[PictureDrawn]:
    total = per_class * len(CLASS_NAMES) + len(THINGS) * PICTURES_PER_STRANGER + EMPTY_STRANGERS
    rows: list[tuple[str, str]] = []
    shoes, others = _shoes(folder, per_class, seed), _strangers(strangers, seed)
    try:
        for done, new in enumerate(chain(shoes, others), start=1):
            _write_whole(new.path, _jpeg(new.picture))
            if new.session:
                rows.append((new.path.relative_to(folder).as_posix(), new.session))
            yield PictureDrawn(done, total)
    finally:
        # Also when it is stopped half way: what was drawn stays a usable data set.
        _write_sessions(folder / "sessions.csv", rows)


def draw_session(rng: np.random.Generator, drawing: Drawing, count: int) -> Iterator[Picture]:
    """Draw `count` pictures of one object that is carried from place to place."""
    look = draw_look(rng, against=draw_ground_colour(rng))
    sprite = draw_object(rng, drawing, look)
    grain = Grain(rng, HEIGHT, WIDTH)
    for _ in range(count):
        stage = draw_stage(rng, HEIGHT, WIDTH, draw_ground_colour(rng, against=look))
        picture = stage.with_object(sprite, placement(sprite, draw_pose(rng), HEIGHT, WIDTH))
        yield grain.over(blurred(picture, rng), rng)


def _empty_place(rng: np.random.Generator) -> Picture:
    stage = draw_stage(rng, HEIGHT, WIDTH, draw_ground_colour(rng))
    return Grain(rng, HEIGHT, WIDTH).over(blurred(stage.empty(), rng), rng)


def _shoes(folder: Path, per_class: int, seed: int) -> Iterator[_NewPicture]:
    for class_number, name in enumerate(CLASS_NAMES):
        stem = name.replace(" ", "-")
        length = _session_length(per_class)
        for session, start in enumerate(range(0, per_class, length)):
            rng = np.random.default_rng([seed, class_number, session])
            # In turn, not by lot: every kind of a class is there even in a small sample.
            drawing = SHOES[name][session % len(SHOES[name])]
            count = min(length, per_class - start)
            for number, picture in enumerate(draw_session(rng, drawing, count), start=start):
                path = folder / name / f"{stem}-{number + 1:03d}.jpg"
                yield _NewPicture(path, f"{stem}-{session + 1:02d}", picture)


def _session_length(per_class: int) -> int:
    """Small samples have shorter recordings, so that training, validation and test get theirs."""
    return min(PICTURES_PER_SESSION, max(1, per_class // 4))


def _strangers(folder: Path, seed: int) -> Iterator[_NewPicture]:
    for number, picture in enumerate(_stranger_pictures(seed), start=1):
        yield _NewPicture(folder / f"stranger-{number:03d}.jpg", "", picture)


def _stranger_pictures(seed: int) -> Iterator[Picture]:
    rng = np.random.default_rng([seed, _STRANGERS_SEED])
    for drawing in THINGS:
        yield from draw_session(rng, drawing, PICTURES_PER_STRANGER)
    for _ in range(EMPTY_STRANGERS):
        yield _empty_place(rng)


def _jpeg(picture: Picture) -> bytes:
    bgr = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
    _, data = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return data.tobytes()


def _write_sessions(path: Path, rows: list[tuple[str, str]]) -> None:
    lines = [",".join(row) for row in [("path", "session"), *rows]]
    _write_whole(path, ("\n".join(lines) + "\n").encode())


def _write_whole(path: Path, data: bytes) -> None:
    # Not flushed to the disk one by one, as files of the user's are: the sample can be drawn again.
    temporary = path.with_suffix(".part")
    with storage_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            temporary.write_bytes(data)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
