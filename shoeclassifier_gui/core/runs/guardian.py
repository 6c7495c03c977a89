"""Watches a run and says what goes wrong and what would help, and when that is past."""

import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from statistics import median

from shoeclassifier_gui.core.dataset.items import Dataset, Split
from shoeclassifier_gui.core.dataset.leaks import measure_leak
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.defaults import settle_basics
from shoeclassifier_gui.core.runs.ending import Ending
from shoeclassifier_gui.core.runs.events import (
    EpochFinished,
    GuardianSpoke,
    RunFinished,
    StepsFinished,
    TrainEvent,
    Trouble,
)
from shoeclassifier_gui.core.runs.guardian_calm import calmed
from shoeclassifier_gui.core.runs.guardian_rules import (
    Story,
    class_never_named,
    diverging,
    ended_diverged,
    jumping,
    out_of_bounds,
    overfitting,
    rate_too_high,
    rate_too_low,
    step_lost,
    stuck_at_chance,
    too_good,
)
from shoeclassifier_gui.core.runs.usefulness import hardly_usable

_RECENT = 5
# What is wrong with the rate shows in several ways; the first of them is enough to say.
_ONE_CAUSE = frozenset(
    (Trouble.CHANCE, Trouble.DIVERGING, Trouble.RATE_TOO_HIGH, Trouble.RATE_TOO_LOW)
)
_EPOCH_RULES = (
    diverging, rate_too_high, rate_too_low, stuck_at_chance, overfitting, class_never_named,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pupils:
    """What the run learns from.

    Attributes:
        classes: Names by index.
        train: Training pictures of each class.
        val: Validation pictures of each class.
    """

    classes: tuple[str, ...]
    train: tuple[int, ...]
    val: tuple[int, ...]

    @classmethod
    def of(cls, dataset: Dataset) -> "Pupils":
        """Counts a data set."""
        train, val = dataset.count_by_class(Split.TRAIN), dataset.count_by_class(Split.VAL)
        return cls(dataset.classes, train, val)


class Guardian:
    """Reads the events of one run.

    Args:
        config: The run's knobs.
        pupils: Its classes and pictures.
        leak: Measures the share of validation that is known from training (0 to 1); asked at most
            once, when validation is good enough to be doubted. None when it cannot be measured.
    """

    def __init__(
        self, config: TrainConfig, pupils: Pupils, leak: Callable[[], float] | None = None
    ) -> None:
        self._config = config
        self._pupils = pupils
        self._leak = leak
        self._leak_share: float | None = None
        self._epochs: list[EpochFinished] = []
        self._first_loss: float | None = None
        self._recent: deque[float] = deque(maxlen=_RECENT)
        self._said: set[Trouble] = set()
        self._standing: Trouble | None = None
        self._kept: EpochFinished | None = None

    @classmethod
    def over(cls, dataset: Dataset, config: TrainConfig) -> "Guardian":
        """Watches a run over a data set, whose leak is measured when it matters."""
        return cls(config, Pupils.of(dataset), partial(_leak_of, dataset))

    def recall(self, event: StepsFinished | EpochFinished | GuardianSpoke) -> None:
        """Takes in what was told of the run before it was stopped, without a word."""
        match event:
            case StepsFinished():
                for loss in filter(math.isfinite, event.losses):
                    self._note_loss(loss)
            case EpochFinished():
                self._note_epoch(event)
            case GuardianSpoke():
                self._remember(event)

    @property
    def diverged(self) -> bool:
        """Whether the run, as it is now, has diverged."""
        return ended_diverged(self._story()) is not None

    def watch(self, event: TrainEvent) -> GuardianSpoke | None:
        """Reads one event.

        Returns:
            What there is to say now; of several things, the gravest.
        """
        match event:
            case StepsFinished():
                return self._watch_steps(event)
            case EpochFinished():
                return self._watch_epoch(event)
            case RunFinished(reason=Ending.FAILED):
                return self._say(out_of_bounds(self._config))
            case RunFinished(reason=Ending.DIVERGED):
                return self._say(ended_diverged(self._story()))
            case RunFinished(reason=Ending.DONE | Ending.NO_GAIN):
                return self._judge(event)
        return None

    def _watch_steps(self, event: StepsFinished) -> GuardianSpoke | None:
        found: GuardianSpoke | None = None
        if not all(map(math.isfinite, event.losses)):
            found = step_lost(self._config)
        for loss in filter(math.isfinite, event.losses):
            first = self._note_loss(loss)
            if found is None and len(self._recent) == _RECENT:
                found = jumping(self._story(), first, median(self._recent))
        return self._say(found)

    def _note_loss(self, loss: float) -> float:
        """Gives the first one: that of the network before it learned anything."""
        if self._first_loss is None:
            self._first_loss = loss
        self._recent.append(loss)
        return self._first_loss

    def _note_epoch(self, event: EpochFinished) -> None:
        if event.best:
            self._kept = event
        if event.epoch > 0:  # What is there before learning says nothing of how it goes.
            self._epochs.append(event)

    def _watch_epoch(self, event: EpochFinished) -> GuardianSpoke | None:
        self._note_epoch(event)
        story = self._story()
        for rule in _EPOCH_RULES if event.epoch > 0 else ():
            found = self._say(rule(story))
            if found is not None:
                return found
        found = self._say(too_good(story, event.val_accuracy, self._measured_leak))
        return found or self._calm(story)

    def _calm(self, story: Story) -> GuardianSpoke | None:
        past = calmed(self._standing, story) if self._standing is not None else None
        if past is not None:
            self._remember(past)
        return past

    def _judge(self, event: RunFinished) -> GuardianSpoke | None:
        """Where the rate is wrong, that is the thing to mend, and has been said."""
        if event.scores is None or self._standing in _ONE_CAUSE:
            return None
        learned = self._kept.train_accuracy if self._kept is not None else None
        return self._say(hardly_usable(self._story(), event.scores, learned))

    def _measured_leak(self) -> float | None:
        if self._leak is not None and self._leak_share is None:
            self._leak_share = self._leak()
        return self._leak_share

    def _say(self, found: GuardianSpoke | None) -> GuardianSpoke | None:
        if found is None or found.kind in self._said:
            return None
        # That the loss is beyond all bounds is said in any case: the run may end by it.
        grave = found.kind is Trouble.DIVERGING
        if found.kind in _ONE_CAUSE and self._said & _ONE_CAUSE and not grave:
            return None
        self._remember(found)
        return found

    def _remember(self, spoken: GuardianSpoke) -> None:
        if spoken.over:
            self._said.discard(spoken.kind)
            self._standing = None
        else:
            self._said.add(spoken.kind)
            self._standing = spoken.kind

    def _story(self) -> Story:
        return Story(
            config=self._config,
            classes=self._pupils.classes,
            train=self._pupils.train,
            val=self._pupils.val,
            planned=settle_basics(self._config).epochs,
            epochs=tuple(self._epochs),
        )


def _leak_of(dataset: Dataset) -> float:
    return measure_leak(dataset).after


def guarded(events: Iterable[TrainEvent], guardian: Guardian) -> Iterator[TrainEvent]:
    """The same events with what the guardian says between them; the last one stays the last."""
    for event in events:
        said = guardian.watch(event)
        last = isinstance(event, RunFinished)
        if said is not None and last:
            yield said
        yield event
        if said is not None and not last:
            yield said
