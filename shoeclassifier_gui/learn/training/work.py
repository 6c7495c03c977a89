"""The way of one run from its pictures to its model folder, as a stream of events."""

import contextlib
import json
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from shoeclassifier_gui.core.control import Control, Stopped
from shoeclassifier_gui.core.dataset.items import Dataset, Split
from shoeclassifier_gui.core.errors import Diverged, OutOfGpuMemory, StorageError, UserError
from shoeclassifier_gui.core.files import write_text
from shoeclassifier_gui.core.preprocessing import View
from shoeclassifier_gui.core.runs.defaults import views_to_answer_with
from shoeclassifier_gui.core.runs.ending import Ending
from shoeclassifier_gui.core.runs.events import (
    EpochFinished,
    FirstModelReady,
    NoticeGiven,
    Preparing,
    RunFinished,
    RunStarted,
    StepsFinished,
    TrainEvent,
    told_again,
)
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.core.runs.guardian import Guardian, guarded
from shoeclassifier_gui.core.runs.scores import Scores, score
from shoeclassifier_gui.core.runs.split_record import SplitRecord
from shoeclassifier_gui.learn.computing.device import computing
from shoeclassifier_gui.learn.computing.world import World
from shoeclassifier_gui.learn.models.model_folder import make_card, read_model, write_model
from shoeclassifier_gui.learn.models.predictor import Predictor
from shoeclassifier_gui.learn.models.several_views import (
    NO_ROOM_FOR_VIEWS,
    ViewsTried,
    choose_views,
    try_views,
    views_sentence,
)
from shoeclassifier_gui.learn.pictures.pixels import Squares
from shoeclassifier_gui.learn.training.checkpoints import (
    Best,
    Start,
    load_best,
    load_start,
    save_best,
    save_last,
)
from shoeclassifier_gui.learn.training.judging import finish_epoch, judge
from shoeclassifier_gui.learn.training.plan import Plan
from shoeclassifier_gui.learn.training.setting_up import SetUp

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
        self._control = control
        self._plan = plan
        self._dataset = dataset
        self._run = run
        self._record = record
        train, val = dataset.of_split(Split.TRAIN), dataset.of_split(Split.VAL)
        self._set_up = SetUp(plan, train, val, control, world=world)
        self._material = self._set_up.material
        self._guardian = Guardian.over(dataset, plan.config)
        self._resumed = run.last_checkpoint.is_file()
        self._saved = time.perf_counter()
        self._views: ViewsTried | None = None

    def events(self) -> Iterator[TrainEvent]:
        """Does the work."""
        with computing(reproducible=self._plan.config.reproducible):
            for event in self._events():
                if self._world.writes:
                    yield event

    def _events(self) -> Iterator[TrainEvent]:
        for sentence in self._plan.notices:
            yield NoticeGiven(sentence)
        start = load_start(self._run.last_checkpoint) if self._resumed else None
        yield from self._set_up.begin(start)
        self._training, self._clock = self._set_up.training, self._set_up.clock
        if self._resumed:
            self._training.load(self._run.last_checkpoint)
        self._recall()
        self._world.copy(self._training.network)
        yield self._started()
        yield from guarded(self._until_the_end(), self._guardian)

    def _recall(self) -> None:
        """Forgets what comes again; the guardian knows of the rest."""
        with self._world.together():
            if self._world.writes:
                training = self._training
                self._run.forget_after(training.progress.epoch, training.steps_done)
                for values in self._run.events():
                    event = told_again(values)
                    if event is not None:
                        self._guardian.recall(event)

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

    def _until_stopped(self) -> Generator[TrainEvent, None, Ending]:
        """Gives the reason of the end."""
        try:
            yield from self._learn()
            yield from self._choose_views()
        except Stopped:
            # What has not begun to learn begins again, just as it would have gone on.
            if not self._training.progress.is_new:
                with self._world.together():
                    self._save_last()
            return Ending.STOPPED
        if self._guardian.diverged:
            return Ending.DIVERGED
        early = self._training.progress.epoch < self._plan.basics.epochs
        return Ending.NO_GAIN if early else Ending.DONE

    def _learn(self) -> Iterator[TrainEvent]:
        training, set_up = self._training, self._set_up
        yield from set_up.enter(training.progress.stage)
        if training.progress.is_new and self._plan.fits_head:
            yield from self._begin(set_up.fit_head())
        elif training.progress.is_new and self._plan.keeps_head:
            yield from self._begin(set_up.examine_start())
        while not training.finished:
            while training.stage_is_over:
                yield from set_up.enter(training.progress.stage + 1)
            yield from set_up.prepare_epoch()
            yield from self._train_epoch()
            val_loss, answers = training.validate()
            scores, watch = self._scores(answers), self._plan.config.watch
            event = finish_epoch(training.progress, watch, val_loss, scores)
            self._keep_if_best(event, answers)
            self._save_last_together()
            yield event
            self._publish(event)

    def _begin(
        self, first: Generator[NoticeGiven | Preparing, None, tuple[float, float]]
    ) -> Iterator[TrainEvent]:
        """What the run has before it learns counts as epoch 0: nothing worse is kept."""
        training, watch = self._training, self._plan.config.watch
        learned = yield from first
        val_loss, answers = training.validate()
        event = judge(training.progress, watch, learned, val_loss, self._scores(answers))
        self._keep_if_best(event, answers)
        self._set_up.begin_to_learn()
        self._save_last_together()
        yield event
        if self._world.writes:
            yield self._first_model()

    def _choose_views(self) -> Iterator[TrainEvent]:
        """Lets the finished model answer with the mean over several views, where that is better."""
        views = views_to_answer_with(self._plan.config)
        if len(views) == 1:
            return
        with self._world.together():
            if self._world.writes and self._run.best_checkpoint.is_file():
                self._keep_best(Ending.DONE)
                try:
                    yield from self._try_views(views)
                except OutOfGpuMemory:
                    yield NoticeGiven(NO_ROOM_FOR_VIEWS)

    def _try_views(self, views: Sequence[View]) -> Iterator[TrainEvent]:
        card, classifier = read_model(self._run.model)
        execution, squares = self._set_up.execution, self._set_up.pictures.squares
        execution.place(classifier)
        validation = Squares(squares.rows[len(self._material.train) :])
        tried = yield from try_views(
            Predictor(card, classifier, execution),
            views,
            validation,
            self._val_labels,
            self._control,
        )
        self._views = choose_views(tried)
        yield NoticeGiven(views_sentence(tried[0], self._views))

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

    def _keep_if_best(self, event: EpochFinished, answers: list[int]) -> None:
        with self._world.together():
            if event.best and self._world.writes:
                best = Best(event.epoch, tuple(answers))
                save_best(self._run.best_checkpoint, self._training.kept_state(), best)

    def _save_last_together(self) -> None:
        with self._world.together():
            self._save_last()

    def _publish(self, event: EpochFinished) -> None:
        """Lets the run's model be its best so far, also should it be killed."""
        # The earlier model stays where this fails; the end of the run tries again and says so.
        with self._world.together(), contextlib.suppress(StorageError):
            if event.best and self._world.writes:
                self._write_best()

    def _first_model(self) -> FirstModelReady:
        finished = self._keep_best(Ending.DONE)
        assert finished.model is not None
        assert finished.scores is not None
        return FirstModelReady(finished.model, finished.scores, finished.seconds)

    def _keep_best(self, reason: Ending) -> RunFinished:
        seconds = self._clock.seconds
        if not self._world.writes or not self._run.best_checkpoint.is_file():
            return RunFinished(None, reason, 0, seconds, None)
        best_epoch, scores = self._write_best()
        return RunFinished(self._run.model, reason, best_epoch, seconds, scores)

    def _write_best(self) -> tuple[int, Scores]:
        # The file knows best which epoch it holds: saving a later one may have failed.
        best = load_best(self._run.best_checkpoint)
        scores = self._scores(self._views.answers if self._views else best.answers)
        self._write_model(scores, best.epoch)
        return best.epoch, scores

    def _failed(self) -> RunFinished:
        try:
            return self._keep_best(Ending.FAILED)
        except UserError:  # No room for the model either.
            return RunFinished(None, Ending.FAILED, 0, self._clock.seconds, None)

    def _write_model(self, scores: Scores, best_epoch: int) -> None:
        card = make_card(self._plan, self._dataset.classes, scores, best_epoch, self._record)
        if self._views is not None:
            card = replace(card, views=self._views.views)
        write_model(self._run.model, self._run.best_checkpoint, card, self._record)
        text = json.dumps(scores.to_dict(), indent=2, ensure_ascii=False)
        write_text(self._run.scores_file, f"{text}\n")

    def _save_last(self) -> None:
        self._saved = time.perf_counter()
        if not self._world.writes:
            return
        training, execution = self._training, self._set_up.execution
        training.progress.seconds = self._clock.seconds
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
        training = self._training
        return RunStarted(
            run=self._run.path,
            backbone=self._plan.basics.backbone,
            weights=self._plan.origin.weights,
            device=self._world.label(self._set_up.execution.device.label),
            classes=self._dataset.classes,
            train_count=len(self._material.train),
            val_count=len(self._material.val),
            epochs=self._plan.basics.epochs,
            steps_per_epoch=training.steps_per_epoch,
            first_step=training.steps_done,
        )
