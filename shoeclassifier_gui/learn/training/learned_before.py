"""Whether the model that a run starts from has learned the pictures that shall measure it."""

from collections.abc import Container, Iterable
from pathlib import Path

from shoeclassifier_gui.core.dataset.items import Dataset, Item, Split
from shoeclassifier_gui.core.errors import ModelError
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.split_record import SplitRecord


def learned_before(config: TrainConfig, items: Iterable[Item], parts: Container[Split]) -> int:
    """How many of some pictures served that model in these parts; 0 where it starts from none.

    Raises:
        ModelError: The record of that model's pictures is missing or damaged.
    """
    start = Path(config.weights).expanduser()
    if not start.is_dir():
        return 0
    served = {entry.digest for entry in SplitRecord.read(start).entries if entry.split in parts}
    return len(served & {item.digest for item in items})


def measures_too_well(config: TrainConfig, dataset: Dataset) -> tuple[str, ...]:
    """A sentence for a run that is measured by pictures that its model knows by heart."""
    kept_aside = [item for item in dataset.used if item.split is not Split.TRAIN]
    try:
        count = learned_before(config, kept_aside, {Split.TRAIN})
    except ModelError:  # Nothing is known about its pictures.
        return ()
    if not count:
        return ()
    return (
        f"The model that the run starts from has learned {count} of the pictures that are kept "
        "aside to measure: what is measured looks better than it is. Other weights tell the truth.",
    )
