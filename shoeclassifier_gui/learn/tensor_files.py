"""Files of tensors that are either whole or not there."""

from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import save_file

from shoeclassifier_gui.core.errors import StorageError
from shoeclassifier_gui.core.files import require_space, write_atomically


def write_tensors(
    path: Path, tensors: Mapping[str, torch.Tensor], metadata: Mapping[str, str]
) -> None:
    """Replaces a safetensors file as a whole.

    Args:
        path: The file.
        tensors: By name; taken to the CPU and laid out in a row where they are not.
        metadata: Texts by name.

    Raises:
        StorageError: The disk is full or may not be written to; the earlier file is still there.
    """
    kept = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    require_space(path.parent, sum(t.numel() * t.element_size() for t in kept.values()))
    with write_atomically(path) as temporary:
        try:
            save_file(kept, temporary, metadata=dict(metadata))
        except SafetensorError as error:  # It tells of what the system refused in its own way.
            raise StorageError(
                f"{path.name} could not be saved ({error}).",
                "Free some space and try again; what was saved before is still there.",
            ) from error
