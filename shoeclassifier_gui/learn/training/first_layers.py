"""The convolution layers that a run begins with, and where what they know comes from."""

from collections.abc import Sequence
from dataclasses import dataclass

from shoeclassifier_gui.core.preprocessing import IMAGENET_DEVIATION, IMAGENET_MEAN
from shoeclassifier_gui.core.runs.defaults import Settled
from shoeclassifier_gui.learn.networks.backbones import Backbone, build_backbone
from shoeclassifier_gui.learn.networks.taking_over import OtherModel, take_layers
from shoeclassifier_gui.learn.training.checkpoints import Origin
from shoeclassifier_gui.learn.weights.weights_files import PretrainedWeights
from shoeclassifier_gui.learn.weights.weights_store import WeightsStore


@dataclass(frozen=True, slots=True)
class FirstLayers:
    """The convolution layers that a run begins with.

    Attributes:
        backbone: Cut, with its first weights.
        notices: What people should know about them.
        weights: That they come from, when that is a file.
        other: That they come from, when that is a model.
        known: How many layers, counted from the input, know something already.
    """

    backbone: Backbone
    notices: tuple[str, ...]
    weights: PretrainedWeights | None
    other: OtherModel | None
    known: int

    @property
    def pretrained(self) -> bool:
        """Whether all layers know something already."""
        return self.known == self.backbone.convolutions

    @property
    def origin(self) -> Origin:
        """What a run that goes on has to know of it."""
        if self.other is not None:
            pictures = self.other.card.preprocessing
            name = f"the model {self.other.name}"
            return Origin(self.pretrained, name, pictures.mean, pictures.deviation, pictures.share)
        if self.weights is None:
            return Origin(False, "random weights", IMAGENET_MEAN, IMAGENET_DEVIATION)
        return Origin(True, self.weights.description, self.weights.mean, self.weights.deviation)


def first_layers(
    basics: Settled, cut: int | None, store: WeightsStore, other: OtherModel | None
) -> FirstLayers:
    """Builds the layers with their weights, by torch's generator where these are random.

    Args:
        basics: Settled.
        cut: How many layers are used, if not all.
        store: Where published weights are looked for.
        other: Model to start from instead of them.

    Raises:
        WeightsError: The weights are missing or do not fit.
    """
    name = basics.backbone
    if other is not None:
        backbone, notices = cut_backbone(build_backbone(name), cut)
        taken = take_layers(backbone, other)
        known = sum(number == place for place, number in enumerate(taken, start=1))
        notices = (*notices, _taken_sentence(taken, backbone, other))
        return FirstLayers(backbone, notices, None, other, known)
    weights = store.load(name, basics.weights, dense_layers=basics.head == "classic" and not cut)
    backbone, notices = cut_backbone(build_backbone(name, weights.state if weights else None), cut)
    return FirstLayers(backbone, notices, weights, None, backbone.convolutions if weights else 0)


def cut_backbone(backbone: Backbone, wanted: int | None) -> tuple[Backbone, tuple[str, ...]]:
    """The first so many layers of a network, and a notice where that is not what was asked for."""
    if wanted is None:
        return backbone, ()
    left = backbone.cut(wanted)
    if left.convolutions == wanted:
        return left, ()
    return left, (
        f"Layer {wanted} of {left.name} lies inside a block: "
        f"the network is cut after layer {left.convolutions}.",
    )


def _taken_sentence(taken: Sequence[int], backbone: Backbone, other: OtherModel) -> str:
    count = backbone.convolutions
    if len(taken) == count:
        return f"All {count} convolution layers start from the model {other.name}."
    return (
        f"{len(taken)} of {count} convolution layers start from the model {other.name} "
        f"({_ranges(taken)}); the others start at random."
    )


def _ranges(numbers: Sequence[int]) -> str:
    """Rising numbers in short, for example "1, 3, 5-8"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)
