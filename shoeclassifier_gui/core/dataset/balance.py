"""Whether small classes shall count as much as large ones: a wish that belongs to the data set."""

from shoeclassifier_gui.core.dataset.changes import Change, Kind, Setting
from shoeclassifier_gui.core.dataset.items import Dataset

_BALANCE, _WANTED = "balance", "sampling"
WITHDRAWN = "withdrawn"


def wants_balance(dataset: Dataset) -> bool:
    """Whether runs that do not say otherwise show every class equally often."""
    return dataset.settings.get(_BALANCE) == _WANTED


def ask_for_balance(dataset: Dataset) -> Change:
    """Lets the next runs show every class equally often, as long as they do not say otherwise."""
    settings = () if wants_balance(dataset) else (Setting(_BALANCE, None, _WANTED),)
    return Change(Kind.BALANCE, settings=settings)


def withdraw_balance(dataset: Dataset) -> Change:
    """Takes that wish back: pictures are shown as they are again."""
    settings = (Setting(_BALANCE, None, None),) if wants_balance(dataset) else ()
    return Change(Kind.BALANCE, settings=settings, words={"value": WITHDRAWN})
