"""The real program, worked by mouse and keys from the three doors to an answer."""

import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_the_self_check_passes_in_a_fresh_process() -> None:
    """It opens every page, trains one epoch, sees results and asks the camera."""
    done = subprocess.run(
        [sys.executable, "-m", "shoeclassifier_gui", "self-check", "--json"],
        capture_output=True, text=True, timeout=1500, check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["ok"]
    assert [step["step"] for step in said["steps"]] == ["sample", "train", "results", "camera"]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="Xvfb is not installed")
def test_the_window_opens_on_a_real_screen(sample: Path, tmp_path: Path) -> None:
    """Qt's X11 plugin, not the offscreen one: libraries that only it needs are there."""
    picture = tmp_path / "screen.png"
    script = f"""
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from shoeclassifier_gui.ui.application import Application
app = QApplication([])
assert app.platformName() == "xcb", app.platformName()
running = Application.create(app, folder=Path({str(sample)!r}))
def finish():
    running.window.screen().grabWindow(0).save({str(picture)!r})
    running.close()
def look():
    if running.services.library.state.dataset is None:
        QTimer.singleShot(100, look)
    else:
        QTimer.singleShot(1000, finish)
running.closed.connect(app.quit)
look()
raise SystemExit(app.exec())
"""
    with subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as screen:  # fmt: skip
        assert screen.stdout is not None
        limit = threading.Timer(60, screen.kill)
        limit.start()
        try:
            display = screen.stdout.readline().strip()
            limit.cancel()
            assert display, "Xvfb did not start"
            environment = {**os.environ, "DISPLAY": f":{display}", "QT_QPA_PLATFORM": "xcb"}
            done = subprocess.run(
                [sys.executable, "-c", script], env=environment, cwd=ROOT, timeout=600,
                capture_output=True, text=True, check=False,
            )  # fmt: skip
        finally:
            limit.cancel()
            screen.kill()
    assert done.returncode == 0, done.stderr
    from shoeclassifier_gui.core.pictures import read_picture

    shown = read_picture(picture)
    assert shown.shape == (800, 1280, 3)
    assert len({tuple(pixel) for pixel in shown[::8, ::8].reshape(-1, 3).tolist()}) > 150
