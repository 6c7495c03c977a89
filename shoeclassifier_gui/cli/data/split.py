"""The command `data split`: how the pictures are divided, in other shares if asked."""

import argparse
from typing import Any

from shoeclassifier_gui.cli.opening import open_dataset
from shoeclassifier_gui.cli.output import Output, table
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.editing import apply, edit
from shoeclassifier_gui.core.dataset.folds import assign_folds
from shoeclassifier_gui.core.dataset.items import Dataset, Split
from shoeclassifier_gui.core.dataset.leaks import Leak, measure_leak
from shoeclassifier_gui.core.dataset.near_duplicates import LARGEST_COUNT, LARGEST_SHARE
from shoeclassifier_gui.core.dataset.project import open_project
from shoeclassifier_gui.core.dataset.resplit import divide_again, split_counts
from shoeclassifier_gui.core.dataset.split import Shares


def run_split(options: argparse.Namespace, output: Output, control: Control) -> None:
    """Tells the split and its leak; with shares, divides anew first."""
    shares = Shares.parse(options.shares) if options.shares is not None else None
    dataset = open_dataset(options.data, output, control)
    if shares is not None:
        project = open_project(options.data)
        dataset = edit(project, apply(project, divide_again(dataset, shares))).dataset
    folds = assign_folds(dataset, options.folds) if options.folds is not None else None
    leak = measure_leak(dataset)
    counts = split_counts(dataset.used, dataset.classes)
    values: dict[str, Any] = {
        "splits": {part: sum(classes.values()) for part, classes in counts.items()},
        "counts": counts,
        "assignment": {item.relative: item.split.value for item in dataset.used},
        "leak": _leak_values(leak),
    }
    if folds is not None:
        values["folds"] = folds
    output.result(values, _words(dataset, counts, leak))


def _leak_values(leak: Leak) -> dict[str, float | int]:
    return {
        "before": leak.before,
        "after": leak.after,
        "items": leak.leaked,
        "held_out": leak.held_out,
        "supplied": leak.supplied,
        "cut_groups": leak.cut,
    }


def _words(dataset: Dataset, counts: dict[str, dict[str, int]], leak: Leak) -> str:
    parts = [split.value for split in Split]
    rows = [(name, *(str(counts[part][name]) for part in parts)) for name in dataset.classes]
    sums = ("all", *(str(sum(counts[part].values())) for part in parts))
    return "\n".join((table([("class", *parts), *rows, sums]), *_leak_words(leak)))


def _leak_words(leak: Leak) -> list[str]:
    lines = [
        f"{leak.after:.1%} of validation and test have a near-duplicate or a picture of the same "
        f"session in training; a plain random split would have {leak.before:.1%}."
    ]
    if leak.supplied:
        lines.append(f"{leak.supplied} of these lie in supplied train, val or test folders.")
    limit = f"{LARGEST_SHARE:.0%} of a class and {LARGEST_COUNT} pictures"
    if leak.cut == 1:
        lines.append(f"1 group of near-duplicates would have joined more than {limit}: it was cut.")
    elif leak.cut:
        lines.append(
            f"{leak.cut} groups of near-duplicates would have joined more than {limit}: "
            "they were cut."
        )
    return lines
