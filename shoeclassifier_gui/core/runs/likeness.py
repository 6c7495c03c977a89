"""Says whether pictures are like those that a network learned from, or why that is not told."""

from shoeclassifier_gui.core.percent import percent_text
from shoeclassifier_gui.core.runs.plan_facts import PlanFacts, Separation
from shoeclassifier_gui.core.runs.scores import accuracy_interval, beyond_chance

# A network that knows such pictures mends most of what guessing gets wrong: with less than half of
# it, and be it by the chance of a small sample, nothing follows from what its last layers see.
_KNOWN = 0.5
_LEARNED_FROM = "the photographs that the network learned from"


def likeness_reason(facts: PlanFacts) -> str:
    """What the quick look says of the pictures."""
    if not facts.looked_at:
        return (
            "The pictures were not looked at: what a network sees says little of them as long as "
            "some of its layers know nothing."
        )
    if not facts.separations:
        seen = "The pictures are too few to see how well the network tells them apart."
        return f"{seen} {_distance(facts)}".rstrip()
    whole, better = facts.separations[-1], facts.better_depth
    if better is not None:
        return _early_is_better(facts, better, whole)
    others = "no earlier ones do clearly better"
    if facts.best_cut is not None:
        best = max(each.accuracy for each in facts.separations)
        others = f"earlier ones {percent_text(best)}"
    return (
        f"The last layers of the network, which see everyday things, tell "
        f"{percent_text(whole.accuracy)} of a sample of {facts.looked_at} pictures apart, and "
        f"{others}. {_conclusion(facts, whole)}"
    )


def _early_is_better(facts: PlanFacts, better: Separation, whole: Separation) -> str:
    said = (
        f"The early layers of the network, which see edges, colours and textures, tell "
        f"{percent_text(better.accuracy)} of a sample of {facts.looked_at} pictures apart; its "
        f"last ones, which see everyday things, only {percent_text(whole.accuracy)}."
    )
    if facts.are_far is not False:
        kind = f"So your pictures are of another kind than {_LEARNED_FROM}."
        return f"{said} {kind} {_distance(facts)}".rstrip()
    return (
        f"{said} So what tells your classes apart is of another kind than what the network "
        f"learned: rather colours and textures than things."
    )


def _conclusion(facts: PlanFacts, whole: Separation) -> str:
    # The sample holds equally many pictures of each class, as far as there are so many.
    guessed = 1 / max(1, len(facts.train_counts))
    low, high = accuracy_interval(whole.accuracy, facts.looked_at)
    if beyond_chance(low, guessed) >= _KNOWN:
        if facts.are_far and facts.best_cut is None:
            return f"{_distance(facts)} Still, what it learned from them tells yours apart."
        if facts.are_far:
            return _distance(facts)
        return f"So your pictures are like {_LEARNED_FROM}."
    unsaid = "How much of what the network knows helps here cannot be told yet:"
    if low <= guessed:
        why = f"guessing would give {percent_text(guessed)}, and that is hardly less."
    elif beyond_chance(high, guessed) >= _KNOWN:
        why = (
            f"of so few pictures the truth may be anything from {percent_text(low)} to "
            f"{percent_text(high)}."
        )
    else:
        why = (
            f"the network hardly tells your classes apart (guessing gives "
            f"{percent_text(guessed)}). Wrong labels, or classes that look alike, may be why."
        )
    return f"{unsaid} {why} {_distance(facts)}".rstrip()


def _distance(facts: PlanFacts) -> str:
    if facts.ratios is None or facts.are_far is None:
        return ""
    if facts.are_far:
        return (
            f"The last layers respond to your pictures only {facts.ratios.pictures:.1f} times as "
            f"strongly as to the same ones without shapes (to drawings of things "
            f"{facts.ratios.things:.1f} times): they are far from {_LEARNED_FROM}."
        )
    return f"The pictures do show things, as {_LEARNED_FROM} do."
