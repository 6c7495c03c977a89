"""What `data undo` and `data redo` say."""

import pytest

from shoeclassifier_gui.cli.data.change_words import change_words
from shoeclassifier_gui.core.dataset.changes import Change, Kind


@pytest.mark.parametrize(
    ("kind", "words", "said"),
    [
        (
            Kind.IMPORT,
            {"count": 20, "class": "daisy", "source": "daisy"},
            "20 pictures of daisy imported",
        ),
        (Kind.IMPORT, {"count": 1, "source": "a.jpg"}, "1 picture imported"),
        (Kind.MOVE, {"count": 2, "class": "boot"}, "2 pictures moved to boot"),
        (
            Kind.RENAME,
            {"before": "boot", "class": "clog"},
            "the class boot renamed to clog",
        ),
    ],
)
def test_a_change_is_said_in_words(kind: Kind, words: dict[str, str | int], said: str) -> None:
    assert change_words(Change(kind, words=words)) == said


def test_every_kind_of_change_has_words() -> None:
    told = {change_words(Change(kind, words={"count": 3})) for kind in Kind}
    assert len(told) == len(Kind)
