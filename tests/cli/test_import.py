"""`data import` as a user types it."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

Shell = Callable[..., Any]


def test_a_new_data_set_is_begun_from_an_archive_and_undone(
    shell: Shell, sample_master: Path, tmp_path: Path
) -> None:
    archive = shutil.make_archive(str(tmp_path / "shoes"), "gztar", sample_master)
    said = shell("data", "import", tmp_path / "mine", archive, "--dry-run", "--json")
    assert (said.code, said.json["planned"], said.json["imported"]) == (0, 120, 0)
    assert not (tmp_path / "mine").exists()
    said = shell("data", "import", tmp_path / "mine", archive, "--json")
    assert said.code == 0
    assert said.json["imported"] == len(said.json["imported_files"]) == 120
    assert said.json["classes"] == dict.fromkeys(said.json["classes"], 24)
    assert all((tmp_path / "mine" / path).is_file() for path in said.json["imported_files"])
    again = shell("data", "import", tmp_path / "mine", sample_master, "--json")
    assert (again.code, again.json["imported"], again.json["duplicates"]) == (0, 0, 120)
    undone = shell("data", "undo", tmp_path / "mine", "--json")
    assert undone.json["undone"] == "import"
    assert not list((tmp_path / "mine").glob("*/*.jpg"))


def test_what_is_left_out_is_listed(shell: Shell, sample: Path, tmp_path: Path) -> None:
    source = tmp_path / "loose"
    source.mkdir()
    shutil.copy(next((sample / "boot").glob("*.jpg")), source / "twin.jpg")
    (source / "torn.jpg").write_bytes(b"torn")
    said = shell("data", "import", sample, source, "--class", "boot", "--json")
    values = said.json
    assert (said.code, values["imported"]) == (0, 0)
    assert [file["path"] for file in values["duplicate_files"]] == ["twin.jpg"]
    assert [file["path"] for file in values["unreadable_files"]] == ["torn.jpg"]
    said = shell("data", "import", sample, source / "torn.jpg", "--class", "boot")
    assert said.code == 2
    assert said.err.endswith("Nothing could be imported. The reasons are listed above.\n")


def test_wrong_input_is_a_sentence(shell: Shell, sample: Path, tmp_path: Path) -> None:
    said = shell("data", "import", sample, tmp_path / "nowhere", "--class", "boot")
    assert (said.code, said.err.count("\n")) == (2, 1)
    assert shell("data", "import", sample, tmp_path, "--every", 0).code == 2
    assert shell("data", "import", sample, tmp_path, "--every", 2, "--sharpest").code == 2
