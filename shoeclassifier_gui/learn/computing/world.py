"""The processes that train one run together, one a device; usually there is just one."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import torch
from torch import distributed

from shoeclassifier_gui.core.control import Control, Stopped
from shoeclassifier_gui.core.errors import RunError, StorageError, UserError

Positions = Sequence[int]
Result = TypeVar("Result")
Failure = tuple[str, str, str]

# Batch normalisation cannot learn from one picture.
_LEAST = 2


@dataclass(frozen=True, slots=True)
class World:
    """This process among those that train together (torchrun's words).

    All processes do the same in the same order, or they would wait for each other for ever: what
    depends on the clock, on the disk or on the user is agreed on.

    Attributes:
        rank: Of this process, from 0; 0 writes the run's files.
        size: Number of processes.
        local_rank: Of this process among those of its machine, from 0.
        local_size: Number of processes of its machine.
        heard: Failures that all processes know of.
    """

    rank: int = 0
    size: int = 1
    local_rank: int = 0
    local_size: int = 1
    heard: list[Exception] = field(default_factory=list, compare=False)

    @property
    def writes(self) -> bool:
        """Whether this process writes files and tells events."""
        return self.rank == 0

    def device(self, wanted: str) -> str:
        """The name of this process's device, by what the configuration asks for.

        Raises:
            RunError: Several processes cannot share it.
        """
        if self.size == 1 or wanted == "cpu":
            return wanted
        if wanted not in {"auto", "cuda"}:
            raise RunError(
                f"Several processes cannot train on {wanted}.",
                "Use auto, cpu or cuda: each process then takes a card of its own.",
            )
        return f"cuda:{self.local_rank}" if torch.cuda.is_available() else "cpu"

    def label(self, device: str) -> str:
        """What people are told of all devices, by the name of this one."""
        return device if self.size == 1 else f"{self.size} x {device}"

    def share(self, positions: Positions) -> Positions:
        """This process's part of some work."""
        return positions[self.rank :: self.size]

    def share_of_machine(self, positions: Positions) -> Positions:
        """This process's part of what each machine does for itself."""
        return positions[self.local_rank :: self.local_size]

    def share_of_batch(self, batch: Positions) -> Positions:
        """This process's part of a batch: none, or enough for batch normalisation."""
        active = max(1, min(self.size, len(batch) // _LEAST))
        return batch[self.rank :: active] if self.rank < active else batch[:0]

    def once(self, action: Callable[[], Result]) -> Result:
        """What the first process gets from doing something, for all of them.

        Raises:
            UserError: It failed there.
            Stopped: It was stopped there.
        """
        box: list[Any] = [None]
        with self.together():
            if self.writes:
                box[0] = action()
        if self.size > 1:
            with _lost_others():
                distributed.broadcast_object_list(box, src=0)
        result: Result = box[0]
        return result

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """What stops or fails inside in one process, does so in all of them.

        Nothing inside may wait for the other processes.

        Raises:
            UserError: It failed in some process.
            Stopped: It was stopped in some process.
        """
        failure: UserError | Stopped | None = None
        try:
            yield
        except (UserError, Stopped) as error:
            if self.size == 1:
                raise
            failure = error
        for rank, told in enumerate(self._gather(_tell(failure))):
            if told is not None:  # The same one for all, or they would part.
                common = failure if failure and rank == self.rank else _retell(told)
                self.heard.append(common)
                raise common

    def agree(self, wish: bool) -> bool:
        """Whether any process wishes it."""
        if self.size == 1:
            return wish
        flag = torch.tensor(int(wish))
        with _lost_others():
            distributed.all_reduce(flag, distributed.ReduceOp.MAX)
        return bool(flag)

    def least(self, value: int) -> int:
        """The smallest of the processes' values."""
        return min(int(other) for other in self._gather(value))

    def checkpoint(self, control: Control) -> None:
        """Asks the user's wish of all processes.

        Raises:
            Stopped: One of them shall stop.
        """
        if self.size == 1:
            control.checkpoint()
        elif self.agree(control.stopping):
            raise Stopped

    def join(self, own: Sequence[int], whole: int) -> list[int]:
        """Puts the results of all shares of `whole` pieces together again."""
        joined = [0] * whole
        for rank, part in enumerate(self._gather(list(own))):
            joined[rank :: self.size] = part
        return joined

    def add_up(self, *values: float) -> list[float]:
        """Sums of the processes' values."""
        return [sum(column) for column in zip(*self._gather(values), strict=True)]

    def sum_gradients(self, parameters: Sequence[torch.nn.Parameter]) -> None:
        """Adds the processes' gradients up; every process must come here."""
        if self.size == 1:
            return
        for parameter in parameters:
            if parameter.grad is None:  # This process had no picture of the batch.
                parameter.grad = torch.zeros_like(parameter)
        self.sum([p.grad for p in parameters if p.grad is not None])

    def sum(self, tensors: Sequence[torch.Tensor]) -> None:
        """Replaces tensors by their sums over the processes."""
        if self.size == 1:
            return
        with _lost_others():
            waiting = [distributed.all_reduce(tensor, async_op=True) for tensor in tensors]
            for work in waiting:
                if work is not None:
                    work.wait()

    def average(self, tensors: Sequence[torch.Tensor]) -> None:
        """Replaces tensors by their means over the processes."""
        self.sum(tensors)
        if self.size > 1:
            for tensor in tensors:
                tensor.div_(self.size)

    def copy(self, module: torch.nn.Module) -> None:
        """Gives the first process's weights to all."""
        if self.size == 1:
            return
        with torch.no_grad(), _lost_others():
            for tensor in module.state_dict().values():
                distributed.broadcast(tensor, src=0)

    def _gather(self, value: Any) -> list[Any]:  # noqa: ANN401 - whatever pickles
        if self.size == 1:
            return [value]
        values: list[Any] = [None] * self.size
        with _lost_others():
            distributed.all_gather_object(values, value)
        return values


def _tell(failure: UserError | Stopped | None) -> Failure | None:
    if isinstance(failure, UserError):
        return type(failure).__name__, failure.sentence, failure.hint
    return ("", "", "") if failure else None


def _retell(told: Failure) -> UserError | Stopped:
    """Another process's failure as one of this process."""
    kind, sentence, hint = told
    if not kind:
        return Stopped()
    return (StorageError if kind == StorageError.__name__ else RunError)(sentence, hint)


@contextlib.contextmanager
def _lost_others() -> Iterator[None]:
    try:
        yield
    except RuntimeError as error:
        raise RunError(
            "Another process of this training has ended or cannot be reached.",
            "See what it said; the run goes on with --resume.",
        ) from error
