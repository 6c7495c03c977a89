"""Finds pretrained weights on this machine, fetches and imports them when asked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import torch

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.download import DownloadProgress, download
from shoeclassifier_gui.core.errors import WeightsError
from shoeclassifier_gui.core.paths import program_folder, user_data_folder
from shoeclassifier_gui.core.runs.config import IMAGENET, SCRATCH, PlanName
from shoeclassifier_gui.core.runs.defaults import (
    has_classic_head,
    has_published_weights,
)
from shoeclassifier_gui.learn.networks.backbones import BACKBONES, require_backbone
from shoeclassifier_gui.learn.networks.vision import published_weights
from shoeclassifier_gui.learn.weights.weights_files import (
    PretrainedWeights,
    backbone_of,
    holds_dense_layers,
    keep_weights,
    read_weights,
)

_SUFFIXES = {".pth", ".pt", ".safetensors"}


@dataclass(frozen=True, slots=True)
class WeightsEntry:
    """What the store knows of one network.

    Attributes:
        backbone: torchvision's name.
        path: Its weights on this machine, or None.
        dense_layers: Whether there are some that the classic head can start from.
        url: Where torchvision publishes them; empty for a network that has none.
        size: Bytes of the published file.
    """

    backbone: str
    path: Path | None
    dense_layers: bool
    url: str
    size: int


@dataclass(frozen=True, slots=True)
class WeightsKept:
    """Weights were fetched or imported.

    Attributes:
        backbone: torchvision's name.
        path: Where they were put.
        used: The file that runs will start from: another one, if that comes first.
    """

    backbone: str
    path: Path
    used: Path


def default_folders() -> tuple[Path, ...]:
    """Where weights are looked for, in this order: beside the program, the user's, torch's."""
    return (
        program_folder() / "weights",
        user_weights_folder(),
        Path(torch.hub.get_dir()) / "checkpoints",
    )


def user_weights_folder() -> Path:
    """Where fetched and imported weights are put."""
    return user_data_folder() / "weights"


class WeightsStore:
    """Pretrained weights on this machine.

    Args:
        folders: Looked through in this order.
    """

    def __init__(self, folders: Sequence[Path] | None = None) -> None:
        self._folders = tuple(folders) if folders is not None else default_folders()

    def find(self, backbone: str, *, dense_layers: bool = False) -> Path | None:
        """The first weights file of a network, by name: `NAME.*` or `NAME-*.*`.

        In each folder the one that was fetched or imported comes before all others.

        Args:
            backbone: torchvision's name.
            dense_layers: Only files that hold what the classic head starts from.
        """
        name = re.compile(rf"{re.escape(backbone)}(-.*)?")
        kept = _kept_name(backbone)
        for folder in self._folders:
            if not folder.is_dir():
                continue
            for path in sorted(folder.iterdir(), key=lambda path: (path.name != kept, path)):
                if path.suffix not in _SUFFIXES or not name.fullmatch(path.stem):
                    continue
                if not dense_layers or holds_dense_layers(path, backbone):
                    return path
        return None

    def entries(self) -> list[WeightsEntry]:
        """All networks that the program offers, with what is known of their weights."""
        return [self.entry(name) for name in BACKBONES]

    def entry(self, backbone: str) -> WeightsEntry:
        """What is known of one network's weights.

        Raises:
            RunError: The network is not known.
        """
        require_backbone(backbone)
        if not has_published_weights(backbone):
            return WeightsEntry(backbone, None, dense_layers=False, url="", size=0)
        published = published_weights(backbone)
        dense = has_classic_head(backbone) and self.find(backbone, dense_layers=True) is not None
        return WeightsEntry(backbone, self.find(backbone), dense, published.url, published.size)

    def load(
        self, backbone: str, weights: str, *, dense_layers: bool = False
    ) -> PretrainedWeights | None:
        """Reads the weights that a configuration asks for.

        Args:
            backbone: torchvision's name.
            weights: `imagenet`, `none`, or a file's path.
            dense_layers: Prefer a file that holds what the classic head starts from.

        Returns:
            None for `none`.

        Raises:
            WeightsError: There are none on this machine, or the file does not fit.
        """
        if weights == SCRATCH:
            return None
        if weights != IMAGENET:
            return read_weights(Path(weights).expanduser(), backbone)
        _require_published(backbone)
        path = self.find(backbone, dense_layers=dense_layers) or self.find(backbone)
        if path is None:
            raise no_weights(backbone)
        return read_weights(path, backbone)


def no_weights(backbone: str, plan: PlanName = "balanced") -> WeightsError:
    """The error that names the three ways on.

    Args:
        backbone: torchvision's name.
        plan: Of the run. A head alone, which `fast` learns, cannot tell what random layers see.
    """
    scratch = "--plan balanced --weights none" if plan == "fast" else "--weights none"
    return WeightsError(
        f"There are no ImageNet weights for {backbone} on this machine.",
        f"Three ways on: download them (shoeclassifier weights fetch {backbone}), use a file that "
        f"you have (shoeclassifier weights import FILE), or train from scratch ({scratch}).",
    )


def fetch_weights(
    backbone: str,
    control: Control,
    *,
    mirror: str | None = None,
    half: bool = False,
    dense_layers: bool = False,
) -> Iterator[DownloadProgress | WeightsKept]:
    """Downloads torchvision's weights of a network into the user's folder.

    Args:
        backbone: torchvision's name.
        control: Stopping keeps what was downloaded for the next try.
        mirror: Another address that serves the same file names.
        half: Keep 16 bit numbers.
        dense_layers: Keep the dense layers for the classic head, too.

    Raises:
        WeightsError: The server cannot be reached, or the file is not the published one.
        StorageError: The disk is full.
        Stopped: `control` asked for it.
    """
    require_backbone(backbone)
    _require_published(backbone)
    url = published_weights(backbone).url
    name = Path(urlsplit(url).path).name
    if mirror is not None:
        url = f"{mirror.rstrip('/')}/{name}"
    whole = user_data_folder() / "downloads" / name
    yield from download(url, whole, control, sha256_prefix=_hash_in(name))
    target = user_weights_folder() / _kept_name(backbone)
    keep_weights(whole, target, backbone, half=half, dense_layers=dense_layers)
    whole.unlink()
    yield _kept(backbone, target, dense_layers=dense_layers)


def import_weights(
    file: Path, backbone: str | None = None, *, half: bool = False, dense_layers: bool = False
) -> WeightsKept:
    """Keeps a file that the user has, under the user's folder.

    Args:
        file: A torchvision `.pth` or safetensors file.
        backbone: Its network; found out by shapes when None.
        half: Keep 16 bit numbers.
        dense_layers: Keep the dense layers for the classic head, too.

    Raises:
        WeightsError: The file is damaged or fits no known network.
        StorageError: The disk is full.
    """
    name = backbone or backbone_of(file)
    require_backbone(name)
    _require_published(name)
    target = user_weights_folder() / _kept_name(name)
    keep_weights(file, target, name, half=half, dense_layers=dense_layers)
    return _kept(name, target, dense_layers=dense_layers)


def _require_published(backbone: str) -> None:
    if not has_published_weights(backbone):
        raise WeightsError(
            f"There are no ImageNet weights for {backbone}: it always learns from scratch.",
            "Let it learn from scratch, or start from a model that you trained.",
        )


def _kept_name(backbone: str) -> str:
    return f"{backbone}-imagenet.safetensors"


def _kept(backbone: str, path: Path, *, dense_layers: bool) -> WeightsKept:
    used = WeightsStore().find(backbone, dense_layers=dense_layers)
    return WeightsKept(backbone, path, used or path)


def _hash_in(name: str) -> str:
    """The first hexadecimal digits of the SHA-256 that torchvision writes into names."""
    match = re.search(r"-([0-9a-f]{8,})\.", name)
    return match.group(1) if match else ""
