"""Thumbnails that are not in sight any more make room for others."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.dataset.thumbnails import save_thumbnail
from shoeclassifier_gui.services import thumbnails as module
from shoeclassifier_gui.services.job import living_jobs
from shoeclassifier_gui.services.thumbnails import ThumbnailService

DIGESTS = [f"{number:032x}" for number in range(6)]


@pytest.fixture
def thumbnails(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ThumbnailService]:
    monkeypatch.setattr(module, "_KEPT", 3)
    for number, digest in enumerate(DIGESTS):
        save_thumbnail(tmp_path, digest, np.full((24, 32, 3), number, np.uint8))
    service = ThumbnailService()
    service.expect(0)
    service.use_folder(tmp_path)
    yield service
    service.stop()
    qtbot.waitUntil(lambda: not living_jobs())


def load(thumbnails: ThumbnailService, digest: str, qtbot: QtBot) -> None:
    if thumbnails.image(digest) is None:
        qtbot.waitUntil(lambda: thumbnails.image(digest) is not None)


def kept(thumbnails: ThumbnailService) -> list[str]:
    return [digest for digest in DIGESTS if thumbnails.image(digest) is not None]


def test_those_that_were_seen_last_are_kept(thumbnails: ThumbnailService, qtbot: QtBot) -> None:
    for digest in DIGESTS[:3]:
        load(thumbnails, digest, qtbot)
    assert thumbnails.image(DIGESTS[0]) is not None
    load(thumbnails, DIGESTS[3], qtbot)
    assert kept(thumbnails) == [DIGESTS[0], DIGESTS[2], DIGESTS[3]]


def test_a_view_keeps_all_that_it_shows(thumbnails: ThumbnailService, qtbot: QtBot) -> None:
    thumbnails.expect(4)
    for digest in DIGESTS:
        load(thumbnails, digest, qtbot)
    assert kept(thumbnails) == DIGESTS
