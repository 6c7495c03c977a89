"""`shoeclassifier sample`: draws the sample data set."""

import contextlib
from argparse import Namespace

from shoeclassifier_gui.cli.output import Output
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.files import size_words
from shoeclassifier_gui.core.sample.drawings import CLASS_NAMES
from shoeclassifier_gui.core.sample.writer import sample_size, strangers_folder, write_sample


def run(options: Namespace, output: Output, control: Control) -> None:
    """Draws the sample into a folder."""
    drawing = write_sample(options.folder, per_class=options.per_class, seed=options.seed)
    total, size = sample_size(options.per_class)
    output.tell(f"Drawing {total:,} pictures, about {size_words(size)}, into {options.folder}.")
    with contextlib.closing(drawing):
        for event in drawing:
            output.progress("Drawing", event.done, event.total)
            control.checkpoint()
    strangers = strangers_folder(options.folder)
    count = len(CLASS_NAMES) * options.per_class
    output.result(
        {
            "folder": str(options.folder),
            "strangers": str(strangers),
            "classes": list(CLASS_NAMES),
            "pictures": count,
        },
        f"{count} pictures of {len(CLASS_NAMES)} classes are in {options.folder}, "
        f"things that are no shoes in {strangers}.",
    )
