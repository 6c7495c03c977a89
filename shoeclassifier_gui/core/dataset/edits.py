"""Turns what a person wants of pictures and classes into changes."""

from collections.abc import Sequence

from shoeclassifier_gui.core.dataset.changes import (
    Change,
    ClassName,
    Fact,
    FactName,
    Kind,
    Move,
)
from shoeclassifier_gui.core.dataset.class_folders import (
    class_folder,
    existing_class,
    folder_beside,
    folders_of_class,
    require_class_name,
)
from shoeclassifier_gui.core.dataset.file_moves import free_name
from shoeclassifier_gui.core.dataset.items import Dataset, Item, Split
from shoeclassifier_gui.core.dataset.trash import new_trash_folder
from shoeclassifier_gui.core.errors import DatasetError

_LEFT_OUT = "yes"


def move_to_class(
    dataset: Dataset, items: Sequence[Item], class_name: str, kind: Kind = Kind.MOVE
) -> Change:
    """Gives items another class, existing or new; their files move into its folder.

    Raises:
        DatasetError: The class cannot be called so.
    """
    name = existing_class(dataset, require_class_name(class_name))
    taken: set[str] = set()
    moves = []
    leaving = [item for item in items if dataset.classes[item.class_index] != name]
    for item in leaving:
        own = dataset.classes[item.class_index]
        wished = f"{folder_beside(item, own, name)}/{item.path.name}"
        target = free_name(taken, dataset.folder, wished)
        taken.add(target)
        moves.append(Move(item.relative, target))
    words: dict[str, str | int] = {"count": len(moves), "class": name}
    return Change(kind, tuple(moves), _kept_sessions(dataset, leaving), words=words)


def put_into_class(dataset: Dataset, items: Sequence[Item], class_name: str) -> Change:
    """Gives pictures that lie in no class folder a class, existing or new.

    Raises:
        DatasetError: The class cannot be called so.
    """
    name = existing_class(dataset, require_class_name(class_name))
    folder = class_folder(dataset.folder, dataset, name)
    taken: set[str] = set()
    moves = []
    for item in items:
        target = free_name(taken, dataset.folder, f"{folder}/{item.path.name}")
        taken.add(target)
        moves.append(Move(item.relative, target))
    words: dict[str, str | int] = {"count": len(moves), "class": name}
    return Change(Kind.MOVE, tuple(moves), _kept_sessions(dataset, items), words=words)


def delete(items: Sequence[Item], kind: Kind = Kind.DELETE) -> Change:
    """Moves items into the project's trash."""
    folder = new_trash_folder()
    moves = tuple(Move(item.relative, f"{folder}/{item.relative}") for item in items)
    return Change(kind, moves, words={"count": len(moves)})


def rename_class(dataset: Dataset, old: str, new: str) -> Change:
    """Gives a class another name; its id, and so the meaning of trained models, stays.

    Raises:
        DatasetError: There is a class of that name already (merge them instead), or the class
            cannot be called so.
    """
    new = require_class_name(new)
    if (
        new != old
        and existing_class(dataset, new) in dataset.classes
        and (new.casefold() != old.casefold())
    ):
        raise DatasetError(f"There is a class {new} already.", "Merge the two classes instead.")
    moves = tuple(
        Move(folder, "/".join((*folder.split("/")[:-1], new)))
        for folder in folders_of_class(dataset, old)
    )
    if new == old:
        return Change(Kind.RENAME)
    names = (ClassName(dataset.class_ids[dataset.classes.index(old)], old, new),)
    index = dataset.classes.index(old)
    sessions = _kept_sessions(dataset, [i for i in dataset.items if i.class_index == index])
    words: dict[str, str | int] = {"before": old, "class": new}
    return Change(Kind.RENAME, moves, sessions, names, words=words)


def merge_classes(dataset: Dataset, sources: Sequence[str], into: str) -> Change:
    """Moves all pictures of some classes into another.

    Raises:
        DatasetError: The class cannot be called so.
    """
    indices = {dataset.classes.index(name) for name in sources}
    items = [item for item in dataset.items if item.class_index in indices]
    return move_to_class(dataset, items, into, Kind.MERGE)


def set_split(dataset: Dataset, items: Sequence[Item], split: Split | None) -> Change:
    """Pins items, with all of their recordings, to one part; None lets go of the pin.

    Raises:
        DatasetError: Some lie in a supplied train, val or test folder, which decides already.
    """
    if any(item.supplied for item in items):
        raise DatasetError(
            "These pictures lie in a train, val or test folder, which decides their part.",
            "Move the files to another of these folders instead.",
        )
    sessions = {item.session for item in items}
    together = [item for item in dataset.items if item.session in sessions and not item.supplied]
    facts = []
    for digest in dict.fromkeys(item.digest for item in together):
        known = dataset.facts.get(digest)
        pin, now = (known.pin, known.split) if known else (None, None)
        value = split.value if split else None
        if pin != value:
            facts.append(Fact(digest, FactName.PIN, pin, value))
        if split is not None and now != value:
            facts.append(Fact(digest, FactName.SPLIT, now, value))
    words: dict[str, str | int] = {"count": len(together), "split": split.value if split else ""}
    return Change(Kind.PIN, facts=tuple(facts), words=words)


def set_fact(
    dataset: Dataset, items: Sequence[Item], name: FactName, value: str | None, kind: Kind
) -> Change:
    """Gives items one fact, for example the side of the shoe that they show."""
    facts = []
    for digest in dict.fromkeys(item.digest for item in items):
        known = dataset.facts.get(digest)
        before = getattr(known, name.value) if known else None
        if before != value:
            facts.append(Fact(digest, name, before, value))
    changed = {fact.digest for fact in facts}
    count = sum(item.digest in changed for item in dataset.items)  # Copies as well.
    words: dict[str, str | int] = {"count": count, "value": value or ""}
    return Change(kind, facts=tuple(facts), words=words)


def leave_out(
    dataset: Dataset, items: Sequence[Item], kind: Kind = Kind.LEAVE_OUT, *, out: bool = True
) -> Change:
    """Lets items serve no part of the work, or again the part that they served before.

    Their files stay where they are. What is left out is the content, so all copies of it are.
    """
    return set_fact(dataset, items, FactName.LEFT_OUT, _LEFT_OUT if out else None, kind)


def _kept_sessions(dataset: Dataset, items: Sequence[Item]) -> tuple[Fact, ...]:
    """The recordings of items that move.

    A session file names pictures by their paths: it no longer knows those that have moved, and a
    recording that is forgotten could be torn apart between training and validation.
    """
    facts = []
    for item in {item.digest: item for item in items}.values():
        known = dataset.facts_of(item).session
        if item.session not in {item.relative, known}:
            facts.append(Fact(item.digest, FactName.SESSION, known, item.session))
    return tuple(facts)
