"""`shoeclassifier sweep`: trains with one setting after the other and tells the best."""

import argparse
from argparse import Namespace
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from shoeclassifier_gui.cli.learning_options import add_knobs, config_of
from shoeclassifier_gui.cli.opening import choose_network, open_dataset, require_weights_here
from shoeclassifier_gui.cli.output import Output, loss_text
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import Project, open_project
from shoeclassifier_gui.core.errors import RunError
from shoeclassifier_gui.core.runs.config import TrainConfig, Watch
from shoeclassifier_gui.core.runs.search_space import (
    SEARCHABLE,
    USUAL_KNOBS,
    Budget,
    SearchSpace,
    Value,
    parse_ranges,
)
from shoeclassifier_gui.core.runs.sweep_events import (
    SweepEnd,
    SweepEvent,
    SweepFinished,
    SweepStarted,
    TrialFinished,
    TrialProgressed,
    TrialStarted,
    sweep_event_to_dict,
)
from shoeclassifier_gui.core.runs.sweep_folder import (
    SweepFolder,
    new_sweep_folder,
    newest_sweep,
)

_REASONS = {
    SweepEnd.TRIALS: "All trials are done",
    SweepEnd.BUDGET: "The time is over",
    SweepEnd.STOPPED: "Stopped",
}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Adds the options of the command."""
    add = parser.add_argument
    add("data", metavar="DATA", type=Path, help="a folder of class folders")
    add("--minutes", type=float, required=True, help="how long to search")
    known = ", ".join(each.knob for each in SEARCHABLE)
    add(
        "--knobs",
        metavar="KNOB,...",
        help="what to search for, each with a range if you like, as in learning_rate=0.001:0.1 or "
        f"optimizer=adam:sgd; known are {known} (default: {','.join(USUAL_KNOBS)})",
    )
    add("--trials", type=int, help="runs at most (default: as many as there is time for)")
    add("--resume", action="store_true", help="go on with the last search over these pictures")
    add_knobs(parser)  # For all trials, but what is searched for.


def run(options: Namespace, output: Output, control: Control) -> None:
    """Searches and prints events."""
    from shoeclassifier_gui.learn.computing.joining import require_one_process
    from shoeclassifier_gui.learn.search.sweep import sweep

    require_one_process("A search for good settings")
    budget = Budget(options.minutes, options.trials)
    space = None if options.resume else _space(options)
    if options.resume:
        _refuse_settings(options)
    if space is not None:
        space = replace(space, base=choose_network(space.base, output))
        open_project(options.data)
        require_weights_here(space.base)
    dataset = open_dataset(options.data, output, control)
    project = open_project(options.data)
    folder = _last(project) if space is None else _begin(space, project, dataset)
    _show(sweep(folder, dataset, project.runs, budget, control), output)


def _space(options: Namespace) -> SearchSpace:
    words = options.knobs.split(",") if options.knobs else USUAL_KNOBS
    return SearchSpace(config_of(options), parse_ranges(words))


def _refuse_settings(options: Namespace) -> None:
    if options.knobs or config_of(options) != TrainConfig():
        raise RunError(
            "A search goes on with its own settings.",
            "Give --resume with --minutes and --trials alone, or begin a new search.",
        )


def _last(project: Project) -> SweepFolder:
    folder = newest_sweep(project.sweeps)
    if folder is None:
        raise RunError(
            f"No search over the pictures in {project.folder} was begun.", "Leave --resume out."
        )
    return folder


def _begin(space: SearchSpace, project: Project, dataset: Dataset) -> SweepFolder:
    from shoeclassifier_gui.learn.search.sweep import begin_sweep

    folder = new_sweep_folder(project.sweeps)
    begin_sweep(folder, space, dataset)
    return folder


def _show(events: Iterable[SweepEvent], output: Output) -> None:
    epochs = 0
    watch: Watch = "accuracy"
    for event in events:
        output.event(sweep_event_to_dict(event))
        match event:
            case TrialStarted():
                epochs = event.epochs
                output.tell(f"Trial {event.number + 1}: {_knobs_text(event.knobs)}")
            case TrialProgressed():
                output.progress(f"Trial {event.number + 1}", event.epoch, epochs)
            case TrialFinished():
                output.tell(_trial_text(event, watch))
            case SweepStarted():
                watch = event.watch
                _tell_earlier(event, output)
            case SweepFinished():
                if not output.as_json:
                    output.result({}, _end_text(event, watch))


def _tell_earlier(event: SweepStarted, output: Output) -> None:
    for trial in event.earlier:
        output.tell(f"Trial {trial.number + 1}: {_knobs_text(trial.knobs)}")
        output.tell(_trial_text(trial, event.watch))


def _trial_text(trial: TrialFinished, watch: Watch) -> str:
    name = f"Trial {trial.number + 1}"
    if trial.score is None:
        return f"{name} has no score: it was cut off, or its loss exploded."
    how = ", ended early" if trial.pruned else ""
    return f"{name}: {_score_text(trial.score, watch)} on the validation pictures{how}."


def _score_text(score: float, watch: Watch) -> str:
    return {
        "accuracy": f"{score:.1%} right",
        "balanced_accuracy": f"balanced accuracy {score:.1%}",
        "macro_f1": f"macro F1 {score:.1%}",
        "loss": f"loss {loss_text(score)}",
    }[watch]


def _end_text(event: SweepFinished, watch: Watch) -> str:
    count = "1 trial" if event.trials == 1 else f"{event.trials} trials"
    if event.best is None:
        return f"{_REASONS[event.reason]} after {count}; none has a model. Go on with --resume."
    return (
        f"{_REASONS[event.reason]} after {count}. Best: trial {event.best.number + 1} with "
        f"{_score_text(event.best.score or 0.0, watch)} on the validation pictures, "
        f"{_knobs_text(event.best.knobs)}. The run is in {event.best.run}."
        f"{_first_text(event.best, watch)} These pictures chose among the trials; measure the "
        f"model with evaluate --split test."
    )


def _first_text(trial: TrialFinished, watch: Watch) -> str:
    if trial.first_score is None:
        return ""
    return (
        f" It keeps its first model, which is better than all its epochs: "
        f"{_score_text(trial.first_score, watch)}."
    )


def _knobs_text(knobs: Mapping[str, Value]) -> str:
    return ", ".join(
        f"{knob} {value:.3g}" if isinstance(value, float) else f"{knob} {value}"
        for knob, value in knobs.items()
    )
