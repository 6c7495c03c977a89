"""How runs are called on the Results page."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.services.results import RunSummary
from shoeclassifier_gui.ui.results.wording import heading_text, run_text


@pytest.mark.parametrize(
    ("given", "called"), [("My best", "My best"), ("", "31 Jan 14:02"), ("Größe 43", "Größe 43")]
)
def test_a_run_is_called_by_its_name_or_by_when_it_began(
    given: str, called: str, qtbot: QtBot
) -> None:
    run = RunSummary(Path("2025-01-31 14.02.11"), given, None)
    assert run_text(run) == f"{called} · no model"
    assert heading_text(run) == f"Run {called} · no model"
