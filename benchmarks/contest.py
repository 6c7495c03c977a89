"""Gives one fine-tuning task to this program and to its peers, each in a process of its own."""

import shutil
import subprocess
import sys
import venv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from benchmarks.common import open_dataset
from benchmarks.peers.task import Task
from benchmarks.processes import ROOT, Line, run_measured
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Split
from shoeclassifier_gui.core.dataset.project import HIDDEN
from shoeclassifier_gui.core.runs.answers import Evaluated
from shoeclassifier_gui.learn.models.evaluation import evaluate
from shoeclassifier_gui.learn.models.predictor import Predictor

PEERS_FOLDER = ROOT / ".benchmarks" / "peers"


@dataclass(frozen=True, slots=True)
class Peer:
    """Somebody else's way to fine-tune.

    Attributes:
        name: In tables.
        module: That runs it.
        packages: Of an environment of its own; without any it uses this one's torch.
    """

    name: str
    module: str
    packages: tuple[str, ...] = ()


KERAS = Peer("Keras / TensorFlow", "keras_vgg16", ("tensorflow-cpu", "pillow"))
TORCH = Peer("plain PyTorch loop", "torch_loop")
FASTAI = Peer("fastai fine_tune", "fastai_tune", ("fastai>=2.8,<3",))


@dataclass(frozen=True, slots=True)
class Attempt:
    """How one of them did.

    Attributes:
        name: Who.
        seconds: From the start of its process to its end.
        peak_mb: Most anonymous memory of that process.
        epochs: Seconds since its start and validation accuracy, after each epoch.
        right: Whether each test picture was answered rightly, by relative path.
        lines: Everything that it said.
        error: Why it failed; empty when it did not.
    """

    name: str
    seconds: float
    peak_mb: float
    epochs: tuple[tuple[float, float], ...] = ()
    right: Mapping[str, bool] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()
    error: str = ""

    @property
    def best(self) -> float:
        """The best validation accuracy; 0 without any."""
        return max((accuracy for _, accuracy in self.epochs), default=0.0)

    @property
    def final(self) -> float:
        """The validation accuracy of the last epoch; 0 without any."""
        return self.epochs[-1][1] if self.epochs else 0.0

    def seconds_to(self, accuracy: float) -> float | None:
        """Until a validation accuracy was reached first; None when it never was."""
        return next((at for at, reached in self.epochs if reached >= accuracy), None)


def install(peer: Peer) -> str:
    """Makes a peer's environment, once; gives the sentence why it cannot be had, or none."""
    if not peer.packages or (_home(peer) / "ready").is_file():
        return ""
    # The same torch as the program's, so that only the way to use it differs.
    same = [f"{name}=={version(name).partition('+')[0]}" for name in ("torch", "torchvision")]
    venv.create(_home(peer), with_pip=True, clear=True)
    packages = [*peer.packages, *(same if peer is FASTAI else [])]
    done = subprocess.run(
        [python_of(peer), "-m", "pip", "install", "--quiet", *packages],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = [line for line in done.stderr.splitlines() if "ERROR" in line][-1:]
        return f"{peer.name} is left out: it does not install here ({' '.join(last)})."
    (_home(peer) / "ready").touch()
    return ""


def run_peer(peer: Peer, task: Task) -> Attempt:
    """Lets a peer do the task; its environment must be installed."""
    command = [str(python_of(peer)), "-m", f"benchmarks.peers.{peer.module}", task.to_json()]
    done = run_measured(command, {})
    epochs = [
        (line.seconds, float(line.values["accuracy"]))
        for line in done.lines
        if "epoch" in line.values
    ]
    answers: dict[str, int] = next(
        (line.values["answers"] for line in done.lines if "answers" in line.values), {}
    )
    right = {name: classes_of(task.root)[said] == _class(name) for name, said in answers.items()}
    return Attempt(
        peer.name, done.seconds, done.peak_mb, tuple(epochs), right, done.lines, done.error
    )


def run_ours(name: str, folder: Path, home: Path, options: Sequence[str]) -> Attempt:
    """Lets the program's command line train on a folder, from nothing: no cache is filled yet.

    Args:
        name: In tables.
        folder: The labelled pictures.
        home: A new folder for everything that the program keeps.
        options: Of `train`.
    """
    run = home / "run"
    shutil.rmtree(folder / HIDDEN, ignore_errors=True)  # What an earlier run knew of the pictures.
    command = [sys.executable, "-m", "shoeclassifier_gui", "train", str(folder), "--json"]
    done = run_measured([*command, "--out", str(run), *options], {"SHOECLASSIFIER_HOME": str(home)})
    epochs = [
        (line.seconds, float(line.values["val_accuracy"]))
        for line in done.lines
        if line.values.get("event") == "epoch_finished"
    ]
    right = {} if done.error or not (folder / "test").is_dir() else _rightly(run, folder, home)
    return Attempt(name, done.seconds, done.peak_mb, tuple(epochs), right, done.lines, done.error)


def classes_of(root: Path) -> list[str]:
    """Class names by index, as all of them count."""
    return sorted(path.name for path in (root / "train").iterdir() if path.is_dir())


def _rightly(run: Path, folder: Path, home: Path) -> dict[str, bool]:
    dataset = open_dataset(folder, home)
    items = dataset.of_split(Split.TEST)
    *_, last = evaluate(Predictor.load(run / "model"), dataset, items, "test", Control())
    assert isinstance(last, Evaluated)
    return {a.item.relative.removeprefix("test/"): a.said == a.truth for a in last.answers}


def _class(relative: str) -> str:
    return relative.partition("/")[0]


def _home(peer: Peer) -> Path:
    return PEERS_FOLDER / peer.module


def python_of(peer: Peer) -> Path:
    """The interpreter of a peer's environment."""
    if not peer.packages:
        return Path(sys.executable)
    folder = "Scripts" if sys.platform == "win32" else "bin"
    return _home(peer) / folder / "python"
