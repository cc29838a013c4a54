"""A line brings an answer without anyone waiting for it, reads little ahead, and can be hung up."""

from __future__ import annotations

import socket
import ssl
import threading
from http.client import HTTPException, HTTPMessage, HTTPResponse
from io import BytesIO
from time import monotonic, sleep
from typing import TYPE_CHECKING
from urllib.error import HTTPError, URLError
from urllib.request import Request

import pytest

from desktop_app.engine import line as lines
from desktop_app.engine.line import (
    AHEAD,
    BROKEN,
    CHUNK,
    NO_ADDRESS,
    SILENT,
    Head,
    Line,
    passes,
    reason,
)
from tests.engine.servers import SECONDS, endless, file, join, raw, serving, silence, status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.engine.servers import Page, Server

CONTENT = bytes(range(256)) * 4000


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("no_proxy", "*")
    with serving() as server:
        yield server


def next_of(line: Line) -> Head | bytes:
    until = monotonic() + SECONDS
    while (item := line.take()) is None:
        assert monotonic() < until
        sleep(0.001)
    return item


def wait_for(count: list[int], size: int) -> None:
    until = monotonic() + SECONDS
    while len(count) < size:
        assert monotonic() < until
        sleep(0.001)


# What comes


def test_the_head_comes_first_then_the_bytes_then_nothing(server: Server) -> None:
    line = Line(server.put("/a", file(CONTENT)))
    head = next_of(line)
    assert isinstance(head, Head)
    assert (head.status, head.length) == (200, len(CONTENT))
    pieces = b""
    while piece := next_of(line):
        assert isinstance(piece, bytes)
        assert len(piece) <= CHUNK
        pieces += piece
    assert pieces == CONTENT
    line.close()


def test_a_head_can_be_asked_for_alone(server: Server) -> None:
    server.put("/old", status(301, Location="/a"))
    server.put("/a", file(CONTENT))
    line = Line(server.address("/old"), method="HEAD")
    head = next_of(line)
    assert isinstance(head, Head)
    assert head.headers["Content-Length"] == str(len(CONTENT))
    assert next_of(line) == b""
    assert [one.method for one in server.asked] == ["HEAD", "HEAD"]
    line.close()


def test_odd_letters_in_an_address_travel_encoded(server: Server) -> None:
    server.put("/K%C3%A4se%20%E7%8C%AB?a=%25", raw(b"cheese"))
    line = Line(server.address("/Käse 猫?a=%25"))
    assert isinstance(next_of(line), Head)
    assert next_of(line) == b"cheese"
    line.close()


def test_the_system_s_proxy_is_used(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "")
    monkeypatch.setenv("http_proxy", server.address())
    address = "http://weights.example/net.pth"
    server.put(address, raw(b"cat"))
    line = Line(address)
    assert isinstance(next_of(line), Head)
    assert next_of(line) == b"cat"
    line.close()


def test_exceptions_from_the_proxy_are_kept(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    line = Line(server.put("/a", raw(b"cat")))
    assert isinstance(next_of(line), Head)
    line.close()


# Meanwhile


def test_only_little_is_read_ahead(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    def count(answer: HTTPResponse, size: int) -> bytes:
        piece = read1(answer, size)
        read.append(len(piece))
        return piece

    read1 = HTTPResponse.read1
    monkeypatch.setattr(HTTPResponse, "read1", count)
    line = Line(server.put("/endless", endless))
    wait_for(read, AHEAD)
    sleep(0.05)
    assert len(read) == AHEAD  # one fewer wait with the head, and one for room
    assert sum(read) <= AHEAD * CHUNK
    next_of(line)
    wait_for(read, AHEAD + 1)
    line.close()


@pytest.mark.parametrize("page", [endless, file(CONTENT, slow=9), raw(b""), status(404)])
@pytest.mark.parametrize("items", [0, 1])
def test_hanging_up_ends_the_thread_at_once(server: Server, page: Page, items: int) -> None:
    before = set(threading.enumerate())
    address = server.put("/page", page)
    line = Line(address)
    reading = [one for one in set(threading.enumerate()) - before if "_read" in one.name]
    try:
        for _ in range(items):
            next_of(line)
    except HTTPError:
        pass
    line.close()
    for thread in reading:
        thread.join(SECONDS / 2)  # less than `TIMEOUT`, and than the server would wait
        assert not thread.is_alive()


def test_hanging_up_does_not_wait(server: Server) -> None:
    line = Line(server.put("/silence", silence))
    started = monotonic()
    line.close()
    assert monotonic() - started < SECONDS / 2


def test_a_line_that_falls_silent_breaks(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "TIMEOUT", 0.1)
    line = Line(server.put("/slow", file(CONTENT, slow=9)))
    next_of(line)
    assert next_of(line) == CONTENT[:9]
    with pytest.raises(TimeoutError):
        next_of(line)


# What went wrong


@pytest.mark.parametrize(
    ("start", "end", "allowed"),
    [
        ("https://a.example/x", "http://a.example/x", False),
        ("https://a.example/x", "https://b.example/x", True),
        ("HTTPS://a.example/x", "http://a.example/x", False),
        ("http://a.example/x", "https://a.example/x", True),
        ("http://a.example/x", "http://b.example/x", True),
        ("http://a.example/x", "ftp://a.example/x", False),
    ],
)
def test_nothing_safe_leads_to_what_is_not(start: str, end: str, allowed: bool) -> None:
    careful = lines._Careful()
    following = careful.redirect_request(Request(start), BytesIO(), 302, "", HTTPMessage(), end)
    assert (following is not None) == allowed


def refusal(code: int, words: str = "Some Words", **headers: str) -> HTTPError:
    message = HTTPMessage()
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    return HTTPError("http://unused.example", code, words, message, None)


@pytest.mark.parametrize(
    ("error", "words", "may_pass"),
    [
        (refusal(404), lines.MISSING, False),
        (refusal(410), lines.MISSING, False),
        (refusal(401), lines.REFUSED, False),
        (refusal(403), lines.REFUSED, False),
        (refusal(403, X_Error_Code="GatedRepo"), lines.GATED, False),
        (refusal(302), lines.ASTRAY, False),
        (refusal(418), "418 Some Words", False),
        (refusal(429), "429 Some Words", True),
        (refusal(503), "503 Some Words", True),
        (URLError(NO_ADDRESS), NO_ADDRESS, False),
        (URLError(socket.gaierror(-2, "Name or service not known")), lines.UNKNOWN, True),
        (URLError(TimeoutError("timed out")), SILENT, True),
        (URLError(ssl.SSLCertVerificationError(1, "expired")), lines.UNPROVEN, True),
        (URLError(ConnectionRefusedError(111, "Connection refused")), "Connection refused", True),
        (TimeoutError("timed out"), SILENT, True),
        (ConnectionResetError(104, "Connection reset by peer"), BROKEN, True),
        (HTTPException("SSH-2.0"), "SSH-2.0", True),
    ],
)
def test_every_failure_has_its_words(error: Exception, words: str, may_pass: bool) -> None:
    assert reason(error) == words
    assert passes(error) == may_pass


@pytest.mark.parametrize("address", ["", "cat", "file:///etc/passwd", "http://[::1", "http://a:b/"])
def test_an_address_that_makes_no_sense(address: str) -> None:
    before = set(threading.enumerate())
    line = Line(address)
    with pytest.raises(URLError) as caught:
        next_of(line)
    assert caught.value.reason == NO_ADDRESS
    join(before)
