"""Which addresses of the web may be asked: no private networks, no sites that forbid it."""

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

from shoeclassifier_gui.core.collect.refusals import CollectError, Reason, Refused

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

# Their terms forbid programs to gather pictures; a picture that a person drags over is another
# matter.
_FORBIDDEN_HOST = re.compile(
    r"(^|\.)(pinterest\.[a-z.]+|pinimg\.com|instagram\.com|cdninstagram\.com|bing\.com|bing\.net"
    r"|images\.google\.[a-z.]+|encrypted-tbn\d*\.gstatic\.com)$"
)
_GOOGLE_HOST = re.compile(r"(^|\.)google\.[a-z.]+$")
_GOOGLE_RESULTS = ("/search", "/imgres", "/images", "/url")
# IPv6 addresses that stand for an IPv4 address: RFC 6052, section 2.1.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_forbidden(url: str) -> bool:
    """Whether an address belongs to a site that forbids collecting."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return False
    on_google = _GOOGLE_HOST.search(host) and parts.path.startswith(_GOOGLE_RESULTS)
    return bool(_FORBIDDEN_HOST.search(host) or on_google)


def forbidden_error() -> CollectError:
    """Says how to take pictures from sites that forbid collecting."""
    return CollectError(
        "Google's result pages, Pinterest, Instagram and Bing do not allow collecting.",
        "Open the picture in a browser and drag it onto a class.",
    )


def web_address(url: str) -> SplitResult:
    """Takes an address apart.

    Raises:
        Refused: It is none of http or https, has a user's name in it, or its site forbids it.
    """
    try:
        parts = urlsplit(url)
        port_is_right = parts.port != 0
    except ValueError as error:
        raise Refused(Reason.ADDRESS) from error
    whole = parts.scheme in {"http", "https"} and parts.hostname and port_is_right
    if not whole or parts.username is not None:
        raise Refused(Reason.ADDRESS)
    if is_forbidden(url):
        raise Refused(Reason.FORBIDDEN)
    return parts


def is_public(text: str) -> bool:
    """Whether an IP address belongs to the open internet, whatever it is written as."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return all(
        one.is_global and not one.is_multicast and not one.is_reserved for one in _meant_by(address)
    )


def _meant_by(address: IpAddress) -> list[IpAddress]:
    """An address, or the IPv4 addresses that are packed into it."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    packed: list[IpAddress] = [address]
    if address.sixtofour is not None:
        packed.append(address.sixtofour)
    if address.teredo is not None:
        packed += address.teredo
    if address in _NAT64:
        return [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)]
    return packed
