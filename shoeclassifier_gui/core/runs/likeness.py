"""Says in words whether pictures are like those that a network learned from, or cannot be told."""

from shoeclassifier_gui.core.percent import percent_text
from shoeclassifier_gui.core.runs.plan_facts import PlanFacts, Separation
from shoeclassifier_gui.core.runs.scores import accuracy_interval, beyond_chance

# A network that knows such pictures mends most of what guessing gets wrong: with less than half of
# it, and be it by the chance of a small sample, nothing follows from what its last layers see.
_KNOWN = 0.5


def likeness_reason(facts: PlanFacts) -> str:
    """What the quick look says of the pictures."""
    if not facts.separations:
        return "The pictures are too few for a look at how the network sees them."
    whole, better = facts.separations[-1], facts.better_depth
    if better is not None:
        return (
            f"The early layers of the network, which see edges, colours and textures, tell "
            f"{percent_text(better.accuracy)} of a sample of {facts.looked_at} pictures apart; its "
            f"last ones, which see everyday things, only {percent_text(whole.accuracy)}. So your "
            f"pictures are of another kind than the photographs that the network learned from."
        )
    return (
        f"The last layers of the network, which see everyday things, tell "
        f"{percent_text(whole.accuracy)} of a sample of {facts.looked_at} pictures apart, and no "
        f"earlier ones do clearly better. {_conclusion(facts, whole)}"
    )


def _conclusion(facts: PlanFacts, whole: Separation) -> str:
    # The sample holds equally many pictures of each class, as far as there are so many.
    guessed = 1 / max(1, len(facts.train_counts))
    low, high = accuracy_interval(whole.accuracy, facts.looked_at)
    if beyond_chance(low, guessed) >= _KNOWN:
        return "So your pictures are like the photographs that the network learned from."
    unsaid = (
        "Whether your pictures are like the photographs that the network learned from cannot be "
        "told yet:"
    )
    if low <= guessed:
        return f"{unsaid} guessing would give {percent_text(guessed)}, and that is hardly less."
    if beyond_chance(high, guessed) >= _KNOWN:
        return (
            f"{unsaid} of so few pictures the truth may be anything from {percent_text(low)} to "
            f"{percent_text(high)}."
        )
    return (
        f"{unsaid} the network hardly tells your classes apart (guessing gives "
        f"{percent_text(guessed)}). Wrong labels, or classes that look alike, may be why."
    )
