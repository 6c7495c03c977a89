"""Why a picture or an answer from the web is not taken."""

from enum import StrEnum

from shoeclassifier_gui.core.errors import UserError


class CollectError(UserError):
    """Pictures cannot be collected as asked."""


class Reason(StrEnum):
    """Why a picture is not taken; the words are for the command line."""

    ADDRESS = "its address is not one of the web"
    PRIVATE = "its address leads into a private network"
    FORBIDDEN = "its site does not allow collecting"
    UNKNOWN_HOST = "its server does not exist"
    UNREACHABLE = "its server cannot be reached"
    SLOW = "its server is too slow"
    BUSY = "its server is too busy"
    FAULT = "its server has a fault"
    MISSING = "its server does not give it"
    REDIRECTS = "it leads from one address to the next"
    TOO_LARGE = "its file is too large"
    CUT_OFF = "its file came cut off"
    WEB_PAGE = "it is a web page, not a picture"
    NO_PICTURE = "it is not a picture"
    DAMAGED = "it is damaged"
    TOO_SMALL = "it is too small"
    DUPLICATE = "it is there already"


class Refused(CollectError):  # noqa: N818 - a fact about an address
    """One address gives nothing that is taken.

    Args:
        reason: Why.
        status: What the server answered, or 0.
    """

    def __init__(self, reason: Reason, status: int = 0) -> None:
        super().__init__(f"It was left out: {reason.value}.")
        self.reason = reason
        self.status = status
