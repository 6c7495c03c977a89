"""One project to import into."""

from pathlib import Path

import pytest

from tests.core.importing.bench import Importer


@pytest.fixture
def importer(tmp_path: Path) -> Importer:
    return Importer(tmp_path / "project")
