"""What the frozen layers saw comes back as it was."""

from pathlib import Path

import pytest
import torch

from shoeclassifier_gui.learn.remembering.activations import ActivationStore


def key(number: int) -> bytes:
    return number.to_bytes(20, "little")


def store(folder: Path, shape: tuple[int, ...], dtype: torch.dtype) -> ActivationStore:
    return ActivationStore(folder, shape, dtype, lambda _: True)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_rows_come_back_in_any_order(tmp_path: Path, dtype: torch.dtype) -> None:
    shape = (3, 2, 2)
    rows = torch.randn(5, *shape, generator=torch.Generator().manual_seed(0)).to(dtype)
    some = store(tmp_path, shape, dtype)
    some.add([key(n) for n in range(5)], rows)
    some.rows.close_file()
    for opened in (some, store(tmp_path, shape, dtype)):
        assert torch.equal(opened.read([key(n) for n in (4, 0, 2)]), rows[[4, 0, 2]])


def test_maps_of_one_place_are_kept_whatever_order_they_were_computed_in(tmp_path: Path) -> None:
    maps = torch.randn(2, 3, 1, 1).half().to(memory_format=torch.channels_last)
    some = store(tmp_path, (3, 1, 1), torch.float16)
    some.add([key(0), key(1)], maps)
    some.rows.close_file()
    assert torch.equal(some.read([key(1)]), maps[1:])
