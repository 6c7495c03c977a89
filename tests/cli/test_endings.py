"""What the command line says of ends that are no success."""

from pathlib import Path

import pytest
from safetensors.torch import save_file

from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.ending import Ending
from shoeclassifier_gui.core.runs.events import RunFinished
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.learn.networks.vision import make_network
from shoeclassifier_gui.learn.weights import weights_store
from tests.cli.conftest import Shell

NAME = "squeezenet1_1"


def test_a_diverged_run_does_not_go_on(shell: Shell, tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "run")
    run.create(TrainConfig(), tmp_path)
    run.append(RunFinished(None, Ending.FAILED, 0, 1.0, None))
    said = shell("train", "--resume", run.path)
    assert said.code == 2
    assert "smaller learning rate" in said.err


def test_an_import_that_changes_nothing_says_so(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_file(make_network(NAME).state_dict(), tmp_path / "mine.safetensors")
    first = tmp_path / "weights" / f"{NAME}.safetensors"
    first.parent.mkdir()
    first.touch()
    monkeypatch.setattr(weights_store, "program_folder", lambda: tmp_path)
    said = shell("weights", "import", tmp_path / "mine.safetensors")
    assert said.code == 0
    assert f"{first} comes first and is still used" in said.out
    first.unlink()
    assert "still used" not in shell("weights", "import", tmp_path / "mine.safetensors").out


@pytest.mark.parametrize(
    ("words", "sentence", "hint"),
    [
        (("plan", "nowhere"), "There is no folder", "Check the name."),
        (("plan", "nowhere", "--device"), "expected one argument", "plan --help"),
        (("train",), "Training needs DATA", ""),
        (("runs",), "needs an action: list, show, compare", "runs --help"),
        (("weights",), "needs an action: list, fetch, import", "weights --help"),
        (("data",), "needs an action: import, undo", "data --help"),
        (("data", "dance"), "invalid choice", "data --help"),
        (("./nowhere",), "There is no folder and no command ./nowhere", "--help"),
        (("here", "--seed"), "A folder alone opens the window", "plan here"),
        (("sample", "full"), "is not empty", "Choose a new folder"),
    ],
)
def test_errors_are_objects_for_programs_and_sentences_for_people(
    shell: Shell,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    sentence: str,
    hint: str,
) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    monkeypatch.chdir(tmp_path)
    said = shell(*words, "--json")
    assert said.code == 2
    assert said.json.keys() == {"error", "hint"}
    assert sentence in said.json["error"]
    assert hint in said.json["hint"]
    people = shell(*words)
    assert (people.code, people.out) == (2, "")
    assert people.err == f"shoeclassifier: {said.json['error']} {said.json['hint']}".rstrip() + "\n"


def test_an_answer_that_is_a_complaint_is_one_object(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "mine" / "boot").mkdir(parents=True)
    (tmp_path / "no.jpg").write_bytes(b"no")
    said = shell("data", "import", tmp_path / "mine", tmp_path / "no.jpg", "--class", "a", "--json")
    assert said.code == 2
    assert said.json["imported"] == 0
    assert said.json["error"] == "Nothing could be imported."
