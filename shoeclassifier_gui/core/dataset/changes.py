"""What a change of a data set consists of: files that move and facts that become others.

A change is a value: it can be written down, done, and turned round. Everything that a person does
to pictures (labelling, deleting, importing, recording, mending) is made of these three parts:

- a file or folder moves; deleting moves it into the project's trash, adding moves it out of the
  staging folder;
- a fact about a content (its split, recording, origin, ...) becomes another;
- a class id takes another name.

Emptying the trash is the one change that has no way back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from shoeclassifier_gui.core.dataset.project import HIDDEN
from shoeclassifier_gui.core.files import is_text

INCOMING = f"{HIDDEN}/incoming"
# Frames of a recording on their way into a class; what lies there when nobody changes the project
# was never taken in.
FRAMES = f"{INCOMING}/frames"
TRASH = f"{HIDDEN}/trash"


class Kind(StrEnum):
    """What a person did, for the Edit menu."""

    ASSIGN = "assign"  # The program gave new pictures their split; not for the menu.
    CAPTURE = "capture"
    IMPORT = "import"
    COLLECT = "collect"
    MOVE = "move"
    DELETE = "delete"
    RESTORE = "restore"
    RENAME = "rename"
    MERGE = "merge"
    SPLIT = "split"
    PIN = "pin"
    SESSION = "session"
    TAG = "tag"
    DISMISS = "dismiss"
    LEAVE_OUT = "leave_out"
    BALANCE = "balance"
    MEND = "mend"
    EMPTY = "empty"  # The trash was emptied; it cannot be undone.


class FactName(StrEnum):
    """What only the program knows of a content."""

    SPLIT = "split"
    SESSION = "session"
    ORIGIN = "origin"
    PIN = "pin"
    SIDE = "side"
    DISMISSED = "dismissed"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class Move:
    """A file or folder that goes from one place below the project's folder to another.

    Attributes:
        source: Relative path, with forward slashes.
        target: Relative path; nothing lies there before.
    """

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Fact:
    """Something about a content that becomes another; None stands for not known.

    Attributes:
        digest: The content.
        name: Which fact.
        before: What it was.
        after: What it becomes.
    """

    digest: str
    name: FactName
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class ClassName:
    """A class that takes another name; None before stands for a new class, after for none."""

    class_id: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting of the project (for example the shares of its split) that becomes another."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """One named, reversible change.

    Attributes:
        kind: What was done.
        moves: Files and folders that move, in this order.
        facts: Facts that become others.
        classes: Classes that take other names.
        settings: Settings of the project that become others.
        words: What the menu says of it, for example the count and the class.
        undoes: The number of the change that this one takes back, if any.
        redoes: The number of the change that this one does again, if any.
        continues: The number of the change that this one belongs to: one press of the record
            button is undone at once, but each of its frames is on the disk when it is taken.
        removed: Places in the trash, relative, whose files are removed for good.
    """

    kind: Kind
    moves: tuple[Move, ...] = ()
    facts: tuple[Fact, ...] = ()
    classes: tuple[ClassName, ...] = ()
    settings: tuple[Setting, ...] = ()
    words: Mapping[str, str | int] = field(default_factory=dict[str, str | int])
    undoes: int | None = None
    redoes: int | None = None
    continues: int | None = None
    removed: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it changes nothing."""
        return not (self.moves or self.facts or self.classes or self.settings or self.removed)

    def inverse(self) -> "Change":
        """The change that takes this one back."""
        return replace(
            self,
            moves=tuple(Move(move.target, move.source) for move in reversed(self.moves)),
            facts=tuple(Fact(f.digest, f.name, f.after, f.before) for f in reversed(self.facts)),
            classes=tuple(
                ClassName(name.class_id, name.after, name.before) for name in reversed(self.classes)
            ),
            settings=tuple(Setting(s.name, s.after, s.before) for s in reversed(self.settings)),
        )

    def as_json(self) -> dict[str, Any]:
        """A dictionary that JSON can hold; `from_json` reads it."""
        parts: dict[str, Any] = {
            "kind": self.kind.value,
            "moves": [[move.source, move.target] for move in self.moves],
            "facts": [[f.digest, f.name.value, f.before, f.after] for f in self.facts],
            "classes": [[c.class_id, c.before, c.after] for c in self.classes],
            "settings": [[s.name, s.before, s.after] for s in self.settings],
            "words": dict(self.words),
            "undoes": self.undoes,
            "redoes": self.redoes,
            "continues": self.continues,
            "removed": list(self.removed),
        }
        return {key: value for key, value in parts.items() if value not in ([], {}, None)}

    @classmethod
    def from_json(cls, parts: Mapping[str, Any]) -> "Change":
        """Reads what `as_json` gave.

        Raises:
            ValueError, KeyError, TypeError: It is something else.
        """
        return cls(
            kind=Kind(parts["kind"]),
            moves=tuple(Move(_text(s), _text(t)) for s, t in parts.get("moves", ())),
            facts=tuple(
                Fact(_text(digest), FactName(name), _known(before), _known(after))
                for digest, name, before, after in parts.get("facts", ())
            ),
            classes=tuple(
                ClassName(_text(class_id), _known(before), _known(after))
                for class_id, before, after in parts.get("classes", ())
            ),
            settings=tuple(
                Setting(_text(name), _known(before), _known(after))
                for name, before, after in parts.get("settings", ())
            ),
            words=dict(parts.get("words", {})),
            undoes=parts.get("undoes"),
            redoes=parts.get("redoes"),
            continues=parts.get("continues"),
            removed=tuple(parts.get("removed", ())),
        )


def _text(value: object) -> str:
    """A damaged disk may have made anything of it; what is no text no database holds."""
    if isinstance(value, str) and is_text(value) and "\0" not in value:
        return value
    raise ValueError(f"no text: {value!r}")


def _known(value: object) -> str | None:
    return None if value is None else _text(value)
