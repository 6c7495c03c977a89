"""The one place that imports torchvision.

The registry's torchvision is built against CUDA; beside a CPU torch its compiled part does not
load and the import fails at `torchvision::nms`. Networks and weights need none of it, so the two
schemas that the import looks up are declared instead. With a fitting torch nothing is declared.
"""

import importlib.util
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn


def _compiled_part_loads() -> bool:
    spec = importlib.util.find_spec("torchvision")
    folder = Path(spec.origin).parent if spec and spec.origin else Path()
    libraries = [path for pattern in ("_C*.so", "_C*.pyd") for path in folder.glob(pattern)]
    try:
        for library in libraries:
            torch.ops.load_library(str(library))  # type: ignore[no-untyped-call]
    except OSError:
        return False
    return bool(libraries)


# The library must outlive the process's use of the schemas.
_declared: torch.library.Library | None = None
if not _compiled_part_loads():
    _declared = torch.library.Library("torchvision", "FRAGMENT")  # type: ignore[no-untyped-call]
    for _name in ("nms", "qnms"):
        _declared.define(  # type: ignore[no-untyped-call]
            f"{_name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"
        )

from torchvision import models  # noqa: E402


@dataclass(frozen=True, slots=True)
class PublishedWeights:
    """A weights file that torchvision publishes.

    Attributes:
        url: Its address; the name ends in the first digits of its SHA-256.
        size: Bytes.
    """

    url: str
    size: int


def make_network(name: str, **options: bool) -> nn.Module:
    """One of torchvision's networks, without weights."""
    network: nn.Module = models.get_model(name, weights=None, **options)  # type: ignore[attr-defined]
    return network


def published_weights(name: str) -> PublishedWeights:
    """What torchvision publishes as IMAGENET1K_V1 of a network."""
    entry = models.get_model_weights(name)["IMAGENET1K_V1"]  # type: ignore[attr-defined]
    return PublishedWeights(entry.url, int(entry.meta["_file_size"] * 1024 * 1024))
