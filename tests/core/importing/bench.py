"""Pictures to import, and the short way to import them."""

from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

import numpy as np

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.index import DatasetIndexed, index_project
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import Project, open_project
from shoeclassifier_gui.core.importing.archives import Limits
from shoeclassifier_gui.core.importing.looking import look
from shoeclassifier_gui.core.importing.plan import ImportPlan
from shoeclassifier_gui.core.importing.request import ImportRequest
from shoeclassifier_gui.core.importing.run import Imported, run_import
from shoeclassifier_gui.core.pictures import Picture, picture_files, write_picture


def picture(seed: int) -> Picture:
    return np.random.default_rng(seed).integers(0, 256, (40, 60, 3), np.uint8)


def photos(folder: Path, names: Sequence[str]) -> Path:
    """Different pictures below a folder."""
    for name in names:
        write_picture(folder / name, picture(crc32(name.encode())))
    return folder


class Importer:
    """Looks and imports, as the program does."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.project: Project = open_project(folder)
        self.limits = Limits()

    def dataset(self) -> Dataset | None:
        if next(picture_files(self.project.folder), None) is None:
            return None
        *_, last = index_project(self.project, Control())
        assert isinstance(last, DatasetIndexed)
        return last.dataset

    def look(self, *sources: Path, **options: object) -> ImportPlan:
        request = ImportRequest(tuple(sources), **options)  # type: ignore[arg-type]
        *_, plan = look(self.project, self.dataset(), request, Control(), self.limits)
        assert isinstance(plan, ImportPlan)
        return plan

    def run(self, plan: ImportPlan) -> Imported:
        *_, last = run_import(self.project, plan, Control(), self.limits)
        assert isinstance(last, Imported)
        return last

    def take(self, *sources: Path, **options: object) -> Imported:
        return self.run(self.look(*sources, **options))

    def files(self) -> set[str]:
        folder = self.project.folder
        return {path.relative_to(folder).as_posix() for path in picture_files(folder)}

    def incoming(self) -> list[Path]:
        folder = self.project.hidden / "incoming"
        return [path for path in folder.rglob("*") if path.is_file()]
