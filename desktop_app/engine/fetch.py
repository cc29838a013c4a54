"""A picture from an address, only ever when a person has asked for it."""

from __future__ import annotations

import queue
import string
import threading
from http.client import HTTPException, IncompleteRead
from typing import TYPE_CHECKING, TypeAlias
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

from desktop_app import __version__
from desktop_app.engine.contract import QT_TRANSLATE_NOOP, Step
from desktop_app.engine.errors import FetchError

if TYPE_CHECKING:
    from collections.abc import Generator

    Piece: TypeAlias = bytes | Exception | None

LARGEST = 64 << 20
"""Bytes read at most."""

CHUNK = 1 << 16
TIMEOUT = 15
"""Seconds without a byte after which the other side counts as gone."""

WAIT = 0.05
"""Seconds between two looks whether something came; the worker does other things meanwhile."""


NO_ADDRESS = QT_TRANSLATE_NOOP("errors", "it is no http or https address")
SILENT = QT_TRANSLATE_NOOP("errors", "the other side did not answer")
BROKEN = QT_TRANSLATE_NOOP("errors", "the connection broke off")
TOO_LARGE = QT_TRANSLATE_NOOP("errors", "it is larger than 64 MB")


def fetch(*, address: str) -> Generator[Step, None, bytes]:
    """Read the bytes behind an http or https `address`; each step tells how many there are.

    Raises `FetchError`: a wrong address, an answer other than success, more than `LARGEST` bytes,
    or a connection that breaks or falls silent.
    """
    pieces: queue.Queue[Piece] = queue.Queue()
    stop = threading.Event()
    # A plain thread waits for the network; this generator only looks whether something came.
    thread = threading.Thread(target=_read, args=(address, pieces, stop), daemon=True)
    thread.start()
    data = bytearray()
    try:
        while True:
            yield Step(len(data), 0, rest=WAIT if pieces.empty() else 0)
            try:
                piece = pieces.get_nowait()
            except queue.Empty:
                continue
            if piece is None:
                return bytes(data)
            if isinstance(piece, Exception):
                raise FetchError(address=address, reason=_reason(piece)) from piece
            data += piece
            if len(data) > LARGEST:
                raise FetchError(address=address, reason=TOO_LARGE)
    finally:
        stop.set()


def _read(address: str, pieces: queue.Queue[Piece], stop: threading.Event) -> None:
    try:
        if not address.lower().startswith(("http://", "https://")):
            raise URLError(NO_ADDRESS)
        # Spaces and letters that are not ASCII travel encoded; what is encoded already stays.
        encoded = quote(address, safe=string.punctuation)
        request = Request(encoded, headers={"User-Agent": f"ideal-cat/{__version__}"})
        with urlopen(request, timeout=TIMEOUT) as answer:
            while not stop.is_set():
                piece = answer.read(CHUNK)
                if not piece and answer.length:
                    raise IncompleteRead(piece, answer.length)
                pieces.put(piece or None)
                if not piece:
                    return
    except (OSError, ValueError, HTTPException) as error:
        if isinstance(error, HTTPError):
            error.close()  # it holds the connection
        pieces.put(error)


def _reason(error: Exception) -> str:
    if isinstance(error, HTTPError):
        return f"{error.code} {error.reason}"
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, TimeoutError):
        return SILENT
    if isinstance(cause, IncompleteRead):
        return BROKEN
    return getattr(cause, "strerror", None) or str(cause)
