"""Training pictures with the random changes of the current knobs, made beside the window."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset, Split
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.defaults import settle_basics
from shoeclassifier_gui.services.engine import EngineService
from shoeclassifier_gui.services.images import as_image
from shoeclassifier_gui.services.job import Job
from shoeclassifier_gui.services.library import LibraryService

VARIANTS = 5
# The shown picture and those that lend it clutter and mixtures.
_PICTURES = 4
_KNOBS = (
    "flips", "crops", "scale_jitter", "illumination", "deformation", "occlusion", "clutter", "mix",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AugmentationPreview:
    """A training picture, unchanged and changed.

    Attributes:
        original: As evaluation sees it.
        variants: As training might see it.
    """

    original: QImage
    variants: tuple[QImage, ...]


@dataclass(frozen=True, slots=True)
class _Wish:
    config: TrainConfig
    paths: tuple[Path, ...]
    seed: int


class AugmentationPreviewService(QObject):
    """`made` brings what was wished last; the newest wish wins.

    Nothing is made before the engine is loaded, without training pictures, or when nobody looks.
    """

    made = Signal(AugmentationPreview)
    failed = Signal(Exception)

    def __init__(
        self, library: LibraryService, engine: EngineService, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._engine = engine
        self._config: TrainConfig | None = None
        self._dataset: Dataset | None = None
        self._paths: tuple[Path, ...] = ()
        self._draw = 0
        self._asked: _Wish | None = None
        self._job: Job | None = None
        library.changed.connect(self._begin)
        engine.ready.connect(self._begin)

    def wish(self, config: TrainConfig | None) -> None:
        """Asks for the random changes of a configuration; None when nobody looks any more."""
        self._config = config
        self._begin()

    def draw_others(self) -> None:
        """Asks for another picture and other random changes."""
        self._draw += 1
        self._choose()
        self._begin()

    def _begin(self) -> None:
        dataset = self._library.state.dataset
        if self._config is None or dataset is None or not self._engine.device:
            return
        if dataset is not self._dataset:
            self._dataset = dataset
            self._choose()
        wish = _Wish(_relevant(self._config), self._paths, self._draw)
        if self._job is not None or wish == self._asked or not self._paths:
            return
        self._asked = wish
        # Without a parent: a page that is destroyed must not take a running thread with it.
        self._job = Job(partial(_make, wish))
        self._job.events.connect(self._take)
        self._job.failed.connect(self.failed)
        self._job.ended.connect(self._end)
        self._job.begin()

    def _choose(self) -> None:
        items = self._dataset.of_split(Split.TRAIN) if self._dataset else ()
        chosen = np.random.default_rng(self._draw).permutation(len(items))[:_PICTURES]
        self._paths = tuple(items[index].path for index in chosen)

    def _take(self, events: list[AugmentationPreview]) -> None:
        self.made.emit(events[-1])

    def _end(self) -> None:
        self._job = None
        self._begin()


def _relevant(config: TrainConfig) -> TrainConfig:
    """What the preview depends on, so that other knobs do not make it anew."""
    basics = settle_basics(config)
    knobs = {knob: getattr(config, knob) for knob in _KNOBS}
    knobs["deformation"] = basics.deformation
    return TrainConfig(image_size=basics.image_size, **knobs)


def _make(wish: _Wish, control: Control) -> Iterator[AugmentationPreview]:
    from shoeclassifier_gui.learn.pictures.augmented import show_augmented

    pictures = show_augmented(wish.config, wish.paths, VARIANTS, wish.seed, control)
    original, *variants = [as_image(picture) for picture in pictures]
    yield AugmentationPreview(original, tuple(variants))
