"""Reads and writes files of pretrained weights, and tells which network they belong to."""

import hashlib
import pickle
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open

from shoeclassifier_gui.core.errors import MisfitError, OtherNetworkError, WeightsError
from shoeclassifier_gui.core.preprocessing import IMAGENET_DEVIATION, IMAGENET_MEAN
from shoeclassifier_gui.learn.networks.backbones import BACKBONES, empty_network, feature_keys
from shoeclassifier_gui.learn.tensor_files import write_tensors

# torchvision's VGG16_Weights.IMAGENET1K_FEATURES: trained by the SSD authors on other pixel values
# (vision/models/vgg.py); its dense layers are not usable.
_FEATURES_ONLY_HASH = "88682ab5"
_FEATURES_ONLY_MEAN = (0.48235, 0.45882, 0.40784)
_FEATURES_ONLY_DEVIATION = (1 / 255, 1 / 255, 1 / 255)
# torchvision's GoogLeNet and Inception move their input from the usual normalisation to this one.
_HALF = (0.5, 0.5, 0.5)
_MOVED_INPUT = ("googlenet", "inception_v3")
# Names inside DenseNet's dense layers changed after its weights were published.
_OLD_DENSENET = re.compile(r"(denselayer\d+\.(?:norm|relu|conv))\.([12]\.)")


@dataclass(frozen=True, slots=True)
class PretrainedWeights:
    """Weights of a network, ready to be loaded.

    Attributes:
        backbone: torchvision's name of the network.
        state: Tensors (float32) under torchvision's names.
        mean: That pictures must be normalised with, per RGB channel.
        deviation: Likewise.
        description: Where they come from, in words.
        has_dense_layers: Whether the classic head can start from them.
    """

    backbone: str
    state: dict[str, torch.Tensor]
    mean: tuple[float, float, float]
    deviation: tuple[float, float, float]
    description: str
    has_dense_layers: bool


def read_weights(path: Path, backbone: str) -> PretrainedWeights:
    """Reads a torchvision `.pth` (whole or convolution part) or a safetensors file.

    Raises:
        WeightsError: The file is missing, damaged, or holds another network.
    """
    tensors, notes = _read_tensors(path)
    state = _with_torchvision_names(tensors, backbone)
    _require_fit(state, backbone, path)
    fingerprint = notes.get("sha256") or file_hash(path)
    features_only = fingerprint.startswith(_FEATURES_ONLY_HASH)
    mean, deviation = _normalisation(backbone, features_only=features_only)
    dense = any(name.startswith("classifier.") for name in state) and not features_only
    return PretrainedWeights(
        backbone=backbone,
        state={name: tensor.float() for name, tensor in state.items()},
        mean=mean,
        deviation=deviation,
        description=f"the weights file {path.name}",
        has_dense_layers=dense,
    )


def require_weights_of(path: Path, backbone: str) -> None:
    """Looks whether a file can be what `read_weights` reads.

    Raises:
        WeightsError: The file is missing, damaged, or holds another network.
    """
    tensors, _ = _read_tensors(path)
    _require_fit(_with_torchvision_names(tensors, backbone), backbone, path)


def backbone_of(path: Path) -> str:
    """Finds the network whose convolution part a file fits.

    Raises:
        WeightsError: None of the known networks does.
    """
    tensors, _ = _read_tensors(path)
    owner = _owner(tensors)
    if owner is not None:
        return owner
    raise WeightsError(
        f"{path.name} holds weights of no network that this program knows.",
        f"It knows {', '.join(BACKBONES)}.",
    )


def holds_dense_layers(path: Path, backbone: str) -> bool:
    """Whether a file seems to hold the dense layers of a network, told without reading it all."""
    if path.suffix == ".safetensors":
        try:
            with safe_open(path, framework="pt") as file:
                notes = file.metadata() or {}
                dense = any(name.startswith("classifier.") for name in file.keys())  # noqa: SIM118
                return dense and not notes.get("sha256", "").startswith(_FEATURES_ONLY_HASH)
        except (SafetensorError, OSError):
            return False
    # They are many times as large as all convolution layers, also with 16 bit numbers.
    network = empty_network(backbone)
    wanted = feature_keys(network)
    sizes = (t.numel() * 4 for name, t in network.state_dict().items() if name in wanted)
    return path.stat().st_size > 2 * sum(sizes) and _FEATURES_ONLY_HASH not in path.name


def keep_weights(
    source: Path, target: Path, backbone: str, *, half: bool = False, dense_layers: bool = False
) -> None:
    """Keeps what the program needs of a weights file, as safetensors.

    Args:
        source: A file that fits `backbone`.
        target: Written as a whole.
        backbone: torchvision's name.
        half: Store 16 bit numbers: half the size.
        dense_layers: Keep the dense layers for the classic head, too.

    Raises:
        WeightsError: The file does not fit.
        StorageError: The disk is full.
    """
    tensors, notes = _read_tensors(source)
    state = _with_torchvision_names(tensors, backbone)
    _require_fit(state, backbone, source)
    wanted = feature_keys(empty_network(backbone))
    kept = {
        name: tensor.half() if half and tensor.is_floating_point() else tensor
        for name, tensor in state.items()
        if name in wanted or (dense_layers and name.startswith("classifier."))
    }
    metadata = {
        "backbone": backbone,
        "source": source.name,
        "sha256": notes.get("sha256") or file_hash(source),
    }
    write_tensors(target, kept, metadata)


def file_hash(path: Path) -> str:
    """SHA-256 of a file, as hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_tensors(path: Path) -> tuple[dict[str, torch.Tensor], dict[str, str]]:
    if not path.is_file():
        raise WeightsError(f"There is no file {path}.", "Check the name.")
    try:
        if path.suffix == ".safetensors":
            with safe_open(path, framework="pt") as file:
                return {key: file.get_tensor(key) for key in file.keys()}, file.metadata() or {}  # noqa: SIM118
        # Memory-mapped, so that the dense layers of a 528 MB file are never read.
        loaded = _load_pickled(path)
    except (
        SafetensorError,
        RuntimeError,
        pickle.UnpicklingError,
        EOFError,
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        OSError,
    ) as error:
        raise WeightsError(
            f"{path.name} is not a readable weights file.",
            "Use a torchvision .pth or a .safetensors file; a download may have been cut off.",
        ) from error
    state = loaded.get("state_dict", loaded) if isinstance(loaded, Mapping) else {}
    return {k: v for k, v in state.items() if isinstance(v, torch.Tensor)}, {}


def _load_pickled(path: Path) -> object:
    try:
        return torch.load(path, map_location="cpu", weights_only=True, mmap=True)  # noqa: TID251
    except (RuntimeError, ValueError):  # Files of torch < 1.6 are no zip archives.
        return torch.load(path, map_location="cpu", weights_only=True)  # noqa: TID251


def _with_torchvision_names(
    tensors: dict[str, torch.Tensor], backbone: str
) -> dict[str, torch.Tensor]:
    """Mends names: `module.` of parallel training, a bare features part, old DenseNet names."""
    names = {key: key.removeprefix("module.") for key in tensors}
    if all(name[:1].isdigit() for name in names.values()):
        names = {key: f"features.{name}" for key, name in names.items()}
    if backbone.startswith("densenet"):
        names = {key: _OLD_DENSENET.sub(r"\1\2", name) for key, name in names.items()}
    return {name: tensors[key] for key, name in names.items()}


def _require_fit(state: dict[str, torch.Tensor], backbone: str, path: Path) -> None:
    misfit = _misfit(state, backbone)
    if not misfit:
        return
    owner = _owner(state)
    if owner is not None:
        raise OtherNetworkError(path, backbone, owner)
    raise MisfitError(path, backbone, misfit)


def _owner(tensors: dict[str, torch.Tensor]) -> str | None:
    """The network whose convolution part some tensors fit, if there is one."""
    fits = (n for n in BACKBONES if not _misfit(_with_torchvision_names(tensors, n), n))
    return next(fits, None)


def _misfit(state: dict[str, torch.Tensor], backbone: str) -> str | None:
    """Says in words the first difference between a state and the network's convolution part."""
    network = empty_network(backbone)
    expected = network.state_dict()
    own_features = feature_keys(network)
    for name in sorted(own_features):
        if name.endswith("num_batches_tracked"):
            continue
        if name not in state:
            return f"{name} is missing"
        if state[name].shape != expected[name].shape:
            return f"{name} has the shape {tuple(state[name].shape)}"
    extra = {n for n in state if n.startswith(("features.", "layer"))} - own_features
    return f"it has more layers ({min(extra)})" if extra else None


def _normalisation(
    backbone: str, *, features_only: bool
) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    if features_only:
        return _FEATURES_ONLY_MEAN, _FEATURES_ONLY_DEVIATION
    if backbone in _MOVED_INPUT:
        return _HALF, _HALF
    return IMAGENET_MEAN, IMAGENET_DEVIATION
