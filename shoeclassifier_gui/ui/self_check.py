"""`shoeclassifier self-check`: proves in a minute that this installation does its main job."""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QApplication

from shoeclassifier_gui.core.paths import HOME_VARIABLE
from shoeclassifier_gui.ui.walk.driver import WalkFailed
from shoeclassifier_gui.ui.walk.walk import Walk, walking

_SECONDS = 900


def run_self_check(arguments: Sequence[str]) -> int:
    """Opens every page unseen, trains the sample for one epoch, classifies live frames.

    Everything happens in a temporary home, so that nothing of the user's is touched.

    Returns:
        0, or 1 when a step failed.
    """
    parser = argparse.ArgumentParser(prog="shoeclassifier self-check")
    parser.add_argument("--json", action="store_true", help="machine-readable output")
    as_json = parser.parse_args(list(arguments)).json
    steps: list[dict[str, object]] = []
    error = ""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        os.environ[HOME_VARIABLE] = home
        os.environ["TORCH_HOME"] = home
        app = QApplication(["ShoeClassifier"])
        try:
            with walking(app) as walk:
                for name, step in _steps(walk).items():
                    started = time.monotonic()
                    said = step()
                    seconds = round(time.monotonic() - started, 1)
                    steps.append({"step": name, "said": said, "seconds": seconds})
                    _tell(f"{name}: {said} ({seconds} s)", as_json=as_json)
        except WalkFailed as failure:
            error = str(failure)
    if as_json:
        sys.stdout.write(json.dumps({"ok": not error, "steps": steps, "error": error}) + "\n")
    else:
        _tell(error or "All is well.", as_json=False)
    return 1 if error else 0


def _steps(walk: Walk) -> dict[str, Callable[[], str]]:
    def sample() -> str:
        return f"{walk.open_sample()} pictures"

    def train() -> str:
        finished = walk.train(epochs=1, seconds=_SECONDS)
        return f"one epoch in {finished.seconds:.1f} s"

    def results() -> str:
        return f"{walk.see_results().scores.count} validation pictures answered"

    def camera() -> str:
        return f"{walk.ask_camera(seconds=2).frames} frames answered"

    return {"sample": sample, "train": train, "results": results, "camera": camera}


def _tell(sentence: str, *, as_json: bool) -> None:
    stream = sys.stderr if as_json else sys.stdout
    stream.write(sentence + "\n")
    stream.flush()
