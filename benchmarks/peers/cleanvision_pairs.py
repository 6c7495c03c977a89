"""CleanVision's sets of exact and near duplicates in a folder."""

import contextlib
import io
import json
import sys
import time
from itertools import combinations
from pathlib import Path

from cleanvision import Imagelab


def main() -> None:
    """Tells every pair of every set."""
    started = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):
        lab = Imagelab(data_path=sys.argv[1], verbose=False)
        kinds = ("exact_duplicates", "near_duplicates")
        lab.find_issues({kind: {} for kind in kinds}, n_jobs=1, verbose=False)
    sets = [group for kind in kinds for group in lab.info[kind]["sets"]]
    pairs = [
        (*sorted(Path(name).name for name in pair), 0)
        for group in sets
        for pair in combinations(group, 2)
    ]
    seconds = time.perf_counter() - started
    print(json.dumps({"pairs": pairs, "seconds": seconds}), flush=True)


if __name__ == "__main__":
    main()
