"""The command line as a user types it."""

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Shell = Callable[..., Any]
SCRATCH = (
    "--backbone", "squeezenet1_1", "--weights", "none", "--image-size", "32", "--batch-size", "16",
    "--patience", "0",
)  # fmt: skip


@pytest.fixture
def run(shell: Shell, sample: Path, tmp_path: Path) -> Path:
    """A finished run over the small sample."""
    assert shell("train", sample, "--out", tmp_path / "run", *SCRATCH, "--epochs", 2).code == 0
    assert str(tmp_path / "run") in shell("runs", "list", sample).out
    return tmp_path / "run"


def test_sample_draws_what_it_says(shell: Shell, tmp_path: Path) -> None:
    said = shell("sample", tmp_path / "shoes", "--per-class", 3, "--json")
    assert said.code == 0
    assert said.json["pictures"] == 15
    drawn = len(list(tmp_path.rglob("*.jpg")))  # With the things that are no shoes.
    assert said.err.startswith(f"Drawing {drawn} pictures, about 1 MB, into ")
    assert len(list((tmp_path / "shoes").glob("*/*.jpg"))) == 15
    assert (tmp_path / "shoes-strangers").is_dir()
    again = shell("sample", tmp_path / "shoes")
    assert again.code == 2
    assert again.err.count("\n") == 1
    many = shell("sample", tmp_path / "many", "--per-class", 100_000_000)
    assert many.code == 2
    assert "at most 20,000 pictures of each class" in many.err
    assert not (tmp_path / "many").exists()


def test_train_prints_one_event_a_line_and_keeps_them(
    shell: Shell, sample: Path, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    said = shell("train", sample, "--out", run, *SCRATCH, "--epochs", 2, "--json")
    assert said.code == 0
    epochs = [line for line in said.lines if line["event"] == "epoch_finished"]
    assert [epoch["epoch"] for epoch in epochs] == [1, 2]
    assert epochs[0].keys() >= {
        "train_loss", "train_accuracy", "val_loss", "val_accuracy", "seconds",
    }  # fmt: skip
    last = said.lines[-1]
    assert last["event"] == "run_finished"
    assert last["model"] == str(run / "model")
    assert 0 <= last["accuracy"] <= 1
    kept = [json.loads(line) for line in (run / "events.jsonl").read_text().splitlines()]
    assert all(line.pop("at") for line in kept)
    assert kept == said.lines
    card = json.loads((run / "model" / "model.json").read_text())
    assert card["backbone"] == "squeezenet1_1"
    assert card["classes"] == ["boot", "high heel", "loafer", "sandal", "sneaker"]
    assert card["image_size"] == 32


def test_an_open_batch_size_and_several_views_can_be_asked_for(
    shell: Shell, sample: Path, tmp_path: Path
) -> None:
    words = [*SCRATCH, "--epochs", 1, "--batch-size", "auto", "--test-crops", 2, "--json"]
    said = shell("train", sample, "--out", tmp_path / "run", *words)
    assert said.code == 0
    assert json.loads((tmp_path / "run" / "config.json").read_text())["batch_size"] == 32
    told = [line["sentence"] for line in said.lines if line["event"] == "notice_given"]
    assert any("views of each picture" in sentence for sentence in told)
    assert shell("train", sample, "--batch-size", "many").code == 2


def test_evaluate_uses_the_models_own_split(shell: Shell, run: Path, sample: Path) -> None:
    counts = {}
    for split in ("train", "val", "test", "all"):
        said = shell("evaluate", run, sample, "--split", split, "--json")
        assert said.code == 0
        assert said.json["split"] == split
        assert sum(map(sum, said.json["confusion"])) == said.json["count"]
        assert said.json.keys() >= {"accuracy", "macro_f1", "per_class"}
        counts[split] = said.json["count"]
    assert counts["all"] == 120 == counts["train"] + counts["val"] + counts["test"]
    default = shell("evaluate", run / "model", sample, "--json").json
    assert default["split"] == "val"
    events = [json.loads(line) for line in (run / "events.jsonl").read_text().splitlines()]
    assert default["accuracy"] == pytest.approx(events[-1]["accuracy"], abs=0.03)


def test_evaluate_refuses_pictures_that_the_model_has_not_held_out(
    shell: Shell, run: Path, tmp_path: Path
) -> None:
    assert shell("sample", tmp_path / "other", "--per-class", 2, "--seed", 9).code == 0
    said = shell("evaluate", run, tmp_path / "other", "--split", "test")
    assert said.code == 2
    assert "None of these pictures" in said.err
    assert shell("evaluate", run, tmp_path / "other", "--split", "all").code == 0
    (tmp_path / "other" / "boot").rename(tmp_path / "other" / "daisy")
    for split in ("test", "all"):  # The way out must not lead to the next refusal.
        said = shell("evaluate", run, tmp_path / "other", "--split", split)
        assert said.code == 2
        assert "The model does not know the class daisy" in said.err
        assert "It knows boot, high heel" in said.err


def test_classify_names_files_and_writes_a_table(
    shell: Shell, run: Path, sample: Path, tmp_path: Path
) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"no")
    picture = next((sample / "boot").glob("*.jpg"))
    table = tmp_path / "table.csv"
    said = shell(
        "classify", run / "model", picture, sample / "sandal", tmp_path / "broken.jpg",
        "--top", 2, "--csv", table, "--json",
    )  # fmt: skip
    assert said.code == 0
    files = said.json["files"]
    assert len(files) == 26
    assert files[0]["path"] == str(picture)
    assert len(files[0]["top"]) == 2
    assert files[0]["top"][0]["probability"] >= files[0]["top"][1]["probability"]
    assert isinstance(files[0]["unknown"], bool)
    assert files[-1]["error"]
    assert "broken.jpg" in said.err
    with table.open(encoding="utf-8-sig", newline="") as stream:
        assert len(list(csv.DictReader(stream))) == 26
    certain = shell("classify", run, picture, "--threshold", 1, "--json").json
    assert certain["files"][0]["unknown"]


def test_resume_needs_no_data_and_knows_finished_runs(shell: Shell, run: Path) -> None:
    said = shell("train", "--resume", run, "--json")
    assert said.code == 0
    assert said.lines[-1]["event"] == "run_finished"


@pytest.mark.parametrize(
    "arguments",
    [
        ("train",),
        ("train", "nowhere", "--out", "x"),
        ("train", "nowhere", "--out", "x", "--epochs", "0"),
        ("train", "nowhere", "--out", "x", "--lr", "-1"),
        ("train", "nowhere", "--out", "x", "--split", "1/2"),
        ("train", "nowhere", "--out", "x", "--split", "70/15/20"),
        ("train", "nowhere", "--out", "x", "--optimizer", "magic"),
        ("train", "--resume", "nowhere"),
        ("evaluate", "nowhere", "nowhere"),
        ("classify", "nowhere", "nowhere.jpg"),
        ("classify", "nowhere"),
        ("weights", "import", "nowhere.pth"),
        ("weights", "fetch", "vgg99"),
        ("sample", "x", "--per-class", "0"),
        ("dance",),
        ("--dance",),
    ],
)
def test_wrong_input_ends_with_one_sentence(
    shell: Shell, arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = shell(*arguments)
    assert said.code == 2
    assert said.out == ""
    assert said.err.startswith("shoeclassifier: ")
    assert said.err.count("\n") == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("out", ["file.txt", "file.txt/run", "full"])
def test_places_that_cannot_be_written_are_said(
    shell: Shell, sample: Path, tmp_path: Path, out: str
) -> None:
    (tmp_path / "file.txt").touch()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    said = shell("train", sample, "--out", tmp_path / out, *SCRATCH)
    assert said.code == 2
    assert said.err.splitlines()[-1].startswith("shoeclassifier: ")
    assert shell("sample", tmp_path / "file.txt" / "x").code == 2


def test_a_missing_device_leaves_nothing(shell: Shell, sample: Path, tmp_path: Path) -> None:
    said = shell("train", sample, "--out", tmp_path / "run", *SCRATCH, "--device", "cuda:99")
    assert said.code == 2
    assert not (tmp_path / "run").exists()


def test_even_a_tiny_sample_can_be_trained(shell: Shell, tmp_path: Path) -> None:
    assert shell("sample", tmp_path / "tiny", "--per-class", 6).code == 0
    said = shell("train", tmp_path / "tiny", "--out", tmp_path / "r", *SCRATCH, "--epochs", 1)
    assert said.code == 0


def test_without_weights_training_names_the_three_ways_on(
    shell: Shell, sample: Path, tmp_path: Path
) -> None:
    said = shell("train", sample, "--out", tmp_path / "run")
    assert said.code == 2
    assert all(way in said.err for way in ("fetch", "import", "--weights none"))
    assert "--plan" not in said.err
    fast = shell("train", sample, "--out", tmp_path / "run", "--plan", "fast")
    assert fast.code == 2
    assert "weights fetch vgg16" in fast.err
    assert "--plan balanced --weights none" in fast.err  # A head alone needs weights.
    assert shell("sweep", sample, "--minutes", 1).code == 2
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("words", [("train", "--out", "run"), ("plan",), ("sweep", "--minutes", 1)])
def test_weights_of_another_network_are_refused_before_pictures_are_read(
    shell: Shell, tmp_path: Path, words: tuple[object, ...]
) -> None:
    from safetensors.torch import save_file

    from shoeclassifier_gui.learn.networks.vision import make_network

    file = tmp_path / "mine.safetensors"
    save_file(make_network("squeezenet1_1").state_dict(), file)
    command, *options = words
    words = (command, tmp_path / "nowhere", *options, "--weights", file)
    said = shell(*words, "--backbone", "vgg16")
    assert said.code == 2
    assert "mine.safetensors does not hold weights of vgg16" in said.err
    assert said.err.count("\n") == 1
    said = shell(*words)  # No network was named, so the file's is meant.
    assert said.code == 2
    told, complaint = said.err.splitlines()
    assert told == "The network is squeezenet1_1: mine.safetensors holds its weights."
    assert "There is no folder" in complaint


def test_plan_and_train_take_the_network_whose_weights_are_here(
    shell: Shell, sample: Path, tmp_path: Path
) -> None:
    from safetensors.torch import save_file

    from shoeclassifier_gui.learn.networks.vision import make_network

    file = tmp_path / "mine.safetensors"
    save_file(make_network("squeezenet1_1").state_dict(), file)
    assert shell("weights", "import", file).code == 0
    why = "The network is squeezenet1_1: its ImageNet weights are here, those of vgg16 are not."
    plan = shell("plan", sample, "--json")
    assert plan.err.count(why) == 1
    assert plan.json["knobs"]["backbone"] == "squeezenet1_1"
    run = tmp_path / "run"
    said = shell("train", sample, "--out", run, "--plan", "fast", "--image-size", 32)
    assert said.code == 0
    assert said.err.count(why) == 1
    assert json.loads((run / "config.json").read_text())["backbone"] == "squeezenet1_1"
    named = shell("train", sample, "--out", tmp_path / "r", "--backbone", "vgg16")
    assert named.code == 2
    assert "no ImageNet weights for vgg16" in named.err


def test_from_scratch_means_the_normalised_network_at_a_small_size(
    shell: Shell, sample: Path, tmp_path: Path
) -> None:
    said = shell("train", sample, "--out", tmp_path / "r", "--weights", "none", "--epochs", 1)
    assert said.code == 0
    config = json.loads((tmp_path / "r" / "config.json").read_text())
    assert (config["backbone"], config["image_size"], config["freeze"]) == ("vgg16_bn", 64, 0)


def test_a_trained_model_learns_a_new_class(
    shell: Shell, sample: Path, run: Path, tmp_path: Path
) -> None:
    shutil.copytree(sample / "boot", sample / "clog")
    options = ("--freeze", 0, "--head", "pool", "--epochs", 1, "--patience", 0, "--json")
    said = shell("train", sample, "--out", tmp_path / "more", "--weights", run, *options)
    assert said.code == 0
    sentences = [line["sentence"] for line in said.lines if line["event"] == "notice_given"]
    assert sentences == [
        "All 25 convolution layers start from the model run.",
        "The head keeps what the model run knows of its classes; new: clog.",
    ]
    card = json.loads((tmp_path / "more" / "model" / "model.json").read_text())
    assert (card["backbone"], card["image_size"]) == ("squeezenet1_1", 32)
    assert len(card["classes"]) == 6
    pictures = next((sample / "boot").iterdir())
    assert shell("classify", tmp_path / "more", pictures).code == 0


def test_a_network_is_cut_and_given_another_head(
    shell: Shell, sample: Path, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    options = ("--cut", 10, "--head", "dense", "--dense-width", 16, "--activation", "elu")
    assert shell("train", sample, "--out", run, *SCRATCH, "--epochs", 1, *options).code == 0
    card = json.loads((run / "model" / "model.json").read_text())
    assert (card["cut"], card["head"], card["dense_width"]) == (10, "dense", 16)
    assert card["activation"] == "elu"
    assert shell("evaluate", run, sample).code == 0
    too_deep = shell("train", sample, "--out", tmp_path / "r", *SCRATCH, "--cut", 4, "--freeze", 5)
    assert too_deep.code == 2
    assert "4 convolution layers left" in too_deep.err


def test_weights_are_listed(shell: Shell) -> None:
    networks = shell("weights", "list", "--json").json["networks"]
    names = {network["backbone"] for network in networks}
    assert names >= {
        "vgg11", "vgg13", "vgg16", "vgg19", "vgg11_bn", "vgg13_bn", "vgg16_bn", "vgg19_bn",
        "alexnet", "googlenet", "resnet18", "squeezenet1_1", "mobilenet_v3_small", "densenet121",
        "efficientnet_b0", "resnet50", "resnet152", "inception_v3", "mobilenet_v2", "compact",
    }  # fmt: skip
    words = shell("weights", "list").out
    assert "none: learns from scratch" in words
    assert "553 MB" in words  # As the window says it.
    assert all(network["path"] is None for network in networks)
