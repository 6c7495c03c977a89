"""The guardian's rules: each looks at a run so far and says what it finds wrong, if anything.

The numbers were chosen on runs that went well (fine-tuning, and learning from scratch with its
wild validation losses) so that they stay silent there.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from shoeclassifier_gui.core.percent import percent_text
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.events import EpochFinished, GuardianSpoke, Trouble
from shoeclassifier_gui.core.runs.guardian_remedies import (
    against_chance,
    against_learning_by_heart,
    quicker,
    rate_of,
    slower,
    usual_rate,
)

_JUMP = 3.0
_DIVERGED = 1.3
_FLAT_EPOCHS = 5
_FLAT = 0.9
_HARDLY_MOVED = 0.93, 1.07
# A tenth of the usual rate or less is small.
_SLOW = 0.1
# A run that is right so often, or so much more often than after its first epoch, is learning,
# however little its loss moves.
_RIGHT_ANYHOW = 0.8
_RIGHT_MORE = 0.1
_SIGMAS = 3.0
_OSCILLATING_EPOCHS = 6
# A loss below half of where it began got somewhere, however it goes up and down.
_NOWHERE = 0.5
# Up and down: the loss changes from epoch to epoch by more than this share of itself, on average.
_WILD = 0.15
# Two of five steps up are no single slip.
_RISES = 2
# The later half of the epochs is hardly lower than the earlier one.
_STANDING = 0.9
_OVERFITTING_EPOCHS = 5
_WORSE = 1.1
_GAP = 0.08
_BY_HEART = 0.97
_MISSED_EPOCHS = 3
# Of the way from chance to all right: below it other classes are still missed as well.
_REST_LEARNED = 0.25
_GOOD = 0.995
_DOUBTED = 0.9
_ENOUGH_PICTURES = 100
_LEAKY = 0.1
_LONG = 10_000.0
# Kendall's tau: with five values, eight of their ten pairs must rise.
_RISING = 0.6


@dataclass(frozen=True, slots=True)
class Story:
    """A run so far.

    Attributes:
        config: Its knobs.
        classes: Names by index.
        train: Training pictures of each class.
        val: Validation pictures of each class.
        planned: Epochs at most.
        epochs: Those that are done, without epoch 0, before which nothing learned.
    """

    config: TrainConfig
    classes: tuple[str, ...]
    train: tuple[int, ...]
    val: tuple[int, ...]
    planned: int
    epochs: tuple[EpochFinished, ...]

    @property
    def chance(self) -> float:
        """The accuracy of always naming the commonest class."""
        return max(self.train, default=0) / max(1, sum(self.train))

    @property
    def guess_loss(self) -> float:
        """The run's loss when all classes get the same score."""
        classes = max(2, len(self.classes))
        return classes - 1.0 if self.config.loss == "hinge" else math.log(classes)


def out_of_bounds(config: TrainConfig) -> GuardianSpoke:
    """The loss is no number, or so large that no step leads back."""
    return GuardianSpoke(
        Trouble.DIVERGING,
        f"The loss exploded: it is beyond all bounds. {_rate_words(config)}",
        slower(config),
    )


def step_lost(config: TrainConfig) -> GuardianSpoke:
    """The loss of a batch is no number; should it stay so, the run ends out of bounds."""
    return GuardianSpoke(
        Trouble.RATE_TOO_HIGH,
        f"The loss of a batch was no number: nothing was learned from it. {_rate_words(config)}",
        slower(config),
    )


def jumping(story: Story, first: float, recent: float) -> GuardianSpoke | None:
    """The loss of the last batches lies far above that of guessing, and of the first batch.

    Args:
        story: The run so far.
        first: Loss of the first batch.
        recent: Median loss of the last few.
    """
    usual = max(story.guess_loss, first)
    if recent <= _JUMP * usual:
        return None
    return GuardianSpoke(
        Trouble.RATE_TOO_HIGH,
        f"The loss jumped to {_short(recent / usual, 0)} times what it was before anything was "
        f"learned. {_rate_words(story.config)}",
        slower(story.config),
    )


def diverging(story: Story) -> GuardianSpoke | None:
    """The training loss rises from epoch to epoch and lies above where it began."""
    losses = [epoch.train_loss for epoch in story.epochs]
    if not all(map(math.isfinite, losses)):
        return out_of_bounds(story.config)
    if len(losses) < 3 or not losses[-3] < losses[-2] < losses[-1]:
        return None
    if losses[-1] < _DIVERGED * max(losses[0], story.guess_loss):
        return None
    return GuardianSpoke(
        Trouble.DIVERGING,
        f"The run diverges: the training loss rises and is {_short(losses[-1])} now, "
        f"after {_short(losses[0])} in the first epoch. {_rate_words(story.config)}",
        slower(story.config),
    )


def ended_diverged(story: Story) -> GuardianSpoke | None:
    """The last epoch's training loss is far beyond that of guessing: the end of a lost run.

    Heads without normalisation may have large losses and yet be right; that is no divergence.
    """
    losses = [epoch.train_loss for epoch in story.epochs]
    if len(losses) < 2 or story.epochs[-1].best:
        return None
    if story.epochs[-1].train_accuracy > (1 + story.chance) / 2:
        return None
    bearable = min(_DIVERGED * max(losses[0], story.guess_loss), _JUMP * story.guess_loss)
    if losses[-1] < bearable:
        return None
    return GuardianSpoke(
        Trouble.DIVERGING,
        f"The loss exploded: on training it is {_short(losses[-1])} at the end, where "
        f"guessing gives {story.guess_loss:.2f}. {_rate_words(story.config)}",
        slower(story.config),
    )


def rate_too_high(story: Story) -> GuardianSpoke | None:
    """The training loss goes up and down from epoch to epoch and gets nowhere."""
    losses = [epoch.train_loss for epoch in story.epochs]
    last = losses[-_OSCILLATING_EPOCHS:]
    if len(last) < _OSCILLATING_EPOCHS:
        return None
    if fmean(last) < _NOWHERE * max(losses[0], story.guess_loss):
        return None
    changes = [after - before for before, after in pairwise(last)]
    rises = sum(change > 0 for change in changes)
    wild = fmean(map(abs, changes)) > _WILD * fmean(last)
    halves = fmean(last[len(last) // 2 :]) / fmean(last[: len(last) // 2])
    if rises < _RISES or not wild or halves < _STANDING:
        return None
    return GuardianSpoke(
        Trouble.RATE_TOO_HIGH,
        f"The training loss goes up and down and gets nowhere. {_rate_words(story.config)}",
        slower(story.config),
    )


def rate_too_low(story: Story) -> GuardianSpoke | None:
    """Since the first epoch the training loss has neither fallen nor risen; the rate is small."""
    epochs, config = story.epochs, story.config
    if len(epochs) < _FLAT_EPOCHS or rate_of(config) > _SLOW * usual_rate(config):
        return None
    losses = [epoch.train_loss for epoch in epochs]
    right = fmean(epoch.train_accuracy for epoch in epochs[-2:])
    low, high = _HARDLY_MOVED
    hardly_moved = low * losses[0] < losses[-1] < high * losses[0]
    enough = min(_RIGHT_ANYHOW, epochs[0].train_accuracy + _RIGHT_MORE)
    if not hardly_moved or right > enough:
        return None
    return GuardianSpoke(
        Trouble.RATE_TOO_LOW,
        f"After {len(epochs)} epochs the loss has hardly moved: the learning rate of "
        f"{rate_of(config):g} is probably too low.",
        quicker(config),
    )


def stuck_at_chance(story: Story) -> GuardianSpoke | None:
    """For some epochs neither training nor validation was answered better than by guessing."""
    last = story.epochs[-_FLAT_EPOCHS:]
    if len(last) < _FLAT_EPOCHS:
        return None
    train = fmean(epoch.train_accuracy for epoch in last)
    val = fmean(epoch.val_accuracy for epoch in last)
    losses = [epoch.train_loss for epoch in last]
    flat = fmean(losses[-2:]) > _FLAT * fmean(losses[:2])
    seen = len(last) * sum(story.train)
    by_chance = train <= _likely(story.chance, seen) and val <= _likely(
        story.chance, sum(story.val)
    )
    if not flat or not by_chance:
        return None
    return GuardianSpoke(
        Trouble.CHANCE,
        f"After {len(story.epochs)} epochs the answers are no better than guessing: "
        f"{percent_text(val)} of validation right, with {len(story.classes)} classes.",
        against_chance(story.config),
    )


def overfitting(story: Story) -> GuardianSpoke | None:
    """Validation loss rises while training is or gets perfect, and validation gains nothing."""
    count = _OVERFITTING_EPOCHS
    before, last = story.epochs[:-count], story.epochs[-count:]
    if not before:
        return None
    best = min(epoch.val_loss for epoch in before)
    val = [epoch.val_loss for epoch in last]
    gained = max(e.val_accuracy for e in last) > max(e.val_accuracy for e in before)
    rising = _rises(val) and min(val) > _WORSE * best
    falling = _rises([-epoch.train_loss for epoch in last])
    by_heart = falling or min(epoch.train_accuracy for epoch in last) >= _BY_HEART
    gap = fmean(e.train_accuracy - e.val_accuracy for e in last)
    if gained or not rising or not by_heart or gap < _GAP:
        return None
    training = "that on training fell" if falling else "training was nearly all right"
    return GuardianSpoke(
        Trouble.OVERFITTING,
        f"The network learns the training pictures by heart: for {count} epochs the loss on "
        f"validation has risen (from {best:.2f} to {val[-1]:.2f}) while {training}. The best "
        "epoch is kept.",
        against_learning_by_heart(story.config),
    )


def class_never_named(story: Story) -> GuardianSpoke | None:
    """Half of the run is over, the rest is learned, and a class is no answer for any picture."""
    last = story.epochs[-_MISSED_EPOCHS:]
    if len(story.epochs) < max(_MISSED_EPOCHS + 1, story.planned / 2):
        return None
    learned = story.chance + _REST_LEARNED * (1 - story.chance)
    if min(epoch.val_accuracy for epoch in last) < learned:
        return None
    missed = frozenset.intersection(
        *(frozenset(epoch.unnamed) for epoch in story.epochs[-_MISSED_EPOCHS:])
    )
    missed = frozenset(index for index in missed if story.val[index])
    if not missed:
        return None
    worst = max(missed, key=lambda index: story.val[index])
    return GuardianSpoke(
        Trouble.CLASS_NEVER_NAMED,
        f"No validation picture is ever taken for {story.classes[worst]}, though "
        f"{_of_class(story.val[worst])}. Look at its pictures: they may be too few "
        f"({story.train[worst]} to learn from), or wrongly labelled.",
        {},
    )


def too_good(
    story: Story, reached: float, leak: Callable[[], float | None]
) -> GuardianSpoke | None:
    """Validation is (nearly) all right, and nothing shows that it is not known from training.

    Args:
        story: The run so far.
        reached: The share of validation that is right now.
        leak: The share of validation that is known from training; None when not known.
    """
    count = sum(story.val)
    if reached < _DOUBTED:
        return None
    share = leak()
    if share is not None and share >= _LEAKY:
        return GuardianSpoke(
            Trouble.TOO_GOOD,
            f"{percent_text(reached)} of validation is right, but {percent_text(share)} of the "
            "pictures held out have a twin among the training pictures: the model "
            "will do worse on new ones.",
            {},
        )
    if share is not None or reached < _GOOD or count < _ENOUGH_PICTURES:
        return None
    return GuardianSpoke(
        Trouble.TOO_GOOD,
        f"{percent_text(reached)} of {count} validation pictures are right: too good to "
        "believe before it is sure that none of them has a twin among the training pictures.",
        {},
    )


def _rate_words(config: TrainConfig) -> str:
    return f"The learning rate of {rate_of(config):g} is probably too high."


def _of_class(count: int) -> str:
    return "1 picture is one" if count == 1 else f"{count} pictures are"


def _likely(chance: float, count: int) -> float:
    """The most that guessing reaches on so many pictures, but for once in hundreds of times."""
    return chance + _SIGMAS * math.sqrt(chance * (1 - chance) / max(1, count))


def _rises(values: Sequence[float]) -> bool:
    """Whether (nearly) every later value is larger (Kendall's tau)."""
    pairs = [(one, other) for place, one in enumerate(values) for other in values[place + 1 :]]
    larger = sum((other > one) - (other < one) for one, other in pairs)
    return larger >= _RISING * len(pairs)


def _short(value: float, decimals: int = 2) -> str:
    return f"{value:.{decimals}f}" if value < _LONG else f"{value:.1e}"
