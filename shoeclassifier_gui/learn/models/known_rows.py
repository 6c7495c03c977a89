"""Remembers what a network said of pictures, by their content: a row of float16 for each."""

import contextlib
import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from shoeclassifier_gui.core.preprocessing import Preprocessing
from shoeclassifier_gui.core.row_store import RowStore, make_room

Rows = npt.NDArray[np.float32]
# Files beyond it are dropped, the longest unused first: 100,000 pictures of VGG16 take 102 MB.
_BUDGET = 400_000_000
_DIGEST_BYTES = 16


class KnownRows:
    """Rows of one network under one preprocessing.

    Args:
        root: Where those of all networks lie.
        weights: Names the weights (a hash) and what else the rows depend on.
        preprocessing: How pictures are prepared.
        width: Numbers in a row.
        digests: The contents that matter here.
    """

    def __init__(
        self,
        root: Path,
        weights: str,
        preprocessing: Preprocessing,
        width: int,
        digests: Sequence[str],
    ) -> None:
        what = f"{weights} {preprocessing} {width}"
        name = hashlib.blake2b(what.encode(), digest_size=12).hexdigest()
        self._keys = {digest: bytes.fromhex(digest) for digest in digests}
        self._rows = RowStore(
            root / name,
            key_bytes=_DIGEST_BYTES,
            row_bytes=width * np.dtype(np.float16).itemsize,
            wanted=set(self._keys.values()).__contains__,
        )
        _drop_earlier_form(root)
        make_room(root, _BUDGET, len(self.missing()) * self._rows.row_bytes)

    def missing(self) -> set[str]:
        """The contents of which nothing is known."""
        unknown = set(self._rows.missing(self._keys.values()))
        return {digest for digest, key in self._keys.items() if key in unknown}

    def add(self, digests: Sequence[str], rows: Rows) -> None:
        """Takes rows (contents, width) over; written from time to time, and by `close`.

        Raises:
            StorageError: The disk is full or may not be written to.
        """
        numbers = np.ascontiguousarray(rows, np.float16)
        keys = [self._keys[digest] for digest in digests]
        self._rows.add(keys, numbers.view(np.uint8).reshape(len(keys), -1))

    def of(self, digests: Sequence[str]) -> Rows:
        """The rows of known contents, (contents, width)."""
        gathered = np.stack([self._rows.row(self._keys[digest]) for digest in digests])
        return gathered.view(np.float16).astype(np.float32)

    def close(self) -> None:
        """Writes what is not written yet; only then it is known.

        Raises:
            StorageError: The disk is full or may not be written to.
        """
        self._rows.close_file()


def _drop_earlier_form(root: Path) -> None:
    """Earlier versions kept one file a network, which nothing reads any more."""
    for file in root.glob("*.npz"):
        with contextlib.suppress(OSError):
            file.unlink()
