"""Errors that a user can mend: one sentence, a hint, no traceback."""

from pathlib import Path


class UserError(Exception):
    """Something the user can mend.

    Args:
        sentence: What is wrong, for a person who does not program.
        hint: What to do about it; may be empty.
    """

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(f"{sentence} {hint}".strip())
        self.sentence = sentence
        self.hint = hint


class BrokenPicture(UserError):  # noqa: N818 - a fact about a file
    """A file that should be a picture cannot be read as one."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"The picture {path.name} cannot be read: {reason}.")
        self.path = path
        self.reason = reason


class DatasetError(UserError):
    """A folder cannot be used as a data set."""


class SourceError(UserError):
    """A camera, file or stream gives no pictures."""


class WeightsError(UserError):
    """Pretrained weights are missing, damaged or of another network."""


class MisfitError(WeightsError):
    """A weights file does not fit the network that shall start from it.

    Args:
        path: The file.
        wanted: The network.
        why: What does not fit, in words.
    """

    def __init__(self, path: Path, wanted: str, why: str) -> None:
        super().__init__(
            f"{path.name} does not hold weights of {wanted}: {why}.",
            "Choose the file of that network, or the network of that file.",
        )
        self.path = path


class OtherNetworkError(MisfitError):
    """A weights file is sound, but of another network that the program knows.

    Args:
        path: The file.
        wanted: The network that was to start from it.
        owner: The network whose weights it holds.
    """

    def __init__(self, path: Path, wanted: str, owner: str) -> None:
        super().__init__(path, wanted, f"it holds those of {owner}")
        self.owner = owner


class ModelError(UserError):
    """A model folder is incomplete, damaged or of another version."""


class RunError(UserError):
    """A run cannot be started or resumed as asked."""


class OutOfGpuMemory(RunError):  # noqa: N818 - a fact about a card
    """The graphics card is too full for even the smallest piece of work.

    Args:
        hint: What helps.
    """

    def __init__(self, hint: str) -> None:
        super().__init__(
            "The graphics card's memory is too small for this network and picture size.", hint
        )


class Diverged(RunError):  # noqa: N818 - what became of a run
    """The loss of a run is beyond all bounds; going on would not help."""


class StorageError(UserError):
    """The disk is full or refuses to be read or written."""


def refused(error: PermissionError) -> StorageError:
    """What a person is told when the system keeps a file or folder from them."""
    name = error.filename if isinstance(error.filename, str) else "A file or folder"
    return StorageError(f"{name} may not be read or written.", "Ask for the rights to it.")
