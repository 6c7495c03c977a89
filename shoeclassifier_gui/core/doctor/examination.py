"""Runs every check over a data set."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.balance import wants_balance
from shoeclassifier_gui.core.dataset.facts import NO_FACTS
from shoeclassifier_gui.core.dataset.items import Dataset, Item
from shoeclassifier_gui.core.doctor import (
    class_checks,
    likeness_checks,
    quality_checks,
    shape_checks,
)
from shoeclassifier_gui.core.doctor.columns import Columns
from shoeclassifier_gui.core.doctor.feature_checks import FeatureArray, label_suspects, outliers
from shoeclassifier_gui.core.doctor.findings import (
    OF_CLASSES,
    Diagnosis,
    Finding,
    FindingKind,
    NotRun,
)
from shoeclassifier_gui.core.doctor.placeholder_check import Look, placeholders

_CHECKS: tuple[Callable[[Columns], Iterator[Finding]], ...] = (
    class_checks.unreadable,
    likeness_checks.split_leaks,
    likeness_checks.label_conflicts,
    likeness_checks.exact_duplicates,
    likeness_checks.near_duplicates,
    quality_checks.blurred,
    quality_checks.dark,
    quality_checks.bright,
    quality_checks.low_information,
    quality_checks.greyscale,
    shape_checks.odd_shapes,
    shape_checks.odd_sizes,
    shape_checks.exif_turned,
    class_checks.tiny_classes,
    class_checks.imbalance,
)
_ORDER = {kind: number for number, kind in enumerate(FindingKind)}
NO_WEIGHTS = "There are no network weights on this machine."


@dataclass(frozen=True, slots=True)
class FeatureProgress:
    """How many pictures the network has looked at."""

    done: int
    total: int


FeatureFunction = Callable[[Sequence[Item], Control], Iterator[FeatureProgress | FeatureArray]]


def examine(
    dataset: Dataset,
    control: Control,
    look: Look,
    features: FeatureFunction | None,
    why_not: str = NO_WEIGHTS,
) -> Iterator[FeatureProgress | Diagnosis]:
    """Looks for everything that may be wrong; the last event is the diagnosis.

    Args:
        dataset: The data set.
        control: Stops it.
        look: Gives the thumbnail of a content.
        features: Gives a row of numbers for each item, (items, features) float32; None leaves out
            the checks that need them.
        why_not: The reason for None.

    Raises:
        Stopped: `control` asked for it.
    """
    whole, dataset = dataset, replace(dataset, items=dataset.used)  # What was left out is mended.
    columns = Columns.of(dataset)
    found: list[Finding] = []
    for check in _CHECKS:
        control.checkpoint()
        found += check(columns)
    found += placeholders(columns, look)
    not_run: tuple[NotRun, ...] = ()
    if features is None:
        kinds = (FindingKind.OUTLIER, FindingKind.LABEL_SUSPECT)
        not_run = tuple(NotRun(kind, why_not, why_not == NO_WEIGHTS) for kind in kinds)
    elif dataset.items:
        for event in features(dataset.items, control):
            if isinstance(event, np.ndarray):
                found += [*outliers(columns, event), *label_suspects(columns, event)]
            else:
                yield event
    shown = _without_dismissed(dataset, found)
    shown.sort(key=lambda finding: (_ORDER[finding.kind], finding.items))
    yield _as_asked(dataset, Diagnosis(tuple(shown), not_run, len(whole.items)))


def _as_asked(dataset: Dataset, whole: Diagnosis) -> Diagnosis:
    return whole.with_balance(wanted=wants_balance(dataset))


def dismissed_kinds(dataset: Dataset, digest: str) -> set[str]:
    """Kinds of findings that a person called no problem for a content."""
    return set((dataset.facts.get(digest, NO_FACTS).dismissed or "").split())


def contents_by_path(dataset: Dataset) -> dict[str, str]:
    """The content of everything that a finding may name, unreadable files as well."""
    folder = dataset.folder
    broken = {
        file.path.relative_to(folder).as_posix(): file.digest
        for file in dataset.broken
        if file.path.is_relative_to(folder)
    }
    return broken | {item.relative: item.digest for item in dataset.items}


def _without_dismissed(dataset: Dataset, found: list[Finding]) -> list[Finding]:
    if not any(facts.dismissed for facts in dataset.facts.values()):
        return found
    contents = contents_by_path(dataset)
    kept = (_not_dismissed(dataset, contents, finding) for finding in found)
    return [finding for finding in kept if finding is not None]


def _not_dismissed(
    dataset: Dataset, contents: Mapping[str, str], finding: Finding
) -> Finding | None:
    """What is left of a finding; None for nothing."""
    left = tuple(
        path
        for path in finding.items
        if finding.kind not in dismissed_kinds(dataset, contents[path])
    )
    if len(left) == len(finding.items):
        return finding
    # Groups are dismissed as wholes; a copy that came later makes a new finding of it.
    if not left or finding.kind in OF_CLASSES:
        return None
    return finding.narrowed(left)
