"""What only the program knows of a picture; the folder cannot tell it."""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import NamedTuple


class Facts(NamedTuple):
    """Facts about one content; None where nothing is known.

    A named tuple, as 100,000 of them are read at once: a fifth of a dataclass's time.

    Attributes:
        split: train, val or test: given once, then kept.
        session: The recording that it belongs to.
        origin: How it came, as `Origin.as_text` writes it.
        pin: The split that a person chose for it.
        side: Which side of the shoe it shows.
        dismissed: Kinds of findings that a person called no problem, separated by spaces.
        left_out: Anything, for a picture that stays in its folder but serves no part of the work.
    """

    split: str | None = None
    session: str | None = None
    origin: str | None = None
    pin: str | None = None
    side: str | None = None
    dismissed: str | None = None
    left_out: str | None = None


NO_FACTS = Facts()


@dataclass(frozen=True, slots=True)
class Origin:
    """How a picture came into the project.

    Attributes:
        kind: camera, import or web.
        source: The camera's name, the folder or archive, or the service.
        time: ISO 8601, with the offset from UTC.
        url: Where the picture was fetched.
        page: The page that describes it.
        author: Who made it.
        licence: Under which licence, for example CC BY 4.0.
        title: What its author calls it.
    """

    kind: str
    source: str = ""
    time: str = ""
    url: str = ""
    page: str = ""
    author: str = ""
    licence: str = ""
    title: str = ""

    def as_text(self) -> str:
        """JSON without empty fields."""
        parts = {key: value for key, value in asdict(self).items() if value}
        return json.dumps(parts, ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str | None) -> "Origin | None":
        """Reads what `as_text` wrote; None for nothing, or for what is none."""
        with suppress(ValueError, TypeError):
            return cls(**json.loads(text)) if text else None
        return None
