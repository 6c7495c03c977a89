"""How a network is run fastest on a device: number format and memory order, by measurement.

No table would do. On one processor with matrix units, a training step took, in milliseconds a
picture (bfloat16 or float32, channels last or first):

| network           | b16 last | f32 last | b16 first | f32 first |
|-------------------|----------|----------|-----------|-----------|
| vgg16, 224 px     | 74       | 422      | 159       | -         |
| vgg16_bn, 64 px   | 9        | 28       | 29        | 33        |
| squeezenet1_1     | 160      | 76       | 17        | 21        |
| mobilenet_v3_small| 15       | 8        | 18        | 11        |
"""

import contextlib
import json
import math
import os
import platform
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from shoeclassifier_gui.core.errors import OutOfGpuMemory, StorageError
from shoeclassifier_gui.core.files import write_text
from shoeclassifier_gui.core.paths import user_cache_folder
from shoeclassifier_gui.learn.computing.device import Device

_ORDERS = ("last", "first")
_TRIED = ("bfloat16", "float32")
_FORMATS = {"bfloat16": torch.bfloat16, "float16": torch.float16, "float32": None}
# Pixels of the batch that is tried: much smaller ones mislead, as moving weights then costs most.
_PIXELS = 224 * 224
_MOST_PICTURES = 32
# A way that took this many times the best one is not tried again, after each of three rounds: one
# try alone may have been disturbed.
_HOPELESS = (3.0, 1.3, 1.3)


@dataclass(frozen=True, slots=True)
class Execution:
    """A way to run a network.

    Attributes:
        device: Where.
        number_format: `float32`, or what convolutions and products are rounded to.
        channels_last: Memory order of pictures and activations.
    """

    device: Device
    number_format: str
    channels_last: bool

    @property
    def memory_format(self) -> torch.memory_format:
        """The word of torch for the memory order."""
        return torch.channels_last if self.channels_last else torch.contiguous_format

    @property
    def needs_loss_scaling(self) -> bool:
        """float16 gradients underflow unless the loss is scaled up."""
        return self.number_format == "float16"

    @contextlib.contextmanager
    def precision(self) -> Iterator[None]:
        """Runs what is inside in the number format."""
        dtype = _FORMATS[self.number_format]
        kind = self.device.torch_device.type
        with torch.autocast(kind, dtype=dtype or torch.bfloat16, enabled=dtype is not None):
            yield

    def send(self, values: torch.Tensor) -> torch.Tensor:
        """Moves a tensor to the device; a card fetches it while the processor goes on."""
        if self.device.is_cuda:
            values = values.pin_memory()
        return values.to(self.device.torch_device, non_blocking=True)

    def place(self, network: nn.Module) -> None:
        """Moves a network to the device, in the memory order.

        Raises:
            OutOfGpuMemory: The card has no room for it.
        """
        try:
            network.to(self.device.torch_device)
            network.to(memory_format=self.memory_format)  # type: ignore[call-overload]
        except torch.OutOfMemoryError as error:
            raise OutOfGpuMemory("Close other programs, or end a training.") from error


def fastest_execution(
    network: nn.Module, device: Device, image_size: int, *, name: str, learning: bool
) -> Execution:
    """Chooses how to run a network; on a CPU by trying, which takes a second or two.

    What was found is remembered in the user's cache, so that the same work is computed in the
    same way the next time, to the last digit.

    Args:
        network: On the CPU; its state is as before afterwards.
        device: Where it will run.
        image_size: Side of its input in pixels.
        name: Tells networks apart (backbone, frozen part and head).
        learning: Whether gradients count, too.
    """
    if device.is_cuda:
        native = torch.cuda.is_bf16_supported(including_emulation=False)
        return Execution(device, "bfloat16" if native else "float16", channels_last=True)
    if device.torch_device.type != "cpu":
        return Execution(device, "float32", channels_last=False)
    kind = "learning" if learning else "answering"
    key = f"{name}, {image_size} px, {kind}, {torch.get_num_threads()} threads, {_machine()}"
    found = _remembered().get(key)
    if found is None:
        quiet = is_quiet()
        found = _measure(network, device, image_size, learning=learning)
        if quiet:  # What other programs' work has bent must not stay for ever.
            _remember(key, found)
    number_format, order = found.split()
    return Execution(device, number_format, channels_last=order == "last")


def is_quiet() -> bool:
    """Whether the processors are free enough for times to mean something."""
    if not hasattr(os, "getloadavg"):  # Windows
        return True
    return os.getloadavg()[0] <= (os.cpu_count() or 1)


def _measure(network: nn.Module, device: Device, image_size: int, *, learning: bool) -> str:
    count = min(_MOST_PICTURES, max(1, _PIXELS // image_size**2)) if learning else 1
    # Zeros would be faster than pictures; torch's own random numbers belong to the training.
    pictures = torch.linspace(0, 1, count * 3 * image_size**2)
    pictures = pictures.view(count, 3, image_size, image_size)
    mode = network.training
    network.eval()
    ways = [f"{number_format} {order}" for order in _ORDERS for number_format in _TRIED]

    def seconds(way: str) -> float:
        number_format, order = way.split()
        execution = Execution(device, number_format, channels_last=order == "last")
        execution.place(network)
        arranged = pictures.contiguous(memory_format=execution.memory_format)
        return _time(execution, network, arranged, learning=learning)

    for way in ways:
        seconds(way)  # The first time sets the kernels up.
    best = dict.fromkeys(ways, math.inf)
    # Rounds over all ways, so that other programs' work falls on all alike.
    for hopeless in _HOPELESS:
        for way in ways:
            best[way] = min(best[way], seconds(way))
        least = min(best.values())
        ways = [way for way in ways if best[way] <= hopeless * least]
        if len(ways) == 1:
            break
    network.train(mode).zero_grad(set_to_none=True)
    return min(best, key=lambda way: best[way])


def _machine() -> str:
    return f"{platform.machine()} {platform.processor()}, torch {torch.__version__}"


def _memory_file() -> Path:
    return user_cache_folder() / "execution.json"


def _remembered() -> dict[str, str]:
    try:
        values = json.loads(_memory_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    ways = {f"{number_format} {order}" for number_format in _FORMATS for order in _ORDERS}
    return {key: way for key, way in values.items() if way in ways}


def _remember(key: str, way: str) -> None:
    with contextlib.suppress(StorageError):  # It can be measured again.
        write_text(_memory_file(), json.dumps({**_remembered(), key: way}, indent=1))


def _time(
    execution: Execution, network: nn.Module, pictures: torch.Tensor, *, learning: bool
) -> float:
    started = time.perf_counter()
    with torch.set_grad_enabled(learning):
        with execution.precision():
            scores = network(pictures)
        if learning:
            scores.float().sum().backward()
    return time.perf_counter() - started
