"""Runs a program that answers in JSON lines, with the time of each line and its peak memory."""

import json
import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
_LOOK_EVERY_S = 0.02


@dataclass(frozen=True, slots=True)
class Line:
    """One answer of a program.

    Attributes:
        seconds: Since it was started.
        values: Its fields.
    """

    seconds: float
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Measured:
    """A program that has ended.

    Attributes:
        lines: Its answers.
        seconds: From its start to its end.
        peak_mb: Most anonymous memory (RssAnon) that its own process had; helpers of its own are
            not counted. 0 where the system does not say it.
        error: Its last words when it failed, else empty.
    """

    lines: tuple[Line, ...]
    seconds: float
    peak_mb: float
    error: str


def run_measured(command: Sequence[str], environment: Mapping[str, str]) -> Measured:
    """Runs a program to its end; `environment` is added to this process's own."""
    lines: list[Line] = []
    with tempfile.TemporaryFile("w+", encoding="utf-8") as words:
        started = time.perf_counter()
        with subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=words,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            text=True,
        ) as process:
            memory = _MemoryWatch(process.pid)
            assert process.stdout is not None
            lines.extend(
                Line(time.perf_counter() - started, json.loads(text))
                for text in process.stdout
                if text.startswith("{")
            )
            failed = process.wait() != 0
        seconds = time.perf_counter() - started
        words.seek(0)
        last = [line for line in words.read().splitlines() if line.strip()][-1:]
    error = (last[0] if last else "it failed without a word") if failed else ""
    return Measured(tuple(lines), seconds, memory.stop(), error)


class _MemoryWatch:
    """Looks again and again how much anonymous memory a process has."""

    def __init__(self, pid: int) -> None:
        self._status = Path(f"/proc/{pid}/status")
        self._peak_kb = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def stop(self) -> float:
        """Ends the watch and gives the peak in MB."""
        self._ended.set()
        self._thread.join()
        return self._peak_kb * 1024 / 1e6

    def _look(self) -> None:
        while not self._ended.wait(_LOOK_EVERY_S):
            self._peak_kb = max(self._peak_kb, anonymous_kb(self._status))


def anonymous_kb(status: Path) -> int:
    """RssAnon in `/proc/PID/status`; 0 where there is none."""
    try:
        text = status.read_text("utf-8")
    except OSError:  # The process has ended, or there is no /proc.
        return 0
    found = [line.split()[1] for line in text.splitlines() if line.startswith("RssAnon:")]
    return int(found[0]) if found else 0
