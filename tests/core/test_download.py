"""Downloads from servers of all kinds."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.download import DownloadProgress, download


class _Silent(BaseHTTPRequestHandler):
    """Goes on where it is asked to, and does not say how much there is."""

    def do_GET(self) -> None:
        start = int((self.headers.get("Range") or "bytes=0-").removeprefix("bytes=").rstrip("-"))
        self.send_response(206 if start else 200)
        self.end_headers()
        self.wfile.write(b"0123456789"[start:])

    def log_message(self, *arguments: object) -> None:
        """Stays silent."""


@pytest.fixture
def address() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Silent)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/file"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_continued_download_of_unknown_length_is_never_more_than_whole(
    address: str, tmp_path: Path
) -> None:
    (tmp_path / "file.part").write_bytes(b"0123")
    events = list(download(address, tmp_path / "file", Control()))
    assert events == [DownloadProgress(4, 0), DownloadProgress(10, 0)]
    assert (tmp_path / "file").read_bytes() == b"0123456789"
