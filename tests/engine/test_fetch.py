"""Addresses give their bytes or a reason, in short steps, and a stop is immediate."""

from __future__ import annotations

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import perf_counter
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from desktop_app import __version__
from desktop_app.engine import fetch as fetching
from desktop_app.engine import line as lines
from desktop_app.engine.errors import FetchError
from desktop_app.engine.fetch import fetch
from desktop_app.engine.line import ASTRAY, CHUNK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SECONDS = 5
"""How long anything may take; far longer than it does."""

PICTURE = bytes(range(256)) * 1000


class Site(ThreadingHTTPServer):
    """A server on this computer whose slow pages wait until it is opened."""

    daemon_threads = False  # so that closing it waits for them

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Pages)
        self.opened = threading.Event()
        self.asked: list[tuple[str, str | None]] = []

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"

    def handle_error(self, *_: object) -> None:
        """Say nothing when the other side hangs up."""


class Pages(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["User-Agent"]))
        page = PAGES.get(unquote(self.path))
        if page is None:
            self.send_error(404)
        else:
            page(self)

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def raw(self, content: bytes) -> None:
        self.wfile.write(content)

    def answer(self, content: bytes, *, declared: int | None = None) -> None:
        self.send_response(200)
        if declared is not None:
            self.send_header("Content-Length", str(declared))
        self.end_headers()
        self.wfile.write(content)

    def redirect(self, address: str) -> None:
        self.send_response(302)
        self.send_header("Location", address)
        self.end_headers()

    def wait_then(self, content: bytes) -> None:
        self.wfile.flush()
        assert self.server.opened.wait(SECONDS)
        self.wfile.write(content)

    def chunked(self, content: bytes) -> None:
        self.protocol_version = "HTTP/1.1"
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(content)
        self.close_connection = True


def slow_middle(page: Pages) -> None:
    page.answer(PICTURE[:CHUNK], declared=len(PICTURE))
    page.wait_then(PICTURE[CHUNK:])


def slow_start(page: Pages) -> None:
    page.wait_then(b"HTTP/1.0 200 OK\r\n\r\nlate")


PAGES: dict[str, Callable[[Pages], None]] = {
    "/cat.png": lambda page: page.answer(PICTURE, declared=len(PICTURE)),
    "/no length.png": lambda page: page.answer(PICTURE),
    "/Käse 猫.png?a=b&c=%d": lambda page: page.answer(b"cheese"),
    "/empty": lambda page: page.answer(b"", declared=0),
    "/moved": lambda page: page.redirect("/cat.png"),
    "/circle": lambda page: page.redirect("/circle"),
    "/away": lambda page: page.redirect("file:///etc/passwd"),
    "/broken": lambda page: page.send_error(500),
    "/cut": lambda page: page.answer(PICTURE, declared=len(PICTURE) + 1),
    "/chunks": lambda page: page.chunked(b"3\r\ncat\r\n0\r\n\r\n"),
    "/cut chunks": lambda page: page.chunked(b"ff\r\nonly this"),
    "/no http": lambda page: page.raw(b"SSH-2.0\r\n"),
    "/silence": lambda _: None,
    "/slow start": slow_start,
    "/slow middle": slow_middle,
}


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("no_proxy", "*")
    before = set(threading.enumerate())
    with Site() as site:
        serving = threading.Thread(target=site.serve_forever, args=(0.01,))
        serving.start()
        yield site
        site.opened.set()
        site.shutdown()
    for thread in set(threading.enumerate()) - before:
        thread.join(SECONDS)


def fetched(address: str) -> bytes:
    operation = fetch(address=address)
    last = perf_counter()
    while True:
        try:
            next(operation)
        except StopIteration as stop:
            return bytes(stop.value)
        assert perf_counter() < last + SECONDS


def reason(address: str) -> str:
    with pytest.raises(FetchError) as caught:
        fetched(address)
    sentence = str(caught.value)
    assert sentence.startswith(f"{address} gave no picture: ")
    assert sentence.endswith(".")
    return sentence.removeprefix(f"{address} gave no picture: ").removesuffix(".")


# What comes


@pytest.mark.parametrize("path", ["/cat.png", "/no length.png", "/moved"])
def test_the_bytes_come_whole(site: Site, path: str) -> None:
    assert fetched(site.address(path)) == PICTURE


def test_steps_tell_how_much_has_come(site: Site) -> None:
    steps = list(fetch(address=site.address("/cat.png")))
    counts = [step.done for step in steps]
    assert counts[0] == 0
    assert counts == sorted(counts)
    assert counts[-1] == len(PICTURE)


def test_what_comes_in_chunks_is_put_together(site: Site) -> None:
    assert fetched(site.address("/chunks")) == b"cat"


def test_nothing_is_no_error_here(site: Site) -> None:
    assert fetched(site.address("/empty")) == b""


@pytest.mark.parametrize(
    "path", ["/Käse 猫.png?a=b&c=%25d", "/K%C3%A4se%20%E7%8C%AB.png?a=b&c=%25d"]
)
def test_any_letters_may_stand_in_an_address(site: Site, path: str) -> None:
    assert fetched(site.address(path)) == b"cheese"


def test_the_scheme_may_be_in_capitals(site: Site) -> None:
    assert fetched(site.address("/cat.png").replace("http", "HTTP")) == PICTURE


def test_the_other_side_learns_only_the_program_s_name(site: Site) -> None:
    fetched(site.address("/cat.png"))
    assert site.asked == [("/cat.png", f"ideal-cat/{__version__}")]


# What does not


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/nowhere", "the server has no such file"),
        ("/broken", "500 Internal Server Error"),
        ("/cut", "the connection broke off"),
        ("/cut chunks", "the connection broke off"),
        ("/no http", "SSH-2.0"),
        ("/silence", "the connection broke off"),
    ],
)
def test_the_reason_is_told(site: Site, path: str, expected: str) -> None:
    assert expected in reason(site.address(path))


@pytest.mark.parametrize("path", ["/circle", "/away"])
def test_not_every_redirection_is_followed(site: Site, path: str) -> None:
    assert reason(site.address(path)) == ASTRAY


@pytest.mark.parametrize(
    "address",
    ["", "cat.png", "example.org/cat.png", "file:///etc/passwd", "ftp://localhost/", "data:,cat"],
)
def test_only_http_and_https_are_asked(address: str) -> None:
    assert reason(address) == "it is no http or https address"


@pytest.mark.parametrize(
    "address", ["http://", "http://[::1", "http://localhost:cat/", "http://localhost:99999/"]
)
def test_an_address_that_makes_no_sense(address: str) -> None:
    assert reason(address)


def test_a_computer_that_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert reason(f"http://127.0.0.1:{port}/cat.png") == "Connection refused"


def test_too_much_is_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "LARGEST", len(PICTURE))
    assert fetched(site.address("/cat.png")) == PICTURE
    monkeypatch.setattr(fetching, "LARGEST", len(PICTURE) - 1)
    assert reason(site.address("/cat.png")) == "it is larger than 64 MB"


def test_a_side_that_falls_silent_is_given_up(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "TIMEOUT", 0.2)
    assert reason(site.address("/slow start")) == "the other side did not answer"
    assert reason(site.address("/slow middle")) == "the other side did not answer"


# Meanwhile


@pytest.mark.parametrize("path", ["/slow start", "/slow middle"])
def test_steps_stay_short_while_the_other_side_is_slow(site: Site, path: str) -> None:
    operation = fetch(address=site.address(path))
    started = perf_counter()
    for _ in range(8):
        next(operation)
    assert perf_counter() - started < SECONDS / 2
    site.opened.set()
    assert list(operation)


@pytest.mark.parametrize("path", ["/slow start", "/slow middle", "/cat.png"])
@pytest.mark.parametrize("steps", [0, 1, 3])
def test_a_stop_is_immediate(site: Site, path: str, steps: int) -> None:
    operation = fetch(address=site.address(path))
    for _ in range(steps):
        next(operation)
    started = perf_counter()
    operation.close()
    assert perf_counter() - started < SECONDS / 2
