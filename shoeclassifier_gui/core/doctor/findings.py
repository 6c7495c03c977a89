"""The words of the data doctor: what was found, and what could not be looked for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple


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


# Findings whose pictures belong together, and those about a whole class; of all others each picture
# can be mended, or called no problem, alone.
GROUPS = frozenset(
    {
        FindingKind.EXACT_DUPLICATE,
        FindingKind.NEAR_DUPLICATE,
        FindingKind.LABEL_CONFLICT,
        FindingKind.SPLIT_LEAK,
    }
)
OF_CLASSES = frozenset({FindingKind.TINY_CLASS, FindingKind.IMBALANCE})


class Suggestion(StrEnum):
    """What to do about a finding."""

    KEEP_BEST = "keep the best one, the others go to the trash"
    TRASH = "move them to the trash"
    MOVE = "move them to the suggested class"
    ONE_SIDE = "bring them all to one part of the split"
    LEAVE_OUT = "leave them out of training; they stay in their folder"
    UPRIGHT = "write them upright; the originals go to the trash"
    BALANCE = "show every class equally often in training"
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

    @property
    def stands_together(self) -> bool:
        """Whether its pictures are mended, or called no problem, all or none."""
        return self.kind in GROUPS or self.kind in OF_CLASSES

    def narrowed(self, paths: Collection[str]) -> "Finding":
        """The same about some of the pictures; the whole when they belong together."""
        if self.stands_together:
            return self
        return replace(self, items=tuple(path for path in self.items if path in paths))


@dataclass(frozen=True, slots=True)
class NotRun:
    """A check that was not made, and why (a sentence).

    Attributes:
        kind: What was not looked for.
        reason: Why.
        lacks_weights: Whether network weights are all that it takes.
    """

    kind: FindingKind
    reason: str
    lacks_weights: bool = False


def size_of(findings: Sequence[Finding]) -> int:
    """How many findings of one kind there are: classes where it is about these, else files."""
    if findings and findings[0].kind in OF_CLASSES:
        return len({finding.target for finding in findings})
    return len({path for finding in findings for path in finding.items})


class Sick(NamedTuple):
    """Numbers of pictures, of files that cannot be read, and of classes."""

    pictures: int
    files: int
    classes: int


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What the doctor says.

    Attributes:
        findings: In the order of `FindingKind`.
        not_run: Checks that were not made.
        count: How many pictures the data set has.
        balanced: Unbalanced classes that are no problem as long as the data set asks that every
            class is shown equally often.
    """

    findings: tuple[Finding, ...]
    not_run: tuple[NotRun, ...]
    count: int
    balanced: tuple[Finding, ...] = ()

    def of_kind(self, kind: FindingKind) -> tuple[Finding, ...]:
        """The findings of one kind."""
        return tuple(finding for finding in self.findings if finding.kind is kind)

    @property
    def sick(self) -> Sick:
        """What something may be wrong with, each counted once."""
        apart = {FindingKind.UNREADABLE, *OF_CLASSES}
        return Sick(
            size_of([finding for finding in self.findings if finding.kind not in apart]),
            size_of(self.of_kind(FindingKind.UNREADABLE)),
            size_of([finding for finding in self.findings if finding.kind in OF_CLASSES]),
        )

    def with_balance(self, *, wanted: bool) -> "Diagnosis":
        """The same while the data set asks that every class is shown equally often, or not."""
        if not wanted:
            return replace(self.with_again(self.balanced), balanced=())
        settled = self.of_kind(FindingKind.IMBALANCE)
        return replace(self.without(settled), balanced=(*self.balanced, *settled))

    def without(self, findings: Sequence[Finding]) -> "Diagnosis":
        """What is left when some were mended or dismissed, whole ones or narrowed ones."""
        whole = set(findings)
        gone: dict[tuple[FindingKind, str], set[str]] = {}
        for finding in findings:
            gone.setdefault((finding.kind, finding.target), set()).update(finding.items)
        left = [
            finding.narrowed(set(finding.items) - gone.get((finding.kind, finding.target), set()))
            for finding in self.findings
            if finding not in whole
        ]
        return replace(self, findings=tuple(finding for finding in left if finding.items))

    def with_again(self, findings: Sequence[Finding]) -> "Diagnosis":
        """The same with some that were taken out; of several pictures, whole or narrowed."""
        found = {(f.kind, f.target, f.suggestion): f for f in findings if not f.stands_together}
        joined = [
            replace(finding, items=tuple(sorted({*finding.items, *back.items})))
            if (back := found.pop((finding.kind, finding.target, finding.suggestion), None))
            else finding
            for finding in self.findings
        ]
        groups = (f for f in findings if f.stands_together and f not in joined)
        order = list(FindingKind)
        whole = [*joined, *found.values(), *groups]
        whole.sort(key=lambda finding: (order.index(finding.kind), finding.items))
        return replace(self, findings=tuple(whole))
