"""How soon the window is there: from the start of the process to its first paint.

    .venv/bin/python -m benchmarks.startup [--repeats 7]

The peer in the same run is the smallest possible Qt window: what Python and Qt cost alone.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

LIMIT_S = 2.0

_COMMON = """
import os, sys, time
begun = float(sys.argv[1])
def done():
    torch = "torch" in sys.modules
    sys.stdout.write(f"{time.time() - begun} {torch}\\n")
    sys.stdout.flush()
    os._exit(0)
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
"""
PROGRAM = (
    _COMMON
    + """
from shoeclassifier_gui.ui.application import Application
app = QApplication(["ShoeClassifier"])
application = Application.create(app)
application.window.first_painted.connect(done)
app.exec()
"""
)
SMALLEST = (
    _COMMON
    + """
class Window(QMainWindow):
    def paintEvent(self, event):
        QTimer.singleShot(0, done)
app = QApplication(["smallest"])
window = Window()
window.show()
app.exec()
"""
)


def seconds(script: str, home: str) -> float:
    """Starts a fresh process and waits for its first paint.

    Raises:
        SystemExit: torch was loaded before the window was there.
    """
    environment = {**os.environ, "SHOECLASSIFIER_HOME": home}
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    done = subprocess.run(
        [sys.executable, "-c", script, str(time.time())],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    taken, torch = done.stdout.split()
    if torch == "True":
        raise SystemExit("torch was imported before the first paint.")
    return float(taken)


def main() -> None:
    """Measures and prints a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=7)
    repeats = parser.parse_args().repeats
    with tempfile.TemporaryDirectory() as home:
        for script in (SMALLEST, PROGRAM):
            seconds(script, home)  # Warms the disk cache.
        pairs = [(seconds(SMALLEST, home), seconds(PROGRAM, home)) for _ in range(repeats)]
    smallest = statistics.median(pair[0] for pair in pairs)
    program = statistics.median(pair[1] for pair in pairs)
    worst = max(pair[1] for pair in pairs)
    print("| window | median s | worst s |")
    print("|---|---|---|")
    print(f"| smallest Qt window | {smallest:.2f} | {max(p[0] for p in pairs):.2f} |")
    print(f"| Shoe Classifier | {program:.2f} (limit {LIMIT_S}) | {worst:.2f} |")
    print(f"| ratio | {program / smallest:.1f} | |")


if __name__ == "__main__":
    main()
