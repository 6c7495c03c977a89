"""How the parts, sizes and counts of a data set are called on the screen."""

from PySide6.QtCore import QCoreApplication, QLocale

from shoeclassifier_gui.core.dataset.facts import Origin
from shoeclassifier_gui.core.dataset.items import Item, Split
from shoeclassifier_gui.core.dataset.selection import Order, OriginKind
from shoeclassifier_gui.core.dataset.summary import DatasetSummary
from shoeclassifier_gui.ui.widgets.counts import number, pictures


def split_name(split: Split) -> str:
    """The name of a part."""
    match split:
        case Split.TRAIN:
            return _tr("Training")
        case Split.VAL:
            return _tr("Validation")
        case Split.TEST:
            return _tr("Test")


def split_words(split: Split, *, pinned: bool, left_out: bool) -> str:
    """The part of a picture, and whether a person put it there, or left it out."""
    if left_out:
        return left_out_words()
    return _tr("{split}, pinned").format(split=split_name(split)) if pinned else split_name(split)


def left_out_words() -> str:
    """Of pictures that serve no part."""
    return _tr("Left out of training")


def origin_words(origin: Origin) -> str:
    """How a picture came, and from where."""
    known = origin.kind in set(OriginKind)
    kind = origin_kind_name(OriginKind(origin.kind) if known else OriginKind.UNKNOWN)
    if not origin.source:
        return kind
    return _tr("{kind}: {source}").format(kind=kind, source=origin.source)


def origin_kind_name(kind: OriginKind) -> str:
    """How a picture came."""
    match kind:
        case OriginKind.CAMERA:
            return _tr("Camera")
        case OriginKind.IMPORT:
            return _tr("Import")
        case OriginKind.WEB:
            return _tr("Web")
        case OriginKind.UNKNOWN:
            return _tr("Not known")


def order_name(order: Order) -> str:
    """What pictures are sorted by."""
    match order:
        case Order.PLACE:
            return _tr("Class")
        case Order.NAME:
            return _tr("Name")
        case Order.TIME:
            return _tr("Time")
        case Order.SHARPNESS:
            return _tr("Sharpness")
        case Order.SIZE:
            return _tr("File size")
        case Order.LOSS:
            return _tr("Loss (hardest first)")


def facts(summary: DatasetSummary) -> str:
    """Pictures, classes and sessions in one line."""
    classes = len(summary.counts)
    parts = (
        pictures(summary.pictures),
        _tr("1 class") if classes == 1 else _tr("{n} classes").format(n=number(classes)),
        _tr("1 session")
        if summary.sessions == 1
        else _tr("{n} sessions").format(n=number(summary.sessions)),
    )
    return _tr("{pictures} · {classes} · {sessions}").format(
        pictures=parts[0], classes=parts[1], sessions=parts[2]
    )


def broken_words(count: int) -> str:
    """How many files cannot be read."""
    if count == 1:
        return _tr("1 file cannot be read")
    return _tr("{n} files cannot be read").format(n=number(count))


def classless_words(count: int) -> str:
    """How many pictures lie beside the class folders."""
    if count == 1:
        return _tr("1 picture has no class")
    return _tr("{n} pictures have no class").format(n=number(count))


def no_class_yet(count: int) -> str:
    """The same of a folder that has no classes at all."""
    if count == 1:
        return _tr("This picture has no class yet.")
    return _tr("These {n} pictures have no class yet.").format(n=number(count))


def session_name(item: Item) -> str:
    """The recording that an item comes from."""
    return _tr("Not known") if item.session == item.relative else item.session


def file_size_words(size: int) -> str:
    """Bytes in a readable unit."""
    return QLocale().formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def _tr(text: str) -> str:
    return QCoreApplication.translate("dataset", text)
