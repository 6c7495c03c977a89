"""Runs a training from a configuration to a model folder, and goes on with one that stopped."""

import contextlib
import dataclasses
from collections.abc import Callable, Iterator
from functools import partial

from shoeclassifier_gui.core.control import Control, Stopped
from shoeclassifier_gui.core.dataset.items import Dataset, Item
from shoeclassifier_gui.core.dataset.trainable import require_trainable
from shoeclassifier_gui.core.errors import RunError, UserError
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.events import RunFinished, TrainEvent
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.core.runs.lock import locked
from shoeclassifier_gui.core.runs.split_record import SplitRecord
from shoeclassifier_gui.learn.computing.device import choose_device, release_memory
from shoeclassifier_gui.learn.computing.world import World
from shoeclassifier_gui.learn.training.checkpoints import Origin, load_progress, load_start
from shoeclassifier_gui.learn.training.learned_before import measures_too_well
from shoeclassifier_gui.learn.training.plan import Plan, rebuild, settle
from shoeclassifier_gui.learn.training.work import Work
from shoeclassifier_gui.learn.weights.weights_store import WeightsStore

_BEGINS_AGAIN = "The run had no checkpoint yet: it begins again with its settings."


def train(
    config: TrainConfig,
    dataset: Dataset,
    run: RunFolder,
    control: Control,
    store: WeightsStore | None = None,
    *,
    world: World | None = None,
) -> Iterator[TrainEvent]:
    """Trains a new run; the last event is `RunFinished`.

    A stop through `control` is no error: the last checkpoint is written, the best model kept. A
    run that is stopped or fails before it has either, leaves no folder. Of the processes of a
    `world` the first one writes the run and gives events.

    Raises:
        DatasetError: The data set cannot be learned.
        RunError: A knob does not fit, the folder is taken, or the training diverged.
        WeightsError: The weights are missing or do not fit.
        StorageError: The disk is full.
        Stopped: The stop came before the first step.
    """
    world = world or World()
    plan = partial(_settle, config, dataset, store, world)
    yield from _alone(run, _new_work(plan, dataset, run, control, world), world, fresh=world.writes)


def resume(
    run: RunFolder,
    dataset: Dataset,
    control: Control,
    store: WeightsStore | None = None,
    *,
    world: World | None = None,
) -> Iterator[TrainEvent]:
    """Goes on with a run where its last checkpoint was written; the numbers are those of an
    uninterrupted run on the same device. Without a checkpoint it begins again.

    Raises:
        RunError: The run is finished, damaged, being trained, or its pictures have changed.
        WeightsError: It must begin again, and its weights are gone.
    """  # noqa: D205 - one thought of two lines
    world = world or World()
    yield from _alone(run, _old_work(dataset, run, world, control, store), world, fresh=False)


def _new_work(
    settled: Callable[[], Plan],
    dataset: Dataset,
    run: RunFolder,
    control: Control,
    world: World,
) -> Work:
    plan = settled()
    doubts = measures_too_well(plan.config, dataset)
    plan = dataclasses.replace(plan, notices=(*plan.notices, *doubts))
    record = SplitRecord.of(dataset)
    with world.together():
        if world.writes:
            run.create(plan.config, dataset.folder)
            record.write(run.path)
    return Work(plan, dataset, run, record, control, world=world)


def _old_work(
    dataset: Dataset,
    run: RunFolder,
    world: World,
    control: Control,
    store: WeightsStore | None,
) -> Work:
    with world.together():
        config, _ = run.read_config()
        if run.finished:
            raise RunError("The run has ended by itself and cannot go on.", "Start a new run.")
        record = SplitRecord.read(run.path)
        dataset = as_recorded(dataset, record)
        begun = run.last_checkpoint.is_file()
        origin = load_start(run.last_checkpoint).origin if begun else None
        if begun:
            _require_best(run)
    if origin is not None:
        plan = rebuild(config, len(dataset.classes), origin)
    else:
        plan = _settle(config, dataset, store, world)
        # After a check by folds the run itself has not begun before.
        if any(event["event"] == "run_started" for event in run.events()):
            plan = dataclasses.replace(plan, notices=(_BEGINS_AGAIN, *plan.notices))
    return Work(plan, dataset, run, record, control, world=world)


def _require_best(run: RunFolder) -> None:
    """A later epoch would be called the best, though an earlier one was better."""
    if load_progress(run.last_checkpoint).has_best and not run.best_checkpoint.is_file():
        raise RunError(
            f"The best weights of the run are missing: {run.best_checkpoint}.",
            "Start a new run; the model of this one, where there is one, is kept.",
        )


def _settle(
    config: TrainConfig, dataset: Dataset, store: WeightsStore | None, world: World
) -> Plan:
    """The first process settles the plan, the only one that needs the weights file."""
    plan: Plan | None = None
    with world.together():
        require_trainable(dataset)
        choose_device(world.device(config.device))  # A wrong name is said at once.
        if world.writes:
            plan = settle(config, dataset, store or WeightsStore())
    config, origin, keeps_head = world.once(partial(_facts, plan))
    if plan is None:
        plan = rebuild(config, len(dataset.classes), origin)
        plan = dataclasses.replace(plan, keeps_head=keeps_head)
    return plan


def _facts(plan: Plan | None) -> tuple[TrainConfig, Origin, bool]:
    assert plan is not None
    return plan.config, plan.origin, plan.keeps_head


def _alone(run: RunFolder, work: Work, world: World, *, fresh: bool) -> Iterator[TrainEvent]:
    """Writes every event into the run's folder before anybody sees it.

    The last one is told when the run is free again, for whoever then wants to use it.

    Args:
        run: Locked meanwhile.
        work: What to do.
        world: Its first process alone gets events.
        fresh: The run was made just now: nothing is left when it ends before it has anything.
    """
    events, ours, finished = work.events(), False, None
    del work  # The network shall be free when its memory is released.
    try:
        with _held(run, world):
            ours = True
            for event in events:
                run.append(event)
                if isinstance(event, RunFinished):
                    finished = event
                else:
                    yield event
    except (Stopped, UserError):
        if finished is not None:
            yield finished
        elif fresh and ours:
            run.remove_husk()
        raise
    finally:
        release_memory()
    if finished is not None:
        yield finished


@contextlib.contextmanager
def _held(run: RunFolder, world: World) -> Iterator[None]:
    """The right to write a run; all processes fail when the first one does not get it."""
    with contextlib.ExitStack() as stack:
        with world.together():
            if world.writes:
                stack.enter_context(locked(run))
        yield


def as_recorded(dataset: Dataset, record: SplitRecord) -> Dataset:
    """The data set as it was when the run began; pictures that came later are left out.

    Raises:
        RunError: A picture of the run is gone or was changed.
    """
    by_place = {(item.digest, item.relative): item for item in dataset.items}
    classes = tuple(dict.fromkeys(entry.class_name for entry in record.entries))
    classes = tuple(sorted(classes, key=lambda name: (name.casefold(), name)))
    items: list[Item] = []
    for entry in record.entries:
        found = by_place.get((entry.digest, entry.relative))
        if found is None:
            there = any(item.relative == entry.relative for item in dataset.items)
            what = "has changed" if there else "was removed"
            raise RunError(
                f"The picture {entry.relative} {what} since the run began.",
                "Start a new run; the model of this one is kept.",
            )
        index = classes.index(entry.class_name)
        as_then = found._replace(class_index=index, split=entry.split, left_out=False)
        items.append(as_then)
    ids = tuple(record.class_ids.get(name, "") for name in classes)
    return dataclasses.replace(dataset, classes=classes, class_ids=ids, items=tuple(items))
