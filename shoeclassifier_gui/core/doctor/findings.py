"""The words of the data doctor: what was found, and what could not be looked for."""

from dataclasses import dataclass
from enum import StrEnum


class FindingKind(StrEnum):
    """What may be wrong; in the order in which it is told."""

    UNREADABLE = "unreadable"
    SPLIT_LEAK = "split_leak"
    LABEL_CONFLICT = "label_conflict"
    LABEL_SUSPECT = "label_suspect"
    EXACT_DUPLICATE = "exact_duplicate"
    NEAR_DUPLICATE = "near_duplicate"
    PLACEHOLDER = "placeholder"
    OUTLIER = "outlier"
    BLURRED = "blurred"
    DARK = "dark"
    BRIGHT = "bright"
    LOW_INFORMATION = "low_information"
    GREYSCALE = "greyscale"
    ODD_SHAPE = "odd_shape"
    ODD_SIZE = "odd_size"
    EXIF_TURNED = "exif_turned"
    TINY_CLASS = "tiny_class"
    IMBALANCE = "imbalance"


class Suggestion(StrEnum):
    """What to do about a finding."""

    KEEP_BEST = "keep the best one, the others go to the trash"
    TRASH = "move them to the trash"
    MOVE = "move them to the suggested class"
    ONE_SIDE = "bring them all to one part of the split"
    LOOK = "look at them and decide"
    COLLECT = "collect more pictures"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that may be wrong.

    Attributes:
        kind: What.
        items: The pictures, as paths relative to the data set's folder.
        suggestion: What to do.
        target: The class to move to, the part of the split to bring them to, or the class that
            is meant; empty where there is none.
    """

    kind: FindingKind
    items: tuple[str, ...]
    suggestion: Suggestion
    target: str = ""


@dataclass(frozen=True, slots=True)
class NotRun:
    """A check that was not made, and why (a sentence)."""

    kind: FindingKind
    reason: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What the doctor says.

    Attributes:
        findings: In the order of `FindingKind`.
        not_run: Checks that were not made.
        count: How many pictures were looked at.
    """

    findings: tuple[Finding, ...]
    not_run: tuple[NotRun, ...]
    count: int

    def of_kind(self, kind: FindingKind) -> tuple[Finding, ...]:
        """The findings of one kind."""
        return tuple(finding for finding in self.findings if finding.kind is kind)
