"""`shoeclassifier train`: trains a new run or goes on with a stopped one."""

from argparse import Namespace
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from shoeclassifier_gui.cli.find_rate import find_rate
from shoeclassifier_gui.cli.fold_words import fold_text
from shoeclassifier_gui.cli.learning_options import config_of
from shoeclassifier_gui.cli.opening import choose_network, open_dataset, require_weights_here
from shoeclassifier_gui.cli.output import Output, loss_text
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import open_project
from shoeclassifier_gui.core.dataset.split import Shares
from shoeclassifier_gui.core.errors import RunError
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.ending import Ending
from shoeclassifier_gui.core.runs.events import (
    EpochFinished,
    FirstModelReady,
    GuardianSpoke,
    NoticeGiven,
    Preparing,
    RunFinished,
    RunStarted,
    StepsFinished,
    TrainEvent,
)
from shoeclassifier_gui.core.runs.fold_events import (
    FoldEvent,
    FoldFinished,
    FoldsFinished,
    FoldsStarted,
    FoldStarted,
    FoldTold,
    RunEvent,
    run_event_to_dict,
)
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.core.runs.register import register_run

_OPTIONS = {"learning_rate": "--lr"}
_REASONS = {
    Ending.DONE: "Finished",
    Ending.NO_GAIN: "Ended early without further gain",
    Ending.STOPPED: "Stopped",
    Ending.DIVERGED: "Stopped: the loss exploded",
    Ending.FAILED: "Stopped: the loss exploded",
}


def run(options: Namespace, output: Output, control: Control) -> None:
    """Trains and prints events."""
    if options.lr_find and (options.out is not None or options.resume is not None):
        raise RunError(
            "A search for a learning rate makes no run.", "Leave --out and --resume out."
        )
    if options.resume is not None:
        if options.data is not None or options.out or _config(options) != TrainConfig():
            raise RunError(
                "A run goes on with its own pictures and settings in its own folder.",
                "Give --resume RUN alone; other settings need a new run.",
            )
        _resume(options, output, control)
        return
    if options.data is None or (options.out is None and not options.lr_find):
        raise RunError("Training needs DATA and --out RUN, or --resume RUN.")
    from shoeclassifier_gui.learn.computing.joining import joined, require_one_process
    from shoeclassifier_gui.learn.training.cross_validation import train_checked

    config = _config(options)
    read = partial(_open_for, config, options.data, output, control)
    if options.lr_find:
        require_one_process("A search for a learning rate")
        config, dataset = read()
        find_rate(config, dataset, output, control)
        return
    with joined() as world:
        config, dataset = world.once(read)
        run = RunFolder(options.out)
        events = train_checked(config, dataset, run, control, world=world)
        _show(_registered(events, options.data) if world.writes else events, output)


def _open_for(
    config: TrainConfig, data: Path, output: Output, control: Control
) -> tuple[TrainConfig, Dataset]:
    """The network and the pictures of a run; what it cannot start from is said before reading."""
    config = choose_network(config, output)
    open_project(data)
    require_weights_here(config)
    return config, open_dataset(data, output, control, config.shares)


def _resume(options: Namespace, output: Output, control: Control) -> None:
    from shoeclassifier_gui.learn.computing.joining import joined
    from shoeclassifier_gui.learn.training.cross_validation import resume_checked

    folder = RunFolder(options.resume)
    with joined() as world:
        dataset = world.once(partial(_open_again, folder, output, control))
        if dataset is not None:
            _show(resume_checked(folder, dataset, control, world=world), output)


def _registered(events: Iterable[RunEvent], data: Path) -> Iterator[RunEvent]:
    """The same events; the project knows from the start on where its run lies."""
    for event in events:
        if isinstance(event, RunStarted | FoldsStarted):
            register_run(open_project(data), event.run)
        yield event


def _open_again(folder: RunFolder, output: Output, control: Control) -> Dataset | None:
    """The pictures of a run that can go on; None when it is finished, which is said."""
    config, data = folder.read_config()
    if folder.ending is not None and folder.ending.exploded:
        raise RunError(
            "The loss of the run exploded; going on would not help.",
            "Start a new one with a smaller learning rate (--lr).",
        )
    if folder.finished:
        last = next(e for e in reversed(folder.events()) if e["event"] == "run_finished")
        where = f"Its model is in {folder.model}." if folder.model.is_dir() else "It has no model."
        output.result(last, f"The run is already finished. {where}")
        return None
    return open_dataset(data, output, control, config.shares)


def _config(options: Namespace) -> TrainConfig:
    return config_of(options, shares=Shares.parse(options.split) if options.split else None)


def _show(events: Iterable[RunEvent], output: Output) -> None:
    teller = _Teller(output)
    for event in events:
        output.event(run_event_to_dict(event))
        teller.tell(event)


class _Teller:
    """Says in words what a run says in events."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._steps = 0
        self._folds_left = 0
        self._fold = 0

    def tell(self, event: RunEvent) -> None:
        match event:
            case FoldTold(fold, told):
                self._tell_of_training(told, f"Fold {fold}: ")
            case FoldsStarted() | FoldStarted() | FoldFinished() | FoldsFinished():
                self._count_folds(event)
                self._output.tell(fold_text(event))
            case _:
                self._tell_of_training(event, "")

    def _count_folds(self, event: FoldEvent) -> None:
        if isinstance(event, FoldsStarted):
            self._folds_left = event.folds - len(event.earlier)
        elif isinstance(event, FoldStarted):
            self._fold = event.fold
        elif isinstance(event, FoldFinished):
            self._folds_left -= 1

    def _end_text(self, event: RunFinished) -> str:
        left = self._folds_left
        if left and event.reason is Ending.FAILED:
            return f"{_REASONS[event.reason]} in fold {self._fold}. There is no model."
        if left and event.reason is Ending.STOPPED:
            count = "1 fold" if left == 1 else f"{left} folds"
            return f"{_REASONS[event.reason]} with {count} still to do. Go on with --resume."
        return _end_text(event)

    def _tell_of_training(self, event: TrainEvent, within: str) -> None:
        if isinstance(event, RunStarted):
            self._steps = event.epochs * event.steps_per_epoch
        match event:
            case Preparing(what, done, count):
                self._output.progress(f"{within}{what}", done, count)
            case StepsFinished():
                self._output.progress(f"{within}Epoch {event.epoch}", event.step, self._steps)
            case RunFinished():
                if not self._output.as_json:
                    self._output.result({}, self._end_text(event))
            case GuardianSpoke() | NoticeGiven():
                self._output.tell(f"{within}{_text(event)}")
            case _ if not within:
                self._output.tell(_text(event))


def _text(
    event: RunStarted | NoticeGiven | GuardianSpoke | EpochFinished | FirstModelReady,
) -> str:
    match event:
        case RunStarted():
            return _start_text(event)
        case EpochFinished():
            return _epoch_text(event)
        case FirstModelReady():
            return (
                f"First model ready after {event.seconds:.0f} s: {event.scores.accuracy:.1%} right "
                f"on {event.scores.count} validation pictures. It is in {event.model}."
            )
        case NoticeGiven(sentence):
            return sentence
        case GuardianSpoke():
            return _warning_text(event)


def _warning_text(event: GuardianSpoke) -> str:
    if event.over:
        return event.sentence
    if not event.remedy:
        return f"Warning: {event.sentence}"
    options = " ".join(_option(knob, value) for knob, value in event.remedy.items())
    return f"Warning: {event.sentence} Start again with {options.strip()}."


def _option(knob: str, value: object) -> str:
    if value is None:
        return ""
    name = _OPTIONS.get(knob, f"--{knob.replace('_', '-')}")
    return name if value is True else f"{name} {value}"


def _start_text(event: RunStarted) -> str:
    return (
        f"{event.backbone} from {event.weights} on {event.device}: {event.train_count} training "
        f"and {event.val_count} validation pictures of {len(event.classes)} classes."
    )


def _epoch_text(event: EpochFinished) -> str:
    name = f"Epoch {event.epoch}" if event.epoch else "First model"
    score = {"balanced_accuracy": "balanced accuracy", "macro_f1": "macro F1"}.get(event.watch)
    watched = f", {score} {event.watched or 0:.1%}" if score else ""
    return (
        f"{name}: training loss {loss_text(event.train_loss)}, right "
        f"{event.train_accuracy:.1%}; validation loss {loss_text(event.val_loss)}, right "
        f"{event.val_accuracy:.1%}{watched}; {event.seconds:.1f} s{' (best)' if event.best else ''}"
    )


def _end_text(event: RunFinished) -> str:
    reason = _REASONS[event.reason]
    if event.scores is None and event.reason is Ending.FAILED:
        return f"{reason} before the first epoch was validated."
    if event.scores is None:
        return f"{reason} before the first epoch was validated. Go on with --resume."
    best = f"Best epoch {event.best_epoch}" if event.best_epoch else "Best: the first model"
    return (
        f"{reason} after {event.seconds:.0f} s. {best}: "
        f"{event.scores.accuracy:.1%} right on {event.scores.count} validation pictures. "
        f"The model is in {event.model}."
    )
