"""The command `data export`: the data set as one archive."""

import argparse

from shoeclassifier_gui.cli.opening import open_dataset
from shoeclassifier_gui.cli.output import Output
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.export import Exported, export_dataset
from shoeclassifier_gui.core.targets import TargetKind, require_target


def run_export(options: argparse.Namespace, output: Output, control: Control) -> None:
    """Writes the archive, with progress; stopping it leaves nothing behind."""
    require_target(options.file, TargetKind.ARCHIVE)
    dataset = open_dataset(options.data, output, control)
    for event in export_dataset(dataset, options.file, control):
        if isinstance(event, Exported):
            values = {
                "file": str(event.path),
                "items": event.items,
                "attributed": event.attributed,
                "bytes": event.path.stat().st_size,
            }
            output.result(values, f"Exported: {event.items} pictures into {event.path}.")
        else:
            output.progress("Exporting", event.done, event.total)
