"""A line to a server: a plain thread reads its answer, never far ahead of whoever takes it."""

from __future__ import annotations

import queue
import socket
import ssl
import string
import threading
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException, IncompleteRead, InvalidURL
from typing import TYPE_CHECKING, TypeAlias
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import HTTPRedirectHandler, Request, build_opener

from desktop_app import __version__
from desktop_app.engine.contract import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from email.message import Message
    from http.client import HTTPMessage, HTTPResponse
    from typing import IO

CHUNK = 1 << 16
TIMEOUT = 15
"""Seconds without a byte after which the other side counts as gone."""

WAIT = 0.05
"""Seconds between two looks whether something came; the worker does other things meanwhile."""

AHEAD = 64
"""Pieces of at most `CHUNK` bytes that are read ahead of the one who takes them."""

NO_ADDRESS = QT_TRANSLATE_NOOP("errors", "it is no http or https address")
SILENT = QT_TRANSLATE_NOOP("errors", "the other side did not answer")
BROKEN = QT_TRANSLATE_NOOP("errors", "the connection broke off")
MISSING = QT_TRANSLATE_NOOP("errors", "the server has no such file")
REFUSED = QT_TRANSLATE_NOOP("errors", "the server does not hand it out")
GATED = QT_TRANSLATE_NOOP(
    "errors", "its publisher hands it out only to people who have agreed to a licence there"
)
ASTRAY = QT_TRANSLATE_NOOP(
    "errors", "the server sends the program on, in a circle or to an address that is not safe"
)
UNKNOWN = QT_TRANSLATE_NOOP(
    "errors", "the server cannot be found; there may be no connection to the internet"
)
UNPROVEN = QT_TRANSLATE_NOOP("errors", "the server cannot prove that it is the one it says it is")

_REASONS = {401: REFUSED, 403: REFUSED, 404: MISSING, 410: MISSING}
_PASSING = (408, 416, 429)


@dataclass(frozen=True, slots=True)
class Head:
    """How an answer begins; `length` is of what follows, None if the server does not say."""

    status: int
    headers: Message
    length: int | None


Item: TypeAlias = Head | bytes


class Line:
    """One question to a server. Close it, or its thread may wait for ever."""

    def __init__(self, address: str, *, method: str = "GET", start: int = 0) -> None:
        """Ask for what is at `address` from byte `start` on."""
        self._items: queue.Queue[Item | Exception] = queue.Queue(AHEAD)
        self._stop = threading.Event()
        self._socket: socket.socket | None = None
        threading.Thread(target=self._read, args=(address, method, start), daemon=True).start()

    def take(self) -> Item | None:
        """Return the head, then pieces, then b""; None while there is nothing to take yet.

        An answer may stop short of the length in its head. Raises `OSError` or `HTTPException`
        where the connection breaks, and `HTTPError` for an answer other than success.
        """
        try:
            item = self._items.get_nowait()
        except queue.Empty:
            return None
        if isinstance(item, Exception):
            raise item
        return item

    def close(self) -> None:
        """Hang up. The thread ends at once, or after `TIMEOUT` if no answer has begun."""
        self._stop.set()
        while not self._items.empty():  # the thread may be waiting for room
            self._items.get_nowait()
        if self._socket:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def _read(self, address: str, method: str, start: int) -> None:
        try:
            opener = build_opener(_Careful)  # asks the system for its proxies
            request = _request(address, method, start)
            with opener.open(request, timeout=TIMEOUT) as answer, _second(answer) as self._socket:
                self._items.put(Head(answer.status, answer.headers, answer.length))
                self._pass_on(answer)
        except (ValueError, InvalidURL):
            self._items.put(URLError(NO_ADDRESS))
        except (OSError, HTTPException) as error:
            if isinstance(error, HTTPError):
                error.close()  # it holds the connection
            self._items.put(error)

    def _pass_on(self, answer: HTTPResponse) -> None:
        while not self._stop.is_set():
            piece = answer.read1(CHUNK)
            self._items.put(piece)
            if not piece:
                return


class _Careful(HTTPRedirectHandler):
    """Follows to http and https, but not from https to http."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        if "X-Linked-ETag" in headers and req.get_method() == "HEAD":
            return None  # the hub's own words about the file; the next server knows less
        secure = req.full_url.lower().startswith("https:")
        if not newurl.lower().startswith("https:" if secure else ("http:", "https:")):
            return None
        following = super().redirect_request(req, fp, code, msg, headers, newurl)
        if following is not None:
            following.method = req.get_method()
        return following


def _request(address: str, method: str, start: int) -> Request:
    if not address.lower().startswith(("http://", "https://")):
        raise ValueError(address)
    headers = {"User-Agent": f"ideal-cat/{__version__}"}
    if start:
        headers["Range"] = f"bytes={start}-"
    return Request(quote(address, safe=string.punctuation), headers=headers, method=method)


def _second(answer: HTTPResponse) -> socket.socket:
    """Return a second handle of the connection, by which another thread can shut it."""
    return socket.fromfd(answer.fileno(), socket.AF_INET, socket.SOCK_STREAM)


# What went wrong


def passes(error: Exception) -> bool:
    """Whether it may go well if the same is asked again."""
    if isinstance(error, HTTPError):
        return error.code >= 500 or error.code in _PASSING
    return not (isinstance(error, URLError) and isinstance(error.reason, str))


def reason(error: Exception) -> str:
    """Return in words why a server's answer did not come, or not whole."""
    if isinstance(error, HTTPError):
        return _refusal(error)
    cause = error.reason if isinstance(error, URLError) else error
    known = next((words for kinds, words in _CAUSES if isinstance(cause, kinds)), "")
    return known or getattr(cause, "strerror", None) or str(cause)


def _refusal(error: HTTPError) -> str:
    if error.headers.get("X-Error-Code") == "GatedRepo":
        return GATED
    if error.code in _REASONS:
        return _REASONS[error.code]
    return ASTRAY if error.code < 400 else f"{error.code} {error.reason}"


_CAUSES: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    ((TimeoutError,), SILENT),
    ((IncompleteRead, ConnectionResetError, BrokenPipeError), BROKEN),
    ((socket.gaierror,), UNKNOWN),
    ((ssl.SSLCertVerificationError,), UNPROVEN),
)
