"""The doctor's service over the real library: check, mend, undo."""

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.dataset import edits
from shoeclassifier_gui.core.dataset.balance import withdraw_balance
from shoeclassifier_gui.core.dataset.changes import INCOMING, TRASH, Change
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.doctor.examination import examine
from shoeclassifier_gui.core.doctor.findings import Diagnosis, FindingKind
from shoeclassifier_gui.core.errors import UserError
from shoeclassifier_gui.core.pictures import picture_header
from shoeclassifier_gui.services import doctor as doctor_module
from shoeclassifier_gui.services.doctor import ENGINE_LOADING, DoctorService
from shoeclassifier_gui.services.job import living_jobs
from shoeclassifier_gui.services.library import LibraryService


@pytest.fixture
def library(sample: Path, qtbot: QtBot) -> Iterator[LibraryService]:
    first = min((sample / "boot").glob("*.jpg"))
    shutil.copy(first, first.with_name("zz-copy.jpg"))
    library = LibraryService()
    library.open_folder(sample)
    qtbot.waitUntil(lambda: library.state.dataset is not None and not library.state.busy)
    yield library
    qtbot.waitUntil(lambda: not living_jobs())


@pytest.fixture
def doctor(library: LibraryService, qtbot: QtBot) -> Iterator[DoctorService]:
    """A service whose last job has ended before it goes."""
    doctor = DoctorService(library)
    yield doctor
    qtbot.waitUntil(lambda: not living_jobs())


def count(library: LibraryService) -> int:
    return len(library.state.dataset.items) if library.state.dataset else 0


def test_check_mend_and_undo(doctor: DoctorService, library: LibraryService, qtbot: QtBot) -> None:
    doctor.check()
    assert doctor.busy
    qtbot.waitUntil(lambda: not doctor.busy)
    assert doctor.diagnosis is not None
    assert {note.reason for note in doctor.diagnosis.not_run} == {ENGINE_LOADING}
    copies = doctor.diagnosis.of_kind(FindingKind.EXACT_DUPLICATE)
    assert len(copies) == 1
    with qtbot.waitSignal(library.edited):
        doctor.mend(copies)
    assert count(library) == 120
    assert doctor.diagnosis.of_kind(FindingKind.EXACT_DUPLICATE) == ()
    with qtbot.waitSignal(library.edited):
        library.undo()
    assert count(library) == 121


def test_a_turning_removes_what_a_stopped_one_left(
    doctor: DoctorService, library: LibraryService, sample: Path, qtbot: QtBot
) -> None:
    picture, exif = min((sample / "boot").glob("*.jpg")), Image.Exif()
    exif[0x0112] = 6
    Image.open(picture).save(picture, exif=exif)
    left = sample / INCOMING / "upright-stopped" / "0.jpg"
    left.parent.mkdir(parents=True)
    shutil.copy(picture, left)
    library.refresh()
    qtbot.waitUntil(lambda: not library.state.busy)
    doctor.check()
    qtbot.waitUntil(lambda: not doctor.busy)
    assert doctor.diagnosis is not None
    with qtbot.waitSignal(library.edited):
        doctor.mend(doctor.diagnosis.of_kind(FindingKind.EXIF_TURNED))
    assert picture_header(picture).orientation == 1
    assert not list((sample / INCOMING).glob("upright-*"))


def test_a_picture_that_would_lose_something_is_left_and_named(
    doctor: DoctorService, library: LibraryService, sample: Path, qtbot: QtBot
) -> None:
    first, second, *_ = sorted((sample / "boot").glob("*.jpg"))
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.open(first).save(first, exif=exif)
    page = Image.open(second).copy()
    page.save(second, format="MPO", save_all=True, append_images=[page], exif=exif)
    kept = second.read_bytes()
    library.refresh()
    qtbot.waitUntil(lambda: not library.state.busy)
    doctor.check()
    qtbot.waitUntil(lambda: not doctor.busy)
    assert doctor.diagnosis is not None
    errors: list[UserError] = []
    doctor.failed.connect(errors.append)
    with qtbot.waitSignal(library.edited):
        doctor.mend(doctor.diagnosis.of_kind(FindingKind.EXIF_TURNED))
    (error,) = errors
    assert error.sentence == "1 picture was left lying, so that nothing is lost."
    assert f"boot/{second.name}: it holds 2 pictures" in error.hint
    assert (picture_header(first).orientation, second.read_bytes()) == (1, kept)
    (left,) = doctor.diagnosis.of_kind(FindingKind.EXIF_TURNED)
    assert left.items == (f"boot/{second.name}",)


def test_findings_stay_until_they_are_mended_and_come_back_with_undo(
    doctor: DoctorService, library: LibraryService, qtbot: QtBot
) -> None:
    doctor.check()
    qtbot.waitUntil(lambda: not doctor.busy)
    assert doctor.diagnosis is not None
    whole = doctor.diagnosis
    copies = whole.of_kind(FindingKind.EXACT_DUPLICATE)
    with qtbot.waitSignal(library.edited):
        doctor.mend(copies)
        assert doctor.diagnosis == whole
    assert doctor.diagnosis.of_kind(FindingKind.EXACT_DUPLICATE) == ()
    with qtbot.waitSignal(library.edited):
        library.undo()
    assert doctor.diagnosis == whole
    with qtbot.waitSignal(library.edited):
        library.redo()
    assert doctor.diagnosis.of_kind(FindingKind.EXACT_DUPLICATE) == ()


def test_a_mend_that_fails_leaves_its_findings(
    doctor: DoctorService, library: LibraryService, sample: Path, qtbot: QtBot
) -> None:
    doctor.check()
    qtbot.waitUntil(lambda: not doctor.busy)
    assert doctor.diagnosis is not None
    whole = doctor.diagnosis
    assert library.state.project is not None
    trash = sample / TRASH
    trash.parent.mkdir(exist_ok=True)
    trash.write_text("in the way")
    with qtbot.waitSignal(library.failed):
        doctor.mend(whole.of_kind(FindingKind.EXACT_DUPLICATE))
    qtbot.waitUntil(lambda: not living_jobs())
    assert doctor.diagnosis == whole
    trash.unlink()
    with qtbot.waitSignal(library.edited):
        doctor.mend(whole.of_kind(FindingKind.EXACT_DUPLICATE))
    assert doctor.diagnosis.of_kind(FindingKind.EXACT_DUPLICATE) == ()


def test_what_is_mended_or_taken_back_during_a_check_is_so_after_it(
    doctor: DoctorService, library: LibraryService, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    doctor.check()
    qtbot.waitUntil(lambda: not doctor.busy)
    assert doctor.diagnosis is not None
    whole, may_end = doctor.diagnosis, Event()

    def examine_late(*arguments: Any) -> Iterator[Any]:  # noqa: ANN401
        may_end.wait()
        yield from examine(*arguments)

    monkeypatch.setattr(doctor_module, "examine", examine_late)

    def found_after_checking(change: Callable[[], None]) -> Diagnosis | None:
        may_end.clear()
        doctor.check()
        with qtbot.waitSignal(library.edited):
            change()
        may_end.set()
        qtbot.waitUntil(lambda: not doctor.busy)
        return doctor.diagnosis

    copies = whole.of_kind(FindingKind.EXACT_DUPLICATE)
    mended = found_after_checking(partial(doctor.mend, copies))
    assert mended == whole.without(copies)
    brought_back = found_after_checking(library.undo)
    assert brought_back is not None
    assert brought_back.findings == whole.findings
    renamed = found_after_checking(partial(library.change, _rename_boot))
    assert renamed is not None
    assert len(renamed.of_kind(FindingKind.EXACT_DUPLICATE)) == 1


def test_what_was_mended_elsewhere_is_gone(
    doctor: DoctorService, library: LibraryService, qtbot: QtBot
) -> None:
    doctor.check()
    qtbot.waitUntil(lambda: not doctor.busy)
    assert doctor.diagnosis is not None
    copies = doctor.diagnosis.of_kind(FindingKind.EXACT_DUPLICATE)
    doctor.mend(copies)
    doctor.mend(copies)
    qtbot.waitUntil(lambda: not living_jobs())
    assert doctor.diagnosis.of_kind(FindingKind.EXACT_DUPLICATE) == ()
    with qtbot.waitSignal(library.edited):
        library.undo()
    assert doctor.diagnosis.of_kind(FindingKind.EXACT_DUPLICATE) == copies


def test_what_balance_settles_comes_back_when_the_wish_is_taken_back(
    doctor: DoctorService, library: LibraryService, sample: Path, qtbot: QtBot
) -> None:
    for path in sorted((sample / "sandal").glob("*.jpg"))[3:]:
        path.unlink()
    library.refresh()
    qtbot.waitUntil(lambda: not library.state.busy)
    doctor.check()
    qtbot.waitUntil(lambda: not doctor.busy)
    assert doctor.diagnosis is not None
    found = doctor.diagnosis.of_kind(FindingKind.IMBALANCE)
    assert [finding.target for finding in found] == ["sandal"]
    with qtbot.waitSignal(library.edited):
        doctor.mend(found)
    assert doctor.diagnosis.of_kind(FindingKind.IMBALANCE) == ()
    doctor.check()
    qtbot.waitUntil(lambda: not doctor.busy)
    assert doctor.diagnosis.of_kind(FindingKind.IMBALANCE) == ()
    with qtbot.waitSignal(library.edited):
        library.change(withdraw_balance)
    assert doctor.diagnosis.of_kind(FindingKind.IMBALANCE) == found
    for expected in ((), found):
        with qtbot.waitSignal(library.edited):
            library.undo()
        assert doctor.diagnosis.of_kind(FindingKind.IMBALANCE) == expected


def test_dismissed_findings_are_remembered(
    doctor: DoctorService, library: LibraryService, qtbot: QtBot
) -> None:
    doctor.check()
    qtbot.waitUntil(lambda: not doctor.busy)
    assert doctor.diagnosis is not None
    with qtbot.waitSignal(library.edited):
        doctor.dismiss(doctor.diagnosis.of_kind(FindingKind.EXACT_DUPLICATE))
    doctor.check()
    qtbot.waitUntil(lambda: not doctor.busy)
    assert doctor.diagnosis.of_kind(FindingKind.EXACT_DUPLICATE) == ()


def test_a_stopped_check_says_nothing(
    doctor: DoctorService, library: LibraryService, qtbot: QtBot
) -> None:
    doctor.check()
    doctor.stop()
    assert not doctor.busy
    assert doctor.diagnosis is None


def test_another_folder_has_no_diagnosis(
    doctor: DoctorService, library: LibraryService, tmp_path: Path, qtbot: QtBot
) -> None:
    doctor.check()
    qtbot.waitUntil(lambda: not doctor.busy)
    library.begin_project(tmp_path / "other")
    assert doctor.diagnosis is None
    qtbot.waitUntil(lambda: not library.state.busy)


def _delete_copy(dataset: Dataset) -> Change:
    return edits.delete([item for item in dataset.items if item.relative.endswith("zz-copy.jpg")])


def _rename_boot(dataset: Dataset) -> Change:
    return edits.rename_class(dataset, "boot", "winter boot")


def test_findings_name_what_is_there_whoever_took_pictures_away_or_renamed_them(
    doctor: DoctorService, library: LibraryService, sample: Path, qtbot: QtBot
) -> None:
    doctor.check()
    qtbot.waitUntil(lambda: not doctor.busy)
    assert doctor.diagnosis is not None
    whole = doctor.diagnosis
    with qtbot.waitSignals([library.edited, doctor.changed]):
        library.change(_delete_copy)
    assert doctor.diagnosis.of_kind(FindingKind.EXACT_DUPLICATE) == ()
    with qtbot.waitSignals([library.edited, doctor.changed]):
        library.undo()
    assert doctor.diagnosis == whole
    with qtbot.waitSignals([library.edited, doctor.changed]):
        library.change(_rename_boot)
    copies = doctor.diagnosis.of_kind(FindingKind.EXACT_DUPLICATE)
    assert {path.split("/")[0] for path in copies[0].items} == {"winter boot"}
    with qtbot.waitSignal(doctor.changed):  # Another program.
        (sample / "winter boot" / "zz-copy.jpg").unlink()
        library.refresh()
    assert doctor.diagnosis.of_kind(FindingKind.EXACT_DUPLICATE) == ()


def test_a_group_that_shrank_can_be_called_no_problem(
    doctor: DoctorService, library: LibraryService, sample: Path, qtbot: QtBot
) -> None:
    shutil.copy(sample / "boot" / "zz-copy.jpg", sample / "boot" / "zz-more.jpg")
    library.refresh()
    qtbot.waitUntil(lambda: not library.state.busy)
    doctor.check()
    qtbot.waitUntil(lambda: not doctor.busy)
    assert doctor.diagnosis is not None
    with qtbot.waitSignals([library.edited, doctor.changed]):
        library.change(_delete_copy)
    copies = doctor.diagnosis.of_kind(FindingKind.EXACT_DUPLICATE)
    assert len(copies[0].items) == 2
    with qtbot.waitSignal(library.edited):
        doctor.dismiss(copies)
    assert doctor.diagnosis.of_kind(FindingKind.EXACT_DUPLICATE) == ()
    with qtbot.waitSignal(library.edited):
        library.undo()
    assert doctor.diagnosis.of_kind(FindingKind.EXACT_DUPLICATE) == copies
