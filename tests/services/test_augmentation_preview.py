"""The live preview of the random changes, on real pictures."""

import dataclasses
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.dataset.items import Dataset, Split
from shoeclassifier_gui.core.errors import BrokenPicture
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.services.augmentation_preview import (
    VARIANTS,
    AugmentationPreview,
    AugmentationPreviewService,
)
from shoeclassifier_gui.services.job import living_jobs
from shoeclassifier_gui.services.library import LibraryService

PLAIN = TrainConfig(image_size=32, flips=False, crops=False, illumination=0, deformation=0)
DARK_OR_LIGHT = dataclasses.replace(PLAIN, illumination=1.0)


class Engine(QObject):
    """Loaded, or not yet."""

    ready = Signal()
    device = "CPU"


class Bench:
    """The service with what it has made so far."""

    def __init__(self, library: LibraryService, engine: Engine) -> None:
        self.library = library
        self.engine = engine
        self.service = AugmentationPreviewService(library, engine)  # type: ignore[arg-type]
        self.made: list[AugmentationPreview] = []
        self.errors: list[Exception] = []
        self.service.made.connect(self.made.append)
        self.service.failed.connect(self.errors.append)

    def make(self, qtbot: QtBot, config: TrainConfig) -> AugmentationPreview:
        with qtbot.waitSignal(self.service.made):
            self.service.wish(config)
        qtbot.waitUntil(lambda: not living_jobs())
        return self.made[-1]


@pytest.fixture
def bench(qtbot: QtBot, sample: Path) -> Bench:
    library = LibraryService()
    library.open_folder(sample)
    qtbot.waitUntil(lambda: library.state.dataset is not None and not library.state.busy)
    qtbot.waitUntil(lambda: not living_jobs())
    return Bench(library, Engine())


def dataset_of(bench: Bench) -> Dataset:
    dataset = bench.library.state.dataset
    assert dataset is not None
    return dataset


def difference(first: QImage, second: QImage) -> float:
    """Mean difference of lightness."""
    points = [(x, y) for x in range(first.width()) for y in range(first.height())]
    return sum(
        abs(first.pixelColor(*point).lightness() - second.pixelColor(*point).lightness())
        for point in points
    ) / len(points)


def test_without_changes_the_variants_are_the_original(bench: Bench, qtbot: QtBot) -> None:
    preview = bench.make(qtbot, PLAIN)
    assert (preview.original.width(), preview.original.height()) == (32, 32)
    assert len(preview.variants) == VARIANTS
    assert all(difference(preview.original, variant) < 1 for variant in preview.variants)


def test_a_knob_changes_the_same_picture(bench: Bench, qtbot: QtBot) -> None:
    before = bench.make(qtbot, PLAIN)
    after = bench.make(qtbot, DARK_OR_LIGHT)
    assert after.original == before.original
    assert max(difference(after.original, variant) for variant in after.variants) > 10
    for knob, value in (("occlusion", 1.0), ("clutter", 1.0), ("mix", "mixup")):
        config = dataclasses.replace(PLAIN, **{knob: value})  # type: ignore[arg-type]
        changed = bench.make(qtbot, config)
        assert max(difference(changed.original, v) for v in changed.variants) > 1, knob


def test_others_shows_another_picture(bench: Bench, qtbot: QtBot) -> None:
    before = bench.make(qtbot, PLAIN)
    with qtbot.waitSignal(bench.service.made):
        bench.service.draw_others()
    assert bench.made[-1].original != before.original
    qtbot.waitUntil(lambda: not living_jobs())


def test_the_newest_wish_wins_and_what_does_not_matter_makes_nothing(
    bench: Bench, qtbot: QtBot
) -> None:
    for strength in (0.1, 0.2, 0.3, 0.4):
        bench.service.wish(dataclasses.replace(PLAIN, illumination=strength))
    bench.service.wish(PLAIN)
    qtbot.waitUntil(lambda: len(bench.made) == 2 and not living_jobs())
    assert difference(bench.made[-1].original, bench.made[-1].variants[0]) < 1
    bench.service.wish(dataclasses.replace(PLAIN, epochs=3, learning_rate=0.5))
    assert not living_jobs()


def test_nothing_is_made_before_the_engine_is_there_or_when_nobody_looks(
    bench: Bench, qtbot: QtBot
) -> None:
    bench.engine.device = ""
    bench.service.wish(PLAIN)
    assert not living_jobs()
    bench.engine.device = "CPU"
    bench.service.wish(None)
    bench.engine.ready.emit()
    assert not living_jobs()
    bench.make(qtbot, PLAIN)


def test_a_picture_that_is_gone_is_left_out_and_none_at_all_is_said(
    bench: Bench, qtbot: QtBot
) -> None:
    first = bench.make(qtbot, PLAIN)
    bench.service._paths[0].unlink()
    preview = bench.make(qtbot, DARK_OR_LIGHT)
    assert preview.original != first.original
    for item in dataset_of(bench).of_split(Split.TRAIN):
        item.path.unlink(missing_ok=True)
    with qtbot.waitSignal(bench.service.failed):
        bench.service.wish(PLAIN)
    assert isinstance(bench.errors[-1], BrokenPicture)
    qtbot.waitUntil(lambda: not living_jobs())
