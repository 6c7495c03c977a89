"""The command `data stats`: what a data set holds, in numbers."""

import argparse
from collections import Counter
from typing import Any

import numpy as np

from shoeclassifier_gui.cli.opening import open_dataset
from shoeclassifier_gui.cli.output import Output, table
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.facts import Origin
from shoeclassifier_gui.core.dataset.items import Dataset, Split
from shoeclassifier_gui.core.dataset.summary import summarise


def run_stats(options: argparse.Namespace, output: Output, control: Control) -> None:
    """Tells items, classes, recordings, parts, sizes and origins."""
    dataset = open_dataset(options.data, output, control)
    summary = summarise(dataset)
    classes = [
        {
            "name": name,
            "id": dataset.class_ids[index],
            "items": items,
            "splits": {split.value: count[split] for split in Split},
            "sessions": len({i.session for i in dataset.items if i.class_index == index}),
        }
        for index, (name, items, count) in enumerate(
            zip(dataset.classes, summary.by_class(), summary.counts, strict=True)
        )
    ]
    values = {
        "items": summary.pictures,
        "classes": classes,
        "sessions": summary.sessions,
        "splits": {split.value: count for split, count in summary.by_split().items()},
        "left_out": sum(summary.left_out),
        "bytes": sum(item.size for item in dataset.items),
        "sizes": _sizes(dataset),
        "origins": _origins(dataset),
        "unreadable": len(dataset.broken),
        "classless": len(dataset.classless),
    }
    rows = [(str(c["name"]), str(c["items"]), str(c["sessions"])) for c in classes]
    total = ("all", str(values["items"]), str(values["sessions"]))
    text = table([("class", "items", "sessions"), *rows, total])
    output.result(values, "\n".join((text, *_left_out_words(sum(summary.left_out)))))


def _left_out_words(count: int) -> list[str]:
    if not count:
        return []
    return ["1 picture is left out." if count == 1 else f"{count} pictures are left out."]


def _sizes(dataset: Dataset) -> dict[str, dict[str, Any]]:
    """Smallest, middle and largest width and height in pixels."""
    rows = dataset.measures.of([item.digest for item in dataset.items])
    return {
        side: {
            "smallest": int(rows[side].min()),
            "median": int(np.median(rows[side])),
            "largest": int(rows[side].max()),
        }
        for side in ("width", "height")
        if len(rows)
    }


def _origins(dataset: Dataset) -> dict[str, int]:
    found = (Origin.from_text(dataset.facts_of(item).origin) for item in dataset.items)
    return dict(Counter("folder" if origin is None else origin.kind for origin in found))
