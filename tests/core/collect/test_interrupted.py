"""Collections that are stopped, cut off or undone: nothing is lost and nothing is half."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from shoeclassifier_gui.core.collect import download
from shoeclassifier_gui.core.collect.events import (
    CollectEvent,
    Continued,
    PictureKept,
)
from shoeclassifier_gui.core.collect.guard import Limits
from shoeclassifier_gui.core.collect.openverse import Openverse
from shoeclassifier_gui.core.collect.pace import Pace
from shoeclassifier_gui.core.collect.run import collect
from shoeclassifier_gui.core.collect.web import Web
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.changes import INCOMING
from shoeclassifier_gui.core.dataset.editing import edit, undo_last
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.errors import StorageError
from shoeclassifier_gui.core.files import write_atomically
from tests.core.collect.runs import boots, end, files, read, run, waiting
from tests.core.collect.servers import LocalWeb, picture


def test_a_stop_in_the_middle_keeps_what_came(project: Project, server: LocalWeb) -> None:
    urls = server.offer_pictures(3)
    slow = [server.hang(f"/slow/{number}") for number in range(6)]
    control = Control()
    web = Web(control, Limits(), Pace(0.0), allow_private=True)
    service = Openverse(web, server.offer_openverse([*urls, *slow]))
    seen: list[CollectEvent] = []
    began = 0.0
    for event in collect(project, service, (boots(9),), web):
        seen.append(event)
        if sum(isinstance(one, PictureKept) for one in seen) == 3 and not control.stopping:
            control.stop()
            began = time.monotonic()
    assert time.monotonic() - began < 5
    last = end(seen)
    assert last.stopped
    assert last.kept == {"boot": 3}
    assert not [t for t in threading.enumerate() if t.name.startswith("collect")]
    assert not waiting(project)


def test_no_thread_outlives_a_collection_that_is_dropped(
    project: Project, server: LocalWeb
) -> None:
    web = Web(Control(), Limits(), Pace(0.0), allow_private=True)
    urls = [*server.offer_pictures(1), server.hang("/slow.jpg")]
    events = collect(project, Openverse(web, server.offer_openverse(urls)), (boots(2),), web)
    assert isinstance(events, Iterator)
    while not isinstance(next(events), PictureKept):
        pass
    events.close()  # type: ignore[attr-defined]
    assert not [t for t in threading.enumerate() if t.name.startswith("collect")]


def test_a_full_disk_ends_it_and_loses_nothing(
    project: Project, server: LocalWeb, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = 0

    @contextmanager
    def fills_up(path: Path) -> Iterator[Path]:
        nonlocal written
        written += 1
        if written > 3:
            raise StorageError("The disk is full.")
        with write_atomically(path) as temporary:
            yield temporary

    service = server.offer_openverse(server.offer_pictures(8))
    web = Web(Control(), pace=Pace(0.0), allow_private=True)
    monkeypatch.setattr(download, "write_atomically", fills_up)
    with pytest.raises(StorageError, match="disk is full"):
        run(project, Openverse(web, service), web, boots(8))
    assert not [t for t in threading.enumerate() if t.name.startswith("collect")]
    monkeypatch.undo()
    other = Web(Control(), pace=Pace(0.0), allow_private=True)
    events = run(project, Openverse(other, service), other, boots(8))
    assert [event.count for event in events if isinstance(event, Continued)] == [3]
    assert len(read(project).items) == 8


SCRIPT = """
import sys
from pathlib import Path
from shoeclassifier_gui.core.collect.events import PictureKept
from shoeclassifier_gui.core.collect.found import CollectRequest
from shoeclassifier_gui.core.collect.openverse import Openverse
from shoeclassifier_gui.core.collect.pace import Pace
from shoeclassifier_gui.core.collect.run import collect
from shoeclassifier_gui.core.collect.web import Web
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.project import open_project

folder, base = sys.argv[1:]
web = Web(Control(), pace=Pace(0.0), allow_private=True)
request = CollectRequest("boot", "boot", 40, 100)
for event in collect(open_project(Path(folder)), Openverse(web, base), [request], web):
    print(type(event).__name__, flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("line", ["PictureKept 1", "PictureKept 7", "TakingIn 1"])
def test_a_killed_collection_is_taken_in_by_the_next_one(
    project: Project, server: LocalWeb, web: Web, line: str
) -> None:
    urls = server.offer_pictures(12)
    slow = [server.hang("/slow.jpg")] if "Kept" in line else []
    base = server.offer_openverse([*urls, *slow])
    name, count = line.split()
    arguments = [sys.executable, "-c", SCRIPT, str(project.folder), base]
    root = Path(__file__).resolve().parents[3]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, cwd=root) as child:
        assert child.stdout is not None
        left = int(count)
        while left:
            left -= child.stdout.readline().strip() == name
        child.send_signal(signal.SIGKILL)
    assert all(_is_whole(project.folder / file) for file in files(project) if "csv" not in file)
    service = Openverse(web, server.offer_openverse(urls))
    events = run(project, service, web, boots(12))
    continued = [event.count for event in events if isinstance(event, Continued)]
    dataset = read(project)
    assert len(dataset.items) == 12
    assert not dataset.broken
    assert len({item.digest for item in dataset.items}) == 12
    if "Kept" in line:
        assert continued
        assert continued[0] >= int(count)
    assert not waiting(project)


def _is_whole(path: Path) -> bool:
    return path.read_bytes() in {picture(number) for number in range(12)}


def test_half_files_and_notes_of_a_crash_are_removed(
    project: Project, server: LocalWeb, web: Web
) -> None:
    folder = project.folder / INCOMING / "collect-0123456789ab"
    folder.mkdir(parents=True)
    (folder / "abc-123.new").write_bytes(b"half")
    (folder / ".abc.json.0123.part").write_bytes(b"half")
    (folder / "abc.json").write_text("{}", encoding="utf-8")
    (folder / "def.json").write_text(json.dumps({"class": 1}), encoding="utf-8")
    (folder / "lock").touch()
    service = Openverse(web, server.offer_openverse(server.offer_pictures(1)))
    assert end(run(project, service, web, boots(1))).kept == {"boot": 1}
    assert not waiting(project)


def test_what_was_undone_is_not_taken_in_by_the_next_collection(
    project: Project, server: LocalWeb, web: Web
) -> None:
    urls = server.offer_pictures(3)
    service = Openverse(web, server.offer_openverse(urls[:2]))
    run(project, service, web, boots(2))
    edit(project, undo_last(project))
    other = Web(Control(), pace=Pace(0.0), allow_private=True)
    last = end(run(project, Openverse(other, server.offer_openverse(urls[2:])), other, boots(1)))
    assert last.kept == {"boot": 1}
    assert last.edited is not None
    assert len(last.edited.dataset.items) == 1
