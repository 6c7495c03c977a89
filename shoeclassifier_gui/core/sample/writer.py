"""Writes the drawn sample: a labelled folder of shoes, its sessions, and strangers beside it."""

import shutil
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np

from shoeclassifier_gui.core.errors import UserError
from shoeclassifier_gui.core.files import require_space, storage_errors
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
PICTURES_PER_SESSION = 2
PICTURES_PER_STRANGER = 2
EMPTY_STRANGERS = 4
JPEG_QUALITY = 90
# 100,000 pictures, with which the program itself is tried.
MOST_PER_CLASS = 20_000
_PICTURE_BYTES = 13_600  # The mean of 84 of them.
_SESSIONS = "sessions.csv"
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


def sample_size(per_class: int) -> tuple[int, int]:
    """How many pictures a sample has, with the strangers, and about how many bytes they take."""
    strangers = len(THINGS) * PICTURES_PER_STRANGER + EMPTY_STRANGERS
    count = per_class * len(CLASS_NAMES) + strangers
    return count, count * _PICTURE_BYTES


def write_sample(folder: Path, *, per_class: int = 60, seed: int = 0) -> Generator[PictureDrawn]:
    """Draw the sample into an empty or new folder, which is filled at the end, as a whole.

    Until then the pictures lie beside it, in `NAME.part`. Closing the generator early removes them;
    what a killed process left is removed by the next one.

    Raises:
        UserError: The folder (or that of the strangers) holds files, `per_class` is below 1 or
            beyond `MOST_PER_CLASS`, or `seed` below 0.
        StorageError: The disk is full, has too little room, or may not be written to.
    """
    if per_class < 1:
        raise UserError("A sample needs at least one picture of each class.")
    if per_class > MOST_PER_CLASS:
        raise UserError(
            f"A sample has at most {MOST_PER_CLASS:,} pictures of each class.",
            "It is for trying the program; drawn shoes teach nothing about real ones.",
        )
    if seed < 0:
        raise UserError("A seed is a whole number from 0 on.")
    # "." has no name to put "-strangers" behind.
    folder = folder.resolve()
    strangers = strangers_folder(folder)
    drawn = (_part(folder) / _SESSIONS).is_file()
    if not drawn:
        for place in (folder, strangers):
            _require_empty(place)
        require_space(folder.parent, sample_size(per_class)[1])
    return _write(folder, strangers, _Wish(per_class, seed, drawn=drawn))


@dataclass(frozen=True, slots=True)
class _Wish:
    per_class: int
    seed: int
    drawn: bool  # By a process that was killed while it moved the pictures to their place.


def _require_empty(place: Path) -> None:
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise UserError(f"The folder {place} is not empty.", "Choose a new folder for the sample.")


def _part(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.part")


def _write(folder: Path, strangers: Path, wish: _Wish) -> Generator[PictureDrawn]:
    parts = (_part(folder), _part(strangers))
    drawn = wish.drawn
    try:
        if not drawn:
            yield from _draw(*parts, wish)
            drawn = True
        with storage_errors(folder):
            _move_into(strangers, parts[1])
            _move_into(folder, parts[0])
    finally:
        if not drawn:
            for part in parts:
                shutil.rmtree(part, ignore_errors=True)


def _draw(folder: Path, strangers: Path, wish: _Wish) -> Generator[PictureDrawn]:
    for leftover in (folder, strangers):
        shutil.rmtree(leftover, ignore_errors=True)
    per_class = wish.per_class
    total, _ = sample_size(per_class)
    rows: list[tuple[str, str]] = []
    pictures = chain(_shoes(folder, per_class, wish.seed), _strangers(strangers, wish.seed))
    for done, new in enumerate(pictures, start=1):
        _write_file(new.path, _jpeg(new.picture))
        if new.session:
            rows.append((new.path.relative_to(folder).as_posix(), new.session))
        yield PictureDrawn(done, total)
    lines = [",".join(row) for row in [("path", "session"), *rows]]
    _write_file(folder / _SESSIONS, ("\n".join(lines) + "\n").encode())


def _move_into(folder: Path, part: Path) -> None:
    """Fills a folder; it may be there already, and be the one that a terminal stands in."""
    folder.mkdir(parents=True, exist_ok=True)
    if not part.is_dir():  # Moved by the process that was killed.
        return
    # What says that a sample is complete moves last.
    for entry in sorted(part.iterdir(), key=_is_sessions_file):
        entry.rename(folder / entry.name)
    part.rmdir()


def _is_sessions_file(path: Path) -> bool:
    return path.name == _SESSIONS


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


def _write_file(path: Path, data: bytes) -> None:
    # Not flushed to the disk one by one, as files of the user's are: the sample can be drawn again.
    with storage_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
