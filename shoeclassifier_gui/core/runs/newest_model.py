"""The model that a project uses as long as nobody chooses another."""

from contextlib import suppress
from pathlib import Path

from shoeclassifier_gui.core.errors import ModelError
from shoeclassifier_gui.core.runs.folder import list_runs
from shoeclassifier_gui.core.runs.model_card import ModelCard


def newest_model(runs: Path) -> Path | None:
    """The newest run below a folder that left a whole model; None when none did."""
    for run in list_runs(runs):
        with suppress(ModelError):
            ModelCard.read(run.path)
            return run.path
    return None
