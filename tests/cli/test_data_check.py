import shutil
from pathlib import Path

from shoeclassifier_gui.core.doctor.findings import FindingKind
from tests.cli.conftest import Shell


def test_check_lists_findings_with_relative_paths(sample: Path, shell: Shell) -> None:
    first = min((sample / "boot").glob("*.jpg"))
    shutil.copy(first, first.with_name("copy.jpg"))
    said = shell("data", "check", sample, "--json")
    assert said.code == 0
    kinds = {kind.value for kind in FindingKind}
    assert said.json["count"] == len(list(sample.glob("*/*.jpg")))
    for finding in said.json["findings"]:
        assert finding["kind"] in kinds
        assert all((sample / path).is_file() for path in finding["items"])
        assert finding["suggestion"]
    (copies,) = [f for f in said.json["findings"] if f["kind"] == "exact_duplicate"]
    folder = first.parent.name
    assert set(copies["items"]) == {f"{folder}/{first.name}", f"{folder}/copy.jpg"}
    assert {note["kind"] for note in said.json["not_run"]} == {"outlier", "label_suspect"}
    assert all(note["reason"] for note in said.json["not_run"])


def test_check_can_be_read_by_people(sample: Path, shell: Shell) -> None:
    said = shell("data", "check", sample)
    assert said.code == 0
    assert "Not looked for: label suspect. There are no network weights" in said.out


def test_a_model_that_is_none_is_said_before_the_reading(sample: Path, shell: Shell) -> None:
    said = shell("data", "check", sample, "--model", sample)
    assert said.code == 2
    assert "Reading" not in said.err
