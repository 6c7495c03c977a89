"""What is left out of an import, and why."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that is not taken for a reason of safety or of sense.

    Attributes:
        name: The source, or a member of it, as text.
        sentence: Why.
    """

    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A picture or video that cannot be read.

    Attributes:
        name: Which, as text.
        reason: Why, for example `it is damaged or cut off`.
    """

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A picture whose very bytes are there already.

    Attributes:
        name: Which, as text.
        of: The picture that is kept.
        in_project: Whether that one lies in the project; else it is imported as well.
    """

    name: str
    of: str
    in_project: bool
