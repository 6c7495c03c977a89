"""A process that is killed at any moment loses nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
DEATHS = 144


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_killed_a_hundred_times_at_any_work_and_nothing_is_lost(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.core.dataset.killed", str(tmp_path / "shoes"), str(DEATHS)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    died: dict[str, int] = json.loads(done.stdout)
    arrivals = ("import folder", "import archive", "record")
    works = (*arrivals, "move", "delete", "put back", "empty", "undo")
    assert sum(died.values()) == DEATHS
    assert all(died[work] >= 8 for work in works), died
    assert DEATHS - died.get("between", 0) > 100, died
