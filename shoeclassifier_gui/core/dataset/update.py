"""Makes the snapshot after a change from the one before, without reading 100,000 rows again."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from shoeclassifier_gui.core.dataset.catalogue import Catalogue
from shoeclassifier_gui.core.dataset.facts import NO_FACTS, Facts
from shoeclassifier_gui.core.dataset.history import Done
from shoeclassifier_gui.core.dataset.items import Dataset, Item, Split
from shoeclassifier_gui.core.dataset.layout import SPLIT_FOLDERS
from shoeclassifier_gui.core.dataset.project import HIDDEN, Project
from shoeclassifier_gui.core.dataset.sessions import read_session_file

_SPLITS = {split.value: split for split in Split}


def updated(project: Project, catalogue: Catalogue, before: Dataset, done: Done) -> Dataset | None:
    """The snapshot after a change of single pictures and facts.

    Args:
        project: The project.
        catalogue: Its catalogue, after the change.
        before: The snapshot before, true until the change.
        done: What was done.

    Returns:
        The snapshot; None when the change is of another kind (files that come, folders that move,
        classes that come or go), so that everything is to be read.
    """
    change = done.change
    if change.classes or change.settings or done.missing:
        return None
    targets = _targets(before, done)
    if targets is None:
        return None
    changed = tuple({fact.digest for fact in change.facts})
    facts = {**before.facts, **catalogue.facts_of(changed)} if changed else before.facts
    settle = partial(_settled, facts, read_session_file(project))
    again = set(changed)
    items = [
        _moved(item, targets[item.relative], settle)
        if item.relative in targets
        else settle(item, item)
        if item.digest in again
        else item
        for item in before.items
    ]
    items = [item for item in items if not item.relative.startswith(HIDDEN)]
    if len({item.class_index for item in items}) != len(before.classes):
        return None
    if targets:
        items.sort(key=_place)
    return replace(before, items=tuple(items), facts=facts, revision=catalogue.revision())


def _targets(before: Dataset, done: Done) -> dict[str, tuple[Item, str]] | None:
    """Where each moved picture goes: an item that lies there already, and its new name.

    What goes into the trash stays its own neighbour. None when some place is not known.
    """
    moves = done.change.moves
    if not moves:
        return {}
    known = {item.relative: item for item in before.items}
    folders = {item.relative.rpartition("/")[0]: item for item in before.items}
    targets: dict[str, tuple[Item, str]] = {}
    for move in moves:
        item = known.get(move.source)
        in_trash = move.target.startswith(f"{HIDDEN}/")
        neighbour = item if in_trash else folders.get(move.target.rpartition("/")[0])
        if item is None or neighbour is None or move.source in targets:
            return None
        targets[move.source] = (neighbour, move.target)
    return targets


def _moved(item: Item, target: tuple[Item, str], settle: Callable[[Item, Item], Item]) -> Item:
    neighbour, relative = target
    return settle(item._replace(relative=relative, class_index=neighbour.class_index), neighbour)


def _settled(
    facts: Mapping[str, Facts], sessions: Mapping[str, str], item: Item, neighbour: Item
) -> Item:
    """An item with the split and the recording that are known of it."""
    known = facts.get(item.digest, NO_FACTS)
    supplied = _supplied(neighbour)
    held_out = supplied if supplied in {Split.VAL, Split.TEST} else None
    split = held_out or _SPLITS.get(known.split or "", Split.TRAIN)
    session = sessions.get(item.relative) or known.session or item.relative
    return item._replace(
        split=split,
        session=session,
        supplied=neighbour.supplied,
        left_out=known.left_out is not None,
    )


def _supplied(item: Item) -> Split | None:
    """The part that the folders above an item say; items know only whether they say one."""
    if not item.supplied:
        return None
    folders = item.relative.split("/")[:-1]
    said = (SPLIT_FOLDERS.get(name.lower()) for name in folders)
    return next((split for split in said if split is not None), None)


def _place(item: Item) -> str:
    return item.relative
