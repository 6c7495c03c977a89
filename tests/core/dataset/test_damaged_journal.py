"""Lines of the journal that a disk damaged are passed over; what stands around them counts."""

from pathlib import Path

import pytest

from shoeclassifier_gui.core.dataset import edits
from shoeclassifier_gui.core.dataset.editing import edit, undo_last
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.errors import DatasetError
from tests.core.dataset.tiny import do, make_project, read, state

NUMBERS = ("1e999", "-1e999", "NaN", "-3", "0", "1.5", "true", '"7"', "null", "[1]", "9" * 30)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_project(tmp_path / "shoes")


@pytest.mark.parametrize(
    "line",
    [
        *(f'{{"number":{number},"kind":"move"}}' for number in NUMBERS),
        *(f'{{"done":{number}}}' for number in NUMBERS),
        *(f'{{"number":900,"kind":"move","undoes":{n}}}' for n in ("1e999", "9" * 30, '"7"')),
        f'{{"number":900,"kind":"move","words":{"[" * 200_000}',
        '{"number":900,"kind":"pin","facts":[["a","pin",null,["train"]]]}',
        '{"number":900,"kind":"pin","facts":[["a","pin",null,"\\ud800"]]}',
        '{"number":900,"kind":"move","moves":[[1,2]]}',
        '{"number":900,"kind":"rename","classes":[["1",null,{"a":1}]]}',
        '{"number":900,"kind":"split","settings":[["shares",null,70]]}',
    ],
    ids=range(2 * len(NUMBERS) + 9),
)
def test_a_damaged_line_stops_nothing(project: Project, line: str) -> None:
    dataset = read(project)
    before = state(dataset)
    with project.journal.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    assert state(read(project)) == before
    do(project, edits.move_to_class(dataset, dataset.items[:1], "sandal"))
    assert "sandal/boot-0.png" in {item.relative for item in read(project).items}
    edit(project, undo_last(project))
    assert state(read(project)) == before


def test_a_damaged_last_change_leaves_the_project_open(project: Project) -> None:
    """It alone cannot be taken back any more; what comes after it can."""
    dataset = read(project)
    do(project, edits.move_to_class(dataset, dataset.items[:1], "sandal"))
    *lines, last, done = project.journal.read_bytes().splitlines(keepends=True)
    damaged = last.replace(b"{", b"#", 1)
    project.journal.write_bytes(b"".join((*lines, damaged, done)))
    after = state(read(project))
    with pytest.raises(DatasetError, match="journal was changed by another program"):
        edit(project, undo_last(project))
    dataset = read(project)
    do(project, edits.move_to_class(dataset, dataset.items[1:2], "sandal"))
    edit(project, undo_last(project))
    assert state(read(project)) == after
