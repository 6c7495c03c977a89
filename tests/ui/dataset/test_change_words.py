"""Changes are named with the right number, class and part."""

import pytest

from shoeclassifier_gui.core.dataset.changes import Change, Fact, FactName, Kind, Move
from shoeclassifier_gui.core.dataset.history import Done
from shoeclassifier_gui.ui.dataset.change_words import (
    change_name,
    done_sentence,
    done_text,
    missing_sentence,
)


def moves(count: int) -> tuple[Move, ...]:
    return tuple(Move(f"a/{number}", f"b/{number}") for number in range(count))


@pytest.mark.parametrize(
    ("change", "name", "sentence"),
    [
        (
            Change(Kind.MOVE, moves(12), words={"count": 12, "class": "boot"}),
            "Move 12 pictures to boot",
            "12 pictures moved to boot.",
        ),
        (
            Change(Kind.MOVE, moves(1), words={"count": 1, "class": "{odd} & ends"}),
            "Move 1 picture to {odd} & ends",
            "1 picture moved to {odd} & ends.",
        ),
        (
            Change(Kind.DELETE, moves(1), words={"count": 1}),
            "Delete 1 picture",
            "1 picture moved to the trash.",
        ),
        (
            Change(Kind.EMPTY, words={"count": 12}),
            "Remove 12 deleted pictures for good",
            "12 deleted pictures removed for good.",
        ),
        (
            Change(Kind.RENAME, moves(1), words={"before": "boot", "class": "stiefel"}),
            "Rename boot to stiefel",
            "boot is called stiefel now.",
        ),
        (
            Change(Kind.PIN, words={"count": 8, "split": "test"}),
            "Pin 8 pictures to Test",
            "8 pictures, with their sessions, pinned to Test.",
        ),
        (
            Change(Kind.PIN, words={"count": 1, "split": ""}),
            "Unpin 1 picture",
            "1 picture unpinned.",
        ),
        (
            Change(Kind.LEAVE_OUT, words={"count": 2, "value": "yes"}),
            "Leave 2 pictures out of training",
            "2 pictures are left out of training.",
        ),
        (
            Change(Kind.LEAVE_OUT, words={"count": 1, "value": ""}),
            "Use 1 picture in training again",
            "1 picture is used in training again.",
        ),
        (
            Change(Kind.TAG, words={"count": 2, "value": ""}),
            "Remove the side from 2 pictures",
            "2 pictures have no side any more.",
        ),
        (
            Change(Kind.CAPTURE, moves(3), words={"count": 1, "class": "boot"}),
            "Record 3 pictures of boot",
            "3 pictures of boot recorded.",
        ),
        (
            Change(Kind.DISMISS, facts=(Fact("d", FactName.DISMISSED, None, "dark"),)),
            "Mark 1 picture as not a problem",
            "1 picture is marked as not a problem.",
        ),
    ],
)
def test_a_change_has_a_name_and_a_sentence(change: Change, name: str, sentence: str) -> None:
    assert change_name(change) == name
    assert done_sentence(Done(1, change)) == sentence


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("count", [1, 2])
def test_every_kind_has_words(kind: Kind, count: int) -> None:
    change = Change(kind, moves(count), words={"count": count})
    assert change_name(change)
    assert done_sentence(Done(1, change)).endswith(".")


def test_files_that_were_gone_are_counted() -> None:
    change = Change(Kind.DELETE, moves(2), words={"count": 2})
    assert missing_sentence(Done(1, change)) == ""
    assert missing_sentence(Done(1, change, moves(1))) == "1 file was not there any more."
    assert missing_sentence(Done(1, change, moves(2))) == "2 files were not there any more."


@pytest.mark.parametrize(
    ("left", "sentence"),
    [
        (0, "1 deleted picture removed for good."),
        (
            1,
            "1 deleted picture removed for good. 1 could not be removed and is still in the trash.",
        ),
        (
            2,
            "1 deleted picture removed for good. "
            "2 could not be removed and are still in the trash.",
        ),
    ],
)
def test_what_could_not_be_removed_for_good_is_told(left: int, sentence: str) -> None:
    assert done_text(Done(1, Change(Kind.EMPTY, words={"count": 1, "left": left}))) == sentence
