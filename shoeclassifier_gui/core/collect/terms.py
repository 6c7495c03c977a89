"""Open licences: their short codes, their names, and which ones a person may ask for."""

import re
from collections.abc import Collection
from enum import StrEnum

from shoeclassifier_gui.core.collect.refusals import CollectError

# The codes of Creative Commons, as Openverse uses them; pdm is the public domain mark.
CODES = ("cc0", "pdm", "by", "by-sa", "by-nd", "by-nc", "by-nc-sa", "by-nc-nd")

# "by" alone is a word like any other: it counts after "cc", or when nothing else stands there.
_CODE = re.compile(r"(?:\bcc[- ]?|^)(by(?:-n[cd])?(?:-sa|-nd)?)(?=[- ]\d|$)")
_ZERO = re.compile(r"\bcc[- ]?(?:0|zero)\b")
_PUBLIC_DOMAIN = re.compile(r"\b(?:pdm?|public domain)\b")


class Wish(StrEnum):
    """What a person wants to do with the pictures."""

    ANY = "any"
    COMMERCIAL = "commercial"
    CHANGE = "change"
    PUBLIC_DOMAIN = "public-domain"


def codes_for(wish: Wish) -> frozenset[str]:
    """The licences that grant a wish; none at all stands for whatever there is."""
    match wish:
        case Wish.ANY:
            return frozenset()
        case Wish.COMMERCIAL:
            return frozenset(code for code in CODES if "nc" not in code)
        case Wish.CHANGE:
            return frozenset(code for code in CODES if "nd" not in code)
        case Wish.PUBLIC_DOMAIN:
            return frozenset(("cc0", "pdm"))


def parse_codes(text: str) -> frozenset[str]:
    """Reads `by,by-sa` or a wish such as `commercial`.

    Raises:
        CollectError: One of them is unknown.
    """
    names = [name.strip().lower() for name in text.split(",") if name.strip()]
    if len(names) == 1 and names[0] in set(Wish):
        return codes_for(Wish(names[0]))
    unknown = next((name for name in names if name not in CODES), None)
    if unknown is not None:
        known = ", ".join((*(wish.value for wish in Wish), *CODES))
        raise CollectError(f"There is no licence {unknown}.", f"Known are {known}.")
    return frozenset(names)


def code_of(text: str) -> str:
    """The code of a licence as services write it (`CC BY-SA 4.0`, `cc-by-sa-4.0`); else empty."""
    lower = text.lower().replace("_", "-")
    if _ZERO.search(lower):
        return "cc0"
    if found := _CODE.search(lower):
        return found[1]
    return "pdm" if _PUBLIC_DOMAIN.search(lower) else ""


def licence_name(code: str, version: str) -> str:
    """A licence as people write it, for example `CC BY-SA 4.0`."""
    if code == "pdm":
        return "Public domain"
    name = "CC0" if code == "cc0" else f"CC {code.upper()}"
    return f"{name} {version}".strip()


def is_wanted(licence: str, codes: Collection[str]) -> bool:
    """Whether a licence is among the wanted ones; no codes want everything."""
    return not codes or code_of(licence) in codes
