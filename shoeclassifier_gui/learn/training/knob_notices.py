"""Says which knobs do nothing beside others, and where there is no first model."""

from dataclasses import replace

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
    if not config.epochs:
        return ()
    said = []
    if fits_first and not holds_linear_head(config, classes):
        wide = replace(config, dense_width=2 * classes)
        why = "a head of this kind cannot take a fitted one over"
        if holds_linear_head(wide, classes):
            why = f"that takes {wide.dense_width} dense units, two for each class"
        said.append(f"There is no first model before the first epoch: {why}.")
    if config.loss == "hinge" and config.label_smoothing:
        said.append("Labels are not smoothed: that belongs to cross-entropy, not to hinge.")
    if config.schedule == "one_cycle" and config.warm_up:
        said.append("One-cycle has a warm-up of its own; the one that was asked for is not used.")
    return tuple(said)
