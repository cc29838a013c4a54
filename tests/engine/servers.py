"""Servers on this computer that hand out files, well or badly, for tests of downloads."""

from __future__ import annotations

import re
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic, sleep
from typing import TYPE_CHECKING, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from desktop_app.engine.contract import Step

    Page: TypeAlias = Callable[["Exchange"], None]

SECONDS = 10
"""How long anything may take; far longer than it does."""

T = TypeVar("T")


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]


class Server(ThreadingHTTPServer):
    """Its pages are lists: each answers once, the last for ever. Slow ones wait for `opened`."""

    daemon_threads = False  # so that closing it waits for them

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Exchange)
        self.pages: dict[str, list[Page]] = {}
        self.asked: list[Asked] = []
        self.opened = threading.Event()

    def put(self, path: str, *pages: Page) -> str:
        """Hand out `pages` one after the other; the address."""
        self.pages[path] = list(pages)
        return self.address(path)

    def address(self, path: str = "") -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"

    @property
    def ranges(self) -> list[str | None]:
        """From where on files were asked for."""
        return [one.headers.get("Range") for one in self.asked if one.method == "GET"]

    def handle_error(self, *_: object) -> None:
        """Say nothing when the other side hangs up."""


class Exchange(BaseHTTPRequestHandler):
    """One request and its answer."""

    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(Asked(self.command, self.path, dict(self.headers)))
        pages = self.server.pages.get(self.path, [status(404)])
        (pages.pop(0) if len(pages) > 1 else pages[0])(self)

    do_HEAD = do_GET

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def begin(self, code: int, headers: dict[str, str]) -> None:
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def send(self, content: bytes) -> None:
        if self.command != "HEAD":
            self.wfile.write(content)
            self.wfile.flush()

    def wait(self) -> None:
        assert self.server.opened.wait(SECONDS)


@contextmanager
def serving() -> Iterator[Server]:
    """Run a server; at the end all threads that were started meanwhile are waited for."""
    before = set(threading.enumerate())
    with Server() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        try:
            yield server
        finally:
            server.opened.set()
            server.shutdown()
    join(before)


def join(before: set[threading.Thread]) -> None:
    """Wait for all threads but those that there were `before`."""
    for thread in set(threading.enumerate()) - before:
        thread.join(SECONDS)


# Pages


def file(
    content: bytes, *, upto: int | None = None, slow: int | None = None, **headers: str
) -> Page:
    """A file by the book, ranges and all; it breaks off at `upto`, and waits at `slow`.

    In the names of headers _ stands for -.
    """

    def page(exchange: Exchange) -> None:
        found = re.fullmatch(r"bytes=(\d+)-", exchange.headers.get("Range", ""))
        start, size = int(found[1]) if found else 0, len(content)
        if start >= size > 0:
            exchange.begin(416, {"Content-Range": f"bytes */{size}"})
            return
        words = {"Content-Length": str(size - start)} | headers
        if found:
            words["Content-Range"] = f"bytes {start}-{size - 1}/{size}"
        exchange.begin(206 if found else 200, words)
        if slow is not None:
            exchange.send(content[start:slow])
            exchange.wait()
        exchange.send(content[max(start, slow or 0) : upto])

    return page


def raw(content: bytes, code: int = 200, **headers: str) -> Page:
    """`content` as it is, whatever was asked."""

    def page(exchange: Exchange) -> None:
        exchange.begin(code, headers)
        exchange.send(content)

    return page


def status(code: int, **headers: str) -> Page:
    """Nothing but a status."""
    return raw(b"", code, **headers)


def silence(exchange: Exchange) -> None:
    """No answer until the server is opened."""
    exchange.wait()


def hang_up(_: Exchange) -> None:
    """No answer at all."""


def endless(exchange: Exchange) -> None:
    """Zeros without end."""
    exchange.begin(200, {})
    while not exchange.server.opened.is_set():
        exchange.send(bytes(1 << 16))


# Driving


def finish(operation: Generator[Step, None, T]) -> T:
    """What an operation returns; it may not take long, and its longer rests are left out."""
    return run(operation)[1]


def run(operation: Generator[Step, None, T]) -> tuple[list[Step], T]:
    """The steps of an operation and what it returns."""
    steps: list[Step] = []
    until = monotonic() + SECONDS
    while True:
        try:
            steps.append(next(operation))
        except StopIteration as stop:
            return steps, stop.value
        assert monotonic() < until, "it takes too long"
        if steps[-1].rest:
            sleep(0.001)


def run_to(operation: Generator[Step, None, object], done: int) -> Step:
    """Go on until at least so much is done; the step."""
    until = monotonic() + SECONDS
    while monotonic() < until:
        step = next(operation)
        if step.done >= done:
            return step
        if step.rest:
            sleep(0.001)
    raise AssertionError(f"it never came to {done}")
