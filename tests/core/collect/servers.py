"""A web on 127.0.0.1: a real server that answers as the services do, and misbehaves on demand."""

import io
import json
import ssl
import threading
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import numpy as np
from PIL import Image

Query = dict[str, str]
Answer = Callable[["Handler", Query], None]


def picture(seed: int, side: int = 160, kind: str = "JPEG") -> bytes:
    """A picture whose bytes no other seed gives."""
    pixels = np.random.default_rng(seed).integers(0, 255, (side // 8, side // 8, 3), np.uint8)
    data = io.BytesIO()
    Image.fromarray(pixels).resize((side + 20, side)).save(data, format=kind)
    return data.getvalue()


class Handler(BaseHTTPRequestHandler):
    """Finds the answer in the server's table."""

    server: "LocalWeb"
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.server.asked[parts.path] += 1
        self.server.headers_of[parts.path] = dict(self.headers.items())
        self.server.queries.append((parts.path, query))
        answer = self.server.answers.get(parts.path)
        try:
            if answer is None:
                self.give(404, b"nothing here")
            else:
                answer(self, query)
        except (BrokenPipeError, ConnectionResetError):
            pass  # The client had enough.
        self.close_connection = True

    def give(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def give_json(self, value: object, status: int = 200) -> None:
        self.give(status, json.dumps(value).encode(), Content_Type="application/json")

    def log_message(self, *_: object) -> None:
        """Quiet."""


class LocalWeb(ThreadingHTTPServer):
    """The server; `answers` says what lies at each path."""

    daemon_threads = False
    allow_reuse_address = True

    def __init__(self, encryption: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self._scheme = "https" if encryption else "http"
        if encryption is not None:
            self.socket = encryption.wrap_socket(self.socket, server_side=True)
        self.answers: dict[str, Answer] = {}
        self.asked: Counter[str] = Counter()
        self.headers_of: dict[str, dict[str, str]] = {}
        self.queries: list[tuple[str, Query]] = []
        self.closing = threading.Event()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,))
        self._thread.start()

    def url(self, path: str) -> str:
        return f"{self._scheme}://127.0.0.1:{self.server_address[1]}{path}"

    def end(self) -> None:
        self.closing.set()
        self.shutdown()
        self.server_close()
        self._thread.join()

    def offer(self, path: str, body: bytes) -> str:
        """Lays a file at a path."""

        def give(handler: Handler, _: Query) -> None:
            handler.give(200, body)

        self.answers[path] = give
        return self.url(path)

    def offer_pictures(self, count: int, side: int = 160) -> list[str]:
        return [self.offer(f"/p/{n}.jpg", picture(n, side)) for n in range(count)]

    def redirect(self, path: str, target: str) -> str:
        def give(handler: Handler, _: Query) -> None:
            handler.give(302, b"", Location=target)

        self.answers[path] = give
        return self.url(path)

    def fail_first(self, path: str, times: int, status: int, body: bytes, **headers: str) -> str:
        """Answers with a status so many times, then gives the file."""

        def give(handler: Handler, _: Query) -> None:
            if self.asked[path] <= times:
                handler.give(status, b"later", **headers)
            else:
                handler.give(200, body)

        self.answers[path] = give
        return self.url(path)

    def hang(self, path: str, first: bytes = b"") -> str:
        """Begins an answer and says no more until the server closes."""

        def give(handler: Handler, _: Query) -> None:
            handler.wfile.write(first)
            handler.wfile.flush()
            self.closing.wait(60)

        self.answers[path] = give
        return self.url(path)

    def flood(self, path: str) -> str:
        """A body without an end."""

        def give(handler: Handler, _: Query) -> None:
            handler.send_response(200)
            handler.end_headers()
            while not self.closing.is_set():
                handler.wfile.write(b"\xff\xd8\xff" * 20_000)

        self.answers[path] = give
        return self.url(path)

    # The services

    def offer_openverse(self, pictures: list[str]) -> str:
        def give(handler: Handler, query: Query) -> None:
            size, page = int(query["page_size"]), int(query["page"])
            if size > 20:
                handler.give_json({"detail": "page_size may not exceed 20"}, 401)
                return
            shown = pictures[(page - 1) * size : page * size]
            results = [
                {
                    "id": f"0-{n}",
                    "title": f"A shoe/../no {n}",
                    "foreign_landing_url": f"https://example.org/{n}",
                    "url": url,
                    "creator": "Ann \u00d8",
                    "license": "by-sa",
                    "license_version": "2.0",
                    "width": 180,
                    "height": 160,
                }
                for n, url in enumerate(shown)
            ]
            pages = -(-len(pictures) // size)
            handler.give_json(
                {"result_count": len(pictures), "page_count": pages, "results": results}
            )

        self.answers["/v1/images/"] = give
        return self.url("/v1")

    def offer_commons(self, pictures: list[str], page_size: int = 3) -> str:
        def give(handler: Handler, query: Query) -> None:
            start = int(query.get("gsroffset", 0))
            shown = list(enumerate(pictures))[start : start + page_size]
            pages = [_commons_page(n, url) for n, url in reversed(shown)]
            answer: dict[str, object] = {"query": {"pages": pages}}
            if start + page_size < len(pictures):
                answer["continue"] = {"gsroffset": start + page_size, "continue": "gsroffset||"}
            handler.give_json(answer)

        self.answers["/w/api.php"] = give
        return self.url("/w/api.php")

    def offer_naver(self, pictures: list[str]) -> str:
        def give(handler: Handler, query: Query) -> None:
            known = (handler.headers["X-Naver-Client-Id"], handler.headers["X-Naver-Client-Secret"])
            if known != ("me", "secret"):
                error = {"errorMessage": "Not Exist Client ID", "errorCode": "024"}
                handler.give_json(error, 401)
                return
            start, display = int(query["start"]), int(query["display"])
            items = [
                {"title": "<b>구두</b> &amp; more", "link": url, "sizewidth": "180"}
                | {"sizeheight": "160", "thumbnail": url}
                for url in pictures[start - 1 : start - 1 + display]
            ]
            total = {"total": len(pictures), "start": start, "display": len(items)}
            handler.give_json({**total, "items": items})

        self.answers["/v1/search/image"] = give
        return self.url("/v1/search/image")


def _commons_page(number: int, url: str) -> dict[str, object]:
    metadata = {
        "LicenseShortName": {"value": "CC BY 4.0" if number % 2 == 0 else "CC BY-NC 2.0"},
        "Artist": {"value": '<a href="//commons.wikimedia.org/wiki/User:B">B &amp; C</a>'},
    }
    info = {
        "url": url,
        "descriptionurl": f"https://commons.wikimedia.org/wiki/File:{number}.jpg",
        "width": 4000,
        "height": 3000,
        "thumburl": f"{url}?width=1280",
        "thumbwidth": 1280,
        "thumbheight": 960,
        "mime": "image/jpeg",
        "extmetadata": metadata,
    }
    return {"title": f"File:Shoe {number}.jpg", "index": number + 1, "imageinfo": [info]}
