"""The one change that takes staged pictures into a project."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shoeclassifier_gui.core.dataset.attribution import Attribution, owed_for
from shoeclassifier_gui.core.dataset.build import build_dataset
from shoeclassifier_gui.core.dataset.catalogue import Catalogue
from shoeclassifier_gui.core.dataset.changes import Change, Fact, FactName, Kind, Move
from shoeclassifier_gui.core.dataset.class_folders import class_folder, existing_class
from shoeclassifier_gui.core.dataset.editing import editing, name_authors
from shoeclassifier_gui.core.dataset.facts import NO_FACTS, Facts, Origin
from shoeclassifier_gui.core.dataset.file_moves import free_name
from shoeclassifier_gui.core.dataset.history import Done, carry_out
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.importing.names import safe_file_name, shown_name
from shoeclassifier_gui.core.importing.plan import ImportPlan, PlannedFile
from shoeclassifier_gui.core.importing.staging import Stage


@dataclass(frozen=True, slots=True)
class Arrival:
    """A staged picture.

    Attributes:
        staged: The file.
        digest: Of its bytes.
        name: What it was called, or shall be.
        file: The picture or video that it comes from.
    """

    staged: Path
    digest: str
    name: str
    file: PlannedFile


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What came in.

    Attributes:
        done: The change.
        classes: The class of each of its moves.
    """

    done: Done
    classes: tuple[str, ...]


def take_in(
    project: Project, plan: ImportPlan, stage: Stage, arrivals: Sequence[Arrival]
) -> TakenIn | None:
    """Moves staged pictures into their class folders, with what is known of them.

    Contents that came into the project meanwhile are left out.

    Returns:
        What came in; None when there was nothing to take in.

    Raises:
        DatasetError: Another process is changing the project.
        StorageError: The disk is full; nothing was changed.
    """
    with editing(project) as catalogue:
        records = catalogue.files()
        have = {record.digest for record in records if not record.broken}
        new = {a.digest: a for a in arrivals if a.digest not in have}
        if not new:
            return None
        dataset = build_dataset(project, catalogue) if records else None
        moves = tuple(_moves(project, dataset, list(new.values())))
        facts = tuple(_all_facts(plan, stage, list(new.values()), catalogue.facts()))
        change = Change(Kind.IMPORT, moves, facts, words=_words(plan, list(new.values())))
        names = (arrival.file.class_name or "" for arrival in new.values())
        classes = (existing_class(dataset, name) if dataset else name for name in names)
        done = carry_out(project, catalogue, change)
        here = dataset or Dataset(project.folder, (), ())
        name_authors(project, catalogue, change, here, _owed(catalogue, moves, list(new)))
        return TakenIn(done, tuple(classes))


def _owed(
    catalogue: Catalogue, moves: Sequence[Move], digests: Sequence[str]
) -> Iterator[Attribution]:
    known = catalogue.facts_of(digests)
    for move, digest in zip(moves, digests, strict=True):
        yield from owed_for(move.target, Origin.from_text(known.get(digest, NO_FACTS).origin))


def _moves(
    project: Project, dataset: Dataset | None, arrivals: Sequence[Arrival]
) -> Iterator[Move]:
    folders: dict[str, str] = {}
    taken: set[str] = set()
    for arrival in arrivals:
        name = arrival.file.class_name or ""
        if name not in folders:
            folders[name] = _agreed(class_folder(project.folder, dataset, name), folders)
        wished = f"{folders[name]}/{safe_file_name(shown_name(arrival.name))}"
        target = free_name(taken, project.folder, wished)
        while target.casefold() in taken:  # Windows and macOS take A.jpg and a.jpg for one.
            taken.add(target)
            target = free_name(taken, project.folder, wished)
        taken |= {target, target.casefold()}
        yield Move(arrival.staged.relative_to(project.folder).as_posix(), target)


def _agreed(folder: str, folders: dict[str, str]) -> str:
    """Boot and boot are one class, also when both are new."""
    return next((f for f in folders.values() if f.casefold() == folder.casefold()), folder)


def _all_facts(
    plan: ImportPlan, stage: Stage, arrivals: Sequence[Arrival], known: Mapping[str, Facts]
) -> Iterator[Fact]:
    sessions = {facts.session for facts in known.values()} - {None}
    number = 1
    while any(_session(arrival, stage, number) in sessions for arrival in arrivals):
        number += 1
    for arrival in arrivals:
        session = _session(arrival, stage, number)
        yield from _facts(plan, stage, arrival, session, known.get(arrival.digest, NO_FACTS))


def _session(arrival: Arrival, stage: Stage, number: int) -> str | None:
    """Two imports of folders of one name are two recordings, also within one second."""
    if arrival.file.recording is None:
        return None
    session = f"{arrival.file.recording} {stage.started[:19].replace('T', ' ')}"
    return session if number == 1 else f"{session} ({number})"


def _facts(
    plan: ImportPlan, stage: Stage, arrival: Arrival, session: str | None, known: Facts
) -> Iterator[Fact]:
    """What was known of a content before (it lay in the trash, for example) stays."""
    file, digest = arrival.file, arrival.digest
    source = shown_name(plan.sources[file.source].path.name)
    if known.session is None and session is not None:
        yield Fact(digest, FactName.SESSION, None, session)
    if known.origin is None:
        origin = file.told_origin or Origin("import", source, stage.started).as_text()
        yield Fact(digest, FactName.ORIGIN, None, origin)
    if file.supplied is not None and known.split is None and known.pin is None:
        yield Fact(digest, FactName.SPLIT, None, file.supplied.value)
        yield Fact(digest, FactName.PIN, None, file.supplied.value)


def _words(plan: ImportPlan, arrivals: Sequence[Arrival]) -> dict[str, str | int]:
    words: dict[str, str | int] = {"count": len(arrivals)}
    classes = {arrival.file.class_name or "" for arrival in arrivals}
    if len(classes) == 1:
        words["class"] = classes.pop()
    if len(plan.sources) == 1:
        words["source"] = shown_name(plan.sources[0].path.name)
    return words
