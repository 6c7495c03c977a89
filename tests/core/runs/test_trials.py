"""Trials of searches among the runs, the room of deleted runs, and runs that lie elsewhere."""

import os
import shutil
from pathlib import Path
from threading import Thread

import pytest

from shoeclassifier_gui.core.dataset.lock import writing
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.files import write_text
from shoeclassifier_gui.core.runs.about import About, write_about
from shoeclassifier_gui.core.runs.deleting import (
    DeletedRuns,
    delete_runs,
    deleted_place,
    deleted_runs,
    empty_deleted_runs,
)
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.core.runs.history import find_run, read_record
from shoeclassifier_gui.core.runs.register import forget_missing, other_runs, register_run
from shoeclassifier_gui.core.runs.sweep_events import TrialFinished, best_trial
from shoeclassifier_gui.core.runs.trials import TrialMark, read_mark, strip, write_mark
from tests.core.runs.past import write_run

MARK = TrialMark("search", 2, best=False)


def with_weights(run: RunFolder) -> RunFolder:
    run.model.mkdir()
    run.best_checkpoint.write_bytes(bytes(4000))
    os.link(run.best_checkpoint, run.model / "model.safetensors")
    run.last_checkpoint.write_bytes(bytes(1000))
    return run


def test_a_trial_is_told_from_a_run_of_its_own(tmp_path: Path) -> None:
    run = write_run(tmp_path, "a")
    assert read_record(run).trial is None
    assert not read_record(run).in_the_way
    write_mark(run.path, MARK)
    record = read_record(run)
    assert record.trial == MARK
    assert record.in_the_way
    assert (record.to_dict()["search"], record.to_dict()["trial"]) == ("search", 3)
    write_mark(run.path, TrialMark("search", 2, best=True))
    assert not read_record(run).in_the_way
    for damage in ("", "[]", "{}", "[" * 100_000):
        (run.path / "trial.json").write_text(damage)
        assert read_mark(run.path) is None


def test_a_stripped_trial_keeps_what_it_was_and_reached(tmp_path: Path) -> None:
    run = with_weights(write_run(tmp_path, "a"))
    before = read_record(run)
    strip(run, MARK)
    assert not any(p.exists() for p in (run.last_checkpoint, run.best_checkpoint, run.model))
    after = read_record(run)
    assert (after.config, after.curves, after.macro_f1) == (
        before.config, before.curves, before.macro_f1,
    )  # fmt: skip
    strip(RunFolder(tmp_path / "gone"), MARK)
    assert not (tmp_path / "gone").exists()


def test_a_trial_with_a_name_is_somebodys_own(tmp_path: Path) -> None:
    run = with_weights(write_run(tmp_path, "a"))
    write_mark(run.path, MARK)
    write_about(run.path, About("Mine"))
    strip(run, MARK)
    assert run.best_checkpoint.is_file()
    assert not read_record(run).in_the_way


def trial(number: int, score: float | None, loss: float | None) -> TrialFinished:
    return TrialFinished(number, {}, Path(str(number)), score, pruned=False, loss=loss)


def test_ties_are_decided_by_loss_and_a_low_loss_may_be_the_score() -> None:
    trials = (trial(0, 0.9, 0.5), trial(1, 0.9, 0.3), trial(2, 0.8, 0.1), trial(3, None, None))
    assert best_trial(trials, "macro_f1") is trials[1]
    losses = (trial(0, 0.5, 0.5), trial(1, 0.3, 0.3), trial(2, 0.3, 0.3), trial(3, None, None))
    assert best_trial(losses, "loss") is losses[1]
    old = (trial(0, 0.9, None), trial(1, 0.9, float("nan")), trial(2, 0.9, 2.0))
    assert best_trial(old, "accuracy") is old[2]
    assert best_trial((trial(0, None, None),), "accuracy") is None


def test_deleted_runs_tell_their_room_and_go_for_good(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    assert deleted_runs(runs) == DeletedRuns()
    chosen = [with_weights(write_run(runs, name)) for name in ("a", "b")]
    kept = write_run(runs, "c")
    delete_runs(runs, chosen)
    found = deleted_runs(runs)
    assert found.count == 2
    assert 10_000 <= found.size < 10_000 + 20_000  # The shared weights count once.
    assert empty_deleted_runs(runs) == found
    assert not deleted_place(runs).exists()
    assert deleted_runs(runs) == empty_deleted_runs(runs) == DeletedRuns()
    assert kept.config_file.is_file()


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "shoes", tmp_path / "shoes" / ".shoeclassifier")


def test_runs_elsewhere_are_known_and_missing_ones_said(project: Project, tmp_path: Path) -> None:
    assert other_runs(project).there == ()
    own = write_run(project.runs, "own")
    first, second = write_run(tmp_path / "x", "first"), write_run(tmp_path / "y", "second")
    for run in (own, first, second, first):
        register_run(project, run.path)
    assert other_runs(project).there == (second, first)
    assert find_run(project.runs, "fir", other_runs(project).there) == first
    shutil.rmtree(first.path)
    with (project.hidden / "other-runs.jsonl").open("a") as file:
        file.write("torn{")
    assert other_runs(project).there == (second,)
    assert other_runs(project).missing == (first.path,)
    assert forget_missing(project) == (first.path,)
    assert other_runs(project).missing == forget_missing(project) == ()
    assert other_runs(project).there == (second,)


def test_a_run_that_begins_while_others_are_forgotten_stays_known(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = write_run(tmp_path / "x", "first"), write_run(tmp_path / "y", "second")
    register_run(project, first.path)
    shutil.rmtree(first.path)
    beginning = Thread(target=register_run, args=(project, second.path))

    def meanwhile(path: Path, text: str) -> None:
        beginning.start()
        beginning.join(timeout=0.3)  # It may wait for its turn.
        write_text(path, text)

    monkeypatch.setattr("shoeclassifier_gui.core.runs.register.write_text", meanwhile)
    forget_missing(project)
    beginning.join()
    assert other_runs(project).there == (second,)


def test_a_run_is_registered_while_the_project_is_open(project: Project, tmp_path: Path) -> None:
    project.folder.mkdir()
    run = write_run(tmp_path / "x", "first")
    with writing(project):
        register_run(project, run.path)
    assert other_runs(project).there == (run,)
