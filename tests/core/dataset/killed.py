"""Changes a tiny project until it is killed, again and again; run by `test_killed.py`.

One process that does nothing itself forks a worker and kills it, then forks a checker: importing
the program anew for each of more than a hundred deaths would take minutes.
"""

import os
import random
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from shoeclassifier_gui.core.dataset import edits
from shoeclassifier_gui.core.dataset.capture import Recording, keep_capture
from shoeclassifier_gui.core.dataset.editing import edit, redo_next, undo_last
from shoeclassifier_gui.core.dataset.project import HIDDEN, Project, open_project
from shoeclassifier_gui.core.dataset.trash import restore, trashed
from tests.core.dataset.tiny import CLASSES, contents, do, make_project, outside, read

_MOMENTS = 160  # An undo of one press passes about as many system calls that Python tells of.


def work(project: Project, seed: int) -> None:
    """Changes of all kinds, without an end."""
    chance = random.Random(seed)
    dataset = read(project)
    while True:
        some = chance.sample(dataset.items, min(3, len(dataset.items)))
        lost = trashed(project)
        match chance.randrange(6):
            case 0:
                dataset = do(
                    project, edits.move_to_class(dataset, some, chance.choice(CLASSES))
                ).dataset
            case 1 if len(dataset.items) > 6:
                dataset = do(project, edits.delete(some)).dataset
            case 2 if lost:
                dataset = do(project, restore(project, lost, dataset.facts)).dataset
            case 3:
                picture = np.random.default_rng(chance.getrandbits(32)).integers(0, 255, (8, 8, 3))
                recording = Recording("press", "camera")
                keep_capture(
                    project, picture.astype(np.uint8), chance.choice(CLASSES), recording, dataset
                )
                dataset = read(project)
            case 4:
                dataset = edit(project, undo_last(project)).dataset
            case _:
                dataset = edit(project, redo_next(project)).dataset


def check(project: Project, first: set[str]) -> None:
    """Nothing is lost, nothing is half, nothing is there twice; the next change works.

    Ends the process with 0.
    """
    dataset = read(project)
    assert not dataset.broken, dataset.broken
    found = contents(project.folder)
    kept = {name: d for name, d in found.items() if not name.startswith(f"{HIDDEN}/incoming")}
    assert first <= set(kept.values()), "a picture was lost"
    assert max(Counter(kept.values()).values()) == 1, "a picture lies in two places"
    assert {(i.relative, i.digest) for i in dataset.items} == set(outside(found).items())
    assert not list(project.folder.glob("[!.]*/.*")), "half a file"
    do(project, edits.delete(dataset.items[:1]))
    after = edit(project, undo_last(project)).dataset
    assert {i.relative for i in after.items} == {i.relative for i in dataset.items}
    os._exit(0)


def die_at(moment: int) -> None:
    """Kills this process at its `moment`-th call that touches files."""
    left = [moment]

    def count(event: str, _arguments: object) -> None:
        if event.startswith(("os.", "open", "sqlite3")):
            left[0] -= 1
            if left[0] == 0:  # Killing is such a call as well.
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)


def forked(task: Callable[[], None]) -> int:
    """Runs a task in a child; its number."""
    child = os.fork()
    if child:
        return child
    try:
        task()
    finally:
        traceback.print_exc()
        os._exit(1)


def main(folder: Path, deaths: int) -> None:
    """Kills `deaths` workers; ends with 1 when a checker found something."""
    project = make_project(folder)
    first = set(outside(contents(folder)).values())
    chance = random.Random(1)
    for number in range(deaths):
        ready, tell = os.pipe()

        def change(number: int = number, tell: int = tell) -> None:
            read(open_project(folder))
            os.write(tell, b".")
            if number % 2:
                die_at(1 + (number * 7) % _MOMENTS)
            work(project, number)

        worker = forked(change)
        os.close(tell)
        os.read(ready, 1)
        os.close(ready)
        if number % 2 == 0:
            signal.sigtimedwait(set(), chance.random() * 0.15)
            os.kill(worker, signal.SIGKILL)
        _, status = os.waitpid(worker, 0)
        assert os.WTERMSIG(status) == signal.SIGKILL, f"worker {number} ended by itself"
        _, status = os.waitpid(forked(partial(check, project, first)), 0)
        assert status == 0, f"after death {number}"
    sys.stdout.write(f"{deaths} deaths\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
