"""`shoeclassifier weights`: lists, fetches and imports pretrained weights."""

from argparse import Namespace
from typing import TYPE_CHECKING

from shoeclassifier_gui.cli.output import Output, table
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.files import size_words

if TYPE_CHECKING:
    from shoeclassifier_gui.learn.weights.weights_store import WeightsKept


def run_list(options: Namespace, output: Output, control: Control) -> None:  # noqa: ARG001
    """Lists the networks and where their weights are."""
    from shoeclassifier_gui.learn.weights.weights_store import WeightsStore

    entries = WeightsStore().entries()
    rows = [("network", "weights on this machine", "download")]
    rows += [(e.backbone, str(e.path or "-"), _size_text(e.size)) for e in entries]
    networks = [
        {
            "backbone": entry.backbone,
            "path": str(entry.path) if entry.path else None,
            "url": entry.url or None,
            "size": entry.size,
        }
        for entry in entries
    ]
    output.result({"networks": networks}, table(rows))


def _size_text(size: int) -> str:
    return size_words(size) if size else "none: learns from scratch"


def run_fetch(options: Namespace, output: Output, control: Control) -> None:
    """Downloads a network's weights: typing the command is the consent."""
    from shoeclassifier_gui.learn.weights.weights_store import WeightsKept, fetch_weights

    events = fetch_weights(
        options.backbone,
        control,
        mirror=options.mirror,
        half=options.half,
        dense_layers=options.dense_layers,
    )
    for event in events:
        if isinstance(event, WeightsKept):
            _show(event, output)
        else:
            output.progress("Downloading", event.done, event.total, scale=True)


def run_import(options: Namespace, output: Output, control: Control) -> None:  # noqa: ARG001
    """Keeps a weights file that the user has."""
    from shoeclassifier_gui.learn.weights.weights_store import import_weights

    kept = import_weights(
        options.file, options.backbone, half=options.half, dense_layers=options.dense_layers
    )
    _show(kept, output)


def _show(kept: "WeightsKept", output: Output) -> None:
    text = f"Weights for {kept.backbone} are kept in {kept.path}."
    if kept.used != kept.path:
        text += (
            f" But {kept.used} comes first and is still used: remove it, or name the new file with "
            f"train --weights."
        )
    values = {"backbone": kept.backbone, "path": str(kept.path), "used": str(kept.used)}
    output.result(values, text)
