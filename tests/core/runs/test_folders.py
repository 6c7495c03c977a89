"""Run folders, model cards and split records: round trips and damage."""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from shoeclassifier_gui.core.dataset.items import Item, Split
from shoeclassifier_gui.core.errors import ModelError, RunError
from shoeclassifier_gui.core.preprocessing import Preprocessing
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.events import EpochFinished, NoticeGiven, event_to_dict
from shoeclassifier_gui.core.runs.folder import RunFolder, list_runs, new_run_folder
from shoeclassifier_gui.core.runs.model_card import ModelCard
from shoeclassifier_gui.core.runs.scores import score
from shoeclassifier_gui.core.runs.split_record import SplitEntry, SplitRecord

EPOCH = EpochFinished(1, 0.5, 0.8, 0.6, 0.75, 2.0, best=True)


@pytest.fixture
def card() -> ModelCard:
    truth = np.array([0, 1], np.int64)
    return ModelCard(
        backbone="vgg16", head="pool", classes=("boot", "신발"), preprocessing=Preprocessing(224),
        scores=score("val", ("boot", "신발"), truth, truth), unknown_threshold=0.5, weights="x",
        best_epoch=3, created="2026-01-01T00:00:00+00:00", data="abc", versions={"torch": "2"},
    )  # fmt: skip


def test_events_have_names_and_plain_values() -> None:
    values = event_to_dict(EPOCH)
    assert values["event"] == "epoch_finished"
    assert json.loads(json.dumps(values)) == values


def test_a_run_keeps_configuration_events_and_curves(tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "run")
    run.create(TrainConfig(epochs=7), Path("/data/신발"))
    run.append(NoticeGiven("héllo"))
    run.append(EPOCH)
    assert run.read_config() == (TrainConfig(epochs=7), Path("/data/신발"))
    assert [e["event"] for e in run.events()] == ["notice_given", "epoch_finished"]
    assert all(datetime.fromisoformat(e["at"]).tzinfo is not None for e in run.events())
    header, line = run.curves_file.read_text().splitlines()
    assert header == "epoch,train_loss,train_accuracy,val_loss,val_accuracy,seconds"
    assert line == "1,0.5,0.8,0.6,0.75,2.0"


def test_a_torn_line_is_left_out(tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "run")
    run.create(TrainConfig(), Path("/data"))
    run.append(EPOCH)
    with run.events_file.open("a") as file:
        file.write('{"event": "epoch_fin')
    assert len(run.events()) == 1


@pytest.mark.parametrize(
    "damage", ["2,", "none,1,1,1,1,1", "2,1,1,1,1,1,1", "2," + "9" * 200_000], ids=range(4)
)
def test_a_damaged_line_of_the_curves_is_left_out(tmp_path: Path, damage: str) -> None:
    run = RunFolder(tmp_path)
    run.append(EPOCH)
    with run.curves_file.open("a", encoding="utf-8") as file:
        file.write(f"{damage}\n")
    assert [row["epoch"] for row in run.curve_rows()] == ["1"]
    run.forget_after(epoch=1, step=0)
    assert len(run.curves_file.read_text().splitlines()) == 2


def test_a_damaged_configuration_is_a_sentence(tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "run")
    with pytest.raises(RunError, match="no run"):
        run.read_config()
    run.create(TrainConfig(), Path("/data"))
    run.config_file.write_text("{")
    with pytest.raises(RunError, match="damaged"):
        run.read_config()


def test_runs_started_in_the_same_second_have_their_own_folders(tmp_path: Path) -> None:
    paths = set()
    for _ in range(3):
        run = new_run_folder(tmp_path)
        run.create(TrainConfig(), Path("/data"))
        paths.add(run.path)
    assert len(paths) == 3 == len(list_runs(tmp_path))


def test_a_model_card_comes_back(card: ModelCard, tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").touch()
    card.write(tmp_path)
    assert ModelCard.read(tmp_path) == card
    cut = replace(card, cut=4, head="dense", dense_width=9, activation="elu", batch_norm=False)
    cut.write(tmp_path)
    assert ModelCard.read(tmp_path) == cut
    assert "the first 4 convolution layers of" in (tmp_path / "README.md").read_text("utf-8")
    assert "신발" in (tmp_path / "README.md").read_text(encoding="utf-8")


def test_a_model_of_an_earlier_version_is_whole(card: ModelCard, tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").touch()
    card.write(tmp_path)
    file = tmp_path / "model.json"
    new = {"cut", "dense_width", "activation", "batch_norm"}
    values = json.loads(file.read_text())
    file.write_text(json.dumps({k: v for k, v in values.items() if k not in new}))
    assert ModelCard.read(tmp_path) == card


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        ("model.safetensors", "model.safetensors is missing"),
        ("model.json", "model.json is missing"),
        ("text", "damaged"),
        ("version", "has format 99"),
        ("field", "damaged"),
        ("head", "damaged"),
    ],
)
def test_an_incomplete_model_is_a_sentence(
    card: ModelCard, tmp_path: Path, damage: str, sentence: str
) -> None:
    (tmp_path / "model.safetensors").touch()
    card.write(tmp_path)
    file = tmp_path / "model.json"
    values = json.loads(file.read_text())
    if damage.startswith("model."):
        (tmp_path / damage).unlink()
    elif damage == "text":
        file.write_text("{")
    elif damage == "version":
        file.write_text(json.dumps({**values, "format": 99}))
    elif damage == "head":
        file.write_text(json.dumps({**values, "head": "hydra"}))
    else:
        file.write_text(json.dumps({k: v for k, v in values.items() if k != "classes"}))
    with pytest.raises(ModelError, match=sentence):
        ModelCard.read(tmp_path)


def item(relative: str, digest: str) -> Item:
    return Item(Path(), relative, 0, relative, digest)


def test_a_split_is_found_again_by_content(tmp_path: Path) -> None:
    record = SplitRecord(
        (
            SplitEntry("d1", "a/1.jpg", "a", Split.TRAIN),
            SplitEntry("d2", "a/2.jpg", "a", Split.TEST),
            SplitEntry("both", "train/3.jpg", "a", Split.TRAIN),
            SplitEntry("both", "test/3.jpg", "a", Split.TEST),
        )
    )
    record.write(tmp_path)
    again = SplitRecord.read(tmp_path)
    assert again == record
    moved = [item("new/2.jpg", "d2"), item("new/1.jpg", "d1"), item("x.jpg", "unknown")]
    assert again.select(moved, Split.TEST) == [moved[0]]
    twins = [item("train/3.jpg", "both"), item("test/3.jpg", "both"), item("y/3.jpg", "both")]
    assert again.select(twins, Split.TEST) == [twins[1]]
    assert again.select(twins, Split.TRAIN) == [twins[0], twins[2]]


def test_a_missing_or_damaged_record_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="lacks"):
        SplitRecord.read(tmp_path)
    (tmp_path / "splits.csv").write_text("digest,path,class,split\n1,2,3,nonsense\n")
    with pytest.raises(ModelError, match="damaged"):
        SplitRecord.read(tmp_path)
