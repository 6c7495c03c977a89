"""Downloads one file with progress, resume and checksum."""

import hashlib
import http.client
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.errors import WeightsError
from shoeclassifier_gui.core.files import require_space, storage_errors

_BLOCK = 256 * 1024
_TIMEOUT_S = 20
_AGAIN = "Try again: it goes on where it stopped. Or use a file that you have."


@dataclass(frozen=True, slots=True)
class DownloadProgress:
    """Bytes on disk and in all; `total` is 0 when the server does not say."""

    done: int
    total: int


def download(
    url: str, target: Path, control: Control, *, sha256_prefix: str = ""
) -> Iterator[DownloadProgress]:
    """Downloads `url` to `target`; a part from an earlier try is continued.

    Args:
        url: http or https.
        target: Written only when the download is complete and right.
        control: Asked after every block.
        sha256_prefix: First hexadecimal digits that the file's SHA-256 must have.

    Raises:
        WeightsError: The server cannot be reached or refuses, or the checksum is wrong.
        StorageError: The disk is full.
        Stopped: `control` asked for it; what was downloaded stays for the next try.
    """
    part = target.with_name(target.name + ".part")
    with storage_errors(target):
        target.parent.mkdir(parents=True, exist_ok=True)
    yield from _fill(url, part, control)
    if sha256_prefix and not _hash(part).startswith(sha256_prefix):
        part.unlink()
        raise WeightsError("The downloaded file is damaged (wrong checksum).", _AGAIN)
    part.replace(target)


def _fill(url: str, part: Path, control: Control) -> Iterator[DownloadProgress]:
    have = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={have}-"} if have else {})
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as answer:
            if answer.status != http.HTTPStatus.PARTIAL_CONTENT:
                have = 0  # The server does not resume: from the start.
            rest = int(answer.headers.get("Content-Length") or 0)
            require_space(part.parent, rest)
            total = have + rest if rest else 0
            yield from _copy(answer, part, have, total, control)
    except urllib.error.HTTPError as error:
        if error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            return  # The part is already whole.
        raise WeightsError(f"The server refused the download ({error.code}).", _AGAIN) from error
    except (
        urllib.error.URLError,
        http.client.HTTPException,
        TimeoutError,
        ssl.SSLError,
        ConnectionError,
    ) as error:
        raise WeightsError("The download did not come through.", _AGAIN) from error


def _copy(
    answer: http.client.HTTPResponse, part: Path, have: int, total: int, control: Control
) -> Iterator[DownloadProgress]:
    with storage_errors(part), part.open("ab" if have else "wb") as file:
        yield DownloadProgress(have, total)
        while block := answer.read(_BLOCK):
            file.write(block)
            have += len(block)
            control.checkpoint()
            yield DownloadProgress(have, total)
    if have < total:
        raise WeightsError("The download was cut off.", _AGAIN)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
