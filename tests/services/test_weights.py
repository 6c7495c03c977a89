from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.download import DownloadProgress
from shoeclassifier_gui.core.errors import WeightsError
from shoeclassifier_gui.services import weights as module
from shoeclassifier_gui.services.weights import WeightsKnown, WeightsService

HERE = WeightsKnown("vgg16", Path("x.safetensors"), 1, 13, 10, 32)


@pytest.fixture(autouse=True)
def _no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    def listed(control: Control) -> Iterator[object]:
        yield module._Listed((HERE,))

    monkeypatch.setattr(module, "_list", listed)


def test_refresh_tells_what_is_here(qtbot: QtBot) -> None:
    service = WeightsService()
    assert service.known == {}
    with qtbot.waitSignal(service.changed, timeout=5000):
        service.refresh()
    assert service.known == {"vgg16": HERE}


def test_a_download_tells_progress_then_looks_again(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetch(backbone: str, dense_layers: bool, control: Control) -> Iterator[object]:
        assert backbone == "vgg16"
        yield DownloadProgress(1, 2)

    monkeypatch.setattr(module, "_fetch", fetch)
    service = WeightsService()
    with qtbot.waitSignals(
        [service.progressed, service.ended, service.changed], order="strict", timeout=5000
    ):
        service.fetch("vgg16")
        assert service.busy
    assert not service.busy


def test_the_engine_is_told_to_keep_dense_layers(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def take(*_: object, dense_layers: bool) -> Iterator[object]:
        asked.append(dense_layers)
        return iter(())

    monkeypatch.setattr("shoeclassifier_gui.learn.weights.weights_store.fetch_weights", take)
    monkeypatch.setattr("shoeclassifier_gui.learn.weights.weights_store.import_weights", take)
    service = WeightsService()
    for dense in (True, False):
        with qtbot.waitSignals([service.ended, service.changed]):
            service.fetch("vgg16", dense_layers=dense)
        with qtbot.waitSignals([service.ended, service.changed]):
            service.import_file(Path("x.pth"), "vgg16", dense_layers=dense)
    assert asked == [True, True, False, False]


def test_a_file_of_another_network_is_found_out(qtbot: QtBot, tmp_path: Path) -> None:
    from safetensors.torch import save_file

    from shoeclassifier_gui.learn.networks.vision import make_network

    file = tmp_path / "mine.safetensors"
    save_file(make_network("squeezenet1_1").state_dict(), file)
    service = WeightsService()
    problems = []
    for backbone in ("squeezenet1_1", "vgg16"):
        with qtbot.waitSignal(service.checked) as checked:
            service.check(str(file), backbone)
        answer = checked.args[0]
        assert (answer.file, answer.backbone) == (str(file), backbone)
        problems.append(answer.problem)
        assert answer.owner == ("" if backbone == "squeezenet1_1" else "squeezenet1_1")
    assert problems[0] == ""
    assert problems[1].startswith("mine.safetensors does not hold weights of vgg16")
    with qtbot.waitSignal(service.checked) as checked:
        service.check(str(tmp_path / "none.pth"), "vgg16")
    assert "There is no file" in checked.args[0].problem


def test_a_download_that_fails_or_is_stopped_ends(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(backbone: str, dense_layers: bool, control: Control) -> Iterator[object]:
        yield DownloadProgress(0, 2)
        raise WeightsError("The server cannot be reached.")

    def waits(backbone: str, dense_layers: bool, control: Control) -> Iterator[object]:
        yield DownloadProgress(0, 2)
        control.sleep(60)

    service = WeightsService()
    monkeypatch.setattr(module, "_fetch", fails)
    with qtbot.waitSignals([service.failed, service.ended, service.changed], timeout=5000):
        service.fetch("vgg16")
    monkeypatch.setattr(module, "_fetch", waits)
    with qtbot.waitSignals([service.ended], timeout=5000):
        service.fetch("vgg16")
        service.stop()
    with qtbot.waitSignal(service.changed, timeout=5000):
        pass
