"""Changes a tiny project until it is killed, again and again; run by `test_killed.py`.

One process that does nothing itself forks a worker and kills it, then forks a checker: importing
the program anew for each of more than a hundred deaths would take minutes.
"""

import json
import os
import random
import shutil
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from unittest import mock

import numpy as np

from shoeclassifier_gui.core.camera.frames import Frame, Mailbox
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset import edits
from shoeclassifier_gui.core.dataset.capture import Recording
from shoeclassifier_gui.core.dataset.editing import edit, redo_next, undo_last
from shoeclassifier_gui.core.dataset.emptying import empty_trash
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import HIDDEN, Project, open_project
from shoeclassifier_gui.core.dataset.record import RecordPlace, record
from shoeclassifier_gui.core.dataset.trash import restore, trashed
from shoeclassifier_gui.core.files import content_digest
from shoeclassifier_gui.core.importing.looking import look
from shoeclassifier_gui.core.importing.plan import ImportPlan
from shoeclassifier_gui.core.importing.request import ImportRequest
from shoeclassifier_gui.core.importing.run import Imported, run_import
from shoeclassifier_gui.core.importing.staging import unfinished
from tests.core.dataset.tiny import CLASSES, contents, do, draw, make_project, outside, read

_LONGEST_WAIT_S = 0.15
# Of the calls that Python tells of, those that touch files.
_CALLS = ("os.", "open", "sqlite3", "shutil")
# Lines that tell which pictures a user knows to be there, or to be removed for good.
_OF_PICTURES = ("kept", "gone")
Work = Callable[[], object]


@dataclass(slots=True)
class World:
    """What a worker works with; it tells its parent of what was done, for a user would know it."""

    project: Project
    dataset: Dataset
    chance: random.Random
    pipe: int

    @property
    def sources(self) -> Path:
        """What is imported lies beside the project."""
        return self.project.folder.with_name("sources")

    def tell(self, *words: str) -> None:
        os.write(self.pipe, (" ".join(words) + "\n").encode())

    def tell_kept(self, *paths: Path) -> None:
        self.tell("kept", *(content_digest(path.read_bytes()) for path in paths))


def take(world: World, source: Path) -> None:
    """Imports all of a source."""
    request = ImportRequest((source,))
    *_, plan = look(world.project, world.dataset, request, Control())
    assert isinstance(plan, ImportPlan)
    *_, done = run_import(world.project, plan, Control())
    assert isinstance(done, Imported)
    world.tell_kept(*(world.project.folder / path for path in done.paths))


def new_pictures(world: World) -> Path:
    """A folder that nobody has imported yet."""
    folder = world.sources / f"{world.chance.getrandbits(48):x}"
    for number in range(3):
        name = f"{world.chance.choice([*CLASSES, 'mule'])}/{folder.name}-{number}.png"
        draw(folder / name, world.chance.getrandbits(32))
    return folder


def prepare_folder(world: World) -> Work:
    left = unfinished(world.project)
    return partial(take, world, left[0].request.sources[0] if left else new_pictures(world))


def prepare_archive(world: World) -> Work:
    folder = new_pictures(world)
    return partial(take, world, Path(shutil.make_archive(str(folder), "zip", folder)))


def prepare_recording(world: World) -> Work:
    place = RecordPlace(world.project, world.chance.choice(CLASSES), world.dataset)
    noise = np.random.default_rng(world.chance.getrandbits(32))
    frames = [noise.integers(0, 256, (16, 16, 3), np.uint8) for _ in range(3)]

    def press() -> None:
        mailbox, begun = Mailbox(), f"press {world.chance.getrandbits(32)}"
        frames_kept = record(place, mailbox, Recording(begun, "camera"), Control())
        for number, picture in enumerate(frames, 1):
            mailbox.put(Frame(number, picture, 0.0))
            path = next(frames_kept).path
            assert path is not None
            world.tell_kept(path)

    return press


def prepare_move(world: World) -> Work:
    some = world.chance.sample(world.dataset.items, min(3, len(world.dataset.items)))
    change = edits.move_to_class(world.dataset, some, world.chance.choice([*CLASSES, "pump"]))
    return partial(do, world.project, change)


def prepare_deletion(world: World) -> Work:
    some = world.chance.sample(world.dataset.items, min(3, len(world.dataset.items) // 2))
    return partial(do, world.project, edits.delete(some))


def prepare_putting_back(world: World) -> Work:
    lost = trashed(world.project)
    if not lost:
        prepare_deletion(world)()
        lost = trashed(world.project)
    some = world.chance.sample(lost, min(3, len(lost)))
    return partial(do, world.project, restore(world.project, some, world.dataset.facts))


def prepare_emptying(world: World) -> Work:
    """Somebody lays new pictures into the folder before: the project must not run dry."""
    (world.project.folder / CLASSES[0]).mkdir(exist_ok=True)
    for path in new_pictures(world).rglob("*.png"):
        path.rename(world.project.folder / CLASSES[0] / path.name)
    world.dataset = read(world.project)
    prepare_deletion(world)()
    lost = trashed(world.project)
    world.tell("gone", *(content_digest(one.path.read_bytes()) for one in lost))
    return lambda: edit(world.project, empty_trash(world.project))


def prepare_undo(world: World) -> Work:
    """Of a change that came before, or of one of any kind that is made for it."""
    if world.chance.random() < 0.5:
        WORKS[world.chance.choice(sorted(WORKS.keys() - {"undo", "redo"}))](world)()
    return lambda: edit(world.project, undo_last(world.project))


def prepare_redo(world: World) -> Work:
    prepare_undo(world)()
    return lambda: edit(world.project, redo_next(world.project))


WORKS = {
    "import folder": prepare_folder,
    "import archive": prepare_archive,
    "record": prepare_recording,
    "move": prepare_move,
    "delete": prepare_deletion,
    "put back": prepare_putting_back,
    "empty": prepare_emptying,
    "undo": prepare_undo,
    "redo": prepare_redo,
}


def work(folder: Path, name: str, seed: int, moment: int, pipe: int) -> None:
    """Does one kind of work again and again; with a moment, until that moment of it.

    The work is prepared before: what is killed is the work itself.
    """
    project = open_project(folder)
    world = World(project, read(project), random.Random(seed), pipe)
    world.tell("ready")
    while True:
        begin = WORKS[name](world)
        world.tell("begin", name)
        if moment:
            die_at(moment)
        begin()
        world.tell("end", name)
        world.dataset = read(project)


def die_at(moment: int) -> None:
    """Kills this process at its `moment`-th call that touches files."""
    left = [moment]

    def count(event: str, _arguments: object) -> None:
        if event.startswith(_CALLS):
            left[0] -= 1
            if left[0] == 0:  # Killing is such a call as well.
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)


def check(folder: Path, known: set[str], *, finish: bool) -> None:
    """Nothing is lost, nothing is half, nothing is there twice; the next change works.

    Ends the process with 0.

    Args:
        folder: Of the project.
        known: Digests of all pictures that a user knew to be there.
        finish: Whether an import that was cut off is finished now, or dropped; else it waits.
    """
    project = open_project(folder)
    dataset = read(project)
    assert not dataset.broken, dataset.broken
    found = contents(folder)
    kept = {name: d for name, d in found.items() if not name.startswith(f"{HIDDEN}/incoming")}
    assert known <= set(kept.values()), "a picture was lost"
    assert max(Counter(kept.values()).values()) == 1, "a picture lies in two places"
    assert {(i.relative, i.digest) for i in dataset.items} == set(outside(found).items())
    assert not list(folder.glob("[!.]*/.*")), "half a file"
    assert not list(folder.glob(f"{HIDDEN}/incoming/frames/*")), "a frame was left over"
    if finish:
        _end_imports(project, dataset, drop=len(kept) % 4 == 0)
    dataset = read(project)
    do(project, edits.delete(dataset.items[:1]))
    after = edit(project, undo_last(project)).dataset
    assert {i.relative for i in after.items} == {i.relative for i in dataset.items}
    os._exit(0)


def _end_imports(project: Project, dataset: Dataset, *, drop: bool) -> None:
    left = unfinished(project)
    for stage in left:
        if drop:
            stage.remove()
            continue
        world = World(project, dataset, random.Random(1), os.open(os.devnull, os.O_WRONLY))
        (source,) = stage.request.sources
        take(world, source)
        folder = source.with_suffix("")
        wanted = {content_digest(path.read_bytes()) for path in folder.rglob("*.png")}
        assert wanted <= set(outside(contents(project.folder)).values()), "half an import"
    assert unfinished(project) == ()
    waiting = [str(p) for p in project.folder.glob(f"{HIDDEN}/incoming/**/*") if p.is_file()]
    assert not left or not waiting, waiting


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


def calls_of(folder: Path, name: str) -> int:
    """How many calls that can be died at a kind of work makes."""
    ready, tell = os.pipe()

    def count() -> None:
        project = open_project(folder)
        begin = WORKS[name](World(project, read(project), random.Random(name), tell))
        seen = [0]

        def see(event: str, _arguments: object) -> None:
            seen[0] += event.startswith(_CALLS)

        sys.addaudithook(see)
        begin()
        os.write(tell, f"calls {seen[0]}\n".encode())
        os._exit(0)

    worker = forked(count)
    os.close(tell)
    with os.fdopen(ready) as lines:
        (said,) = (int(line.split()[1]) for line in lines if line.startswith("calls"))
    os.waitpid(worker, 0)
    return said


def killed(folder: Path, name: str, seed: int, moment: int, wait_s: float) -> list[str]:
    """What a worker told until it was killed.

    Args:
        folder: Of the project.
        name: Of the work.
        seed: For its chances.
        moment: Its call to die at; 0 for a time.
        wait_s: That time, counted from when it was ready.
    """
    ready, tell = os.pipe()
    worker = forked(lambda: work(folder, name, seed, moment, tell))
    os.close(tell)
    with os.fdopen(ready) as lines:
        told = [lines.readline()]
        if not moment:
            signal.sigtimedwait(set(), wait_s)
            os.kill(worker, signal.SIGKILL)
        told += lines
    _, status = os.waitpid(worker, 0)
    assert os.WIFSIGNALED(status), f"a worker ended by itself at {name}, {seed}"
    return told


def place_of(told: list[str]) -> str:
    """The work that a worker died at, as far as it told."""
    *_, last = [line.split(maxsplit=1) for line in told if line[:4] not in _OF_PICTURES]
    return last[1].strip() if last[0] == "begin" else "between"


def main(folder: Path, deaths: int) -> None:
    """Kills `deaths` workers and tells at which work they died; fails if a checker does."""
    make_project(folder)
    calls = {name: calls_of(folder, name) for name in WORKS}
    known = set(contents(folder).values())
    chance, died = random.Random(1), Counter[str]()
    for number in range(deaths):
        name = list(WORKS)[number % len(WORKS)]
        moment = chance.randint(1, calls[name]) if chance.randrange(4) else 0
        told = killed(folder, name, number, moment, chance.random() * _LONGEST_WAIT_S)
        for word, *digests in map(str.split, told):
            if word in _OF_PICTURES:
                known = known.union(digests) if word == "kept" else known.difference(digests)
        died[place_of(told)] += 1
        child = forked(partial(check, folder, known, finish=bool(chance.randrange(3))))
        _, status = os.waitpid(child, 0)
        assert status == 0, f"after death {number} at {name}"
    sys.stdout.write(json.dumps(died))


if __name__ == "__main__":
    # What a process has written, its death does not undo; waiting for the disk only takes long.
    with mock.patch.object(os, "fsync"), mock.patch.object(os, "sync"):
        main(Path(sys.argv[1]), int(sys.argv[2]))
