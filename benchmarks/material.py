"""What all contestants share: divided picture folders and convolution weights."""

import os
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

from benchmarks.common import open_dataset
from benchmarks.dataset import generate
from shoeclassifier_gui.core.dataset.items import Dataset, Item, Split
from shoeclassifier_gui.learn.networks.backbones import build_backbone, empty_network, feature_keys
from shoeclassifier_gui.learn.weights.weights_files import read_weights


@dataclass(frozen=True, slots=True)
class SharedWeights:
    """The same convolution weights for everybody.

    Attributes:
        ours: A file that the program reads.
        arrays: A `.npz` for the peers, tensors in the network's order.
    """

    ours: Path
    arrays: Path


def random_weights(backbone: str, folder: Path) -> SharedWeights:
    """Weights with a network's real shapes, drawn once."""
    torch.manual_seed(0)
    own = build_backbone(backbone).blocks.state_dict().values()
    state = dict(zip(_names(backbone), own, strict=True))
    ours = folder / f"{backbone}-random.safetensors"
    save_file(state, ours)
    return SharedWeights(ours, _as_arrays(state, folder / f"{backbone}-random.npz"))


def real_weights(backbone: str, file: Path, folder: Path) -> SharedWeights:
    """The weights of a file."""
    state = read_weights(file, backbone).state
    wanted = {name: state[name] for name in _names(backbone)}
    return SharedWeights(file.resolve(), _as_arrays(wanted, folder / f"{backbone}.npz"))


def generated(folder: Path, count: int) -> Path:
    """A folder with `train` (4 of 5 pictures) and `val`, drawn and packed as JPEG of 15 KB."""
    flat = folder / f"flat-{count}"
    generate(flat, count)
    target = folder / f"pictures-{count}"
    seen: Counter[str] = Counter()
    for path in sorted(flat.glob("*/*.jpg")):
        seen[path.parent.name] += 1
        part = "val" if seen[path.parent.name] % 5 == 0 else "train"
        _link(path, target / part / path.parent.name / path.name)
    return target


def divided(
    source: Path, target: Path, *, seed: int, per_class: int, tested: int | None = None
) -> Path:
    """Lays a labelled folder out anew as `train`, `val` and `test`, divided by the program.

    Args:
        source: A labelled folder.
        target: A new folder.
        seed: Of the division.
        per_class: Pictures of each class in training at most, and a fifth of it in validation.
        tested: Likewise in the test part; None takes all.
    """
    dataset = open_dataset(source, target.with_name(f"{target.name}-home"), seed=seed)
    most = {Split.TRAIN: per_class, Split.VAL: max(2, per_class // 5), Split.TEST: tested}
    seen: Counter[tuple[str, Split]] = Counter()
    for item in _shuffled(dataset, seed):
        key = (dataset.classes[item.class_index], item.split)
        seen[key] += 1
        if seen[key] <= (most[item.split] or len(dataset.items)):
            name = item.relative.replace("/", "-")
            _link(item.path, target / item.split.value / key[0] / name)
    return target


def _shuffled(dataset: Dataset, seed: int) -> list[Item]:
    order = np.random.default_rng(seed).permutation(len(dataset.items))
    return [dataset.items[index] for index in order]


def _names(backbone: str) -> list[str]:
    network = empty_network(backbone)
    wanted = feature_keys(network)
    return [name for name in network.state_dict() if name in wanted]


def _as_arrays(state: dict[str, torch.Tensor], path: Path) -> Path:
    np.savez(path, allow_pickle=False, **{name: value.numpy() for name, value in state.items()})
    return path


def _link(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:  # Another file system.
        shutil.copyfile(source, target)
