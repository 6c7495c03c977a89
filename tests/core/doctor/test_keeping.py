"""Findings are true of the pictures that are there, under the names that they have now."""

from dataclasses import replace
from pathlib import Path

from shoeclassifier_gui.core.dataset.changes import Change, ClassName, Kind, Move
from shoeclassifier_gui.core.dataset.items import BrokenFile, Dataset, Item, Split
from shoeclassifier_gui.core.doctor.findings import Diagnosis, Finding, FindingKind, Suggestion
from shoeclassifier_gui.core.doctor.keeping import Keeping, followed, still_true, wholes

FOLDER = Path("/data/shoes")
CLASSES = ("boot", "sandal")
NAMES = ("boot/a.jpg", "boot/b.jpg", "boot/c.jpg", "sandal/d.jpg")
TWINS = Finding(FindingKind.NEAR_DUPLICATE, NAMES[:3], Suggestion.KEEP_BEST)
BLURRED = Finding(FindingKind.BLURRED, (NAMES[0], NAMES[3]), Suggestion.LEAVE_OUT)
CONFLICT = Finding(FindingKind.LABEL_CONFLICT, (NAMES[1], NAMES[3]), Suggestion.MOVE, "boot")
SUSPECT = Finding(FindingKind.LABEL_SUSPECT, (NAMES[2],), Suggestion.MOVE, "sandal")
BROKEN = Finding(FindingKind.UNREADABLE, ("boot/x.jpg",), Suggestion.TRASH)
LEAK = Finding(FindingKind.SPLIT_LEAK, (NAMES[0], NAMES[1]), Suggestion.ONE_SIDE, "train")
FOUND = Diagnosis((BROKEN, LEAK, CONFLICT, SUSPECT, TWINS, BLURRED), (), 4)


def dataset(*names: str, broken: str = "boot/x.jpg", left_out: str = "") -> Dataset:
    items = tuple(
        Item(
            FOLDER,
            name,
            CLASSES.index(name.split("/")[0]),
            name,
            name,
            Split.VAL if name == NAMES[1] else Split.TRAIN,
            left_out=name == left_out,
        )
        for name in sorted(names)
    )
    files = (BrokenFile(FOLDER / broken, "it is empty"),) if broken else ()
    return Dataset(FOLDER, CLASSES, items, files)


def kinds(diagnosis: Diagnosis) -> list[FindingKind]:
    return [finding.kind for finding in diagnosis.findings]


def test_everything_is_true_of_the_data_set_that_was_looked_at() -> None:
    assert still_true(FOUND, dataset(*NAMES)) == FOUND


def test_pictures_that_are_gone_are_named_no_more() -> None:
    left = still_true(FOUND, dataset(*NAMES[1:]))
    assert LEAK not in left.findings  # One picture leaks nowhere.
    assert left.of_kind(FindingKind.NEAR_DUPLICATE)[0].items == NAMES[1:3]
    assert left.of_kind(FindingKind.BLURRED)[0].items == (NAMES[3],)
    assert kinds(still_true(FOUND, dataset(NAMES[2], broken=""))) == [FindingKind.LABEL_SUSPECT]


def test_pictures_that_were_left_out_are_mended() -> None:
    left = still_true(FOUND, dataset(*NAMES, left_out=NAMES[3]))
    assert CONFLICT not in left.findings
    assert left.of_kind(FindingKind.BLURRED)[0].items == (NAMES[0],)


def test_a_picture_that_was_brought_to_the_suggested_class_is_no_suspect() -> None:
    change = Change(Kind.MOVE, (Move(NAMES[2], "sandal/c.jpg"),))
    after = still_true(followed(FOUND, change), dataset(*NAMES[:2], NAMES[3], "sandal/c.jpg"))
    assert FindingKind.LABEL_SUSPECT not in kinds(after)
    assert after.of_kind(FindingKind.NEAR_DUPLICATE)[0].items == (*NAMES[:2], "sandal/c.jpg")


def test_findings_follow_a_class_that_takes_another_name_and_back() -> None:
    change = Change(
        Kind.RENAME, (Move("boot", "winter"),), classes=(ClassName("1", "boot", "winter"),)
    )
    small = Finding(FindingKind.IMBALANCE, NAMES[:1], Suggestion.BALANCE, "boot")
    found = replace(FOUND, balanced=(small,))
    renamed = followed(found, change)
    assert renamed.balanced == (replace(small, items=("winter/a.jpg",), target="winter"),)
    assert renamed.of_kind(FindingKind.LABEL_CONFLICT) == (
        replace(CONFLICT, items=("winter/b.jpg", NAMES[3]), target="winter"),
    )
    assert renamed.of_kind(FindingKind.SPLIT_LEAK)[0].target == "train"
    assert followed(renamed, change.inverse()) == found


def test_what_went_to_the_trash_keeps_its_name() -> None:
    change = Change(Kind.DELETE, (Move(NAMES[0], ".shoeclassifier/trash/1/boot/a.jpg"),))
    assert followed(FOUND, change) == FOUND


def test_a_group_of_which_some_are_gone_is_meant_as_a_whole() -> None:
    left = still_true(FOUND, dataset(*NAMES[1:]))
    assert list(wholes(FOUND, left.of_kind(FindingKind.NEAR_DUPLICATE))) == [TWINS]
    blurred = left.of_kind(FindingKind.BLURRED)
    assert list(wholes(FOUND, blurred)) == list(blurred)


def test_the_answer_is_the_same_object_until_something_else_is_true() -> None:
    keeping = Keeping()
    whole = keeping.of(FOUND, dataset(*NAMES))
    assert keeping.of(replace(FOUND), dataset(*NAMES)) is whole
    assert keeping.of(FOUND, dataset(*NAMES[1:])) != whole
