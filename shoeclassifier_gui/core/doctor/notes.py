"""What files say beside their pixels (EXIF, XMP), made to say that the picture stands upright."""

import re
import struct

_ORIENTATION, _EXIF_IFD, _WIDTH, _HEIGHT = 0x0112, 0x8769, 0xA002, 0xA003  # EXIF 2.3, 4.6
_ENTRY = 12
_EXIF_HEAD = b"Exif\0\0"
_SHORT = 3
_XMP_ORIENTATION = re.compile(rb"(tiff:Orientation\s*(?:=\s*[\"']|>\s*))[2-8]")


def upright_exif(exif: bytes, *, sideways: bool) -> bytes:
    r"""EXIF of the same picture stored upright.

    Changed in place, so that what makers keep in it by its position (their notes) stays readable.
    The small preview, which lies as the picture did, is cut out of it.

    Args:
        exif: With or without `Exif\0\0` before it.
        sideways: Whether width and height change places.

    Raises:
        struct.error: It is cut off.
    """
    start = len(_EXIF_HEAD) if exif.startswith(_EXIF_HEAD) else 0
    head, data = exif[:start], bytearray(exif[start:])
    order = "<" if data[:2] == b"II" else ">"
    main = struct.unpack_from(f"{order}I", data, 4)[0]
    entries, end = _entries(data, order, main)
    if _ORIENTATION in entries:
        at = entries[_ORIENTATION]
        struct.pack_into(f"{order}HHIHH", data, at, _ORIENTATION, _SHORT, 1, 1, 0)
    if end + 4 <= len(data):  # Where the directory of the preview is.
        struct.pack_into(f"{order}I", data, end, 0)
    if sideways and _EXIF_IFD in entries:
        inner = struct.unpack_from(f"{order}I", data, entries[_EXIF_IFD] + 8)[0]
        _swap_sides(data, _entries(data, order, inner)[0])
    return head + bytes(data)


def upright_xmp(xmp: bytes) -> bytes:
    """XMP of the same picture stored upright; as long as before, as its packets want it."""
    return _XMP_ORIENTATION.sub(rb"\g<1>1", xmp)


def _swap_sides(data: bytearray, entries: dict[int, int]) -> None:
    if _WIDTH in entries and _HEIGHT in entries:
        one, other = entries[_WIDTH] + 2, entries[_HEIGHT] + 2
        rest = _ENTRY - 2
        data[one : one + rest], data[other : other + rest] = (
            data[other : other + rest],
            data[one : one + rest],
        )


def _entries(data: bytearray, order: str, offset: int) -> tuple[dict[int, int], int]:
    """Where each tag of a directory stands, and where the directory ends."""
    count = struct.unpack_from(f"{order}H", data, offset)[0]
    places = range(offset + 2, offset + 2 + count * _ENTRY, _ENTRY)
    tags = {struct.unpack_from(f"{order}H", data, place)[0]: place for place in places}
    return tags, offset + 2 + count * _ENTRY
