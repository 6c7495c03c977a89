"""Tells when going on with a run is hopeless."""

from collections.abc import Sequence

from shoeclassifier_gui.core.errors import Diverged

# So many steps in a row whose loss is no number, or beyond all bounds, are no accident.
_HOPELESS_STEPS = 5
_HOPELESS_LOSS = 1e6


class Divergence:
    """Watches the losses of the steps.

    Args:
        steps_per_epoch: A short epoch is hopeless as a whole.
    """

    def __init__(self, steps_per_epoch: int) -> None:
        self._bearable = min(_HOPELESS_STEPS, steps_per_epoch)
        self._lost = 0

    def watch(self, losses: Sequence[float]) -> None:
        """Takes losses in.

        Raises:
            Diverged: Too many in a row are hopeless.
        """
        for loss in losses:
            self._lost = 0 if loss < _HOPELESS_LOSS else self._lost + 1
        if self._lost >= self._bearable:
            raise Diverged(
                "The loss exploded: it is beyond all bounds.",
                "Choose a smaller learning rate; the epochs so far are kept.",
            )
