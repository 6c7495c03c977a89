"""Joins the processes that torchrun started into one training."""

import contextlib
import os
from collections.abc import Iterator
from datetime import timedelta

import torch
from torch import distributed

from shoeclassifier_gui.core.control import Stopped
from shoeclassifier_gui.core.errors import Diverged, RunError, UserError
from shoeclassifier_gui.learn.computing.world import World

# A lost process is noticed at once; this is for decoding many pictures, which one does for all.
_PATIENCE = timedelta(hours=1)


def require_one_process(what: str) -> None:
    """Refuses work that several processes would each do for themselves.

    Args:
        what: In words, as the beginning of a sentence.

    Raises:
        RunError: torchrun started more than this process.
    """
    if _world_size() > 1:
        raise RunError(f"{what} is made by a single process.", "Start it without torchrun.")


@contextlib.contextmanager
def joined() -> Iterator[World]:
    """This process's world, by what torchrun says in the environment; a world of one without it.

    A failure that all processes know of is told by the first one: in the others it is a `Stopped`.
    """
    size = _world_size()
    if size == 1:
        yield World()
        return
    rank, local_rank, local_size = (
        int(os.environ[name]) for name in ("RANK", "LOCAL_RANK", "LOCAL_WORLD_SIZE")
    )
    world = World(rank, size, local_rank, local_size)
    if local_rank < torch.cuda.device_count():
        torch.cuda.set_device(local_rank)
    backend = "cpu:gloo,cuda:nccl" if torch.cuda.is_available() else "gloo"
    distributed.init_process_group(backend, timeout=_PATIENCE)
    try:
        yield world
    except Stopped:
        _part(world)
        raise
    except UserError as error:
        if error not in world.heard and not isinstance(error, Diverged):
            raise  # The others do not know, and cannot be waited for; torchrun ends them.
        _part(world)
        if world.writes:
            raise
        raise Stopped from error
    else:
        _part(world)


def _world_size() -> int:
    """Processes of the training; some schedulers set the size alone, which starts nothing."""
    return int(os.environ["WORLD_SIZE"]) if "LOCAL_RANK" in os.environ else 1


def _part(world: World) -> None:
    """Waits for the process that still writes: torchrun would kill it when another one failed."""
    with contextlib.suppress(RunError):  # Some are gone already.
        world.agree(False)
    distributed.destroy_process_group()
