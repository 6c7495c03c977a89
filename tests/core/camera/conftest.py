"""Fixtures for sources: an MJPEG server on 127.0.0.1 that can keep silent, die and come back."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

import numpy as np
import pytest

from shoeclassifier_gui.core.opencv import cv2


class _Handler(BaseHTTPRequestHandler):
    server: "_Server"

    def do_GET(self) -> None:
        if self.server.silent:
            self.server.ending.wait(20)
            return
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        self.end_headers()
        number = 0
        while not self.server.ending.wait(0.02) and self._sends(number):
            number += 1

    def log_message(self, *_args: object) -> None:
        """Keep the test output clean."""

    def _sends(self, number: int) -> bool:
        if self.server.muted.is_set():
            return True
        picture = np.full((48, 64, 3), (number * 7) % 256, np.uint8)
        data = cv2.imencode(".jpg", picture)[1].tobytes()
        head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(data)}\r\n\r\n"
        try:
            self.wfile.write(head.encode() + data + b"\r\n")
        except OSError:
            return False
        return True


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True

    def __init__(self, port: int, *, silent: bool) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.silent = silent
        self.muted = threading.Event()
        self.ending = threading.Event()

    def handle_error(self, *_args: object) -> None:
        """A client that hangs up is no error."""


class MjpegServer:
    """Serves while it is entered; all its threads have ended when it is left."""

    def __init__(self, *, port: int = 0, silent: bool = False) -> None:
        self._server = _Server(port, silent=silent)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/live.mjpg"

    def mute(self) -> None:
        """Keep the connection and send nothing."""
        self._server.muted.set()

    def __enter__(self) -> "MjpegServer":
        self._thread.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._server.ending.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)


@pytest.fixture
def mjpeg_server() -> type[MjpegServer]:
    """The server's class: a test enters it, so that it ends with the test."""
    return MjpegServer
