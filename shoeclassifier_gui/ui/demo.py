"""`shoeclassifier demo`: the whole way on the drawn sample, with a screen or without."""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from shoeclassifier_gui.core.camera.sources import SourceChoice, SourceKind
from shoeclassifier_gui.core.paths import HOME_VARIABLE
from shoeclassifier_gui.ui.application import Application, new_app, run_until_closed
from shoeclassifier_gui.ui.page_names import Page
from shoeclassifier_gui.ui.walk.driver import WalkFailed
from shoeclassifier_gui.ui.walk.walk import Walk, walking

# A guard against hanging, not a promise: two quiet cores need about two minutes.
_TRAINING_LIMIT_S = 1500
# Long enough for all five classes to come by twice.
_CAMERA_S = 40
_LEAST_ACCURACY = 0.90
_LEAST_CAMERA = 0.80


def run_demo(arguments: Sequence[str]) -> int:
    """Shows the main job.

    With a screen the window opens with the sample project and the demo camera. Without one the
    window is worked unseen, through mouse and key events alone, and photographed.

    Returns:
        0, or 1 when something that a user would expect did not come.
    """
    parser = argparse.ArgumentParser(prog="shoeclassifier demo")
    parser.add_argument("--out", type=Path, default=Path("demo-output"), help="for the pictures")
    parser.add_argument("--json", action="store_true", help="machine-readable output")
    options = parser.parse_args(list(arguments))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        # Nothing of the user's is touched, and the walk always begins at the three doors.
        os.environ[HOME_VARIABLE] = home
        os.environ["TORCH_HOME"] = home
        app = new_app()
        if QGuiApplication.platformName() != "offscreen":
            return _show(app)
        try:
            return _drive(app, options.out, as_json=options.json)
        except WalkFailed as failure:
            sys.stderr.write(f"The demo failed: {failure}\n")
            return 1


def _show(app: QApplication) -> int:
    application = Application.create(app)
    _GuideToCamera(application)
    QTimer.singleShot(0, application.open_sample)
    application.services.camera.choose(SourceChoice(SourceKind.DEMO))
    return run_until_closed(app, application)


class _GuideToCamera(QObject):
    """Shows the camera once the pictures were read; after that the user goes where he likes."""

    def __init__(self, application: Application) -> None:
        super().__init__(application.window)
        self._window = application.window
        self._library = application.services.library
        self._library.changed.connect(self._look)

    def _look(self) -> None:
        state = self._library.state
        if state.dataset is not None and not state.busy:
            self._library.changed.disconnect(self._look)
            self._window.show_page(Page.CAMERA)


def _drive(app: QApplication, out: Path, *, as_json: bool) -> int:
    started = time.monotonic()
    sys.stderr.write("The whole way without a screen; three minutes on two free cores.\n")
    with walking(app, _tell) as walk:
        summary = _walk(walk, out)
    summary["seconds"] = round(time.monotonic() - started, 1)
    good = summary["test_accuracy"] >= _LEAST_ACCURACY
    good = good and summary["camera_share"] >= _LEAST_CAMERA
    text = json.dumps(summary) if as_json else _text(summary, out)
    sys.stdout.write(text + "\n")
    return 0 if good else 1


def _tell(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")


def _walk(walk: Walk, out: Path) -> dict[str, float]:
    pictures = walk.open_sample()
    walk.photograph(out / "dataset.png")
    finished = walk.train(seconds=_TRAINING_LIMIT_S)
    walk.photograph(out / "train.png")
    validation = walk.see_results().scores
    walk.photograph(out / "results.png")
    test = walk.measure_test_part().scores
    tally = walk.ask_camera(_CAMERA_S)
    walk.capture()
    walk.photograph(out / "camera.png")
    return {
        "pictures": pictures,
        "training_seconds": round(finished.seconds, 1),
        "validation_accuracy": round(validation.accuracy, 4),
        "validation_count": validation.count,
        "test_accuracy": round(test.accuracy, 4),
        "test_count": test.count,
        "camera_share": round(tally.share, 4),
        "camera_frames": tally.shoes,
    }


def _text(summary: dict[str, float], out: Path) -> str:
    return (
        f"Sample    {summary['pictures']} drawn pictures of 5 classes\n"
        f"Training  vgg16_bn from scratch, {summary['training_seconds']:.0f} s; "
        f"{summary['validation_accuracy']:.1%} right on {summary['validation_count']} validation "
        f"pictures\n"
        f"Held out  {summary['test_accuracy']:.1%} right on {summary['test_count']} test pictures "
        f"of sessions never seen (wanted: {_LEAST_ACCURACY:.0%})\n"
        f"Camera    {summary['camera_share']:.1%} of {summary['camera_frames']} shoe frames named "
        f"rightly (wanted: {_LEAST_CAMERA:.0%})\n"
        f"Pictures of the four pages are in {out}/. The whole walk took {summary['seconds']:.0f} s."
    )
