"""What a picture is called now, and what else it may be: for findings about labels."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.doctor.findings import Finding, FindingKind

_ABOUT_LABELS = frozenset({FindingKind.LABEL_CONFLICT, FindingKind.LABEL_SUSPECT})


@dataclass(frozen=True, slots=True)
class Label:
    """The class of one picture of a finding.

    Attributes:
        own: The class that it is in.
        proposed: The class that it may belong to; its own when it is to stay there, empty when
            only a person can decide.
        others: The other classes in which the same picture stands, where none is proposed.
    """

    own: str
    proposed: str
    others: tuple[str, ...] = ()


def labels_of(dataset: Dataset, findings: Sequence[Finding]) -> list[dict[str, Label]]:
    """For each finding, by relative path, the labels of its pictures; none unless it is of them."""
    about = [finding for finding in findings if finding.kind in _ABOUT_LABELS]
    own = _classes_of(dataset, {path for finding in about for path in finding.items})
    return [_labels(finding, own) if finding.kind in _ABOUT_LABELS else {} for finding in findings]


def _classes_of(dataset: Dataset, paths: Collection[str]) -> dict[str, str]:
    if not paths:  # Most findings are about something else, and items may be 100,000.
        return {}
    return {
        item.relative: dataset.classes[item.class_index]
        for item in dataset.items
        if item.relative in paths
    }


def _labels(finding: Finding, own: Mapping[str, str]) -> dict[str, Label]:
    present = [path for path in finding.items if path in own]
    names = dict.fromkeys(own[path] for path in present)
    labels = {}
    for path in present:
        others = () if finding.target else tuple(n for n in names if n != own[path])
        labels[path] = Label(own[path], finding.target, others)
    return labels
