"""Remembers on disk what the frozen layers saw: rows by content and view, shared between runs."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
import torch

from shoeclassifier_gui.core.row_store import RowStore

# A key is the content's digest and the view.
DIGEST_BYTES = 16
_VIEW_BYTES = 4


class ActivationStore:
    """Rows of one shape and number format under 20 byte keys.

    Args:
        folder: Of one frozen part under one preprocessing.
        shape: Of a row.
        dtype: `bfloat16` or `float16`.
        wanted: Which keys matter to this run.
    """

    def __init__(
        self,
        folder: Path,
        shape: tuple[int, ...],
        dtype: torch.dtype,
        wanted: Callable[[bytes], bool],
    ) -> None:
        self._shape = shape
        self._dtype = dtype
        size = int(np.prod(shape)) * dtype.itemsize
        self.rows = RowStore(
            folder, key_bytes=DIGEST_BYTES + _VIEW_BYTES, row_bytes=size, wanted=wanted
        )

    def missing(self, keys: Iterable[bytes]) -> list[bytes]:
        """Those keys that have no row, each once, in their order."""
        return self.rows.missing(keys)

    def add(self, keys: Sequence[bytes], rows: torch.Tensor) -> None:
        """Takes rows (keys, *shape) over; `RowStore.close_file` writes the last ones.

        Raises:
            StorageError: The disk is full.
        """
        # Fresh, because `contiguous` leaves maps of one place in channels-last strides.
        stored = torch.empty(rows.shape, dtype=self._dtype).copy_(rows).view(torch.uint8)
        self.rows.add(keys, stored.view(len(keys), -1).numpy())

    def read(self, keys: Sequence[bytes]) -> torch.Tensor:
        """The rows of known keys, (keys, *shape)."""
        gathered = np.stack([self.rows.row(key) for key in keys])
        return torch.from_numpy(gathered).view(self._dtype).view(len(keys), *self._shape)
