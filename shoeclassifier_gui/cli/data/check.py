"""The command `data check`: what may be wrong with a data set."""

import argparse
from collections.abc import Mapping
from pathlib import Path

from shoeclassifier_gui.cli.opening import open_dataset
from shoeclassifier_gui.cli.output import Output
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import open_project
from shoeclassifier_gui.core.dataset.thumbnails import read_thumbnail
from shoeclassifier_gui.core.doctor.examination import FeatureFunction, FeatureProgress, examine
from shoeclassifier_gui.core.doctor.findings import (
    OF_CLASSES,
    Diagnosis,
    Finding,
    FindingKind,
    size_of,
)
from shoeclassifier_gui.core.doctor.labels import Label, labels_of
from shoeclassifier_gui.core.doctor.words import EXPLANATIONS, label_words
from shoeclassifier_gui.core.runs.model_card import ModelCard
from shoeclassifier_gui.core.runs.newest_model import newest_model

_SHOWN = 5
_WAY = (
    "Nothing was changed. The window mends what is found at a click: open it with shoeclassifier "
    "DATA, then choose Check the pictures. Or move and remove the files yourself, and check again."
)


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options beside the folder."""
    parser.add_argument(
        "--model", metavar="MODEL", type=Path,
        help="judge labels with this model's features (the project's newest model, else weights)",
    )  # fmt: skip


def run(options: argparse.Namespace, output: Output, control: Control) -> None:
    """Checks and prints; nothing is changed."""
    if options.model is not None:
        ModelCard.read(options.model)  # A wrong name is said before minutes of reading.
    project = open_project(options.data)
    dataset = open_dataset(options.data, output, control)
    model = options.model or newest_model(project.runs)
    if model is not None:
        output.tell(f"Labels are judged by what the model {model.name} sees.")
    from shoeclassifier_gui.learn.models.features import feature_function

    features: FeatureFunction | None = feature_function(project, model)
    thumbnail = read_thumbnail(project.thumbnails)
    for event in examine(dataset, control, thumbnail, features):
        if isinstance(event, FeatureProgress):
            output.progress("Looking", event.done, event.total)
        else:
            text = as_text(dataset, event)
            output.result(as_json(dataset, event), f"{text}\n\n{_WAY}" if event.findings else text)


def as_json(dataset: Dataset, diagnosis: Diagnosis) -> dict[str, object]:
    """The diagnosis as one object."""
    return {
        "findings": [
            {
                "kind": finding.kind.value,
                "items": list(finding.items),
                "suggestion": finding.suggestion.value,
                "target": finding.target,
                "explanation": EXPLANATIONS[finding.kind],
                "classes": [label.own for label in labels.values()],
            }
            for finding, labels in zip(
                diagnosis.findings, labels_of(dataset, diagnosis.findings), strict=True
            )
        ],
        "not_run": [
            {"kind": check.kind.value, "reason": check.reason} for check in diagnosis.not_run
        ],
        "count": diagnosis.count,
        "classless": [item.relative for item in dataset.classless],
    }


def as_text(dataset: Dataset, diagnosis: Diagnosis) -> str:
    """The diagnosis for people, grouped by kind."""
    parts = [
        _group(dataset, kind, found) for kind in FindingKind if (found := diagnosis.of_kind(kind))
    ]
    if not parts:
        parts = [f"Nothing found in {_pictures(diagnosis.count)}."]
    parts += [
        f"Not looked for: {check.kind.value.replace('_', ' ')}. {check.reason}"
        for check in diagnosis.not_run
    ]
    return "\n\n".join(parts)


def _group(dataset: Dataset, kind: FindingKind, findings: tuple[Finding, ...]) -> str:
    count = size_of(findings)
    size = _classes(count) if kind in OF_CLASSES else _pictures(count)
    lines = [f"{kind.value.replace('_', ' ').capitalize()}: {size}"]
    lines.append(f"  {EXPLANATIONS[kind]}")
    shown = findings[:_SHOWN]
    labels = labels_of(dataset, shown)
    lines += [f"  - {_named(*each)}" for each in zip(shown, labels, strict=True)]
    if len(findings) > _SHOWN:
        lines.append(f"  ... and {len(findings) - _SHOWN} more")
    suggestions = dict.fromkeys(finding.suggestion.value for finding in findings)
    lines.append(f"  What to do: {'; or '.join(suggestions)}.")
    return "\n".join(lines)


def _named(finding: Finding, labels: Mapping[str, Label]) -> str:
    shown = finding.items[:_SHOWN]
    more = len(finding.items) - len(shown)
    if labels:
        named = "; ".join(f"{path} {label_words(labels[path])}" for path in shown)
        target = ""
    else:
        named = ", ".join(shown)
        target = f" [{finding.target}]" if finding.target else ""
    return f"{named}{f' and {more} more' if more else ''}{target}"


def _classes(count: int) -> str:
    return "1 class" if count == 1 else f"{count} classes"


def _pictures(count: int) -> str:
    return "1 picture" if count == 1 else f"{count} pictures"
