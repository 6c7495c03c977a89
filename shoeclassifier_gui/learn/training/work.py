"""The way of one run from its pictures to its model folder, as a stream of events."""

import json
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial

import numpy as np
import numpy.typing as npt

from shoeclassifier_gui.core.control import Control, Stopped
from shoeclassifier_gui.core.dataset.items import Dataset, Item, Split
from shoeclassifier_gui.core.errors import Diverged, StorageError, UserError
from shoeclassifier_gui.core.files import write_text
from shoeclassifier_gui.core.runs.events import (
    EpochFinished,
    FirstModelReady,
    NoticeGiven,
    Preparation,
    Preparing,
    RunFinished,
    RunStarted,
    StepsFinished,
    TrainEvent,
)
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.core.runs.guardian import Guardian, guarded
from shoeclassifier_gui.core.runs.scores import Scores, score
from shoeclassifier_gui.core.runs.split_record import SplitRecord
from shoeclassifier_gui.learn.computing.device import Device, choose_device, computing
from shoeclassifier_gui.learn.computing.execution import Execution, fastest_execution
from shoeclassifier_gui.learn.computing.world import World
from shoeclassifier_gui.learn.models.model_folder import make_card, write_model
from shoeclassifier_gui.learn.pictures.augmentation import Augmentation
from shoeclassifier_gui.learn.pictures.pixels import Squares, prepare_squares
from shoeclassifier_gui.learn.remembering.feeding import Feed, choose_feed
from shoeclassifier_gui.learn.remembering.sources import FreshPictures, Pictures
from shoeclassifier_gui.learn.training.checkpoints import (
    Best,
    Start,
    load_best,
    load_last,
    load_progress,
    load_start,
    save_best,
    save_last,
)
from shoeclassifier_gui.learn.training.first_model import features, fit
from shoeclassifier_gui.learn.training.linear_head import Examples, install
from shoeclassifier_gui.learn.training.material import Material
from shoeclassifier_gui.learn.training.plan import Plan
from shoeclassifier_gui.learn.training.training import Training

# A killed run loses no more than this, or than one epoch.
_SAVE_EVERY_S = 60.0


class Work:
    """Trains a settled plan over a data set.

    Args:
        plan: Settled.
        dataset: As the run sees it.
        run: Where everything is kept; its last checkpoint, if there is one, is gone on from.
        record: Which picture serves which part.
        control: Asked between steps.
        world: The processes that train together.
    """

    def __init__(
        self,
        plan: Plan,
        dataset: Dataset,
        run: RunFolder,
        record: SplitRecord,
        control: Control,
        *,
        world: World,
    ) -> None:
        self._world = world
        self._plan = plan
        self._dataset = dataset
        self._run = run
        self._record = record
        self._control = control
        self._train = dataset.of_split(Split.TRAIN)
        self._val = dataset.of_split(Split.VAL)
        self._material = Material.of(self._train, self._val)
        self._guardian = Guardian.over(dataset, plan.config)
        self._resumed = run.last_checkpoint.is_file()
        self._saved = self._begun = time.perf_counter()

    def events(self) -> Iterator[TrainEvent]:
        """Does the work."""
        with computing(reproducible=self._plan.config.reproducible):
            for event in self._events():
                if self._world.writes:
                    yield event

    def _events(self) -> Iterator[TrainEvent]:
        for sentence in self._plan.notices:
            yield NoticeGiven(sentence)
        yield from self._read_pictures()
        yield Preparing(Preparation.EXECUTION, 0, 0)
        self._execution = self._choose_execution()
        self._training = Training(
            self._plan, self._material, self._execution, self._control, self._world
        )
        if self._resumed:
            self._load_last()
        self._world.copy(self._training.network)
        yield self._started()
        yield from guarded(self._until_the_end(), self._guardian)

    def _read_pictures(self) -> Iterator[Preparing]:
        # The first process of each machine decodes; the others then find it done.
        for turn in range(2):
            with self._world.together():
                if turn == min(1, self._world.local_rank):
                    yield from self._prepare_pictures()

    def _prepare_pictures(self) -> Iterator[Preparing]:
        items = (*self._train, *self._val)
        for event in prepare_squares(items, self._plan.preprocessing, self._control):
            if isinstance(event, Preparing):
                yield event
            else:
                self._pictures = self._as_pictures(event, items)

    def _as_pictures(self, squares: Squares, items: tuple[Item, ...]) -> Pictures:
        augment = Augmentation.of(self._plan.config)
        digests = tuple(item.digest for item in items)
        return Pictures(squares, digests, self._plan.preprocessing, augment)

    def _choose_execution(self) -> Execution:
        device = choose_device(self._world.device(self._plan.config.device))
        first = self._world.once(partial(self._first_execution, device))
        return replace(first, device=device)

    def _first_execution(self, device: Device) -> Execution:
        if self._resumed:
            start = load_start(self._run.last_checkpoint)
            if start.device == str(device.torch_device):
                return Execution(device, start.number_format, start.channels_last)
        network, size = self._plan.classifier, self._plan.preprocessing.image_size
        return fastest_execution(network, device, size, name=self._plan.shape, learning=True)

    def _load_last(self) -> None:
        training, path = self._training, self._run.last_checkpoint
        for stage in range(load_progress(path).stage + 1):
            training.thaw(stage)
        training.progress = load_last(path, training.network, training.optimizer, training.average)
        with self._world.together():
            if self._world.writes:
                self._run.forget_after_epoch(training.progress.epoch)

    def _until_the_end(self) -> Iterator[TrainEvent]:
        try:
            reason = yield from self._until_stopped()
        except Diverged:
            yield self._failed()
            raise
        except UserError:  # No room for the next checkpoint, for example: the best one stays.
            self._failed()
            raise
        yield self._keep_best(reason)

    def _until_stopped(self) -> Generator[TrainEvent, None, str]:
        """Gives the reason of the end."""
        try:
            yield from self._learn()
        except Stopped:
            # What has not begun to learn begins again, just as it would have gone on.
            if not self._training.progress.is_new:
                with self._world.together():
                    self._save_last()
            return "stopped"
        return "no_gain" if self._training.progress.epoch < self._plan.basics.epochs else "done"

    def _learn(self) -> Iterator[TrainEvent]:
        training = self._training
        yield from self._enter(training.progress.stage)
        if self._plan.fits_head and training.progress.is_new:
            yield from self._fit_head()
        while not training.finished:
            while training.stage_is_over:
                yield from self._enter(training.progress.stage + 1)
            yield from self._or_anew(training.prepare_epoch())
            yield from self._train_epoch()
            val_loss, answers = training.validate()
            event = training.finish_epoch(val_loss, self._scores(answers))
            self._keep(event, answers)
            yield event

    def _enter(self, stage: int) -> Iterator[TrainEvent]:
        self._training.thaw(stage)
        feed = self._feed(self._plan.basics.views)
        if feed.notice:
            yield NoticeGiven(feed.notice)
        views = self._world.least(feed.views)
        self._training.source = (feed if views == feed.views else self._feed(views)).source
        yield from self._look(self._material.val)
        self._training.enter(stage, self._training.source)

    def _feed(self, views: int) -> Feed:
        counts = len(self._train), len(self._val)
        return choose_feed(self._pictures, self._plan.classifier, self._execution, views, counts)

    def _look(self, positions: Sequence[int]) -> Iterator[TrainEvent]:
        yield from self._or_anew(self._training.look(positions, 0))

    def _or_anew(self, preparing: Iterator[Preparing]) -> Iterator[TrainEvent]:
        """Goes on without remembering when the disk is full."""
        try:
            yield from preparing
        except StorageError as error:
            yield NoticeGiven(
                f"{error.sentence} The frozen layers look at every picture again in every epoch, "
                f"which takes longer."
            )
            fresh = FreshPictures(self._pictures, self._execution)
            self._training.enter(self._training.progress.stage, fresh)

    def _fit_head(self) -> Iterator[TrainEvent]:
        training = self._training
        yield from self._look(self._material.train)
        learned = 0.0, 0.0
        with self._world.together():
            if self._world.writes:
                learned = yield from self._first_head()
        self._world.copy(training.network.head)
        if training.average is not None:
            training.average.restart()
        val_loss, answers = training.validate()
        finished = training.finish_head(learned, val_loss, self._scores(answers))
        self._keep(finished, answers)
        yield finished
        if self._world.writes:
            yield self._first_model()

    def _first_head(self) -> Generator[TrainEvent, None, tuple[float, float]]:
        """Fits it; gives its loss and share of right answers on the training pictures."""
        train = yield from self._examples(self._material.train)
        val = yield from self._examples(self._material.val)
        fitted, loss, right = fit(train, val, self._plan.classes, self._plan.config)
        install(self._training.network.head, fitted)
        return loss, right

    def _examples(self, positions: Sequence[int]) -> Generator[TrainEvent, None, Examples]:
        training = self._training
        seen = yield from features(
            training.network, training.source, positions, self._execution, self._control
        )
        return Examples(seen, self._material.labels[list(positions)])

    def _train_epoch(self) -> Iterator[TrainEvent]:
        for event in self._training.train_epoch():
            yield event
            # Notices come in one process alone: only at steps all are asked.
            if isinstance(event, StepsFinished) and self._world.agree(
                time.perf_counter() - self._saved > _SAVE_EVERY_S
            ):
                with self._world.together():
                    self._save_last()

    def _scores(self, answers: Sequence[int]) -> Scores:
        said = np.asarray(answers, np.int64)
        return score(Split.VAL.value, self._dataset.classes, self._val_labels, said)

    @cached_property
    def _val_labels(self) -> npt.NDArray[np.int64]:
        labels: npt.NDArray[np.int64] = self._material.labels[list(self._material.val)].numpy()
        return labels

    def _keep(self, event: EpochFinished, answers: list[int]) -> None:
        self._guardian.note_answers(set(answers))
        with self._world.together():
            if event.best and self._world.writes:
                best = Best(event.epoch, tuple(answers))
                save_best(self._run.best_checkpoint, self._training.kept_state(), best)
            self._save_last()

    def _first_model(self) -> FirstModelReady:
        finished = self._keep_best("done")
        assert finished.model is not None
        assert finished.scores is not None
        seconds = time.perf_counter() - self._begun
        return FirstModelReady(finished.model, finished.scores, seconds)

    def _keep_best(self, reason: str) -> RunFinished:
        seconds = self._training.seconds
        if not self._world.writes or not self._run.best_checkpoint.is_file():
            return RunFinished(None, reason, 0, seconds, None)
        # The file knows best which epoch it holds: saving a later one may have failed.
        best = load_best(self._run.best_checkpoint)
        scores = self._scores(best.answers)
        self._write_model(scores, best.epoch)
        return RunFinished(self._run.model, reason, best.epoch, seconds, scores)

    def _failed(self) -> RunFinished:
        try:
            return self._keep_best("failed")
        except UserError:  # No room for the model either.
            return RunFinished(None, "failed", 0, self._training.seconds, None)

    def _write_model(self, scores: Scores, best_epoch: int) -> None:
        card = make_card(self._plan, self._dataset.classes, scores, best_epoch, self._record)
        write_model(self._run.model, self._run.best_checkpoint, card, self._record)
        text = json.dumps(scores.to_dict(), indent=2, ensure_ascii=False)
        write_text(self._run.scores_file, f"{text}\n")

    def _save_last(self) -> None:
        self._saved = time.perf_counter()
        if not self._world.writes:
            return
        training, execution = self._training, self._execution
        start = Start(
            self._plan.origin,
            str(execution.device.torch_device),
            execution.number_format,
            execution.channels_last,
        )
        network = training.network.state_dict()
        average = training.average.tensors if training.average else None
        save_last(
            self._run.last_checkpoint,
            training.progress,
            network,
            training.optimizer,
            start,
            average=average,
        )

    def _started(self) -> RunStarted:
        training, progress = self._training, self._training.progress
        return RunStarted(
            run=self._run.path,
            backbone=self._plan.basics.backbone,
            weights=self._plan.origin.weights,
            device=self._world.label(self._execution.device.label),
            classes=self._dataset.classes,
            train_count=len(self._train),
            val_count=len(self._val),
            epochs=self._plan.basics.epochs,
            steps_per_epoch=training.steps_per_epoch,
            first_step=progress.epoch * training.steps_per_epoch + progress.step,
        )
