"""Makes one change of everything that waits: into the class folders, with where it came from."""

import unicodedata
from collections.abc import Sequence

from shoeclassifier_gui.core.collect.staging import Staged
from shoeclassifier_gui.core.dataset.build import build_dataset
from shoeclassifier_gui.core.dataset.catalogue import Catalogue
from shoeclassifier_gui.core.dataset.changes import Change, Fact, FactName, Kind, Move
from shoeclassifier_gui.core.dataset.class_folders import class_folder, existing_class
from shoeclassifier_gui.core.dataset.editing import EditWork
from shoeclassifier_gui.core.dataset.facts import Origin
from shoeclassifier_gui.core.dataset.file_moves import free_name
from shoeclassifier_gui.core.dataset.history import Done, carry_out
from shoeclassifier_gui.core.dataset.project import Project

_LONGEST_NAME = 60
_LONGEST_BYTES = 150


def take_in(project: Project, waiting: Sequence[Staged]) -> EditWork:
    """For `edit`: takes in what waits, among what the project holds at that moment."""

    def work(catalogue: Catalogue) -> Done:
        return carry_out(project, catalogue, _change(project, catalogue, waiting))

    return work


def _change(project: Project, catalogue: Catalogue, waiting: Sequence[Staged]) -> Change:
    dataset = build_dataset(project, catalogue)
    known = catalogue.facts_of([staged.digest for staged in waiting])
    taken: set[str] = set()
    moves, facts = [], []
    for staged in waiting:
        folder = class_folder(project.folder, dataset, existing_class(dataset, staged.class_name))
        wished = f"{folder}/{_file_name(staged)}"
        target = free_name(taken, project.folder, wished)
        taken.add(target)
        moves.append(Move(staged.path.relative_to(project.folder).as_posix(), target))
        before = known[staged.digest].origin if staged.digest in known else None
        facts.append(Fact(staged.digest, FactName.ORIGIN, before, _origin(staged).as_text()))
    classes = sorted({staged.class_name for staged in waiting})
    words: dict[str, str | int] = {"count": len(moves), "class": ", ".join(classes)}
    return Change(Kind.COLLECT, tuple(moves), tuple(facts), words=words)


def _origin(staged: Staged) -> Origin:
    found = staged.found
    return Origin(
        "web",
        staged.service,
        staged.time,
        url=found.url,
        page=found.page,
        author=found.author,
        licence=found.licence,
        title=found.title,
    )


def _file_name(staged: Staged) -> str:
    """The service and the title, as far as every system can spell them."""
    service = _slug(staged.service)
    title = _slug(staged.found.title) or staged.digest[:8]
    return f"{service}-{title}{staged.path.suffix}"


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFC", text).casefold()
    words = "".join(sign if sign.isalnum() else " " for sign in plain).split()
    name = "-".join(words)[:_LONGEST_NAME]
    return name.encode()[:_LONGEST_BYTES].decode(errors="ignore").strip("-")
