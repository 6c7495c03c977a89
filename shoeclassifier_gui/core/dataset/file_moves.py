"""Moves files inside a project so that nothing is ever overwritten and a crash loses nothing."""

import errno
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath

from shoeclassifier_gui.core.dataset.changes import Move
from shoeclassifier_gui.core.dataset.project import HIDDEN
from shoeclassifier_gui.core.errors import DatasetError
from shoeclassifier_gui.core.files import storage_errors, write_atomically

_LONGEST_BYTES = 255
# File systems without hard links (FAT, some network drives) answer one of these.
_NO_LINKS = {errno.EPERM, errno.EXDEV, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS, errno.EOPNOTSUPP}


def perform(folder: Path, moves: Sequence[Move]) -> tuple[Move, ...]:
    """Moves files and folders below `folder`, one after the other.

    Doing the same moves again does nothing, so that a change that was cut off is finished by
    doing all of it.

    Returns:
        The moves whose file was not there any more (another program took it).

    Raises:
        DatasetError: Something else lies where a file should go.
        StorageError: The disk is full or may not be written to; what was moved until then stays
            moved.
    """
    missing, heirs = [], _heirs(moves)
    for move in moves:
        source, target = below(folder, move.source), below(folder, move.target)
        if _is_replaced(folder, move, heirs):
            continue
        with storage_errors(target):
            if not _move(source, target):
                missing.append(move)
    _remove_empty(folder, (below(folder, move.source).parent for move in moves))
    return tuple(missing)


def way_back(folder: Path, moves: Sequence[Move]) -> tuple[Move, ...]:
    """The moves that take back those of `moves` that were done."""
    heirs = _heirs(moves)
    done = [
        move
        for move in moves
        if not (folder / move.source).exists() or _is_replaced(folder, move, heirs)
    ]
    return tuple(Move(move.target, move.source) for move in reversed(done))


def _heirs(moves: Sequence[Move]) -> dict[str, str]:
    """Where the files come from that take the place of others that move."""
    sources = {move.source for move in moves}
    return {move.target: move.source for move in moves if move.target in sources}


def _is_replaced(folder: Path, move: Move, heirs: Mapping[str, str]) -> bool:
    """Whether a move was done, and another file has come to its place since."""
    heir = heirs.get(move.source)
    return (
        heir is not None
        and not os.path.lexists(below(folder, heir))
        and os.path.lexists(below(folder, move.target))
    )


def require_possible(folder: Path, moves: Sequence[Move]) -> None:
    """Checks before anything is written down that no move would meet another file.

    Raises:
        DatasetError: One would, or a path leads out of the project.
    """
    leaving = {move.source for move in moves}
    coming: set[str] = set()
    for move in moves:
        source, target = below(folder, move.source), below(folder, move.target)
        blocked = move.target not in leaving and _is_taken(source, target)
        if blocked or move.target in coming:
            raise _occupied(target)
        coming.add(move.target)


def below(folder: Path, relative: str) -> Path:
    """The path of a relative name that must stay inside `folder`.

    Raises:
        DatasetError: It does not.
    """
    parts = PurePosixPath(relative).parts
    if not parts or PurePosixPath(relative).is_absolute() or ".." in parts:
        raise DatasetError(f"{relative} does not lie in the project.", "Nothing was changed.")
    return folder.joinpath(*parts)


def free_name(taken: Iterable[str] | set[str], folder: Path, relative: str) -> str:
    """`relative`, or the first of `name-2`, `name-3`, ... that is neither taken nor there."""
    names = taken if isinstance(taken, set) else set(taken)
    path = PurePosixPath(relative)
    candidate, count = path, 1
    while candidate.as_posix() in names or os.path.lexists(folder / candidate):
        count += 1
        ending = f"-{count}{path.suffix}"
        candidate = path.with_name(_cut(path.stem, _LONGEST_BYTES - len(ending.encode())) + ending)
    return candidate.as_posix()


def _cut(stem: str, size: int) -> str:
    """As much of a name as fits into `size` bytes of UTF-8."""
    return stem.encode("utf-8", "surrogatepass")[:size].decode("utf-8", "ignore")


def _move(source: Path, target: Path) -> bool:
    """False when there is neither a source nor a target."""
    if not os.path.lexists(source):
        return os.path.lexists(target)
    if _is_taken(source, target) and not _lead_alike(source, target):
        raise _occupied(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    if _is_folder(source):
        if os.path.lexists(target) and not _same(source, target):
            target.rmdir()  # Windows does not rename onto an empty folder.
        source.rename(target)
    elif source.is_symlink() and not source.readlink().is_absolute():
        _move_link(source, target)
    else:
        _move_file(source, target)
    return True


def _move_link(source: Path, target: Path) -> None:
    """A link that says its way from where it lies needs another way from where it goes."""
    way = os.path.relpath(_goal(source), os.path.realpath(target.parent))
    try:
        target.symlink_to(way, target_is_directory=source.is_dir())
    except FileExistsError:
        if not _lead_alike(source, target):
            raise _occupied(target) from None
    source.unlink()


def _lead_alike(one: Path, other: Path) -> bool:
    """Whether both are links to one place: cut off between making one and removing the other."""
    return one.is_symlink() and other.is_symlink() and _goal(one) == _goal(other)


def _goal(link: Path) -> str:
    """Where a link leads, whether or not there is anything."""
    return os.path.normpath(Path(os.path.realpath(link.parent), link.readlink()))


def _move_file(source: Path, target: Path) -> None:
    """Linking first never overwrites, and a crash in between leaves two names of one file."""
    if os.name == "nt":  # Windows refuses to rename onto a file.
        source.rename(target)
        return
    try:
        os.link(source, target, follow_symlinks=False)
    except FileExistsError:
        if not _same(source, target):
            raise _occupied(target) from None
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        _move_without_link(source, target)
        return
    source.unlink()


def _move_without_link(source: Path, target: Path) -> None:
    try:
        source.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        with write_atomically(target) as temporary:  # Another disk: there is no moving.
            shutil.copy2(source, temporary)
        source.unlink()


def _is_taken(source: Path, target: Path) -> bool:
    """Whether something would be lost at `target`; an empty folder gives way to a folder."""
    if not os.path.lexists(target) or _same(source, target):
        return False
    return not (_is_folder(source) and _is_folder(target) and not any(target.iterdir()))


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _same(one: Path, other: Path) -> bool:
    """Whether two names mean one file: cut off between link and unlink, or a change of case."""
    with suppress(OSError):
        return os.path.samestat(one.lstat(), other.lstat())
    return False


def _remove_empty(folder: Path, parents: Iterable[Path]) -> None:
    """A class without pictures is no class: its folder goes, unless something lies in it."""
    for parent in sorted(set(parents), key=lambda path: -len(path.parts)):
        while parent not in {folder, folder / HIDDEN} and parent.is_relative_to(folder):
            try:
                parent.rmdir()
            except OSError:
                break
            parent = parent.parent  # noqa: PLW2901 - climbs


def _occupied(target: Path) -> DatasetError:
    return DatasetError(
        f"{target.name} is already there in {target.parent.name}.",
        "Another program may have put it there; read the folder again.",
    )
