"""What was computed once is kept on disk, shared, bounded, and never half written."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from shoeclassifier_gui.core.errors import StorageError
from shoeclassifier_gui.core.row_store import Bytes, RowStore, held_bytes, make_room

SIZE = 24


def key(number: int) -> bytes:
    return number.to_bytes(20, "little")


def rows(*numbers: int) -> Bytes:
    return np.stack([np.full(SIZE, number, np.uint8) for number in numbers])


def opened(folder: Path, wanted: Callable[[bytes], bool] = lambda _: True) -> RowStore:
    return RowStore(folder, key_bytes=20, row_bytes=SIZE, wanted=wanted)


def filled(folder: Path, *numbers: int) -> RowStore:
    store = opened(folder)
    store.add([key(number) for number in numbers], rows(*numbers))
    store.close_file()
    return store


def has(store: RowStore, *numbers: int) -> bool:
    return all((store.row(key(number)) == number).all() for number in numbers)


def test_rows_come_back_in_any_order_and_after_a_restart(tmp_path: Path) -> None:
    first = filled(tmp_path, 0, 1, 2)
    first.add([key(3), key(4)], rows(3, 4))
    first.close_file()
    for store in (first, opened(tmp_path)):
        assert store.missing(key(n) for n in (4, 9, 0, 9)) == [key(9)]
        assert has(store, 4, 0, 2)
        assert store.stored_bytes == 5 * SIZE


def test_a_killed_program_loses_half_a_minute_of_its_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However small the rows are."""
    clock = count(step=5)
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    killed = opened(tmp_path)
    for number in range(30):
        killed.add([key(number)], rows(number))
    there = opened(tmp_path)
    lost = there.missing(key(number) for number in range(30))
    assert len(lost) < 8
    assert has(there, *range(30 - len(lost)))
    assert len(list(tmp_path.iterdir())) == 1


def test_other_programs_rows_are_found_when_asked_for(tmp_path: Path) -> None:
    mine, other = opened(tmp_path), opened(tmp_path)
    for number in range(3):
        other.add([key(number)], rows(number))
        other.write()  # To the same file.
        mine.reload()
        assert has(mine, *range(number + 1))
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("damage", ["cut", "gone", "other"])
def test_a_damaged_block_is_passed_over(tmp_path: Path, damage: str) -> None:
    store = opened(tmp_path)
    for number in (0, 1):
        store.add([key(number)], rows(number))
        store.write()
    (file,) = tmp_path.iterdir()
    data = file.read_bytes()
    first = data[: len(data) // 2]
    file.write_bytes({"cut": data[:-3], "gone": first, "other": first + b"x" * 90}[damage])
    there = opened(tmp_path)
    assert there.missing([key(0), key(1)]) == [key(1)]
    assert has(there, 0)


def test_a_full_disk_is_a_sentence_and_hides_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(tmp_path)
    store.add([key(0)], rows(0))
    store.write()
    (file,) = tmp_path.iterdir()
    whole = file.stat().st_size

    store.add([key(1), key(2)], rows(1, 2))

    def full(self: RowStore, path: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(RowStore, "_take_in", full)
        with pytest.raises(StorageError, match="full"):
            store.write()
    assert file.stat().st_size == whole
    store.add([key(3)], rows(3))
    store.close_file()
    assert has(opened(tmp_path), 0, 3)


def test_room_is_made_of_what_was_not_used_for_longest(tmp_path: Path) -> None:
    for number in range(3):
        filled(tmp_path / str(number), number)
    (size,) = {file.stat().st_size for file in tmp_path.rglob("*.rows")}
    opened(tmp_path / "0")  # Used again.
    make_room(tmp_path, budget=3 * size, size=size)
    assert sorted(file.parent.name for file in tmp_path.rglob("*.rows")) == ["0", "2"]


def test_what_a_program_uses_stays_and_counts(tmp_path: Path) -> None:
    used = filled(tmp_path / "0", 0)
    for number in (1, 2):
        filled(tmp_path / str(number), number)
    assert held_bytes(tmp_path) == next((tmp_path / "0").iterdir()).stat().st_size
    make_room(tmp_path, budget=0, size=0)
    assert [file.parent.name for file in tmp_path.rglob("*.rows")] == ["0"]
    used.reload()
    assert has(used, 0)


def test_rows_that_nobody_here_wants_are_neither_held_nor_counted(tmp_path: Path) -> None:
    for number in range(5):
        filled(tmp_path / "0", number)
    store = opened(tmp_path / "0", key(3).__eq__)
    assert store.stored_bytes == SIZE
    assert held_bytes(tmp_path) < 2 * (SIZE + 40)
    assert store.missing([key(2), key(3)]) == [key(2)]
