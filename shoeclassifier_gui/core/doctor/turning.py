"""Writes one picture upright with all that its file says beside the pixels, or says why not.

What a file holds around its pixels is taken over piece by piece (segments of a JPEG, chunks of a
PNG, tags of a TIFF), because image libraries keep only the pieces that they know. Where something
would be lost all the same, the picture is left as it is.
"""

import io
import os
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import ExifTags, Image, ImageOps, TiffImagePlugin

from shoeclassifier_gui.core.doctor.notes import upright_exif, upright_xmp
from shoeclassifier_gui.core.files import write_atomically
from shoeclassifier_gui.core.pictures import DECODER_FAULTS

_QUALITY = 95
_UNREADABLE = "it cannot be read"
_OTHER_KIND = "it is of a kind that this program does not write"
_SEVERAL = "it holds {n} pictures, of which only one would be left"
_TOO_DEEP = "it has more shades than this program can write"
_NOTES = "some of what its file says beside the picture would be lost"
_FIRST_LYING = 5  # EXIF 2.3, table 4: from here on width and height change places.
_XMP_HEAD = b"http://ns.adobe.com/xap/1.0/\0"
_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_PNG_PIXELS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
_WEBP_KNOWN = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ICCP", b"EXIF", b"XMP "}
# TIFF 6.0, section 8: where and how the pixels lie, which the writer decides anew.
_TIFF_PIXELS = {
    256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 284, 292, 293, 317, 320, 322, 323, 324,
    325, 338, 339, 347, 512, 513, 514, 515, 517, 518, 519, 520, 521, 529, 530, 531, 532,
}  # fmt: skip
_TIFF_XMP, _SUB_IFDS = 700, 330
_POINTERS = {ExifTags.IFD.Exif.value, ExifTags.IFD.GPSInfo.value, ExifTags.IFD.Interop.value}


def turn(source: Path, target: Path) -> str:
    """Writes an upright copy of a picture, with the time of the original.

    Returns:
        Why there is none, as the end of a sentence; empty when there is one.

    Raises:
        StorageError: The disk is full or may not be written to.
    """
    try:
        with Image.open(source) as image:
            problem, data = _turned(image, source.read_bytes())
    except DECODER_FAULTS:
        return _UNREADABLE
    if problem:
        return problem
    state = source.stat()
    with write_atomically(target) as temporary:
        temporary.write_bytes(data)
    os.utime(target, ns=(state.st_atime_ns, state.st_mtime_ns))
    return ""


@dataclass(frozen=True, slots=True)
class _Lying:
    """A picture as its file stores it.

    Attributes:
        image: Opened.
        original: Its whole file.
        sideways: Whether width and height change places.
    """

    image: Image.Image
    original: bytes
    sideways: bool


_Writer = Callable[[_Lying, Image.Image], bytes]


def _turned(image: Image.Image, original: bytes) -> tuple[str, bytes]:
    """Why it cannot be turned, or the whole upright file."""
    frames = getattr(image, "n_frames", 1)
    if frames > 1:
        return _SEVERAL.format(n=frames), b""
    writer = _WRITERS.get(image.format or "")
    if writer is None:
        return _OTHER_KIND, b""
    if _is_too_deep(image, original):
        return _TOO_DEEP, b""
    # Pillow forgets of a TIFF how it lay as soon as it has read the pixels.
    sideways = int(image.getexif().get(ExifTags.Base.Orientation, 1)) >= _FIRST_LYING
    upright = ImageOps.exif_transpose(image)
    data = writer(_Lying(image, original, sideways), upright)
    return ("", data) if data and _is_kept(upright, data) else (_NOTES, b"")


def _is_too_deep(image: Image.Image, original: bytes) -> bool:
    """16 bit a colour are read as 8."""
    if image.mode.startswith(("I", "F")):
        return False
    if image.format == "PNG":
        return original[24] > 8
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        return bool(max(image.tag_v2.get(258, (1,))) > 8)
    return False


def _is_kept(upright: Image.Image, data: bytes) -> bool:
    """Reads what was written: it stands upright, and no pixel changed unless it is a JPEG."""
    with Image.open(io.BytesIO(data)) as written:
        same = bool(written.getexif().get(ExifTags.Base.Orientation, 1) == 1)
        if written.format == "JPEG":
            return same and written.size == upright.size
        same = same and written.mode == upright.mode
        return same and bool(np.array_equal(_pixels(written), _pixels(upright)))


def _pixels(image: Image.Image) -> np.ndarray[Any, Any]:
    """With the colours that palettes stand for."""
    return np.asarray(image.convert("RGBA") if image.mode == "P" else image)


def _jpeg(lying: _Lying, upright: Image.Image) -> bytes:
    image, original = lying.image, lying.original
    extra = b"".join(_segments(image, sideways=lying.sideways))
    options: dict[str, Any] = {"quality": _QUALITY, "subsampling": 0, "extra": extra}
    if image.info.get("jfif_unit"):
        x, y = image.info["dpi"]
        options["dpi"] = (y, x) if lying.sideways else (x, y)
    upright.info.pop("comment", None)  # It is one of the segments.
    buffer = io.BytesIO()
    upright.save(buffer, format="JPEG", **options)
    # Phones put the film of a moving picture behind it, and count from the end of the file.
    return buffer.getvalue() + original[_end_of_jpeg(original) :]


def _segments(image: Image.Image, *, sideways: bool) -> Iterator[bytes]:
    found: list[tuple[str, bytes]] = getattr(image, "applist", [])
    for name, data in found:
        if name == "APP14" or (name == "APP0" and data.startswith((b"JFIF", b"JFXX"))):
            continue  # The writer makes its own.
        if name == "APP1" and data.startswith(b"Exif\0\0"):
            data = upright_exif(data, sideways=sideways)  # noqa: PLW2901 - the same segment
        elif name == "APP1" and data.startswith(_XMP_HEAD):
            data = upright_xmp(data)  # noqa: PLW2901 - the same segment
        marker = 0xFE if name == "COM" else 0xE0 + int(name[3:])
        yield struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def _end_of_jpeg(data: bytes) -> int:
    """Where the picture ends (ITU T.81, annex B); what comes after belongs to somebody else."""
    at = 2
    while at + 4 <= len(data):
        marker = data[at + 1]
        if marker == 0xD9:
            return at + 2
        at += 2 + int(struct.unpack_from(">H", data, at + 2)[0])
        if marker == 0xDA:  # Pixels, until a marker that is no restart and no escaped 0xFF.
            at = data.find(b"\xff", at)
            while 0 <= at < len(data) - 1 and data[at + 1] in {0, *range(0xD0, 0xD8), 0xFF}:
                at = data.find(b"\xff", at + (1 if data[at + 1] == 0xFF else 2))
            if at < 0:
                break
    return len(data)


def _png(lying: _Lying, upright: Image.Image) -> bytes:
    original = lying.original
    if "Raw profile type exif" in lying.image.info:  # An old way to keep EXIF, packed as text.
        return b""
    buffer = io.BytesIO()
    upright.save(buffer, format="PNG", icc_profile=None)
    own = [chunk for chunk in _chunks(buffer.getvalue()) if chunk[0] in _PNG_PIXELS]
    if own[0][1][9] != original[25]:  # Another kind of colours.
        return b""
    parts = [_png_note(name, data, sideways=lying.sideways) for name, data in _chunks(original)]
    first = next(at for at, (name, _) in enumerate(parts) if name == b"IDAT")
    before = [part for part in parts[:first] if part[0] not in _PNG_PIXELS]
    after = [part for part in parts[first:] if part[0] not in _PNG_PIXELS]
    # Colour profiles come before the palette, what refers to its places comes after.
    late = [part for part in before if part[0] in {b"bKGD", b"hIST"}]
    early = [part for part in before if part not in late]
    header, *colours = [part for part in own if part[0] not in {b"IDAT", b"IEND"}]
    pixels = [part for part in own if part[0] == b"IDAT"]
    whole = [header, *early, *colours, *late, *pixels, *after, (b"IEND", b"")]
    return _PNG_HEAD + b"".join(_packed_chunk(name, data) for name, data in whole)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_PNG_HEAD)
    while at + 8 <= len(data):
        size, name = struct.unpack_from(">I4s", data, at)
        yield name, data[at + 8 : at + 8 + size]
        at += 12 + size


def _packed_chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _png_note(name: bytes, data: bytes, *, sideways: bool) -> tuple[bytes, bytes]:
    if name == b"eXIf":
        return name, upright_exif(data, sideways=sideways)
    if name == b"iTXt" and data.startswith(b"XML:com.adobe.xmp\0"):
        return name, upright_xmp(data)
    if name == b"pHYs" and sideways:
        return name, data[4:8] + data[:4] + data[8:]
    return name, data


def _webp(lying: _Lying, upright: Image.Image) -> bytes:
    if not set(_riff_chunks(lying.original)) <= _WEBP_KNOWN:
        return b""
    info = lying.image.info
    options: dict[str, Any] = {"icc_profile": info.get("icc_profile"), "lossless": True}
    if "exif" in info:
        options["exif"] = upright_exif(info["exif"], sideways=lying.sideways)
    if "xmp" in info:
        options["xmp"] = upright_xmp(info["xmp"])
    buffer = io.BytesIO()
    upright.save(buffer, format="WEBP", exact=True, **options)
    return buffer.getvalue()


def _riff_chunks(data: bytes) -> Iterator[bytes]:
    at = 12
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        yield name
        at += 8 + size + size % 2


def _tiff(lying: _Lying, upright: Image.Image) -> bytes:
    exif = lying.image.getexif()
    if _SUB_IFDS in exif:  # Further sizes of the picture.
        return b""
    for tag in _TIFF_PIXELS & set(exif):
        del exif[tag]
    x, y = ExifTags.Base.XResolution, ExifTags.Base.YResolution
    if lying.sideways and x in exif and y in exif:
        exif[x], exif[y] = exif[y], exif[x]
    if _TIFF_XMP in exif:
        exif[_TIFF_XMP] = upright_xmp(exif[_TIFF_XMP])
    wanted = _tags(exif)
    # The writer that packs knows no directories below, and not every tag.
    packings = ("raw",) if _POINTERS & set(exif) else ("tiff_deflate", "raw")
    for packing in packings:
        buffer = io.BytesIO()
        with suppress(RuntimeError):
            upright.save(buffer, format="TIFF", compression=packing, exif=exif)
            with Image.open(buffer) as written:
                if _tags(written.getexif()) == wanted:
                    return buffer.getvalue()
    return b""


def _tags(exif: Image.Exif) -> dict[tuple[int, int], object]:
    """Each tag with its directory; without what says where things lie in the file."""
    left_out = _TIFF_PIXELS | _POINTERS
    main = {(0, tag): value for tag, value in exif.items() if tag not in left_out}
    below = {
        (place, tag): value
        for place in _POINTERS
        for tag, value in exif.get_ifd(place).items()
        if tag not in _POINTERS
    }
    return main | below


_WRITERS: dict[str, _Writer] = {"JPEG": _jpeg, "PNG": _png, "WEBP": _webp, "TIFF": _tiff}
