"""Says of a run that went well whether its model is good for anything, and what would help."""

from shoeclassifier_gui.core.percent import percent_text
from shoeclassifier_gui.core.runs.config import PLANS, SCRATCH, TrainConfig
from shoeclassifier_gui.core.runs.events import GuardianSpoke, Trouble
from shoeclassifier_gui.core.runs.guardian_remedies import Remedy
from shoeclassifier_gui.core.runs.guardian_rules import Story
from shoeclassifier_gui.core.runs.scores import Scores, accuracy_interval, beyond_chance

# A model that leaves more than half of guessing's mistakes: "moderate" agreement at most in the
# words of Landis and Koch 1977, "The measurement of observer agreement for categorical data".
_USABLE = 0.5
# With fewer pictures even 80 % right may as well be 58 or 92 (95 % Wilson interval of 20).
_ENOUGH_MEASURED = 20
# So much better on training than on validation, the network lacks pictures, not learning.
_KNOWN_BY_HEART = 0.2


def hardly_usable(story: Story, scores: Scores, learned: float | None) -> GuardianSpoke | None:
    """Looks at the end of a run.

    Args:
        story: The run.
        scores: Of its model on validation.
        learned: Share of the training pictures that the kept epoch had right; None when not known.
    """
    if beyond_chance(scores.accuracy, story.chance) < _USABLE:
        help_words, remedy = _help(story.config, scores.accuracy, learned)
        beside = f"guessing: {percent_text(story.chance)}"
        if learned is not None:
            beside = f"of training: {percent_text(learned)}, {beside}"
        return GuardianSpoke(
            Trouble.HARDLY_USABLE,
            f"This model is hardly usable yet: {percent_text(scores.accuracy)} of "
            f"{_pictures(scores.count)} right ({beside}). {help_words}",
            remedy,
        )
    if scores.count >= _ENOUGH_MEASURED:
        return None
    low, high = accuracy_interval(scores.accuracy, scores.count)
    return GuardianSpoke(
        Trouble.HARDLY_USABLE,
        f"How good this model is, nobody knows yet: measured on {_pictures(scores.count)} only, "
        f"it may be right on anything from {percent_text(low)} to {percent_text(high)} of new "
        "ones. Add pictures of more sessions to each class.",
        {},
    )


def _help(config: TrainConfig, reached: float, learned: float | None) -> tuple[str, Remedy]:
    if learned is not None and learned - reached >= _KNOWN_BY_HEART:
        return (
            "More pictures of more sessions of each class help most; the Data doctor finds wrong "
            "labels.",
            {},
        )
    above = _plan_above(config)
    if above:
        return f"The plan {above.capitalize()} learns more from the same pictures.", {"plan": above}
    return (
        "The Data doctor finds wrong labels and classes that look alike; more pictures of more "
        "sessions of each class help, too.",
        {},
    )


def _plan_above(config: TrainConfig) -> str:
    """The next longer plan; from scratch there is none."""
    if config.weights == SCRATCH or config.plan == PLANS[-1]:
        return ""
    return PLANS[PLANS.index(config.plan) + 1]


def _pictures(count: int) -> str:
    return "1 validation picture" if count == 1 else f"{count} validation pictures"
