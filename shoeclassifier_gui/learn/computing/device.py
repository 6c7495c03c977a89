"""Where to compute."""

import contextlib
import gc
import os
from collections.abc import Iterator
from dataclasses import dataclass

import torch

from shoeclassifier_gui.core.errors import RunError


@dataclass(frozen=True, slots=True)
class Device:
    """A computing device.

    Attributes:
        torch_device: For tensors.
        label: For people, for example `NVIDIA H200` or `CPU, 8 threads`.
    """

    torch_device: torch.device
    label: str

    @property
    def is_cuda(self) -> bool:
        """Whether it is an NVIDIA (or ROCm) card."""
        return self.torch_device.type == "cuda"


@contextlib.contextmanager
def computing(*, reproducible: bool) -> Iterator[None]:
    """Chooses CUDA's kernels: always the same ones, or the fastest by trying."""
    backend = torch.backends.cudnn
    before = backend.benchmark, torch.are_deterministic_algorithms_enabled()
    backend.benchmark = not reproducible
    if reproducible:
        # cuBLAS reads it when it is first used (NVIDIA's documentation, "Results reproducibility").
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
        torch.use_deterministic_algorithms(True, warn_only=True)
    try:
        yield
    finally:
        backend.benchmark, deterministic = before
        torch.use_deterministic_algorithms(deterministic, warn_only=True)


def release_memory() -> None:
    """Gives graphics memory that nothing uses any more back to the system."""
    if torch.cuda.is_initialized():  # type: ignore[no-untyped-call]
        gc.collect()  # Optimizers and their parameters hold each other.
        torch.cuda.empty_cache()


def card_bytes(wanted: str) -> int | None:
    """Memory of the card that a configuration asks for; None where it asks for none.

    All of it, whatever is free now: what is settled by it is the same in every run.

    Raises:
        RunError: This machine has no such device.
    """
    device = choose_device(wanted)
    return torch.cuda.mem_get_info(device.torch_device)[1] if device.is_cuda else None


def choose_device(wanted: str = "auto") -> Device:
    """Finds the device that a configuration asks for; `auto` prefers CUDA.

    Raises:
        RunError: This machine has no such device.
    """
    if wanted == "auto":
        wanted = "cuda" if torch.cuda.is_available() else "cpu"
    try:
        device = torch.device(wanted)
    except RuntimeError as error:
        raise RunError(f"The device {wanted} is not known.", "Use auto, cpu or cuda.") from error
    if device.type == "cpu":
        threads = torch.get_num_threads()
        return Device(device, f"CPU, {threads} thread{'s' if threads > 1 else ''}")
    if device.type == "cuda" and (device.index or 0) < torch.cuda.device_count():
        return Device(device, torch.cuda.get_device_name(device))
    if device.type == "mps" and torch.backends.mps.is_available():
        return Device(device, "Apple GPU")
    raise RunError(f"This machine has no device {wanted}.", "Use auto or cpu.")
