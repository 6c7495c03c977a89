"""Files of tensors: whole or not there, also where the library tells of the disk in its own way."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from shoeclassifier_gui.core.errors import StorageError
from shoeclassifier_gui.learn.tensor_files import write_tensors

resource = pytest.importorskip("resource", reason="only POSIX can limit the size of a file")


def test_a_file_that_finds_no_room_is_a_sentence_and_the_earlier_one_stays(tmp_path: Path) -> None:
    path = tmp_path / "best.safetensors"
    write_tensors(path, {"a": torch.ones(4)}, {"epoch": "1"})
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(StorageError, match=r"best\.safetensors could not be saved") as refused:
            write_tensors(path, {"a": torch.ones(100_000)}, {"epoch": "2"})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert "Free some space" in refused.value.hint
    assert load_file(path)["a"].shape == (4,)
    assert list(tmp_path.iterdir()) == [path]
