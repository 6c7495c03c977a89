"""Which of the four cases of transfer learning fits some pictures, with the reasons in words."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from shoeclassifier_gui.core.percent import percent_text
from shoeclassifier_gui.core.runs.config import SCRATCH, PlanName, TrainConfig
from shoeclassifier_gui.core.runs.defaults import settle_basics
from shoeclassifier_gui.core.runs.likeness import likeness_reason
from shoeclassifier_gui.core.runs.plan_facts import PlanFacts

# Training pictures of a typical class from which on there are many. The source project had 420 of
# 600 and fine-tuned; with fewer than half of that a linear head is hard to beat.
MANY = 200
_TINY_CLASS = 10
_UNEVEN = 3.0
_LEAKING = 0.02
# Pictures of a shorter side than this gain nothing from being blown up to 224 px.
_SMALL_SIDE = 80
_SMALL_SIZE = 128
# Longer than people wait for an afternoon's work.
_LONG_S = 3600.0
_STRONG, _USUAL, _WEAK = 0.5, 0.3, 0.1


class Case(StrEnum):
    """How much there is to learn from, and whether it is like what the network knows."""

    SMALL_SIMILAR = "small_similar"
    SMALL_DIFFERENT = "small_different"
    LARGE_SIMILAR = "large_similar"
    LARGE_DIFFERENT = "large_different"
    NO_WEIGHTS = "no_weights"


class WarningKind(StrEnum):
    """What to look at before training."""

    LEAK = "leak"
    TINY_CLASSES = "tiny_classes"
    IMBALANCE = "imbalance"
    NO_WEIGHTS = "no_weights"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class PlanWarning:
    """Something to look at, in a sentence."""

    kind: WarningKind
    sentence: str


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What to train, and why.

    Attributes:
        case: Of transfer learning.
        config: The recommended knobs; those that are open suit them.
        others: The configuration of each plan that makes sense here, the recommended among them.
        reasons: Sentences for people who do not program.
        warnings: What to look at before.
    """

    case: Case
    config: TrainConfig
    others: Mapping[PlanName, TrainConfig]
    reasons: tuple[str, ...]
    warnings: tuple[PlanWarning, ...]


@dataclass(frozen=True, slots=True)
class PlanEstimate:
    """What a plan costs on this machine.

    Attributes:
        plan: Which one.
        first_model_s: Seconds until a model can be used.
        total_s: Seconds until all epochs are done.
        memory: Bytes that the run takes beside the program: copies of the network, gradients,
            optimizer, averages and activations.
        disk: Bytes of prepared pictures, remembered views, checkpoints and model.
        freeze: Convolution layers that do not learn at first.
        batch_size: Pictures a step.
        kept: Bytes of these that stay with the run: checkpoints and model.
    """

    plan: PlanName
    first_model_s: float
    total_s: float
    memory: int
    disk: int
    freeze: int
    batch_size: int
    kept: int


@dataclass(frozen=True, slots=True)
class LookProgress:
    """How far the quick look is; a total of 0 means that it measures times."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class PlanReport:
    """The recommendation with the facts that it rests on and what each plan costs."""

    facts: PlanFacts
    recommendation: Recommendation
    estimates: tuple[PlanEstimate, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        said = self.recommendation
        return {
            "case": said.case.value,
            "reasons": list(said.reasons),
            "knobs": self.knobs(),
            "estimates": {each.plan: asdict(each) for each in self.estimates},
            "facts": {**asdict(self.facts), "typical_count": self.facts.typical_count},
            "warnings": [{"kind": w.kind.value, "sentence": w.sentence} for w in said.warnings],
        }

    def knobs(self) -> dict[str, Any]:
        """The recommended knobs; open ones with the values that they come to."""
        config = self.recommendation.config
        pictures = sum(self.facts.train_counts.values())
        settled = {**config.to_dict(), **asdict(settle_basics(config, pictures))}
        settled["balance"] = config.balance or ("sampling" if self.facts.balanced else "none")
        own = next((each for each in self.estimates if each.plan == config.plan), None)
        if own is None:
            return settled
        return {**settled, "freeze": own.freeze, "batch_size": own.batch_size}


def recommend(facts: PlanFacts, asked: TrainConfig) -> Recommendation:
    """Chooses one of the four cases (source: the Spanish lecture's table) and its knobs.

    Args:
        facts: Of pictures and network; without a look at the pictures the case falls back on what
            their number says.
        asked: Backbone, weights and device are kept.
    """
    warnings = (*_warnings(facts),)
    uneven = any(warning.kind is WarningKind.IMBALANCE for warning in warnings)
    common = TrainConfig(
        backbone=asked.backbone,
        weights=asked.weights,
        device=asked.device,
        balance="weights" if uneven and not facts.balanced else None,
    )
    if asked.weights == SCRATCH:
        return _from_scratch(facts, common, warnings)
    many = facts.typical_count >= MANY
    other_kind = facts.better_depth is not None or facts.are_far is True
    cases = {
        (False, False): Case.SMALL_SIMILAR,
        (False, True): Case.SMALL_DIFFERENT,
        (True, False): Case.LARGE_SIMILAR,
        (True, True): Case.LARGE_DIFFERENT,
    }
    case = cases[many, other_kind]
    plans = _plans(case, replace(common, **_pictures(facts, case)), facts)
    reasons = (_size_reason(facts), likeness_reason(facts), _conclusion(case, facts))
    plan: PlanName = "best" if many else "fast"
    return Recommendation(case, plans[plan], plans, reasons, warnings)


def without_weights(facts: PlanFacts, asked: TrainConfig) -> Recommendation:
    """From scratch, because there are no pretrained weights on this machine."""
    said = recommend(facts, replace(asked, backbone=None, weights=SCRATCH))
    warning = PlanWarning(
        WarningKind.NO_WEIGHTS,
        f"There are no pretrained weights for {facts.backbone} on this machine. With them, far "
        f"fewer pictures are enough: download them if you can.",
    )
    return replace(said, warnings=(warning, *said.warnings))


def mind_time(said: Recommendation, estimates: Mapping[PlanName, PlanEstimate]) -> Recommendation:
    """Recommends the shorter plan where the best one takes longer than people wait."""
    chosen: PlanName = said.config.plan
    shorter: PlanName = "balanced"
    if chosen not in estimates or estimates[chosen].total_s <= _LONG_S:
        return said
    takes = f"{duration_words(estimates[chosen].total_s)} on this machine"
    cheaper = shorter in estimates and estimates[shorter].total_s < estimates[chosen].total_s
    if chosen != "best" or said.case is not Case.LARGE_SIMILAR or not cheaper:
        warning = PlanWarning(WarningKind.LONG, f"The recommended plan takes {takes}.")
        return replace(said, warnings=(*said.warnings, warning))
    reason = (
        f"The plan Best, which trains more of the network, would take {takes}; Balanced gets "
        f"close to it sooner."
    )
    return replace(said, config=said.others[shorter], reasons=(*said.reasons, reason))


def mind_what_is_possible(
    said: Recommendation, estimates: Mapping[PlanName, PlanEstimate]
) -> Recommendation:
    """Recommends the balanced plan where the chosen one cannot be run, and it can."""
    instead: PlanName = "balanced"
    if said.config.plan in estimates or instead not in estimates:
        return said
    reason = (
        "Some layers of the network know nothing yet, so a new last layer alone is not enough: "
        "others learn, too."
    )
    return replace(said, config=said.others[instead], reasons=(*said.reasons, reason))


def duration_words(seconds: float) -> str:
    """A length of time as people say it, for example "about 40 seconds"."""
    for unit, size, step in (("second", 1, 5), ("minute", 60, 1)):
        count = seconds / size
        if count < 90:
            rounded = max(1, round(count) if count < 10 else step * round(count / step))
            return f"about {rounded} {unit}{'s' if rounded != 1 else ''}"
    return f"about {seconds / 3600:.1f} hours"


def _from_scratch(
    facts: PlanFacts, common: TrainConfig, warnings: tuple[PlanWarning, ...]
) -> Recommendation:
    config = replace(common, plan="balanced")
    size = settle_basics(config).image_size
    reasons = (
        _size_reason(facts),
        f"From scratch the network knows nothing yet and learns everything from your pictures, so "
        f"they are made small ({size} pixels) and shown many times, each time bent otherwise.",
    )
    return Recommendation(Case.NO_WEIGHTS, config, {"balanced": config}, reasons, warnings)


def _pictures(facts: PlanFacts, case: Case) -> dict[str, Any]:
    """Size and random changes: stronger ones where there are few pictures of everyday things;
    textures keep their shape and grain."""  # noqa: D205, D209 - one thought of two lines
    bent = {
        Case.SMALL_SIMILAR: _STRONG,
        Case.SMALL_DIFFERENT: _WEAK,
        Case.LARGE_DIFFERENT: _WEAK,
    }
    small = 0 < facts.short_side < _SMALL_SIDE
    return {
        "illumination": _STRONG if case is Case.SMALL_SIMILAR else _USUAL,
        "deformation": bent.get(case),
        "image_size": _SMALL_SIZE if small else None,
    }


def _plans(case: Case, common: TrainConfig, facts: PlanFacts) -> dict[PlanName, TrainConfig]:
    if case is Case.SMALL_DIFFERENT:
        common = replace(common, cut=facts.best_cut)
    best = replace(common, plan="best", freeze=0 if case is Case.LARGE_DIFFERENT else None)
    return {
        # The head alone is fitted to pictures as they are: no strength of changes to recommend.
        "fast": replace(common, plan="fast", illumination=_USUAL, deformation=None),
        "balanced": replace(common, plan="balanced"),
        "best": best,
    }


_CONCLUSIONS = {
    Case.SMALL_SIMILAR: (
        "So the network stays as it is, and only a new last layer learns your classes: with so "
        "few pictures, more would be learned by heart."
    ),
    Case.SMALL_DIFFERENT: (
        "So only the early layers are used, and a new last layer learns your classes from what "
        "they see: the later ones know things that do not help here, and there are too few "
        "pictures to teach them."
    ),
    Case.LARGE_SIMILAR: (
        "So the network starts from what it knows and adjusts itself to your pictures, layer by "
        "layer from the last one: there are enough of them."
    ),
    Case.LARGE_DIFFERENT: (
        "So all layers start from what they know and learn on: there are enough pictures to teach "
        "them. If the result is poor, train from scratch and compare."
    ),
}


def _conclusion(case: Case, facts: PlanFacts) -> str:
    if case is Case.SMALL_DIFFERENT and facts.best_cut is None:
        case = Case.SMALL_SIMILAR  # No layers serve better than the last ones.
    return _CONCLUSIONS[case]


def _size_reason(facts: PlanFacts) -> str:
    count, classes = facts.typical_count, len(facts.train_counts)
    much = "many" if count >= MANY else "few"
    return (
        f"There are {classes} classes with about {count} training pictures each: that is {much} "
        f"({MANY} or more count as many)."
    )


def _warnings(facts: PlanFacts) -> list[PlanWarning]:
    found = []
    if facts.leak > _LEAKING:
        sentence = (
            f"{percent_text(facts.leak)} of the pictures kept aside for measuring have a "
            f"near-duplicate among those learned from: the results will look better than they are. "
            f"Divide the data anew, or remove the duplicates."
        )
        found.append(PlanWarning(WarningKind.LEAK, sentence))
    tiny = [name for name, count in facts.train_counts.items() if count < _TINY_CLASS]
    if tiny:
        some = ", ".join(tiny[:3]) + (" and others" if len(tiny) > 3 else "")
        sentence = f"Fewer than {_TINY_CLASS} training pictures: {some}. Add more of them."
        found.append(PlanWarning(WarningKind.TINY_CLASSES, sentence))
    counts = [count for count in facts.train_counts.values() if count]
    if counts and max(counts) >= _UNEVEN * min(counts):
        remedy = "are shown more often" if facts.balanced else "are given more weight"
        sentence = (
            f"The largest class has {max(counts)} training pictures, the smallest {min(counts)}: "
            f"small classes {remedy}, so that they are not passed over."
        )
        found.append(PlanWarning(WarningKind.IMBALANCE, sentence))
    return found
