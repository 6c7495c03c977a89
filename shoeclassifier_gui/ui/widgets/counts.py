"""How counts are written."""

from PySide6.QtCore import QCoreApplication, QLocale


def number(value: int) -> str:
    """A count with the marks of the user's language."""
    return QLocale().toString(value)


def pictures(count: int) -> str:
    """A count of pictures, for example "1 picture", "1,200 pictures"."""
    if count == 1:
        return QCoreApplication.translate("counts", "1 picture")
    return QCoreApplication.translate("counts", "{n} pictures").format(n=number(count))
