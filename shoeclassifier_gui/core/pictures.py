"""The one reader and writer of picture files: RGB uint8 arrays, turned upright.

Pillow decodes, because it reports truncated files (OpenCV returns them half grey) and knows CMYK,
palettes and 16 bit. A picture is an array (height, width, 3) of uint8 in RGB order everywhere in
this program.
"""

import contextlib
import os
import stat
import struct
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps, UnidentifiedImageError

from shoeclassifier_gui.core.errors import BrokenPicture
from shoeclassifier_gui.core.files import modified_ns, write_atomically

Picture = npt.NDArray[np.uint8]

SUFFIXES = frozenset(
    (".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".ppm")
)
# Larger pictures would take more than 750 MB of memory to decode; 200 megapixels is more than any
# camera in use makes, and what lies above is more often an attack than a photograph.
MAX_PIXELS = 250_000_000
Image.MAX_IMAGE_PIXELS = None  # MAX_PIXELS is checked here, with a sentence instead of a warning.

# What Pillow's decoders raise on damaged files, by fuzzing (struct.error: damaged EXIF).
DECODER_FAULTS = (
    OSError, ValueError, SyntaxError, EOFError, LookupError, MemoryError, TypeError,
    ArithmeticError, struct.error,
)  # fmt: skip

GONE = "it is not there any more"

_ORIENTATION = 0x0112  # EXIF 2.3, table 4
_SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\0", b"MM\0*")


class PictureFile(NamedTuple):
    """A picture file as its folder lists it (100,000 are listed at once).

    Attributes:
        relative: Its path below the folder that was listed, with forward slashes.
        size: Bytes; 0 when nobody can say, as of a link that leads nowhere.
        modified_ns: Time of the last change; 0 likewise.
    """

    relative: str
    size: int
    modified_ns: int


def is_picture_file(path: Path) -> bool:
    """Whether a file is meant to be a picture: by its suffix, else by its first bytes."""
    return not _is_pipe(path) and _is_meant_as_picture(path.suffix.lower(), path)


def _is_meant_as_picture(suffix: str, file: os.PathLike[str]) -> bool:
    if suffix in SUFFIXES:
        return True
    if suffix in {".csv", ".txt", ".json", ".md", ".xml", ".html", ".db", ".ini"}:
        return False
    try:
        with Path(file).open("rb") as opened:
            head = opened.read(12)
    except OSError:
        return False
    return head.startswith(_SIGNATURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def _is_new(folder: Path, seen: set[tuple[int, int]]) -> bool:
    with contextlib.suppress(OSError):
        state = folder.stat()
        key = (state.st_dev, state.st_ino)
        if key in seen and state.st_ino:  # Some file systems have no numbers.
            return False
        seen.add(key)
    return True


def _is_pipe(path: os.DirEntry[str] | Path) -> bool:
    """Opening a pipe would wait for its other end, for ever."""
    with contextlib.suppress(OSError):
        return stat.S_ISFIFO(path.stat().st_mode)
    return False


def read_picture(path: Path, *, short_side: int | None = None) -> Picture:
    """Decodes a picture file, upright (EXIF), first frame, transparency on white.

    Args:
        path: The file.
        short_side: When given, a JPEG may be decoded at a reduced scale whose short side is still
            at least this many pixels: several times faster for camera photographs.

    Returns:
        RGB uint8, (height, width, 3).

    Raises:
        BrokenPicture: The file is missing, empty, damaged, too large or no picture.
    """
    if _is_pipe(path):
        raise BrokenPicture(path, "it is a pipe, not a file")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns about odd but readable metadata.
            return _decode(path, short_side)
    except BrokenPicture:
        raise
    except UnidentifiedImageError as error:
        raise BrokenPicture(path, _no_picture(path)) from error
    except FileNotFoundError as error:
        raise BrokenPicture(path, GONE) from error
    except PermissionError as error:
        raise BrokenPicture(path, "reading it is not allowed") from error
    except DECODER_FAULTS as error:
        raise BrokenPicture(path, "it is damaged or cut off") from error


def _no_picture(path: Path) -> str:
    try:
        return "it is empty" if path.stat().st_size == 0 else "it is not a picture"
    except OSError:
        return GONE


@dataclass(frozen=True, slots=True)
class Header:
    """What the head of a picture file says.

    Attributes:
        width: Pixels, upright.
        height: Pixels, upright.
        orientation: EXIF orientation as stored; 1 is upright, 5 to 8 lie on their side.
    """

    width: int
    height: int
    orientation: int


def picture_header(path: Path) -> Header:
    """Size and orientation, without decoding the picture.

    Raises:
        BrokenPicture: There is no readable header.
    """
    try:
        with Image.open(path) as image:
            turned = image.getexif().get(_ORIENTATION, 1)
            turned = turned if isinstance(turned, int) and 1 <= turned <= 8 else 1
            width, height = image.size if turned < 5 else image.size[::-1]
            return Header(width, height, turned)
    except DECODER_FAULTS as error:
        raise BrokenPicture(path, "it is not a picture") from error


def write_picture(path: Path, picture: Picture, *, quality: int = 92, durable: bool = True) -> None:
    """Writes a whole picture file; the suffix of `path` chooses the format.

    Args:
        path: The file.
        picture: RGB uint8, (height, width, 3).
        quality: Of a JPEG.
        durable: False for what can be made again, as in `write_atomically`.

    Raises:
        StorageError: The disk is full or may not be written to.
    """
    image = Image.fromarray(picture)
    kind = "JPEG" if path.suffix.lower() in {".jpg", ".jpeg"} else path.suffix[1:].upper()
    with write_atomically(path, durable=durable) as temporary:
        image.save(temporary, format=kind, quality=quality)


def picture_files(folder: Path) -> Iterator[Path]:
    """All picture files below a folder, hidden files and folders left out, in sorted order.

    A folder below that may not be read is given itself, so that it is listed as unreadable.
    """
    for found in list_pictures(folder):
        yield folder / found.relative


def list_pictures(folder: Path) -> Iterator[PictureFile]:
    """The same files with what their folders say of them (100,000: half a second)."""
    refused: list[PictureFile] = []
    seen: set[tuple[int, int]] = set()
    waiting = [""]
    while waiting:
        below = waiting.pop()
        if not _is_new(folder / below, seen):
            continue  # A link that leads back: everything in it was given already.
        try:
            with os.scandir(folder / below) as listing:
                entries = sorted(listing, key=attrgetter("name"))
        except OSError:
            refused += [_described(below.rstrip("/"), folder / below)] if below else []
            continue
        entries = [entry for entry in entries if not entry.name.startswith(".")]
        folders = {entry.name for entry in entries if _is_folder(entry)}
        for entry in entries:
            if entry.name not in folders and _is_picture_entry(entry):
                yield _described(f"{below}{entry.name}", entry)
        waiting += [f"{below}{name}/" for name in sorted(folders, reverse=True)]
    yield from refused


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_picture_entry(entry: os.DirEntry[str]) -> bool:
    suffix = entry.name[max(entry.name.rfind("."), 0) :].lower()
    return not _is_pipe(entry) and _is_meant_as_picture(suffix, entry)


def _described(relative: str, file: os.DirEntry[str] | Path) -> PictureFile:
    try:
        state = file.stat()
    except OSError:
        return PictureFile(relative, 0, 0)
    return PictureFile(relative, state.st_size, modified_ns(state))


def _decode(path: Path, short_side: int | None) -> Picture:
    with Image.open(path) as image:
        width, height = image.size
        if width * height > MAX_PIXELS:
            millions = width * height / 1e6
            raise BrokenPicture(path, f"it has {millions:.0f} megapixels, more than can be read")
        if short_side is not None and image.format == "JPEG":
            scale = min(width, height) // short_side
            if scale > 1:
                image.draft("RGB", (width // scale, height // scale))
        upright = ImageOps.exif_transpose(image)
        array = np.asarray(_to_rgb(upright))
    return np.ascontiguousarray(array)


def _to_rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I") or image.mode == "F":
        return _from_deep(image)
    if image.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in image.info:
        overlay = image.convert("RGBA")
        ground = Image.new("RGBA", overlay.size, "white")
        return Image.alpha_composite(ground, overlay).convert("RGB")
    return image.convert("RGB")


def _from_deep(image: Image.Image) -> Image.Image:
    """16 and 32 bit greys: Pillow would clip them at 255 instead of scaling."""
    values = np.asarray(image).astype(np.float32)
    top = 65535.0 if values.max(initial=0.0) > 255 else 255.0
    grey = np.clip(values * (255.0 / top), 0, 255).astype(np.uint8)
    return Image.fromarray(grey).convert("RGB")
