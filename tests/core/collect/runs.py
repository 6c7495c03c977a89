"""Runs collections and looks at what they left."""

from shoeclassifier_gui.core.collect.events import (
    Collected,
    CollectEvent,
)
from shoeclassifier_gui.core.collect.found import CollectRequest
from shoeclassifier_gui.core.collect.openverse import Openverse
from shoeclassifier_gui.core.collect.run import collect
from shoeclassifier_gui.core.collect.url_list import UrlList
from shoeclassifier_gui.core.collect.web import Web
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.changes import INCOMING
from shoeclassifier_gui.core.dataset.index import DatasetIndexed, index_project
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.dataset.project import Project


def files(project: Project) -> list[str]:
    found = (path.relative_to(project.folder) for path in project.folder.rglob("*"))
    return sorted(
        path.as_posix() for path in found if not path.parts[0].startswith(".") and path.suffix
    )


def waiting(project: Project) -> list[str]:
    incoming = project.folder / INCOMING
    return sorted(path.name for path in incoming.rglob("*") if path.is_file())


def read(project: Project) -> Dataset:
    *_, last = index_project(project, Control())
    assert isinstance(last, DatasetIndexed)
    return last.dataset


def run(
    project: Project, service: Openverse | UrlList, web: Web, *requests: CollectRequest
) -> list[CollectEvent]:
    return list(collect(project, service, requests, web))


def end(events: list[CollectEvent]) -> Collected:
    last = events[-1]
    assert isinstance(last, Collected)
    return last


def boots(count: int, side: int = 100) -> CollectRequest:
    return CollectRequest("boot", "winter boot", count, side)
