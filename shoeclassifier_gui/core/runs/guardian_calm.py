"""When what the guardian said of a run is past: the run has mended itself since."""

import math

from shoeclassifier_gui.core.percent import percent_text
from shoeclassifier_gui.core.runs.events import GuardianSpoke, Trouble
from shoeclassifier_gui.core.runs.guardian_rules import Story
from shoeclassifier_gui.core.runs.scores import accuracy_interval

# As far above the lowest validation loss as a run may rise before it is said to learn by heart.
_NEAR_LOWEST = 1.1
# Of the loss of guessing: well below it something was learned, whatever the loss did before.
_LEARNED = 0.5
# Of the first epoch's loss: the rule calls 7 % off hardly moved, and chance moves it as much.
_MOVED = 0.8


def calmed(kind: Trouble, story: Story) -> GuardianSpoke | None:
    """Looks whether a trouble is over with the newest epoch.

    Args:
        kind: What was said last and not called over since.
        story: The run so far.
    """
    rules = {
        Trouble.OVERFITTING: _learns_more_than_by_heart,
        Trouble.CHANCE: _better_than_guessing,
        Trouble.RATE_TOO_LOW: _loss_moves,
        Trouble.RATE_TOO_HIGH: _loss_came_down,
        Trouble.DIVERGING: _loss_came_down,
        Trouble.CLASS_NEVER_NAMED: _every_class_named,
    }
    rule = rules.get(kind)
    sentence = rule(story) if rule is not None and story.epochs else ""
    return GuardianSpoke(kind, sentence, {}, over=True) if sentence else None


def _learns_more_than_by_heart(story: Story) -> str:
    newest = story.epochs[-1]
    lowest = min(epoch.val_loss for epoch in story.epochs)
    if newest.best:
        return f"Validation gained again: epoch {newest.epoch} is the best so far."
    if newest.val_loss <= _NEAR_LOWEST * lowest:
        return f"The loss on validation has fallen again, to {newest.val_loss:.2f}."
    return ""


def _better_than_guessing(story: Story) -> str:
    newest = story.epochs[-1]
    train = accuracy_interval(newest.train_accuracy, sum(story.train))[0]
    val = accuracy_interval(newest.val_accuracy, sum(story.val))[0]
    if min(train, val) <= story.chance:
        return ""
    right = percent_text(newest.val_accuracy)
    return f"The answers are better than guessing now: {right} of validation right."


def _loss_moves(story: Story) -> str:
    first, newest = story.epochs[0].train_loss, story.epochs[-1].train_loss
    return f"The loss moves now: it is {newest:.2f}." if newest < _MOVED * first else ""


def _loss_came_down(story: Story) -> str:
    newest = story.epochs[-1].train_loss
    if not math.isfinite(newest) or newest >= _LEARNED * story.guess_loss:
        return ""
    return f"The training loss came down after all, to {newest:.2f}."


def _every_class_named(story: Story) -> str:
    missed = [index for index in story.epochs[-1].unnamed if story.val[index]]
    return "" if missed else "Every class is an answer for some validation picture now."
