"""Makes names that come from elsewhere fit for every file system, as little changed as can be."""

import re
from pathlib import PurePosixPath

# What Windows, macOS and Linux do not all allow; lone surrogates are bytes that are no text.
_BAD = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\ud800-\udfff]')
_DEVICES = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))}
# 255 bytes are the least that file systems allow; a suffix `-12` needs some of them.
_LONGEST_BYTES = 200
_LONGEST_CLASS = 80


def safe_file_name(name: str) -> str:
    """A picture's name that can be a file's on every system; its suffix stays."""
    before, name = name, _mended(name)
    while name != before:  # What is left may read as another stem and suffix: `0..:`.
        before, name = name, _mended(name)
    return name


def _mended(name: str) -> str:
    path = PurePosixPath(name.replace("\\", "/"))
    suffix = _BAD.sub("", path.suffix).rstrip(". ")
    suffix = suffix if len(suffix.encode()) <= 10 else ""
    stem = path.name.removesuffix(path.suffix) if suffix else path.name
    return _safe(stem, "picture", _LONGEST_BYTES - len(suffix.encode())) + suffix


def safe_class_name(name: str) -> str:
    """A folder's name that can be a class's."""
    return _safe(name[:_LONGEST_CLASS], "class", _LONGEST_BYTES, _LONGEST_CLASS)


def shown_name(name: str) -> str:
    """A name as text that can be printed and saved; Linux allows names that are none."""
    return name.encode("utf-8", "replace").decode("utf-8")


def _safe(name: str, instead: str, longest_bytes: int, longest: int = 255) -> str:
    name = _trimmed(_BAD.sub("_", name))
    if name.split(".")[0].strip().lower() in _DEVICES:
        name = f"_{name}"
    name = name[:longest].encode()[:longest_bytes].decode("utf-8", "ignore")
    return _trimmed(name) or instead


def _trimmed(name: str) -> str:
    """Names that begin with a dot are hidden; Windows drops dots and spaces at the end."""
    before = ""
    while name != before:
        before, name = name, name.strip().strip(".")
    return name
