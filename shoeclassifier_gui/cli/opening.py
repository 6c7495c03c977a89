"""Opens a labelled folder for a command."""

from pathlib import Path

from shoeclassifier_gui.cli.output import Output
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.index import DatasetIndexed, IndexProgress, index_project
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import open_project
from shoeclassifier_gui.core.dataset.split import Shares
from shoeclassifier_gui.core.errors import DatasetError
from shoeclassifier_gui.core.runs.config import TrainConfig


def choose_network(asked: TrainConfig, output: Output) -> TrainConfig:
    """Takes a network that can start from the weights where none was named; tells which and why.

    Raises:
        RunError: The named network is not known.
        WeightsError: The named weights file is missing, damaged, or holds another network.
    """
    from shoeclassifier_gui.learn.weights import network_choice
    from shoeclassifier_gui.learn.weights.weights_store import WeightsStore

    choice = network_choice.choose_network(asked, WeightsStore())
    if choice.reason:
        output.tell(choice.reason)
    return choice.config


def require_weights_here(config: TrainConfig) -> None:
    """Says before minutes of reading that the ImageNet weights are not on this machine.

    Raises:
        RunError: The network is not known.
        WeightsError: They are not.
    """
    from shoeclassifier_gui.learn.weights import network_choice
    from shoeclassifier_gui.learn.weights.weights_store import WeightsStore

    network_choice.require_weights_here(config, WeightsStore())


def open_dataset(
    folder: Path, output: Output, control: Control, shares: Shares | None = None
) -> Dataset:
    """Reads a labelled folder, with progress; tells which files are not used, and why.

    Raises:
        DatasetError: There is no such folder, or no picture in it.
        Stopped: `control` asked for it.
    """
    project = open_project(folder)
    if project.read_only:
        output.tell(f"{project.hidden} may not be written to: nothing will be changed.")
    for event in index_project(project, control, shares=shares):
        if isinstance(event, DatasetIndexed):
            _tell_broken(event.dataset, output)
            _tell_classless(event.dataset, output)
            return event.dataset
        if isinstance(event, IndexProgress):
            output.progress("Reading", event.done, event.total)
    raise DatasetError(f"The folder {folder} could not be read.")


def _tell_broken(dataset: Dataset, output: Output) -> None:
    for file in dataset.broken[:10]:
        output.tell(f"Left out: {file.path} ({file.reason}).")
    if len(dataset.broken) > 10:
        output.tell(f"Left out: {len(dataset.broken) - 10} more files.")


def _tell_classless(dataset: Dataset, output: Output) -> None:
    count = len(dataset.classless)
    if not count:
        return
    what = (
        "1 picture lies in no class folder and so has no class"
        if count == 1
        else f"{count} pictures lie in no class folder and so have no class"
    )
    named = ", ".join(item.relative for item in dataset.classless[:3])
    more = f" and {count - 3} more" if count > 3 else ""
    output.tell(f"{what}: {named}{more}.")
    output.tell("Move each into the folder of its class, or use the Dataset page of the window.")
