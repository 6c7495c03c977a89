"""The parts of the data that a run can be measured on."""

from enum import StrEnum


class Part(StrEnum):
    """Whose pictures are asked about."""

    VAL = "val"
    TEST = "test"
    TRAIN = "train"
    FOLDS = "folds"

    @property
    def costs_nothing(self) -> bool:
        """Whether it is shown without being asked for: its numbers are known already."""
        return self in {Part.VAL, Part.FOLDS}
