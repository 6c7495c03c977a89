"""What there is of the class that somebody looks at."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.dataset import edits
from shoeclassifier_gui.core.dataset.changes import Change
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.services.coach import CoachService
from shoeclassifier_gui.services.job import living_jobs
from shoeclassifier_gui.services.library import LibraryService


@pytest.fixture
def library(sample: Path, qtbot: QtBot) -> LibraryService:
    library = LibraryService()
    library.open_folder(sample)
    qtbot.waitUntil(lambda: library.state.dataset is not None and not library.state.busy)
    qtbot.waitUntil(lambda: not living_jobs())
    return library


def pictures(coach: CoachService) -> tuple[str, int] | None:
    return (coach.state.name, coach.state.pictures) if coach.state is not None else None


def test_it_counts_what_is_wanted_and_follows_changes(
    library: LibraryService, qtbot: QtBot
) -> None:
    coach = CoachService(library)
    assert not living_jobs()
    coach.want("boot")
    qtbot.waitUntil(lambda: pictures(coach) == ("boot", 24))

    def delete_two(dataset: Dataset) -> Change:
        return edits.delete(dataset.items[:2])

    library.change(delete_two)
    qtbot.waitUntil(lambda: pictures(coach) == ("boot", 22))
    coach.want("sandal")
    qtbot.waitUntil(lambda: pictures(coach) == ("sandal", 24))
    coach.want("no such class")
    assert coach.state is None
    qtbot.waitUntil(lambda: not living_jobs())


def test_the_last_wish_wins(library: LibraryService, qtbot: QtBot) -> None:
    coach = CoachService(library)
    for name in ("boot", "loafer", "sneaker"):
        coach.want(name)
    qtbot.waitUntil(lambda: pictures(coach) == ("sneaker", 24))
    qtbot.waitUntil(lambda: not living_jobs())


def test_what_is_no_longer_wanted_is_not_told(library: LibraryService, qtbot: QtBot) -> None:
    coach, told = CoachService(library), list[tuple[str, int] | None]()
    coach.changed.connect(lambda: told.append(pictures(coach)))
    coach.want("boot")
    coach.want("sandal")
    qtbot.waitUntil(lambda: pictures(coach) == ("sandal", 24))
    coach.want("loafer")
    coach.want("")
    qtbot.waitUntil(lambda: not living_jobs())
    assert told == [("sandal", 24)]
    coach.want("loafer")
    qtbot.waitUntil(lambda: told == [("sandal", 24), ("loafer", 24)])
    qtbot.waitUntil(lambda: not living_jobs())


def test_nobody_s_wish_costs_nothing(library: LibraryService) -> None:
    coach = CoachService(library)
    coach.want("")
    library.changed.emit()
    assert not living_jobs()
    assert coach.state is None
