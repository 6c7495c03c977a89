"""Turns findings into changes: mended, or called no problem."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from shoeclassifier_gui.core.dataset.balance import ask_for_balance
from shoeclassifier_gui.core.dataset.changes import Change, Fact, FactName, Kind, Move
from shoeclassifier_gui.core.dataset.edits import delete, leave_out, move_to_class
from shoeclassifier_gui.core.dataset.facts import NO_FACTS
from shoeclassifier_gui.core.dataset.items import Dataset, Item, Split
from shoeclassifier_gui.core.dataset.trash import new_trash_folder
from shoeclassifier_gui.core.doctor.examination import contents_by_path, dismissed_kinds
from shoeclassifier_gui.core.doctor.findings import Finding, FindingKind, Suggestion
from shoeclassifier_gui.core.files import is_text


def can_mend(finding: Finding) -> bool:
    """Whether there is something to do at one click."""
    return finding.suggestion is not Suggestion.COLLECT


def mend(dataset: Dataset, findings: Sequence[Finding]) -> Change:
    """One change that mends findings.

    Left out are those that take new pictures (tiny classes) or new files (`upright.py`).

    Args:
        dataset: As it is now: pictures that are gone or moved meanwhile are left out.
        findings: Of one kind, or of several; a picture is moved once.
    """
    unbalanced = [finding.suggestion is Suggestion.BALANCE for finding in findings]
    if unbalanced and all(unbalanced):
        return ask_for_balance(dataset)
    items = {item.relative: item for item in dataset.items}
    kinds = sorted({finding.kind.value for finding in findings})
    parts: list[Change] = []
    moved: set[str] = set()
    for finding in findings:
        change = _mend_one(dataset, finding, items)
        moves = tuple(move for move in change.moves if move.source not in moved)
        moved |= {move.source for move in moves}
        parts.append(replace(change, moves=moves))
    facts = {(fact.digest, fact.name): fact for part in parts for fact in part.facts}
    # Of what moves, the recording goes along; that mends nothing in its copies.
    settled = {fact.digest for fact in facts.values() if fact.name is not FactName.SESSION}
    moved |= {item.relative for item in dataset.items if item.digest in settled}
    moves = tuple(_apart(move for part in parts for move in part.moves))
    settings = ask_for_balance(dataset).settings if any(unbalanced) else ()
    words: dict[str, str | int] = {"count": len(moved), "kinds": " ".join(kinds)}
    return Change(Kind.MEND, moves, tuple(facts.values()), settings=settings, words=words)


def dismiss(dataset: Dataset, findings: Sequence[Finding]) -> Change:
    """One change that says: no problem. These findings are not shown again."""
    contents = contents_by_path(dataset)
    wanted: dict[str, set[str]] = {}
    before: dict[str, str | None] = {}
    for finding in findings:
        for digest in (contents[path] for path in finding.items if path in contents):
            kinds = wanted.setdefault(digest, dismissed_kinds(dataset, digest))
            kinds.add(finding.kind.value)
            before[digest] = dataset.facts.get(digest, NO_FACTS).dismissed
    facts = tuple(
        Fact(digest, FactName.DISMISSED, before[digest], " ".join(sorted(kinds)))
        for digest, kinds in wanted.items()
        if before[digest] != " ".join(sorted(kinds))
    )
    names = " ".join(sorted({finding.kind.value for finding in findings}))
    changed = {fact.digest for fact in facts}
    meant = {path for finding in findings for path in finding.items}
    count = sum(contents.get(path) in changed for path in meant)
    return Change(Kind.DISMISS, facts=facts, words={"count": count, "kinds": names})


def best_of(dataset: Dataset, items: Sequence[Item]) -> Item:
    """The largest, of those the sharpest, of those the first."""
    rows = dataset.measures.of([item.digest for item in items])
    size = (rows["width"].astype(float) * rows["height"]).tolist()
    sharpness = rows["sharpness"].tolist()
    order = sorted(
        range(len(items)), key=lambda row: (-size[row], -sharpness[row], items[row].relative)
    )
    return items[order[0]]


def _mend_one(dataset: Dataset, finding: Finding, items: dict[str, Item]) -> Change:
    present = _present(finding, items)
    match finding.suggestion:
        case Suggestion.KEEP_BEST if len(present) > 1:
            best = best_of(dataset, present)
            return delete([item for item in present if item is not best], Kind.MEND)
        case Suggestion.TRASH:
            is_broken = finding.kind is FindingKind.UNREADABLE
            return _discard_files(finding.items) if is_broken else delete(present, Kind.MEND)
        case Suggestion.MOVE:
            return move_to_class(dataset, present, finding.target, Kind.MEND)
        case Suggestion.LEAVE_OUT:
            return leave_out(dataset, present, Kind.MEND)
        case Suggestion.ONE_SIDE:
            return _mend_leak(dataset, present, finding.target)
    return Change(Kind.MEND)


def _mend_leak(dataset: Dataset, items: Sequence[Item], split: str) -> Change:
    """Brings a group to one side; where folders fix several sides, its training copies go."""
    supplied = [item for item in items if item.supplied]
    if len({item.split for item in supplied}) > 1:
        return delete([item for item in supplied if item.split is Split.TRAIN], Kind.MEND)
    return Change(Kind.MEND, facts=tuple(_to_one_side(dataset, items, split)))


def _present(finding: Finding, items: dict[str, Item]) -> list[Item]:
    return [items[path] for path in finding.items if path in items]


def _discard_files(paths: Sequence[str]) -> Change:
    """Files that are no items: they cannot be read. What has no proper name stays where it is."""
    folder = new_trash_folder()
    named = [path for path in paths if is_text(path)]
    return Change(Kind.MEND, tuple(Move(path, f"{folder}/{path}") for path in named))


def _to_one_side(dataset: Dataset, items: Sequence[Item], split: str) -> Iterator[Fact]:
    """Splits of a group; pictures in supplied folders, whose part is fixed, draw the others."""
    supplied = {item.split.value for item in items if item.supplied}
    side = supplied.pop() if len(supplied) == 1 else split
    for digest in dict.fromkeys(item.digest for item in items if not item.supplied):
        known = dataset.facts.get(digest)
        for name, before in (
            (FactName.SPLIT, known.split if known else None),
            (FactName.PIN, known.pin if known else None),
        ):
            if before != side and (name is FactName.SPLIT or before is not None):
                yield Fact(digest, name, before, side)


def _apart(moves: Iterable[Move]) -> Iterator[Move]:
    """Targets that are wished for twice get a number."""
    taken: set[str] = set()
    for move in moves:
        target, number = move.target, 2
        while target in taken:
            folder, _, name = move.target.rpartition("/")
            stem, dot, suffix = name.rpartition(".")
            target = f"{folder}/{stem} ({number}){dot}{suffix}"
            number += 1
        taken.add(target)
        yield Move(move.source, target)
