"""What benchmarks and tests share: real data, a private home, data sets that stay untouched."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.index import DatasetIndexed, index_project
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.dataset.resplit import split_members
from shoeclassifier_gui.core.dataset.split import assign_splits

TEST_DATA_VARIABLE = "SHOECLASSIFIER_TEST_DATA"


def real_data() -> Path | None:
    """Real photographs and weights, where the machine has them."""
    beside = Path(__file__).resolve().parents[2] / "shared"
    folder = Path(os.environ.get(TEST_DATA_VARIABLE, beside))
    return folder if (folder / "data").is_dir() else None


def require_real_data() -> Path:
    """Real photographs and weights.

    Raises:
        SystemExit: The machine has none.
    """
    folder = real_data()
    if folder is None:
        raise SystemExit(f"Set {TEST_DATA_VARIABLE} to a folder that has `data` and `weights`.")
    return folder


@contextmanager
def use_private_home() -> Iterator[Path]:
    """The program's own folders in a temporary place."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SHOECLASSIFIER_HOME"] = folder
        yield Path(folder)


def open_dataset(folder: Path, home: Path, *, seed: int = 0) -> Dataset:
    """Reads a labelled folder; what the program keeps about it goes to `home`."""
    project = Project(folder, home / "projects" / folder.name)
    *_, last = index_project(project, Control())
    assert isinstance(last, DatasetIndexed)
    parts = assign_splits(split_members(last.dataset, pinned=False), seed=seed)
    items = (item._replace(split=parts[item.relative]) for item in last.dataset.items)
    return replace(last.dataset, items=tuple(items))
