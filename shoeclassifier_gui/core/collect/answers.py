"""Reads the answers of services: JSON of whatever shape, texts with markup."""

from collections.abc import Iterator, Mapping
from html.parser import HTMLParser

from shoeclassifier_gui.core.collect.refusals import CollectError, Reason, Refused

_LONGEST = 300


def child(value: object, *keys: str) -> object:
    """What stands below some keys; None where there is nothing."""
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def children(value: object, *keys: str) -> Iterator[object]:
    """The elements of a list below some keys; none where there is no list."""
    found = child(value, *keys)
    yield from found if isinstance(found, list) else ()


def text(value: object, *keys: str) -> str:
    """A short text below some keys, without markup; empty where there is none."""
    found = child(value, *keys)
    if not isinstance(found, str):
        return ""
    reader = _TextOnly()
    reader.feed(found)
    reader.close()
    return " ".join("".join(reader.parts).split())[:_LONGEST]


def address(value: object, *keys: str) -> str:
    """An address below some keys, as it stands there."""
    found = child(value, *keys)
    return found.strip() if isinstance(found, str) else ""


def number(value: object, *keys: str) -> int:
    """A whole number below some keys, also when it is written as a text; 0 where there is none."""
    found = child(value, *keys)
    if isinstance(found, int | float):
        return int(found)
    return int(found) if isinstance(found, str) and found.isdecimal() else 0


def service_error(service: str, refused: Refused) -> CollectError:
    """Says why a service gives nothing."""
    if refused.reason is Reason.BUSY:
        return CollectError(
            f"{service} has had enough questions for now.", "Try again in some minutes."
        )
    if refused.reason is Reason.PRIVATE:
        return CollectError(
            f"The address of {service} leads into a private network.",
            "Check the network's name server.",
        )
    return CollectError(
        f"{service} does not answer: {refused.reason.value}.",
        "Check the connection to the internet, and try again later.",
    )


class _TextOnly(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
