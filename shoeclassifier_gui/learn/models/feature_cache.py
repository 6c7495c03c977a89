"""Remembers features by content, weights and preprocessing: one small float16 file a network."""

import hashlib
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from shoeclassifier_gui.core.files import drop_oldest, write_atomically
from shoeclassifier_gui.core.preprocessing import Preprocessing

FeatureArray = npt.NDArray[np.float32]
# Files beyond it are dropped, the longest unused first: 100,000 pictures of VGG16 take 102 MB.
_BUDGET = 400_000_000
_DIGEST_BYTES = 16


class FeatureCache:
    """Features of one network under one preprocessing, kept in one file.

    Args:
        folder: Where the files lie.
        weights: Names the weights (a hash).
        preprocessing: How pictures are prepared.
    """

    def __init__(self, folder: Path, weights: str, preprocessing: Preprocessing) -> None:
        name = hashlib.blake2b(f"{weights} {preprocessing}".encode(), digest_size=12).hexdigest()
        self._path = folder / f"{name}.npz"
        self._rows: dict[str, npt.NDArray[np.float16]] = {}
        self._read()

    def missing(self, digests: Sequence[str]) -> set[str]:
        """The contents whose features are not known."""
        return set(digests) - self._rows.keys()

    def add(self, digests: Sequence[str], features: FeatureArray) -> None:
        """Takes features over; `save` keeps them."""
        self._rows.update(zip(digests, features.astype(np.float16), strict=True))

    def of(self, digests: Sequence[str]) -> FeatureArray:
        """The features of known contents, (contents, features)."""
        return np.stack([self._rows[digest] for digest in digests]).astype(np.float32)

    def save(self) -> None:
        """Writes the file, if there is anything to remember, and drops old ones beyond the budget.

        Raises:
            StorageError: The disk is full or may not be written to.
        """
        if not self._rows:
            return
        names = b"".join(bytes.fromhex(digest) for digest in self._rows)
        with write_atomically(self._path) as temporary, temporary.open("wb") as file:
            digests = np.frombuffer(names, np.uint8).reshape(-1, _DIGEST_BYTES)
            np.savez(file, digests=digests, features=np.stack(list(self._rows.values())))
        drop_oldest(self._path.parent, "*.npz", _BUDGET, keep=self._path)

    def _read(self) -> None:
        try:
            with self._path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
                digests, features = file["digests"], file["features"]
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return  # Nothing there, or damaged: it is computed again.
        if features.ndim == 2 and digests.shape == (len(features), _DIGEST_BYTES):
            names = (bytes(row).hex() for row in digests)
            self._rows = dict(zip(names, features, strict=True))
