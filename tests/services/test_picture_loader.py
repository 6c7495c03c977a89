"""One picture for a large view, read beside the window."""

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.pictures import GONE, Header, picture_header, write_picture
from shoeclassifier_gui.services import picture_loader
from shoeclassifier_gui.services.picture_loader import LoadedPicture, PictureLoader


def load(qtbot: QtBot, path: Path) -> LoadedPicture:
    loader = PictureLoader(64)
    with qtbot.waitSignal(loader.loaded) as arrival:
        loader.load(path)
    qtbot.waitUntil(lambda: loader._job is None)
    assert arrival.args is not None
    picture = arrival.args[0]
    assert isinstance(picture, LoadedPicture)
    return picture


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "boot.png"
    write_picture(path, np.full((30, 40, 3), 90, np.uint8))
    return path


def test_a_picture_comes_with_its_size(qtbot: QtBot, path: Path) -> None:
    picture = load(qtbot, path)
    assert (picture.width, picture.height) == (40, 30)
    assert picture.file_size == path.stat().st_size
    assert not picture.problem


def test_a_missing_picture_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    assert load(qtbot, tmp_path / "none.png").problem == GONE


def test_a_picture_that_is_moved_while_it_is_read_says_so(
    qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def header_then_move(path: Path) -> Header:
        header = picture_header(path)
        path.rename(path.with_name("moved.png"))
        return header

    monkeypatch.setattr(picture_loader, "picture_header", header_then_move)
    assert load(qtbot, path).problem == GONE
