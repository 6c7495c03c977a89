"""Saves and restores everything that a run needs to go on as if it had never stopped."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open

from shoeclassifier_gui.core.errors import RunError
from shoeclassifier_gui.core.preprocessing import CORNER
from shoeclassifier_gui.learn.tensor_files import write_tensors
from shoeclassifier_gui.learn.training.averaging import WeightAverage

Tensors = dict[str, torch.Tensor]


@dataclass(frozen=True, slots=True)
class Origin:
    """What a run's network started from; a resumed run no longer needs the weights file.

    Attributes:
        pretrained: Whether the backbone knew something already.
        weights: Where its weights came from, in words.
        mean: That pictures are normalised with, per RGB channel.
        deviation: Likewise.
        share: Of the square that evaluation sees, see `Preprocessing`.
    """

    pretrained: bool
    weights: str
    mean: tuple[float, float, float]
    deviation: tuple[float, float, float]
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Start:
    """What a run that goes on must begin with again to give the same numbers.

    Attributes:
        origin: Of the network.
        device: torch's name of it.
        number_format: See `Execution`.
        channels_last: See `Execution`.
    """

    origin: Origin
    device: str
    number_format: str
    channels_last: bool


@dataclass(slots=True)
class Progress:
    """How far a run is; the random numbers of each step follow from the seed and these.

    Attributes:
        epoch: Finished epochs.
        step: Finished steps of the epoch that is under way.
        loss_sum: Sum of the losses over the pictures of that epoch so far.
        right: Right answers among them.
        seen: Their number.
        seconds: Worked until the checkpoint was written.
        epoch_seconds: Working time of the epoch that is under way.
        has_best: Whether there is a best model already.
        best_epoch: The best epoch so far; 0 is what the run had before it learned.
        best_gain: Its watched score, turned so that more is better.
        best_loss: Its validation loss.
        loss_scale: Of float16 training; 0 where none is used.
        scale_growth: Steps for which that scale was good; after many of them it grows.
        stage: Of the plan, from 0.
        stage_start: Epochs that were finished when it was entered.
        gained_at: The last epoch that was better than all those that were learned before it.
        learned_gain: Its watched score, turned so that more is better.
        learned_loss: Its validation loss.
    """

    epoch: int = 0
    step: int = 0
    loss_sum: float = 0.0
    right: int = 0
    seen: int = 0
    seconds: float = 0.0
    epoch_seconds: float = 0.0
    has_best: bool = False
    best_epoch: int = 0
    best_gain: float = 0.0
    best_loss: float = float("inf")
    loss_scale: float = 0.0
    scale_growth: int = 0
    stage: int = 0
    stage_start: int = 0
    gained_at: int = 0
    learned_gain: float = float("-inf")
    learned_loss: float = float("inf")

    def take_if_best(self, gained: float, loss: float) -> bool:
        """Whether the finished epoch is the best so far, which is remembered then.

        Args:
            gained: The watched score, turned so that more is better.
            loss: On the validation part; decides between equal scores.
        """
        if self.epoch and (gained, -loss) > (self.learned_gain, -self.learned_loss):
            self.gained_at, self.learned_gain, self.learned_loss = self.epoch, gained, loss
        best = not self.has_best or (gained, -loss) > (self.best_gain, -self.best_loss)
        if best:
            self.has_best, self.best_epoch = True, self.epoch
            self.best_gain, self.best_loss = gained, loss
        return best

    @property
    def is_new(self) -> bool:
        """Whether nothing was learned yet."""
        return not (self.has_best or self.epoch or self.step)


def save_last(
    path: Path,
    progress: Progress,
    network: Tensors,
    optimizer: torch.optim.Optimizer,
    start: Start,
    *,
    average: Tensors | None = None,
) -> None:
    """Writes the checkpoint from which a run goes on.

    Raises:
        StorageError: The disk is full; the earlier checkpoint is still there.
    """
    tensors = {f"network.{name}": tensor for name, tensor in network.items()}
    tensors |= {f"average.{name}": tensor for name, tensor in (average or {}).items()}
    plain: dict[str, float] = {}
    for index, state in optimizer.state_dict()["state"].items():
        for name, value in state.items():
            if isinstance(value, torch.Tensor):
                tensors[f"optimizer.{index}.{name}"] = value
            elif value is not None:
                plain[f"{index}.{name}"] = value
    metadata = {
        "progress": json.dumps(asdict(progress)),
        "optimizer": json.dumps(plain),
        "start": json.dumps(asdict(start)),
    }
    write_tensors(path, tensors, metadata)


def load_progress(path: Path) -> Progress:
    """Reads from a last checkpoint how far its run was.

    Raises:
        RunError: The checkpoint is damaged.
    """
    try:
        with safe_open(path, framework="pt") as file:
            return _read_progress((file.metadata() or {})["progress"])
    except (SafetensorError, OSError, ValueError, KeyError, TypeError) as error:
        raise _damaged(path) from error


def load_last(
    path: Path,
    network: torch.nn.Module,
    optimizer: torch.optim.Optimizer,
    average: WeightAverage | None = None,
) -> Progress:
    """Restores a network, an optimizer and a moving average in place.

    Raises:
        RunError: The checkpoint is damaged or belongs to another network.
    """
    tensors, metadata = _load(path)
    try:
        network.load_state_dict(_below(tensors, "network."))
        saved: dict[int, dict[str, torch.Tensor | float]] = {}
        entries = {**_below(tensors, "optimizer."), **json.loads(metadata["optimizer"])}
        for name, value in entries.items():
            index, entry = name.split(".", 1)
            saved.setdefault(int(index), {})[entry] = value
        optimizer.load_state_dict({**optimizer.state_dict(), "state": saved})
        _match_memory_order(optimizer)
        if average is not None:
            average.load(_below(tensors, "average."))
        return _read_progress(metadata["progress"])
    except (RuntimeError, ValueError, KeyError, TypeError) as error:
        raise _damaged(path) from error


def _read_progress(text: str) -> Progress:
    values = json.loads(text)
    if "best_accuracy" in values:  # Runs of earlier versions watched nothing else,
        values["best_gain"] = values.pop("best_accuracy")
    values.setdefault("gained_at", values["best_epoch"])  # and waited for nothing but the best.
    values.setdefault("learned_gain", values["best_gain"])
    values.setdefault("learned_loss", values["best_loss"])
    return Progress(**values)


def _match_memory_order(optimizer: torch.optim.Optimizer) -> None:
    """Fused optimizers walk raw memory: moments must lie as their weights do (channels last)."""
    for parameter, state in optimizer.state.items():
        for name, value in state.items():
            if isinstance(value, torch.Tensor) and value.shape == parameter.shape:
                state[name] = torch.empty_like(parameter).copy_(value)


def load_start(path: Path) -> Start:
    """Reads from a last checkpoint what its run began with.

    Raises:
        RunError: The checkpoint is damaged.
    """
    try:
        with safe_open(path, framework="pt") as file:
            values = json.loads((file.metadata() or {})["start"])
        origin = values.pop("origin")
        origin |= {name: tuple(origin[name]) for name in ("mean", "deviation")}
        return Start(Origin(**{"share": CORNER, **origin}), **values)  # As earlier versions saw.
    except (SafetensorError, OSError, ValueError, KeyError, TypeError) as error:
        raise _damaged(path) from error


@dataclass(frozen=True, slots=True)
class Best:
    """What is known of the best weights that were kept.

    Attributes:
        epoch: After which they were kept, from 1; 0 is what the run began with.
        answers: Class indices on the validation items.
    """

    epoch: int
    answers: tuple[int, ...]


def save_best(path: Path, network: Tensors, best: Best) -> None:
    """Writes the weights of the best epoch with what is known of them.

    Raises:
        StorageError: The disk is full; the earlier file is still there.
    """
    metadata = {"epoch": str(best.epoch), "answers": json.dumps(list(best.answers))}
    write_tensors(path, network, metadata)


def load_best(path: Path) -> Best:
    """Reads what is known of the best weights.

    Raises:
        RunError: The file is damaged.
    """
    try:
        with safe_open(path, framework="pt") as file:
            metadata = file.metadata() or {}
        answers = tuple(int(index) for index in json.loads(metadata["answers"]))
        return Best(int(metadata["epoch"]), answers)
    except (SafetensorError, OSError, ValueError, KeyError) as error:
        raise _damaged(path) from error


def _load(path: Path) -> tuple[Tensors, dict[str, str]]:
    try:
        with safe_open(path, framework="pt") as file:
            # Copies: the tensors are views of the mapped file, which Windows could not replace.
            tensors = {name: file.get_tensor(name).clone() for name in file.keys()}  # noqa: SIM118
            return tensors, file.metadata() or {}
    except (SafetensorError, OSError) as error:
        raise _damaged(path) from error


def _below(tensors: Tensors, prefix: str) -> Tensors:
    return {k.removeprefix(prefix): v for k, v in tensors.items() if k.startswith(prefix)}


def _damaged(path: Path) -> RunError:
    return RunError(
        f"The checkpoint {path} is damaged or belongs to another run.", "Start a new run."
    )
