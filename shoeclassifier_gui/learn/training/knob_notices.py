"""Says which knobs do nothing beside others, and where there is no first model."""

from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.defaults import holds_linear_head


def knob_notices(config: TrainConfig, classes: int, *, fits_first: bool) -> tuple[str, ...]:
    """Sentences for whoever asked for them.

    Args:
        config: Settled.
        classes: Number of classes.
        fits_first: Whether a first model is expected: the layers know something, and the head is
            not that of another model, which would be the first one itself.
    """
    said = []
    if config.epochs and fits_first and not holds_linear_head(config, classes):
        said.append(
            "There is no first model before the first epoch: a head of this kind cannot take a "
            "fitted one over."
        )
    if config.loss == "hinge" and config.label_smoothing:
        said.append("Labels are not smoothed: that belongs to cross-entropy, not to hinge.")
    if config.schedule == "one_cycle" and config.warm_up:
        said.append("One-cycle has a warm-up of its own; the one that was asked for is not used.")
    if not config.epochs and config.mix != "none":
        said.append("The head alone is fitted to the pictures as they are: nothing is mixed.")
    return tuple(said)
