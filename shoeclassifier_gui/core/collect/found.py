"""What a service finds, and what every service can do."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Found:
    """A picture that a service knows of.

    Attributes:
        url: Where it can be fetched.
        page: The page that describes it.
        title: What it is called.
        author: Who made it.
        licence: For example `CC BY-SA 4.0`; empty when the service does not say.
        width: Pixels; 0 when the service does not say.
        height: Pixels.
        class_name: The class that it was listed for; empty for that of the request.
    """

    url: str
    page: str = ""
    title: str = ""
    author: str = ""
    licence: str = ""
    width: int = 0
    height: int = 0
    class_name: str = ""

    def is_at_least(self, side: int) -> bool:
        """Whether its shorter side may have so many pixels; unknown sizes may."""
        return not (self.width and self.height) or min(self.width, self.height) >= side


class Collector(Protocol):
    """A service that finds pictures."""

    @property
    def name(self) -> str:
        """Its name, as it stands in a picture's origin."""

    @property
    def needs_key(self) -> bool:
        """Whether its user needs a key of their own."""

    def search(
        self, query: str, count: int | None, minimal_side: int, licences: Collection[str]
    ) -> Iterator[Found]:
        """Finds pictures, the best first, page by page as they are asked for.

        Args:
            query: Words.
            count: How many are wanted; more are given, because some will not come. None for all
                that there are.
            minimal_side: Pixels of the shorter side.
            licences: Codes of `terms.CODES`; none for any.

        Raises:
            CollectError: The service cannot be used, with the reason.
            Stopped: The work was asked to stop.
        """


@dataclass(frozen=True, slots=True)
class CollectRequest:
    """What to collect for one class.

    Attributes:
        class_name: An existing or a new class.
        query: Words to search for.
        count: Pictures wanted; None for all of a list, which unlike the web has an end.
        minimal_side: Pixels that the shorter side must have.
        licences: Codes of `terms.CODES`; none for any.
    """

    class_name: str
    query: str
    count: int | None = 50
    minimal_side: int = 128
    licences: frozenset[str] = frozenset()
