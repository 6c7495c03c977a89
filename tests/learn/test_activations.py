"""What the frozen layers saw is computed once, shared, bounded, and never half written."""

from pathlib import Path

import pytest
import torch

from shoeclassifier_gui.core.errors import StorageError
from shoeclassifier_gui.learn.remembering.activations import ActivationStore, make_room

SHAPE = (3, 2, 2)


def key(number: int) -> bytes:
    return number.to_bytes(20, "little")


def store(folder: Path) -> ActivationStore:
    return ActivationStore(folder, SHAPE, torch.bfloat16)


@pytest.fixture
def rows() -> torch.Tensor:
    return torch.randn(5, *SHAPE, generator=torch.Generator().manual_seed(0)).bfloat16()


def test_rows_come_back_in_any_order_and_after_a_restart(
    tmp_path: Path, rows: torch.Tensor
) -> None:
    first = store(tmp_path)
    first.add([key(n) for n in range(3)], rows[:3])
    first.flush()
    first.add([key(n) for n in range(3, 5)], rows[3:])
    first.flush()
    for opened in (first, store(tmp_path)):
        assert opened.missing(key(n) for n in (4, 9, 0, 9)) == [key(9)]
        assert torch.equal(opened.read([key(n) for n in (4, 0, 2)]), rows[[4, 0, 2]])


def test_maps_of_one_place_are_kept_whatever_order_they_were_computed_in(tmp_path: Path) -> None:
    maps = torch.randn(2, 3, 1, 1).half().to(memory_format=torch.channels_last)
    some = ActivationStore(tmp_path, (3, 1, 1), torch.float16)
    some.add([key(0), key(1)], maps)
    some.flush()
    assert torch.equal(some.read([key(1)]), maps[1:])


def test_what_was_not_flushed_is_not_there(tmp_path: Path, rows: torch.Tensor) -> None:
    store(tmp_path).add([key(0)], rows[:1])
    assert store(tmp_path).missing([key(0)]) == [key(0)]


@pytest.mark.parametrize("damage", ["cut", "empty", "other"])
def test_a_damaged_segment_is_passed_over(tmp_path: Path, rows: torch.Tensor, damage: str) -> None:
    first = store(tmp_path)
    first.add([key(n) for n in range(5)], rows)
    first.flush()
    (file,) = tmp_path.iterdir()
    data = file.read_bytes()
    file.write_bytes({"cut": data[:-3], "empty": b"", "other": b"x" * 500}[damage])
    assert store(tmp_path).missing([key(0)]) == [key(0)]


def test_old_segments_make_room(tmp_path: Path, rows: torch.Tensor) -> None:
    for number in range(3):
        some = store(tmp_path / str(number))
        some.add([key(0)], rows[:1])
        some.flush()
    size = next((tmp_path / "0").iterdir()).stat().st_size
    make_room(tmp_path, budget=3 * size, size=2 * size)
    assert len(list(tmp_path.rglob("*.rows"))) == 1


def test_a_full_disk_is_a_sentence(
    tmp_path: Path, rows: torch.Tensor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*arguments: object, **options: object) -> None:
        raise StorageError("The disk is full.")

    some = store(tmp_path)
    some.add([key(0)], rows[:1])
    monkeypatch.setattr("shoeclassifier_gui.learn.remembering.activations.write_atomically", full)
    with pytest.raises(StorageError):
        some.flush()
