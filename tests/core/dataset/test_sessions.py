"""What a session file says of pictures stays true wherever the pictures go."""

from pathlib import Path

import pytest

from shoeclassifier_gui.core.dataset.catalogue_file import remove_catalogue
from shoeclassifier_gui.core.dataset.items import Dataset, Split
from shoeclassifier_gui.core.dataset.leaks import measure_leak
from shoeclassifier_gui.core.dataset.project import Project
from tests.core.dataset.tiny import make_project, read

EACH = 8


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Three classes of eight pictures, two pictures a session."""
    project = make_project(tmp_path / "shoes", EACH)
    names = sorted(path.relative_to(project.folder).as_posix() for path in tmp_path.rglob("*.png"))
    rows = [f"{name},{name.split('/')[0]} {number // 2}" for number, name in enumerate(names)]
    (project.folder / "sessions.csv").write_text("\n".join(["path,session", *rows, ""]))
    return project


def sessions(dataset: Dataset) -> dict[str, str]:
    return {item.digest: item.session for item in dataset.items}


def test_a_class_folder_renamed_in_a_file_manager_keeps_its_sessions(project: Project) -> None:
    before = read(project)
    assert before.session_count() == 3 * EACH // 2
    (project.folder / "boot").rename(project.folder / "boot x")
    after = read(project)
    assert sessions(after) == sessions(before)
    assert after.session_count() == before.session_count()
    remove_catalogue(project.catalogue)
    assert sessions(read(project)) == sessions(before)


def test_a_file_moved_by_hand_keeps_its_session(project: Project) -> None:
    before = read(project)
    (project.folder / "boot" / "boot-0.png").rename(project.folder / "sandal" / "moved.png")
    assert sessions(read(project)) == sessions(before)


def test_a_file_that_was_away_for_a_while_comes_back_into_its_session(project: Project) -> None:
    before = read(project)
    away = project.folder.with_name("away.png")
    (project.folder / "boot" / "boot-0.png").rename(away)
    read(project)
    away.rename(project.folder / "loafer" / "back.png")
    assert sessions(read(project)) == sessions(before)


def test_a_session_file_that_was_mended_is_believed(project: Project) -> None:
    before = read(project)
    (project.folder / "boot").rename(project.folder / "pump")
    file = project.folder / "sessions.csv"
    file.write_text(file.read_text().replace("boot/", "pump/").replace(",boot 0", ",first"))
    after = {item.relative: item.session for item in read(project).items}
    assert [after[f"pump/boot-{number}.png"] for number in (0, 1, 2)] == [
        "first",
        "first",
        "boot 1",
    ]
    file.unlink()
    assert sessions(read(project)).keys() == sessions(before).keys()


def test_moving_by_hand_hides_no_torn_session(project: Project) -> None:
    """The measure of leaks counts sessions: forgotten ones could not be seen to be torn."""
    before = {item.relative: item.split for item in read(project).items}
    part = project.folder / "test" / "boot"
    part.mkdir(parents=True)
    for number in range(0, EACH, 2):
        (project.folder / "boot" / f"boot-{number}.png").rename(part / f"{number}.png")
    left = [before[f"boot/boot-{number}.png"] for number in range(1, EACH, 2)]
    assert Split.TRAIN in left
    assert measure_leak(read(project)).leaked == left.count(Split.TRAIN)
