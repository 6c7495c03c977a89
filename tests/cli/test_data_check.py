import shutil
from pathlib import Path

from shoeclassifier_gui.core.dataset.project import open_project
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
    assert "The window mends" not in said.out
    first = min((sample / "boot").glob("*.jpg"))
    shutil.copy(first, first.with_name("copy.jpg"))
    words = shell("data", "check", sample).out
    assert "keep the best one" in words
    assert "The window mends what is found at a click" in words


def test_a_model_that_is_none_is_said_before_the_reading(sample: Path, shell: Shell) -> None:
    said = shell("data", "check", sample, "--model", sample)
    assert said.code == 2
    assert "Reading" not in said.err


def test_the_newest_model_of_the_project_judges_labels(sample: Path, shell: Shell) -> None:
    project = open_project(sample)
    for name in ("older", "newer"):
        said = shell(
            "train", sample, "--out", project.runs / name, "--backbone", "squeezenet1_1",
            "--weights", "none", "--image-size", 32, "--epochs", 1, "--batch-size", 32,
        )  # fmt: skip
        assert said.code == 0, said.err
    for _ in range(2):  # The second time from what was remembered.
        said = shell("data", "check", sample)
        assert said.code == 0, said.err
        assert "Labels are judged by what the model newer sees." in said.out + said.err
        assert "Not looked for" not in said.out
    (project.runs / "newer" / "model" / "model.safetensors").unlink()
    said = shell("data", "check", sample, "--json")
    assert said.json["not_run"] == []
    said = shell("data", "check", sample)
    assert "the model older sees" in said.out + said.err


def test_pictures_in_no_class_folder_are_no_damaged_files(sample: Path, shell: Shell) -> None:
    for number, path in enumerate(sorted((sample / "boot").glob("*.jpg"))[:5]):
        shutil.move(path, sample / f"loose-{number}.jpg")
    (sample / "boot" / "torn.jpg").write_text("no picture")
    said = shell("data", "check", sample, "--json")
    (broken,) = [f for f in said.json["findings"] if f["kind"] == "unreadable"]
    assert broken["items"] == ["boot/torn.jpg"]
    assert said.json["classless"] == [f"loose-{number}.jpg" for number in range(5)]
    assert shell("data", "stats", sample, "--json").json["classless"] == 5
    said = shell("data", "stats", sample)
    assert "5 pictures lie in no class folder and so have no class: loose-0.jpg, " in said.err
    assert "Move each into the folder of its class" in said.err


def test_check_says_which_class_a_picture_is_in_and_counts_classes(
    sample: Path, shell: Shell
) -> None:
    first = min((sample / "boot").glob("*.jpg"))
    shutil.copy(first, sample / "loafer" / "copy.jpg")
    for path in sorted((sample / "sandal").glob("*.jpg"))[8:]:
        path.unlink()
    said = shell("data", "check", sample)
    assert f"boot/{first.name} is boot, stands also in loafer" in said.out
    assert "loafer/copy.jpg is loafer, stands also in boot" in said.out
    assert "Exact duplicate" not in said.out
    assert "Tiny class: 1 class\n" in said.out
    said = shell("data", "check", sample, "--json")
    (conflict,) = [f for f in said.json["findings"] if f["kind"] == "label_conflict"]
    assert (conflict["classes"], conflict["target"]) == (["boot", "loafer"], "")
