"""How fast a run is, and how long it still takes."""

# Weight of the newest step in the running estimate of the time a step takes.
_SMOOTHING = 0.1
# Until it was measured: validating a picture costs about a third of training with it, and looking
# at one with the frozen layers about twice as much.
_VALIDATING = 1 / 3
_LOOKING = 2.0


class Pace:
    """Measures the three kinds of work of a run, in seconds a picture."""

    def __init__(self) -> None:
        self._learning = 0.0
        self._validating = 0.0
        self._looking = 0.0

    @property
    def images_per_second(self) -> float:
        """Training pictures a second, lately."""
        return 1 / max(self._learning, 1e-9)

    def learned(self, seconds: float, pictures: int) -> None:
        """A step was made."""
        share = _SMOOTHING if self._learning else 1.0
        self._learning += share * (seconds / max(1, pictures) - self._learning)

    def validated(self, seconds: float, pictures: int) -> None:
        """The validation pictures were answered."""
        self._validating = seconds / max(1, pictures)

    def looked(self, seconds: float, pictures: int) -> None:
        """The frozen layers looked at pictures; the first call holds their setting up as well."""
        self._looking = seconds / max(1, pictures)

    def seconds_left(self, *, learning: float, validating: int, looking: int) -> float:
        """The time that pictures still to be learned, validated and looked at take."""
        validated = self._validating or self._learning * _VALIDATING
        looked = self._looking or self._learning * _LOOKING
        return learning * self._learning + validating * validated + looking * looked
