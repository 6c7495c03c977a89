"""ImageHash's perceptual hash of every picture of a folder, each compared with each."""

import json
import sys
import time
from pathlib import Path

import imagehash
import numpy as np
from PIL import Image

_FARTHEST = 10


def main() -> None:
    """Tells the pairs whose hashes differ in at most ten bits, with that number."""
    folder = Path(sys.argv[1])
    names = sorted(path.name for path in folder.iterdir())
    started = time.perf_counter()
    bits = np.array([imagehash.phash(Image.open(folder / name)).hash.ravel() for name in names])
    pairs = []
    for row in range(len(names) - 1):
        apart = (bits[row + 1 :] != bits[row]).sum(axis=1)
        near = np.flatnonzero(apart <= _FARTHEST).tolist()
        pairs += [(names[row], names[row + 1 + at], int(apart[at])) for at in near]
    seconds = time.perf_counter() - started
    print(json.dumps({"pairs": pairs, "seconds": seconds}), flush=True)


if __name__ == "__main__":
    main()
