"""Run history: what is listed, how runs differ, names, deleting and coming back."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoeclassifier_gui.core.control import Control, Stopped
from shoeclassifier_gui.core.dataset.split import Shares
from shoeclassifier_gui.core.errors import RunError
from shoeclassifier_gui.core.runs.about import About, read_about, write_about
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.deleting import (
    delete_runs,
    deleted_place,
    empty_deleted_runs,
    restore_runs,
)
from shoeclassifier_gui.core.runs.ending import Ending
from shoeclassifier_gui.core.runs.events import (
    EpochFinished,
    GuardianSpoke,
    RunFinished,
    Trouble,
)
from shoeclassifier_gui.core.runs.folder import RunFolder, list_runs
from shoeclassifier_gui.core.runs.history import (
    RunRecord,
    RunState,
    differences,
    find_run,
    read_history,
    read_record,
)
from shoeclassifier_gui.core.runs.history_tables import write_curves_table, write_runs_table
from shoeclassifier_gui.core.runs.lock import locked
from tests.core.runs.past import SCORES, write_run


def history(runs: Path) -> dict[str, RunRecord]:
    return {record.folder.name: record for record in read_history(runs, Control())}


def test_every_run_is_listed_with_what_became_of_it(tmp_path: Path) -> None:
    reasons = ("done", "no_gain", "stopped", "failed", "diverged")
    for name, reason in zip("abcde", reasons, strict=True):
        write_run(tmp_path, name, reason=reason)
    write_run(tmp_path, "cut off", reason="")
    write_run(tmp_path, "not begun", accuracies=(), reason="")
    (tmp_path / "no run").mkdir()
    with locked(write_run(tmp_path, "busy", reason="")):
        records = history(tmp_path)
    assert {name: record.state for name, record in records.items()} == {
        "a": RunState.FINISHED, "b": RunState.FINISHED, "c": RunState.STOPPED,
        "d": RunState.DIVERGED, "e": RunState.DIVERGED,
        "cut off": RunState.STOPPED, "not begun": RunState.STOPPED, "busy": RunState.RUNNING,
    }  # fmt: skip
    assert history(tmp_path)["busy"].state is RunState.STOPPED
    never = write_run(tmp_path, "never", accuracies=(), reason="failed")
    assert read_record(never).state is RunState.FAILED
    record = records["a"]
    assert (record.best_epoch, record.backbone, record.seconds) == (2, "vgg16", 6.0)
    assert record.best is not None
    assert record.best.val_accuracy == 0.75
    assert record.macro_f1 == SCORES.macro_f1
    assert record.data
    assert records["cut off"].best_epoch is None, "It has no model, whatever its curves say."
    assert records["not begun"].best is None


def test_a_resumed_run_is_running_although_it_had_ended(tmp_path: Path) -> None:
    with locked(write_run(tmp_path, "a", reason="stopped")):
        assert history(tmp_path)["a"].state is RunState.RUNNING


def test_the_newest_run_is_first_and_reading_can_be_stopped(tmp_path: Path) -> None:
    for number in range(3):
        write_run(tmp_path, f"run {number}", begun=1000.0 + number)
    assert list(history(tmp_path)) == ["run 2", "run 1", "run 0"]
    control = Control()
    control.stop()
    with pytest.raises(Stopped):
        list(read_history(tmp_path, control))
    assert history(tmp_path / "nowhere") == {}


def test_damaged_files_cost_what_they_held_and_no_more(tmp_path: Path) -> None:
    run = write_run(tmp_path, "a")
    run.config_file.write_text("{")
    (run.path / "about.json").write_text("[1]")
    with run.curves_file.open("a") as file:
        file.write("4,0.1,0.9")  # Just being written.
    with run.events_file.open("a") as file:
        file.write('{"event": "run_fin')
    record = history(tmp_path)["a"]
    assert record.config is None
    assert record.backbone == ""
    assert len(record.curves) == 3
    assert record.state is RunState.STOPPED


def test_the_last_event_is_found_behind_any_number_of_others(tmp_path: Path) -> None:
    run = write_run(tmp_path, "a", accuracies=(), reason="")
    assert run.last_event() == {}
    with run.events_file.open("w") as file:
        file.writelines(f'{{"event": "steps", "number": {n}}}\n' for n in range(5000))
        file.write(json.dumps({"event": "run_finished", "confusion": [[0] * 50_000]}) + "\n")
    assert run.last_event()["event"] == "run_finished"


def test_the_data_version_tells_other_pictures_apart(tmp_path: Path) -> None:
    one, two = write_run(tmp_path, "one"), write_run(tmp_path, "two")
    rows = (two.path / "splits.csv").read_text().replace("train", "val")
    assert history(tmp_path)["one"].data == history(tmp_path)["two"].data
    (two.path / "splits.csv").write_text(rows)
    assert history(tmp_path)["one"].data != history(tmp_path)["two"].data
    (one.path / "splits.csv").unlink()
    assert history(tmp_path)["one"].data == ""


def test_what_is_known_of_the_data_is_not_read_again(tmp_path: Path) -> None:
    run = write_run(tmp_path, "a")
    known = read_record(run)
    (run.path / "splits.csv").unlink()
    assert read_record(run, known).data == known.data


def test_names_and_notes_are_kept_in_the_run(tmp_path: Path) -> None:
    run = write_run(tmp_path, "2026-01-31 14.02.11")
    assert history(tmp_path)[run.path.name].name == "2026-01-31 14.02.11"
    kept = write_about(run.path, About("  신발,\n colder ", "with snow\n\nagain "))
    assert kept == About("신발, colder", "with snow\n\nagain")
    assert read_about(run.path) == kept
    assert history(tmp_path)[run.path.name].name == "신발, colder"
    with pytest.raises(RunError, match="80 letters"):
        write_about(run.path, About("x" * 81))
    assert read_about(run.path) == kept
    write_about(run.path, About())
    assert history(tmp_path)[run.path.name].name == "2026-01-31 14.02.11"


def test_only_what_differs_is_a_difference() -> None:
    base = TrainConfig(backbone="vgg16")
    assert differences([base, base]) == ()
    other = replace(base, learning_rate=0.01, shares=Shares(0.8, 0.1, 0.1))
    found = {row.knob: row.values for row in differences([base, other, base])}
    assert found == {
        "learning_rate": (1e-3, 0.01, 1e-3),
        "shares": (None, "80/10/10", None),
    }


@given(
    st.sampled_from(["epochs", "batch_size", "seed"]),
    st.integers(2, 500),
    st.integers(2, 500),
)
def test_differences_are_told_in_the_order_asked(knob: str, left: int, right: int) -> None:
    configs = [TrainConfig.from_dict({knob: value}) for value in (left, right)]
    rows = differences(configs)
    assert [(row.knob, row.values) for row in rows] == (
        [] if left == right else [(knob, (left, right))]
    )


def test_a_deleted_run_comes_back_whole(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    run = write_run(runs, "a")
    write_run(runs, "b")
    before = {path.relative_to(run.path) for path in run.path.rglob("*")}
    moved = delete_runs(runs, [run])
    assert [r.path.name for r in list_runs(runs)] == ["b"]
    assert list(history(deleted_place(runs))) == ["a"]
    back = restore_runs(runs, moved)
    assert back == (run,)
    assert {path.relative_to(run.path) for path in run.path.rglob("*")} == before
    assert list(history(deleted_place(runs))) == []


def test_a_run_comes_back_beside_one_that_took_its_name(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    first = delete_runs(runs, [write_run(runs, "a", accuracies=(0.1,))])
    second = delete_runs(runs, [write_run(runs, "a", accuracies=(0.2,))])
    write_run(runs, "a", accuracies=(0.3,))
    restore_runs(runs, (*first, *second))
    best = sorted(point.best.val_accuracy for point in history(runs).values() if point.best)
    assert best == [0.1, 0.2, 0.3]


def test_running_runs_and_strangers_are_not_deleted(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    idle, busy = write_run(runs, "idle"), write_run(runs, "busy", reason="")
    with locked(busy), pytest.raises(RunError, match="being trained"):
        delete_runs(runs, [idle, busy])
    stranger = write_run(tmp_path / "elsewhere", "c")
    with pytest.raises(RunError, match="outside the data set's own folder"):
        delete_runs(runs, [idle, stranger])
    assert len(list_runs(runs)) == 2
    assert stranger.config_file.is_file()


def test_only_what_was_deleted_is_brought_back(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    stranger, mine = write_run(tmp_path / "elsewhere", "c"), write_run(runs, "mine")
    (gone,) = delete_runs(runs, [write_run(runs, "gone")])
    winding = RunFolder(deleted_place(runs) / ".." / "elsewhere" / "c")
    for other in (stranger, mine, winding):
        with pytest.raises(RunError, match="is not deleted"):
            restore_runs(runs, [gone, other])
    assert list(history(deleted_place(runs))) == ["gone"]
    assert list(history(runs)) == ["mine"]
    assert stranger.config_file.is_file()
    empty_deleted_runs(runs)
    with pytest.raises(RunError, match="removed for good"):
        restore_runs(runs, [gone])
    assert list(history(runs)) == ["mine"]


def test_a_run_of_the_project_is_deleted_by_any_path_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = tmp_path / "runs"
    write_run(runs, "a")
    monkeypatch.chdir(tmp_path)
    delete_runs(runs, [RunFolder(Path("runs/../runs/a"))])
    assert list(history(runs)) == []


def test_a_run_is_found_by_whatever_names_it(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    one = write_run(runs, "2026-01-31 14.02.11")
    two = write_run(runs, "2026-02-01 09.00.00")
    write_about(two.path, About("Colder"))
    assert find_run(runs, "2026-01-31 14.02.11") == one
    assert find_run(runs, "2026-01") == one
    assert find_run(runs, "colder") == two
    assert find_run(runs, str(two.path)) == RunFolder(two.path)
    with pytest.raises(RunError, match="may mean 2 runs"):
        find_run(runs, "2026")
    with pytest.raises(RunError, match="no run"):
        find_run(runs, "2027")


def test_a_whole_name_elsewhere_is_that_run_and_equal_names_are_told_by_their_paths(
    tmp_path: Path,
) -> None:
    pool, longer = (write_run(tmp_path / "a", name) for name in ("pool", "pool without"))
    assert find_run(tmp_path / "runs", "pool", [pool, longer]) == pool
    twin = write_run(tmp_path / "b", "pool")
    with pytest.raises(RunError) as told:
        find_run(tmp_path / "runs", "pool", [pool, longer, twin])
    assert f"{pool.path}, {twin.path}" in str(told.value)


def test_tables_for_spreadsheets(tmp_path: Path) -> None:
    run = write_run(tmp_path, "a")
    write_about(run.path, About("가죽, cold"))
    records = [*history(tmp_path).values()]
    write_runs_table(records, tmp_path / "runs.csv")
    write_curves_table(records, tmp_path / "curves.csv")
    with (tmp_path / "runs.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["run"], row["name"], row["val_accuracy"]) for row in rows] == [
        ("a", "가죽, cold", "0.75")
    ]
    with (tmp_path / "curves.csv").open(encoding="utf-8-sig", newline="") as file:
        curves = list(csv.DictReader(file))
    assert [row["val_accuracy"] for row in curves] == ["0.5", "0.75", "0.7"]
    write_runs_table([], tmp_path / "none.csv")
    assert (tmp_path / "none.csv").read_text(encoding="utf-8-sig").startswith("run")


def test_two_hundred_runs_are_read(tmp_path: Path) -> None:
    for number in range(200):
        run = write_run(tmp_path, f"{number:03}", accuracies=(0.5,), reason="")
        run.append(EpochFinished(2, 1.0, 0.5, 1.0, 0.5, 1.0, best=False))
    assert len(history(tmp_path)) == 200


def test_the_end_of_a_run_is_what_the_run_itself_calls_it(tmp_path: Path) -> None:
    """It may come back to its senses after the guardian's word, or after an enormous loss."""
    spoke = GuardianSpoke(Trouble.DIVERGING, "The run diverges.", {})
    ended = RunFinished(tmp_path / "model", Ending.NO_GAIN, 2, 6.0, SCORES)
    recovered = write_run(tmp_path, "recovered", reason="")
    recovered.append(spoke)
    recovered.append(ended)
    assert read_record(recovered).state is RunState.FINISHED
    large = write_run(tmp_path, "large", reason="")
    large.append(EpochFinished(4, 2000.0, 0.9, 1500.0, 0.9, 2.0, best=True))
    large.append(ended)
    assert read_record(large).state is RunState.FINISHED
    lost = write_run(tmp_path, "lost", reason="diverged")
    known = read_record(lost)
    assert known.state is RunState.DIVERGED
    assert read_record(lost, known) == known


def test_a_run_of_an_earlier_version_whose_loss_is_no_number_exploded(tmp_path: Path) -> None:
    old = write_run(tmp_path, "old", reason="")
    old.append(EpochFinished(4, 3.97e18, 0.2, float("inf"), 0.2, 2.0, best=False))
    old.append(RunFinished(tmp_path / "model", Ending.DONE, 2, 6.0, SCORES))
    assert read_record(old).state is RunState.DIVERGED
