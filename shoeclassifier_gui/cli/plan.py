"""`shoeclassifier plan`: the recommended plan for some pictures, why, and what each would cost."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from shlex import quote

from shoeclassifier_gui.cli.opening import choose_network, open_dataset
from shoeclassifier_gui.cli.output import Output, table
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.files import size_words
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.recommendation import LookProgress, PlanReport, duration_words

_TITLES = {
    "small_similar": "Few pictures, like what the network knows: a new last layer",
    "small_different": "Few pictures of another kind: a new last layer on the layers that serve",
    "large_similar": "Many pictures, like what the network knows: fine-tuning",
    "large_different": "Many pictures of another kind: all layers learn",
    "no_weights": "From scratch",
}
_TOLD = (
    "plan", "backbone", "weights", "cut", "freeze", "head", "image_size", "epochs", "balance",
)  # fmt: skip
_CHANGES = ("illumination", "deformation")


def add_options(parser: ArgumentParser) -> None:
    """The folder, and what of the network is settled already."""
    knobs = TrainConfig()
    parser.add_argument("data", metavar="DATA", type=Path, help="a folder of class folders")
    parser.add_argument("--backbone", help="the network; else one whose weights are here")
    parser.add_argument(
        "--weights", default=knobs.weights, help="imagenet, none, a file, or a model's folder"
    )
    parser.add_argument("--device", default=knobs.device, help="auto, cpu, cuda, cuda:1, mps")


def run(options: Namespace, output: Output, control: Control) -> None:
    """Looks, times and prints; nothing is trained."""
    asked = TrainConfig(backbone=options.backbone, weights=options.weights, device=options.device)
    from shoeclassifier_gui.learn.advice.planning import plan_events

    asked = choose_network(asked, output)
    dataset = open_dataset(options.data, output, control)

    for event in plan_events(dataset, asked, control):
        if isinstance(event, LookProgress):
            output.progress("Looking", event.done, event.total)
        elif event.estimates:
            output.result(event.to_dict(), _text(event))


def _text(report: PlanReport) -> str:
    said, knobs = report.recommendation, report.knobs()
    parts = [_TITLES[said.case.value], *said.reasons]
    parts += [f"Mind: {warning.sentence}" for warning in said.warnings]
    told = _TOLD if knobs["epochs"] == 0 else (*_TOLD, *_CHANGES)
    given = [(name, knobs[name]) for name in told if knobs[name] is not None]
    settings = ", ".join(f"{name} {value}" for name, value in given)
    options = " ".join(f"--{name.replace('_', '-')} {quote(str(value))}" for name, value in given)
    command = f"Train so with: shoeclassifier train DATA --out RUN {options}"
    return "\n".join([*parts, f"Recommended: {settings}.", command, "", _table(report)])


def _table(report: PlanReport) -> str:
    rows: list[tuple[str, ...]] = [
        ("plan", "first model", "whole run", "memory", "disk", "of it kept", "")
    ]
    for each in report.estimates:
        chosen = each.plan == report.recommendation.config.plan
        times = (duration_words(each.first_model_s), duration_words(each.total_s))
        sizes = [size_words(size) for size in (each.memory, each.disk, each.kept)]
        rows.append((each.plan, *times, *sizes, "recommended" if chosen else ""))
    return table(rows)
