"""The licences of everything that is shipped with the program, for Help > About.

A checkout reads them from the metadata of the installed packages. A frozen program has no such
metadata: `build.spec` writes them into its folder `licenses/` when it is built.
"""

import platform
import re
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from shoeclassifier_gui.core.files import write_text

_PROGRAM = "shoeclassifier-gui"
_REQUIREMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_OF_AN_EXTRA = re.compile(r"\bextra\s*==")
_TEXT_FILE = re.compile(r"(licen[cs]e|copying|notice|copyright)[^/]*$", re.IGNORECASE)
_QT_NOTICE = """\
Qt for Python and Qt are used under the GNU Lesser General Public License, version 3.
They lie in the program's folder as shared libraries of their own, unchanged, and you may replace
them by your own build of the same version. Their source code is published at
https://download.qt.io/official_releases/QtForPython/
The LGPL, version 3, is printed in this list under opencv-python, the GPL, version 3, which it
builds upon, under numpy.
"""
_OPENCV_NOTICE = """\
This package brings FFmpeg (LGPL, version 2.1) and, on Linux and macOS, Qt 5 (LGPL, version 3). They
lie in the program's folder as shared libraries of their own, unchanged, and you may replace them by
your own build of the same version. Where their source code is, and all licence texts, stand below.
"""
_NOTICES = {
    "pyside6-essentials": _QT_NOTICE,
    "shiboken6": _QT_NOTICE,
    "opencv-python": _OPENCV_NOTICE,
}


@dataclass(frozen=True, slots=True)
class Licence:
    """The terms of one thing that is shipped.

    Attributes:
        name: Of the package, or `Python`.
        version: Of the copy that is shipped.
        licence: Its short name, such as `MIT`; empty when the package states none.
        text: In full; may be long (OpenCV's has 180,000 characters).
    """

    name: str
    version: str
    licence: str
    text: str


def installed_licences() -> tuple[Licence, ...]:
    """The licences of this program, of Python, and of all that the program needs to run.

    The program comes first, the others in the order of their names.
    """
    bundle = getattr(sys, "_MEIPASS", None)
    return _read_folder(Path(bundle) / "licenses") if bundle else _from_metadata()


def write_licences(folder: Path) -> None:
    """Writes the licences of the installed packages as one text file each, for `build.spec`.

    Raises:
        StorageError: The disk is full or may not be written to.
    """
    for licence in _from_metadata():
        heading = f"{licence.name} {licence.version}\n{licence.licence}\n\n"
        write_text(folder / f"{licence.name}.txt", heading + licence.text)


def _read_folder(folder: Path) -> tuple[Licence, ...]:
    return _in_order(_parse(file.read_text(encoding="utf-8")) for file in folder.glob("*.txt"))


def _parse(written: str) -> Licence:
    title, short_name, _, text = written.split("\n", maxsplit=3)
    name, version = title.rsplit(" ", maxsplit=1)
    return Licence(name, version, short_name, text)


def _from_metadata() -> tuple[Licence, ...]:
    packages = (_licence_of(package) for package in _shipped_packages())
    return _in_order([_licence_of_python(), *packages])


def _in_order(licences: Iterable[Licence]) -> tuple[Licence, ...]:
    return tuple(sorted(licences, key=lambda one: (one.name != _PROGRAM, one.name.casefold())))


def _shipped_packages() -> list[metadata.Distribution]:
    """Follows the requirements; what is not installed belongs to another operating system."""
    found: dict[str, metadata.Distribution] = {}
    waiting = [_PROGRAM]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            found[name] = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        waiting += _requirements(found[name])
    return list(found.values())


def _requirements(package: metadata.Distribution) -> list[str]:
    lines = [line for line in package.requires or () if not _OF_AN_EXTRA.search(line)]
    return [_plain_name(match[0]) for line in lines if (match := _REQUIREMENT.match(line))]


def _plain_name(name: str) -> str:
    """Spelt as PEP 503 says, so that one package is not listed twice."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _licence_of(package: metadata.Distribution) -> Licence:
    name = package.metadata["Name"]
    notice = _NOTICES.get(_plain_name(name), "")
    texts = [text for text in (notice, *_texts_of(package)) if text]
    return Licence(name, package.version, _short_name(package), "\n\n".join(texts))


def _short_name(package: metadata.Distribution) -> str:
    """The metadata's expression, or its older free field, or its even older classifier."""
    for field in ("License-Expression", "License"):
        stated = (package.metadata.get_all(field) or [""])[0].strip()
        if stated:
            return str(stated.splitlines()[0])
    classifiers = package.metadata.get_all("Classifier") or []
    stated_ones = [line for line in classifiers if line.startswith("License ::")]
    return ", ".join(line.rsplit(" :: ", maxsplit=1)[-1] for line in stated_ones)


def _texts_of(package: metadata.Distribution) -> list[str]:
    """The licence files beside the metadata; torch alone repeats 58 texts in 98 files.

    Where a checkout itself is on the path, its metadata is an egg-info, which lists the checkout's
    own files, with the licence at the top.
    """
    files = [f for f in package.files or () if ".dist-info" in f.parts[0] or len(f.parts) == 1]
    paths = [Path(str(file.locate())) for file in files if _TEXT_FILE.search(file.as_posix())]
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(paths)]
    return list(dict.fromkeys(texts))


def _licence_of_python() -> Licence:
    """Its file lies beside the library on Linux and macOS, above it on Windows."""
    library = Path(sysconfig.get_path("stdlib"))
    files = [library / "LICENSE.txt", library.parent / "LICENSE.txt"]
    texts = [file.read_text(encoding="utf-8") for file in files if file.is_file()]
    text = texts[0] if texts else "https://docs.python.org/3/license.html\n"
    return Licence("Python", platform.python_version(), "PSF-2.0", text)
