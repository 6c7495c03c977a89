"""Keeps a captured picture as an item of a class."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from shoeclassifier_gui.core.dataset.changes import FRAMES, Change, Fact, FactName, Kind, Move
from shoeclassifier_gui.core.dataset.class_folders import class_folder, require_class_name
from shoeclassifier_gui.core.dataset.editing import editing
from shoeclassifier_gui.core.dataset.facts import Origin
from shoeclassifier_gui.core.dataset.file_moves import free_name
from shoeclassifier_gui.core.dataset.history import carry_out, one_at_a_time
from shoeclassifier_gui.core.dataset.items import Dataset, Split
from shoeclassifier_gui.core.dataset.project import Project, require_folder, require_writable
from shoeclassifier_gui.core.files import content_digest
from shoeclassifier_gui.core.pictures import Picture, write_picture


@dataclass(frozen=True, slots=True)
class Kept:
    """A picture that was kept.

    Attributes:
        path: Where it lies.
        number: Number of the change that further pictures of the recording continue.
    """

    path: Path
    number: int


@dataclass(frozen=True, slots=True)
class Recording:
    """What pictures of one press of a button share.

    Attributes:
        session: The recording that they belong to.
        source: Name of the camera, file or stream.
        split: The part that they are recorded for; None lets the program decide.
        side: Which side of the shoe they show, if that was said.
        continues: Number of the change that the first picture was; None for the first.
    """

    session: str
    source: str
    split: Split | None = None
    side: str | None = None
    continues: int | None = None


def keep_capture(
    project: Project,
    picture: Picture,
    class_name: str,
    recording: Recording,
    dataset: Dataset | None = None,
) -> Kept:
    """Writes a picture into a class folder, with its recording in the journal.

    Args:
        project: Where to.
        picture: RGB uint8 (height, width, 3).
        class_name: An existing class, or the name of a new one.
        recording: What it belongs to.
        dataset: What is in the project, so that the picture joins those of its class.

    Returns:
        The new file, a PNG: not a pixel is lost.

    Raises:
        DatasetError: The name cannot be a folder's, or the project is gone or cannot be written
            to.
        StorageError: The disk is full.
    """
    require_folder(project)
    require_writable(project)
    name = require_class_name(class_name)
    now = datetime.now().astimezone()
    stem = f"capture-{now:%Y%m%d-%H%M%S-%f}"[:-3]
    target = f"{class_folder(project.folder, dataset, name)}/{stem}.png"
    return _take_in(project, picture, target, recording, name)


@one_at_a_time
def _take_in(
    project: Project, picture: Picture, wished: str, recording: Recording, class_name: str
) -> Kept:
    staged = project.folder / FRAMES / f"{os.urandom(6).hex()}.png"
    # The right to change the project comes first: without it, frames are swept away.
    with editing(project) as catalogue:
        try:
            write_picture(staged, picture)
            target = free_name(set(), project.folder, wished)
            change = _change(project, staged, target, recording, class_name)
            done = carry_out(project, catalogue, change)
        finally:
            staged.unlink(missing_ok=True)
        # When something else was done meanwhile, this picture begins a change anew.
        return Kept(project.folder / target, catalogue.root_of(done.number))


def _change(
    project: Project, staged: Path, target: str, recording: Recording, class_name: str
) -> Change:
    return Change(
        Kind.CAPTURE,
        (Move(staged.relative_to(project.folder).as_posix(), target),),
        _facts(staged, recording),
        words={"count": 1, "class": class_name},
        continues=recording.continues,
    )


def _facts(path: Path, recording: Recording) -> tuple[Fact, ...]:
    digest = content_digest(path.read_bytes())
    time = datetime.now().astimezone().isoformat()
    origin = Origin("camera", recording.source, time)
    facts = [
        Fact(digest, FactName.SESSION, None, recording.session),
        Fact(digest, FactName.ORIGIN, None, origin.as_text()),
    ]
    if recording.side is not None:
        facts.append(Fact(digest, FactName.SIDE, None, recording.side))
    if recording.split is not None:
        facts.append(Fact(digest, FactName.SPLIT, None, recording.split.value))
        facts.append(Fact(digest, FactName.PIN, None, recording.split.value))
    return tuple(facts)
