"""Sentences about what a plan costs and why one is recommended."""

from PySide6.QtCore import QCoreApplication

from shoeclassifier_gui.core.runs.config import SCRATCH, TrainConfig
from shoeclassifier_gui.core.runs.recommendation import PlanEstimate
from shoeclassifier_gui.ui.train.plan import SettledPlan
from shoeclassifier_gui.ui.widgets.durations import rough_duration_text
from shoeclassifier_gui.ui.widgets.sizes import size_text

translate = QCoreApplication.translate  # The name that Qt's text collector looks for.


def plan_title(name: str) -> str:
    """What a plan is called."""
    titles = {
        "fast": translate("train", "Fast"),
        "balanced": translate("train", "Balanced"),
        "best": translate("train", "Best"),
    }
    return titles[name]


def estimate_text(estimate: PlanEstimate, *, recommended: bool = False) -> str:
    """The line below a plan.

    Args:
        estimate: What it costs.
        recommended: Whether with the recommended settings, which are not those of the form.
    """
    total, first = (
        rough_duration_text(estimate.total_s),
        rough_duration_text(estimate.first_model_s),
    )
    return _estimate_sentence(at_once=total == first, recommended=recommended).format(
        total=total,
        first=first,
        memory=size_text(estimate.memory),
        disk=size_text(estimate.disk),
    )


def _estimate_sentence(*, at_once: bool, recommended: bool) -> str:
    if recommended and at_once:
        return translate(
            "train",
            "As recommended: {total}, {memory} of memory, {disk} of disk.",
        )
    if recommended:
        return translate(
            "train",
            "As recommended: {total}, first model after {first}, {memory} of memory, {disk} of "
            "disk.",
        )
    if at_once:
        return translate("train", "Takes {total}, {memory} of memory, {disk} of disk.")
    return translate(
        "train", "Takes {total}, first model after {first}, {memory} of memory, {disk} of disk."
    )


def disk_text(estimate: PlanEstimate) -> str:
    """What the disk is needed for."""
    return translate(
        "train",
        "On the disk {kept} stay with the run: checkpoints and model. The rest are prepared "
        "pictures and what the frozen layers saw; later runs use them again, and they make room "
        "by themselves.",
    ).format(kept=size_text(estimate.kept))


def plan_explanation(name: str, config: TrainConfig, plan: SettledPlan) -> str:
    """What a plan does with a configuration.

    Args:
        name: The plan.
        config: The knobs; its own plan does not matter.
        plan: What they come to with the plan of that name.
    """
    if plan.weights_missing:
        return _without_weights(name, plan)
    if not plan.pretrained:
        return _without_knowledge(name, plan)
    if not plan.basics.epochs:
        return _head_alone(name)
    if name == "best":
        return translate(
            "train",
            "Longer: the network is thawed further from stage to stage, and answers with several "
            "views of each picture where that is better.",
        )
    if plan.freeze == plan.layers:
        return translate("train", "A new head learns on what the network knows already.")
    return _learning(config, plan)


def _head_alone(name: str) -> str:
    if name == "fast":
        return translate("train", "Seconds: a linear head on what the network knows already.")
    return translate("train", "Without epochs: the linear head alone is fitted.")


def _without_weights(name: str, plan: SettledPlan) -> str:
    text = translate("train", "Needs the weights of {network}, which are not on this machine.")
    if name == "balanced":
        text = translate(
            "train",
            "There are no weights of {network} on this machine. Trained from scratch, the whole "
            "network learns from your pictures alone, which takes long.",
        )
    return text.format(network=plan.known.backbone)


def _without_knowledge(name: str, plan: SettledPlan) -> str:
    """Nothing but `balanced` makes sense when layers are random."""
    if name != "balanced":
        return translate("train", "Only for a network that knows something already.")
    if plan.basics.weights != SCRATCH:
        return translate("train", "What the other model gives and the new layers learn together.")
    if plan.freeze:
        return translate("train", "From scratch: all layers that are not frozen learn at once.")
    return translate(
        "train", "From scratch: the whole network learns from the first step on; takes long."
    )


def _learning(config: TrainConfig, plan: SettledPlan) -> str:
    everything = config.freeze == 0
    if plan.basics.head == "dense" and plan.first_model:
        if everything:
            return translate(
                "train", "A first model in seconds; then a new head and the whole network learn."
            )
        return translate(
            "train", "A first model in seconds; then a new head and the top of the network learn."
        )
    if plan.basics.head != "pool" and everything:
        return translate("train", "A new head and the whole network learn together.")
    if plan.basics.head != "pool":
        return translate("train", "A new head and the top of the network learn together.")
    if everything:
        return translate("train", "The head first, then the whole network learns as well.")
    return translate("train", "The head first, then the top of the network learns as well.")
