"""Says where a run shows pictures as they are although random changes are asked for."""

from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.defaults import Settled, WhyPlain, why_plain
from shoeclassifier_gui.learn.pictures.augmentation import Augmentation


def plain_notices(config: TrainConfig, basics: Settled) -> tuple[str, ...]:
    """Sentences for whoever asked for random changes that are off.

    Args:
        config: Settled.
        basics: Likewise.
    """
    asked = Augmentation.of(config)
    why = why_plain(basics, config.freeze or 0)
    if why is WhyPlain.HEAD_ALONE and asked != Augmentation.of(TrainConfig()):
        return (
            "The head alone is fitted to the pictures as they are: the random changes of the "
            "settings are not used.",
        )
    if why is WhyPlain.ONE_VIEW and asked.changes_anything:
        return (
            "With one remembered view pictures are shown as they are: the random changes of the "
            "settings are not used. More remembered views, or none, use them.",
        )
    return ()
