"""A local web for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shoeclassifier_gui.core.collect.guard import Limits
from shoeclassifier_gui.core.collect.pace import Pace
from shoeclassifier_gui.core.collect.web import Web
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.project import Project, open_project
from tests.core.collect.servers import LocalWeb

HURRIED = Limits(connect_s=5, silence_s=0.3, total_s=1.5, size=400_000, pause_s=0.01, patience_s=3)


@pytest.fixture
def server() -> Iterator[LocalWeb]:
    server = LocalWeb()
    yield server
    server.end()


@pytest.fixture
def web() -> Web:
    """One that may reach the local server, and soon loses patience."""
    return Web(Control(), HURRIED, Pace(0.0), allow_private=True)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    folder = tmp_path / "shoes"
    folder.mkdir()
    return open_project(folder)
