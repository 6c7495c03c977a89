"""Two processes of torchrun train as one does; one that is lost leaves a run that goes on."""

import json
import math
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import torch

from shoeclassifier_gui.cli.app import run as run_command
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.runs.events import Preparation, RunFinished
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.learn.computing.world import World
from shoeclassifier_gui.learn.networks.vision import make_network
from shoeclassifier_gui.learn.training.run import resume
from tests.learn.one_of_several import first_way

_ROOT = Path(__file__).resolve().parents[2]
_WORKER = Path(__file__).with_name("one_of_several.py")
_PATIENCE_S = 120
_PLAIN = ("--no-flips", "--no-crops", "--illumination", "0", "--deformation", "0")

Event = dict[str, Any]
Torchrun = subprocess.Popen[str]

needs_torchrun = pytest.mark.skipif(sys.platform == "win32", reason="torchrun lacks signals there")


@contextmanager
def torchrun(folder: Path, *arguments: object) -> Iterator[Torchrun]:
    """Two processes that run a command."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "torch.distributed.run", "--nproc-per-node=2",
        "--master-addr=127.0.0.1", f"--master-port={port}", _WORKER, folder, *arguments,
    ]  # fmt: skip
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(_ROOT)}
    with (folder / "words.txt").open("a") as words:
        process = subprocess.Popen(
            [str(word) for word in command],
            env=environment,
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=words,
            text=True,
        )
    try:
        yield process
    finally:
        if process.poll() is None:  # The test has failed: nothing shall be left of it.
            process.kill()
            for file in folder.glob("*.pid"):
                os.kill(int(file.read_text()), signal.SIGKILL)
        process.communicate()


def train_on_two(folder: Path, *arguments: object) -> None:
    with torchrun(folder, "train", *arguments) as process:
        process.communicate(timeout=_PATIENCE_S)
        assert process.returncode == 0, (folder / "words.txt").read_text()


def next_epoch(process: Torchrun) -> Event:
    assert process.stdout is not None
    events = (json.loads(line) for line in process.stdout)
    return next(event for event in events if event["event"] == "epoch_finished")


def losses(run: RunFolder) -> list[float]:
    epochs = [event for event in run.events() if event["event"] == "epoch_finished"]
    return [epoch[name] for epoch in epochs for name in ("train_loss", "val_loss")]


def views(run: RunFolder) -> list[Event]:
    """Told while frozen layers look at pictures."""
    events = (event for event in run.events() if event["event"] == "preparing")
    return [event for event in events if event["what"] == Preparation.VIEWS]


@pytest.fixture(autouse=True)
def _one_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shoeclassifier_gui.learn.training.setting_up.fastest_execution", first_way)


@pytest.mark.slow
@needs_torchrun
def test_two_processes_learn_what_one_learns(sample: Path, tmp_path: Path) -> None:
    """Without dropout, changed pictures, and normalisation over a batch, which differs."""
    knobs = (
        "--backbone", "alexnet", "--cut", "1", "--head", "classic", "--weights", "none",
        "--image-size", "63", "--batch-size", "16", "--epochs", "1", "--dropout", "0",
        "--optimizer", "sgd", "--lr", "0.02", *_PLAIN,
    )  # fmt: skip
    one, two = RunFolder(tmp_path / "one"), RunFolder(tmp_path / "two")
    train_on_two(tmp_path, sample, "--out", two.path, *knobs)
    assert run_command(["train", str(sample), "--out", str(one.path), *knobs]) == 0
    assert losses(two) == pytest.approx(losses(one), rel=1e-4)
    assert losses(one)[1] != pytest.approx(math.log(5), rel=0.01)  # Something was learned.
    kinds = [{event["event"] for event in run.events()} for run in (one, two)]
    assert kinds[0] == kinds[1]


@pytest.mark.slow
@needs_torchrun
def test_each_process_looks_at_its_share(sample: Path, tmp_path: Path, home: Path) -> None:
    torch.manual_seed(0)
    weights = tmp_path / "squeezenet1_1.pth"
    torch.save(make_network("squeezenet1_1").state_dict(), weights)
    knobs = (
        "--backbone", "squeezenet1_1", "--weights", str(weights), "--image-size", "64",
        "--plan", "fast",
    )  # fmt: skip
    one, two = RunFolder(tmp_path / "one"), RunFolder(tmp_path / "two")
    train_on_two(tmp_path, sample, "--out", two.path, *knobs)
    looked = views(two)
    train, val = (
        next(e for e in two.events() if e["event"] == "run_started")[f"{part}_count"]
        for part in ("train", "val")
    )
    assert sum(e["total"] for e in looked if e["done"] == e["total"]) == train / 2 + val / 2
    # Nothing is left to look at.
    assert run_command(["train", str(sample), "--out", str(one.path), *knobs]) == 0
    assert not views(one)
    assert losses(two) == pytest.approx(losses(one), rel=1e-3)


@pytest.mark.slow
@needs_torchrun
def test_a_run_goes_on_after_a_stop_and_after_the_loss_of_a_process(
    sample: Path, read: Callable[[Path], Dataset], tmp_path: Path
) -> None:
    run, epochs = RunFolder(tmp_path / "run"), 20
    knobs = (
        "--backbone", "squeezenet1_1", "--weights", "none", "--image-size", "32",
        "--batch-size", "16", "--epochs", epochs, "--patience", "0", "--average", "0.9", "--json",
    )  # fmt: skip
    with torchrun(tmp_path, "train", sample, "--out", run.path, *knobs) as process:
        assert next_epoch(process)["epoch"] == 1
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=_PATIENCE_S)
    assert run.ending == "stopped", (tmp_path / "words.txt").read_text()
    assert run.model.is_dir()
    with torchrun(tmp_path, "train", "--resume", run.path, "--json") as process:
        assert next_epoch(process)["epoch"] > 1
        os.kill(int((tmp_path / "1.pid").read_text()), signal.SIGKILL)
        process.communicate(timeout=_PATIENCE_S)
        assert process.returncode != 0
    assert not run.finished
    assert not _alive(int((tmp_path / "0.pid").read_text()))
    *_, last = resume(run, read(sample), Control())
    assert isinstance(last, RunFinished)
    assert last.reason == "done"
    done = [event["epoch"] for event in run.events() if event["event"] == "epoch_finished"]
    assert done == list(range(1, epochs + 1))


@pytest.mark.parametrize(("pictures", "size"), [(16, 2), (2, 2), (3, 2), (5, 4), (1, 3), (7, 3)])
def test_no_process_learns_from_a_single_picture(pictures: int, size: int) -> None:
    batch = list(range(pictures))
    shares = [World(rank, size).share_of_batch(batch) for rank in range(size)]
    assert sorted(place for share in shares for place in share) == batch
    assert pictures == 1 or all(len(share) != 1 for share in shares)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
