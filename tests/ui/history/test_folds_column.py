"""What the history tells of runs that were checked with folds."""

import json
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.runs.cross_scores import CrossScores
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.core.runs.folds_folder import FoldsFolder
from shoeclassifier_gui.core.runs.history import read_record
from shoeclassifier_gui.core.runs.scores import Scores, score
from shoeclassifier_gui.ui.history.runs_table import RunsTable
from tests.core.runs.past import write_run
from tests.ui.history.shelf import titles


def scores(right: int) -> Scores:
    return score("folds", ("a", "b"), np.zeros(10, int), np.array([0] * right + [1] * (10 - right)))


def checked(runs: Path, name: str, *right: int) -> RunFolder:
    run = write_run(runs, name)
    pooled = score("folds", ("a", "b"), np.zeros(10, int), np.zeros(10, int))
    result = CrossScores(tuple(scores(each) for each in right), pooled)
    FoldsFolder(run).result_file.write_text(json.dumps(result.to_dict()), encoding="utf-8")
    return run


@pytest.fixture
def table(tmp_path: Path, qtbot: QtBot) -> RunsTable:
    runs = [checked(tmp_path, "good", 9, 8), write_run(tmp_path, "plain")]
    runs.append(checked(tmp_path, "poor", 5, 5, 5))
    damaged = checked(tmp_path, "damaged", 7)
    FoldsFolder(damaged).result_file.write_text("{", encoding="utf-8")
    view = RunsTable()
    qtbot.addWidget(view)
    view.show_records([read_record(run) for run in (*runs, damaged)])
    return view


def column(table: RunsTable, title: str) -> list[str]:
    model, place = table.model(), titles(table).index(title)
    return [model.index(row, place).data() for row in range(model.rowCount())]


def test_mean_and_spread_stand_in_a_column_of_their_own(table: RunsTable) -> None:
    assert not table.isColumnHidden(titles(table).index("Folds"))
    told = dict(zip(column(table, "Run"), column(table, "Folds"), strict=True))
    assert told["good"] == "85 % ± 7 over 2 folds"
    assert told["poor"] == "50 % ± 0 over 3 folds"
    assert told["plain"] == told["damaged"] == "–"


def test_runs_are_sorted_by_what_their_folds_measured(table: RunsTable) -> None:
    table.sortByColumn(titles(table).index("Folds"), Qt.SortOrder.DescendingOrder)
    assert column(table, "Run")[:2] == ["good", "poor"]
