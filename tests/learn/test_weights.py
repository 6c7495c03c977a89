"""Weights: found, read, recognised, kept, fetched, and refused in sentences."""

import hashlib
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from shoeclassifier_gui.core.control import Control, Stopped
from shoeclassifier_gui.core.errors import WeightsError
from shoeclassifier_gui.learn.networks.compact_cnn import CompactCnn
from shoeclassifier_gui.learn.networks.vision import PublishedWeights, make_network
from shoeclassifier_gui.learn.weights import weights_files, weights_store
from shoeclassifier_gui.learn.weights.weights_files import backbone_of, keep_weights, read_weights
from shoeclassifier_gui.learn.weights.weights_store import (
    WeightsKept,
    WeightsStore,
    default_folders,
    fetch_weights,
    import_weights,
)

NAME = "squeezenet1_1"


@pytest.fixture
def state() -> dict[str, torch.Tensor]:
    torch.manual_seed(0)
    return make_network(NAME).state_dict()


def without_classifier(state: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    return {name: tensor for name, tensor in state.items() if name.startswith("features.")}


def test_every_form_of_file_is_read(state: dict[str, torch.Tensor], tmp_path: Path) -> None:
    features = without_classifier(state)
    forms = {
        "whole.pth": state,
        "features.pth": features,
        "bare.pth": {name.removeprefix("features."): t for name, t in features.items()},
        "parallel.pth": {f"module.{name}": tensor for name, tensor in state.items()},
        "wrapped.pth": {"state_dict": state, "epoch": 3},
    }
    for name, content in forms.items():
        torch.save(content, tmp_path / name)
    torch.save(state, tmp_path / "old.pth", _use_new_zipfile_serialization=False)
    save_file(features, tmp_path / "x.safetensors")
    for path in tmp_path.iterdir():
        loaded = read_weights(path, NAME)
        assert all(loaded.state[key].equal(tensor) for key, tensor in features.items()), path
        assert backbone_of(path) == NAME


def test_files_are_looked_for_in_order_and_not_mixed_up(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    for folder, name in [
        (second, "vgg16-397923af.pth"),
        (second, "vgg16_bn-6c64b313.pth"),
        (first, "vgg16-imagenet.safetensors"),
        (first, "vgg16_bn.txt"),
    ]:
        folder.mkdir(exist_ok=True)
        (folder / name).touch()
    store = WeightsStore([tmp_path / "missing", first, second])
    assert store.find("vgg16") == first / "vgg16-imagenet.safetensors"
    assert store.find("vgg16_bn") == second / "vgg16_bn-6c64b313.pth"
    assert store.find("vgg11") is None


def test_default_folders_are_program_user_torch(home: Path) -> None:
    program, user, cache = default_folders()
    assert program.name == "weights"
    assert (program.parent / "shoeclassifier_gui").is_dir()
    assert user == home / "weights"
    assert cache.parts[-2:] == ("hub", "checkpoints")


@pytest.mark.parametrize("content", [b"", b"garbage", b"PK\x03\x04 broken"])
@pytest.mark.parametrize("name", ["x.pth", "x.safetensors"])
def test_unreadable_files_are_a_sentence(tmp_path: Path, content: bytes, name: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(WeightsError, match="not a readable weights file"):
        read_weights(tmp_path / name, NAME)


def test_a_pickle_with_code_is_refused(tmp_path: Path) -> None:
    torch.save({"x": print}, tmp_path / "x.pth")
    with pytest.raises(WeightsError, match="not a readable weights file"):
        read_weights(tmp_path / "x.pth", NAME)


def test_weights_of_another_shape_are_refused(
    state: dict[str, torch.Tensor], tmp_path: Path
) -> None:
    torch.save(state, tmp_path / "x.pth")
    with pytest.raises(
        WeightsError, match="does not hold weights of vgg16: it holds those of squeezenet1_1"
    ):
        read_weights(tmp_path / "x.pth", "vgg16")
    torch.save({"a": torch.zeros(3)}, tmp_path / "y.pth")
    with pytest.raises(WeightsError, match="no network that this program knows"):
        backbone_of(tmp_path / "y.pth")


def test_deeper_networks_of_the_same_family_are_told_apart(tmp_path: Path) -> None:
    with torch.device("meta"):
        deep = make_network("vgg19").state_dict()
    features = {n: torch.zeros(t.shape) for n, t in deep.items() if n.startswith("features.")}
    torch.save(features, tmp_path / "x.pth")
    assert backbone_of(tmp_path / "x.pth") == "vgg19"
    with pytest.raises(WeightsError, match="vgg16"):
        read_weights(tmp_path / "x.pth", "vgg16")


def test_only_the_convolution_part_is_kept(state: dict[str, torch.Tensor], tmp_path: Path) -> None:
    torch.save(state, tmp_path / "x.pth")
    keep_weights(tmp_path / "x.pth", tmp_path / "full.safetensors", NAME)
    keep_weights(tmp_path / "x.pth", tmp_path / "half.safetensors", NAME, half=True)
    keep_weights(tmp_path / "x.pth", tmp_path / "dense.safetensors", NAME, dense_layers=True)
    assert load_file(tmp_path / "full.safetensors").keys() == without_classifier(state).keys()
    assert load_file(tmp_path / "dense.safetensors").keys() == state.keys()
    full = (tmp_path / "full.safetensors").stat().st_size
    assert (tmp_path / "half.safetensors").stat().st_size == pytest.approx(full / 2, rel=0.05)
    loaded = read_weights(tmp_path / "half.safetensors", NAME)
    assert loaded.state["features.0.weight"].dtype is torch.float32


def test_other_preprocessing_is_known_by_the_files_hash(
    state: dict[str, torch.Tensor], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch.save(state, tmp_path / "x.pth")
    fingerprint = hashlib.sha256((tmp_path / "x.pth").read_bytes()).hexdigest()
    monkeypatch.setattr(weights_files, "_FEATURES_ONLY_HASH", fingerprint[:8])
    loaded = read_weights(tmp_path / "x.pth", NAME)
    assert loaded.mean == (0.48235, 0.45882, 0.40784)
    assert loaded.deviation == (1 / 255,) * 3
    assert not loaded.has_dense_layers
    keep_weights(tmp_path / "x.pth", tmp_path / "kept.safetensors", NAME)
    assert read_weights(tmp_path / "kept.safetensors", NAME).mean == loaded.mean


def test_an_imported_file_is_found_afterwards(
    state: dict[str, torch.Tensor], tmp_path: Path, home: Path
) -> None:
    torch.save(state, tmp_path / "my download.pth")
    kept = import_weights(tmp_path / "my download.pth")
    assert kept.backbone == NAME
    assert WeightsStore().find(NAME) == kept.path
    assert kept.path.is_relative_to(home)


def test_what_was_imported_comes_before_older_files_of_its_folder(
    state: dict[str, torch.Tensor], tmp_path: Path, home: Path
) -> None:
    torch.save(state, tmp_path / "x.pth")
    folder = home / "weights"
    folder.mkdir()
    for name in (f"{NAME}-0.pth", f"{NAME}.safetensors"):
        (folder / name).touch()
    kept = import_weights(tmp_path / "x.pth")
    assert WeightsStore([folder]).find(NAME) == kept.path == kept.used


def test_an_import_says_which_file_is_still_used(
    state: dict[str, torch.Tensor], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch.save(state, tmp_path / "x.pth")
    beside = tmp_path / "weights" / f"{NAME}.pth"
    beside.parent.mkdir()
    beside.touch()
    monkeypatch.setattr(weights_store, "program_folder", lambda: tmp_path)
    assert import_weights(tmp_path / "x.pth").used == beside


def test_the_classic_head_gets_a_file_with_dense_layers(tmp_path: Path) -> None:
    state = make_network("alexnet").state_dict()
    torch.save(state, tmp_path / "whole.pth")
    first, second = tmp_path / "first", tmp_path / "second"
    keep_weights(tmp_path / "whole.pth", first / "alexnet-imagenet.safetensors", "alexnet")
    store = WeightsStore([first, second])
    assert store.entry("alexnet").path is not None
    assert not store.entry("alexnet").dense_layers
    second.mkdir()
    whole = (tmp_path / "whole.pth").rename(second / "alexnet.pth")
    assert store.find("alexnet") == first / "alexnet-imagenet.safetensors"
    assert store.find("alexnet", dense_layers=True) == whole
    assert store.entry("alexnet").dense_layers
    weights = store.load("alexnet", "imagenet", dense_layers=True)
    assert weights is not None
    assert weights.has_dense_layers
    assert not store.entry("resnet18").dense_layers


class _Server(BaseHTTPRequestHandler):
    """Serves one file; the first answer breaks off in the middle."""

    def __init__(self, content: bytes, log: list[str], *arguments: object) -> None:
        self._content, self._log = content, log
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        start = int((self.headers.get("Range") or "bytes=0-").removeprefix("bytes=").rstrip("-"))
        self._log.append(f"{self.path} from {start}")
        if start >= len(self._content):
            self.send_error(416)
            return
        rest = self._content[start:]
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        self.wfile.write(rest[: len(rest) // 2] if len(self._log) == 1 else rest)

    def log_message(self, *arguments: object) -> None:
        """Stays silent."""


@pytest.fixture
def served(
    state: dict[str, torch.Tensor], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[str, list[str]]]:
    """A server on this machine that publishes the weights of one network."""
    torch.save(state, tmp_path / "published.pth")
    content = (tmp_path / "published.pth").read_bytes()
    name = f"{NAME}-{hashlib.sha256(content).hexdigest()[:8]}.pth"
    published = PublishedWeights(f"https://nowhere.invalid/{name}", len(content))
    monkeypatch.setattr(weights_store, "published_weights", lambda backbone: published)
    log: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Server, content, log))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", log
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_broken_download_goes_on_where_it_stopped(
    served: tuple[str, list[str]], home: Path
) -> None:
    mirror, log = served
    with pytest.raises(WeightsError, match=r"cut off|come through"):
        list(fetch_weights(NAME, Control(), mirror=mirror))
    *progress, kept = fetch_weights(NAME, Control(), mirror=mirror)
    assert isinstance(kept, WeightsKept)
    assert progress[-1].done == progress[-1].total  # type: ignore[union-attr]
    assert int(log[1].split()[-1]) > 0
    assert WeightsStore().find(NAME) == kept.path
    assert not list((home / "downloads").iterdir())


def test_a_wrong_checksum_is_refused_and_the_next_try_begins_anew(
    served: tuple[str, list[str]], home: Path
) -> None:
    mirror, _ = served
    with pytest.raises(WeightsError):
        list(fetch_weights(NAME, Control(), mirror=mirror))
    part = next((home / "downloads").glob("*.part"))
    part.write_bytes(b"x" * part.stat().st_size)
    with pytest.raises(WeightsError, match="checksum"):
        list(fetch_weights(NAME, Control(), mirror=mirror))
    assert WeightsStore().find(NAME) is None
    assert isinstance(list(fetch_weights(NAME, Control(), mirror=mirror))[-1], WeightsKept)


def test_a_stopped_download_keeps_its_part(served: tuple[str, list[str]], home: Path) -> None:
    mirror, log = served
    log.append("already served once")
    control = Control()
    events = fetch_weights(NAME, control, mirror=mirror)
    next(events)
    control.stop()
    with pytest.raises(Stopped):
        list(events)
    assert next((home / "downloads").glob("*.part")).stat().st_size > 0


def test_an_unreachable_server_is_a_sentence() -> None:
    with pytest.raises(WeightsError, match="did not come through"):
        list(fetch_weights(NAME, Control(), mirror="http://127.0.0.1:9"))


def test_a_network_without_published_weights_says_so(tmp_path: Path) -> None:
    store = WeightsStore([tmp_path])
    with pytest.raises(WeightsError, match="There are no ImageNet weights for compact"):
        store.load("compact", "imagenet")
    with pytest.raises(WeightsError, match="always learns from scratch"):
        list(fetch_weights("compact", Control()))
    save_file(CompactCnn().state_dict(), tmp_path / "c.safetensors")
    with pytest.raises(WeightsError, match="always learns from scratch"):
        import_weights(tmp_path / "c.safetensors")
    entry = store.entry("compact")
    assert (entry.path, entry.url, entry.size) == (None, "", 0)
    loaded = store.load("compact", str(tmp_path / "c.safetensors"))
    assert loaded is not None


def test_real_weights_are_recognised(test_data: Path) -> None:
    store = WeightsStore([test_data / "weights"])
    path = store.find(NAME)
    assert path is not None
    assert backbone_of(path) == NAME
    weights = store.load(NAME, "imagenet")
    assert weights is not None
    assert weights.mean == (0.485, 0.456, 0.406)
