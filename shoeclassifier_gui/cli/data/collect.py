"""The command `data collect`: typing it is the consent to use the network."""

import argparse
import os
from contextlib import suppress
from pathlib import Path

from shoeclassifier_gui.cli.opening import open_dataset
from shoeclassifier_gui.cli.output import Output
from shoeclassifier_gui.core.collect.events import (
    Collected,
    CollectEvent,
    Continued,
    PictureKept,
    PictureRefused,
    TakingIn,
)
from shoeclassifier_gui.core.collect.found import CollectRequest
from shoeclassifier_gui.core.collect.keys import load_naver_key
from shoeclassifier_gui.core.collect.naver import NaverKey
from shoeclassifier_gui.core.collect.refusals import CollectError, Reason
from shoeclassifier_gui.core.collect.run import collect
from shoeclassifier_gui.core.collect.services import Service, make_collector
from shoeclassifier_gui.core.collect.terms import parse_codes
from shoeclassifier_gui.core.collect.web import Web
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.attribution import attributions
from shoeclassifier_gui.core.dataset.project import Project, open_project
from shoeclassifier_gui.core.pictures import picture_files

_COUNT = 50
# A machine without a desktop has no store for passwords; options would stand in its list of jobs.
_KEY_VARIABLES = ("NAVER_CLIENT_ID", "NAVER_CLIENT_SECRET")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Adds the options of `data collect`."""
    services = [service.value for service in Service]
    parser.add_argument("--service", choices=services, required=True, help="where to look")
    parser.add_argument("--class", dest="class_name", default="", metavar="NAME", help="the class")
    parser.add_argument("--query", default="", metavar="TEXT", help="words; the class by default")
    parser.add_argument("--count", type=int, metavar="N",
        help="pictures wanted (default: 50; all of a list)")  # fmt: skip
    parser.add_argument(
        "--min-side", type=int, default=128, metavar="PX", help="pixels of the shorter side"
    )
    parser.add_argument(
        "--licence",
        default="any",
        metavar="WISH",
        help="any, commercial, change, public-domain, or codes such as by,by-sa,cc0",
    )
    parser.add_argument("--urls", type=Path, metavar="FILE", help="a text or CSV list of addresses")
    parser.add_argument(
        "--allow-private", action="store_true", help="also fetch from private networks"
    )


def run(options: argparse.Namespace, output: Output, control: Control) -> None:
    """Collects pictures of one class, or of the classes that a list names."""
    request = _request(options)
    project = open_project(options.data)
    service = Service(options.service)
    key = _naver_key() if service is Service.NAVER else None
    _read(project, output, control)
    web = Web(control, allow_private=options.allow_private)
    collector = make_collector(service, web, urls=options.urls, key=key)
    for event in collect(project, collector, [request], web):
        _tell(event, output)


def _request(options: argparse.Namespace) -> CollectRequest:
    is_list = options.service == Service.URLS
    if not options.class_name and not is_list:
        raise CollectError("It is not said which class to collect.", "Add --class NAME.")
    count = options.count
    if count is None and not is_list:
        count = _COUNT
    if options.min_side < 1 or (count is not None and count < 1):
        raise CollectError("--count and --min-side must be at least 1.")
    return CollectRequest(
        options.class_name,
        options.query or options.class_name,
        count,
        options.min_side,
        parse_codes(options.licence),
    )


def _read(project: Project, output: Output, control: Control) -> None:
    """A folder may be empty: its first pictures are those to come."""
    if next(picture_files(project.folder), None) is not None:
        open_dataset(project.folder, output, control)


def _naver_key() -> NaverKey:
    """The key of the environment, else the one that the window keeps in the system's keyring.

    Raises:
        CollectError: There is none, or half of one.
    """
    given = {name: os.environ.get(name, "") for name in _KEY_VARIABLES}
    if any(given.values()):
        missing = [name for name, value in given.items() if not value]
        if missing:
            raise CollectError(f"Half of the key for Naver is missing: {missing[0]} is not set.")
        return NaverKey(*given.values())
    kept = None
    with suppress(CollectError):  # A machine without a store for passwords keeps none.
        kept = load_naver_key()
    if kept is None:
        raise CollectError(
            "There is no key for Naver on this machine.",
            f"Let the window keep one (Add pictures, From the web), or set {_KEY_VARIABLES[0]} and "
            f"{_KEY_VARIABLES[1]}. Naver gives it to an application at developers.naver.com.",
        )
    return kept


def _tell(event: CollectEvent, output: Output) -> None:
    match event:
        case Continued(count):
            output.tell(f"{_pictures(count)} of a collection that was cut off are taken along.")
        case PictureKept(name, found, kept, wanted):
            output.progress("Collecting", kept, wanted)
            output.event({"event": "kept", "class": name, "url": found.url})
        case PictureRefused(name, url, reason):
            words = {"reason": reason.name.lower(), "words": reason.value}
            output.event({"event": "refused", "class": name, "url": url, **words})
        case TakingIn(count):
            output.event({"event": "taking_in", "count": count})
        case Collected():
            _tell_end(event, output)


def _tell_end(event: Collected, output: Output) -> None:
    for problem in event.problems.values():
        output.tell(problem)
    kept = sum(event.kept.values())
    owed = len(list(attributions(event.edited.dataset))) if event.edited else 0
    values = {
        "event": "collected",
        "kept": dict(event.kept),
        "refused": {reason.name.lower(): count for reason, count in event.refused.items()},
        "problems": dict(event.problems),
        "stopped": event.stopped,
        "attributed": owed,
    }
    lines = [f"{_pictures(kept)} collected."]
    lines += [f"Left out, because {r.value}: {count}." for r, count in event.refused.items()]
    nothing = None
    if not kept and not event.stopped and Reason.DUPLICATE not in event.refused:
        nothing = CollectError("Nothing was collected.", _way_out(event))
    output.result(values, "\n".join(lines), nothing)
    if nothing is not None:
        raise nothing


def _way_out(event: Collected) -> str:
    if Reason.PRIVATE in event.refused:
        return "Add --allow-private to fetch from private networks too."
    if event.refused or any(event.problems.values()):
        return "The reasons are listed above."
    return "Try other words with --query, or another --service."


def _pictures(count: int) -> str:
    return "1 picture" if count == 1 else f"{count} pictures"
