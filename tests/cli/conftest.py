"""Runs the command line in this process and catches what it says."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from shoeclassifier_gui.__main__ import main


@dataclass(frozen=True, slots=True)
class Said:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """Standard output as one object."""
        values: dict[str, Any] = json.loads(self.out)
        return values

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Standard output as one object a line."""
        return [json.loads(line) for line in self.out.splitlines()]


Shell = Callable[..., Said]


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    """`shell("train", folder, ...)` runs a command."""

    def run(*arguments: object) -> Said:
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as stop:
            code = int(stop.code or 0)
        captured = capsys.readouterr()
        return Said(code, captured.out, captured.err)

    return run
