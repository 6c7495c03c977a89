"""What happens while pictures are collected, for whoever watches."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shoeclassifier_gui.core.collect.found import Found
from shoeclassifier_gui.core.collect.refusals import Reason
from shoeclassifier_gui.core.dataset.editing import Edited
from shoeclassifier_gui.core.pictures import Picture


@dataclass(frozen=True, slots=True)
class Continued:
    """Pictures of a collection that was cut off are taken along."""

    count: int


@dataclass(frozen=True, slots=True)
class ClassBegun:
    """The search for a class begins.

    Attributes:
        class_name: The class.
        wanted: Pictures wanted.
    """

    class_name: str
    wanted: int


@dataclass(frozen=True, slots=True)
class PictureKept:
    """A picture came.

    Attributes:
        class_name: The class that it is for.
        found: What is known of it.
        kept: Pictures of this request so far.
        wanted: Pictures wanted.
        preview: RGB uint8, small.
    """

    class_name: str
    found: Found
    kept: int
    wanted: int
    preview: Picture = field(compare=False)


@dataclass(frozen=True, slots=True)
class PictureRefused:
    """A picture is not taken."""

    class_name: str
    url: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class ClassEnded:
    """There is nothing more to do for a class.

    Attributes:
        class_name: The class.
        kept: Pictures that came for it.
        wanted: Pictures wanted.
        problem: Why the search ended early, with a hint; empty when it did not.
    """

    class_name: str
    kept: int
    wanted: int
    problem: str = ""


@dataclass(frozen=True, slots=True)
class TakingIn:
    """All that came goes into its class folders now."""

    count: int


@dataclass(frozen=True, slots=True)
class Collected:
    """The collection is over; always the last event.

    Attributes:
        kept: Pictures taken in, by class.
        refused: Pictures not taken, by reason; duplicates are among them.
        problems: Why searches ended early, by class.
        stopped: Whether the user stopped it.
        edited: The project after the change; None when nothing came.
    """

    kept: Mapping[str, int]
    refused: Mapping[Reason, int]
    problems: Mapping[str, str] = field(default_factory=dict[str, str])
    stopped: bool = False
    edited: Edited | None = None


CollectEvent = (
    Continued | ClassBegun | PictureKept | PictureRefused | ClassEnded | TakingIn | Collected
)
