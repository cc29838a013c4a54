"""Weights come whole or not at all, resume, and every way to fail has its sentence."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, TypeAlias

import pytest

from desktop_app import __version__
from desktop_app.engine import catalogue, checked
from desktop_app.engine import line as lines
from desktop_app.engine.download import RESTS, download
from desktop_app.engine.errors import DiskFullError, DownloadError, NotBegunError, WrongBytesError
from desktop_app.engine.places import Places
from tests.engine.servers import (
    SECONDS,
    endless,
    file,
    finish,
    hang_up,
    raw,
    run,
    run_to,
    serving,
    silence,
    status,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from desktop_app.engine.catalogue import Entry
    from desktop_app.engine.contract import Step
    from tests.engine.servers import Page, Server

    Fetch: TypeAlias = Callable[..., Generator[Step, None, str]]

CONTENT = bytes(range(256)) * 4000
SIZE = len(CONTENT)
HALF = 500_000
NAME = f"net-{sha256(CONTENT).hexdigest()[:8]}.pth"
PATH = f"/models/{NAME}"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("no_proxy", "*")
    with serving() as server:
        yield server


@pytest.fixture
def places(tmp_path: Path) -> Places:
    weights = tmp_path / "torch" / "hub" / "checkpoints"
    return Places(weights, tmp_path / "hub", tmp_path / "own", tmp_path / "checked.json")


@pytest.fixture
def part(places: Places) -> Path:
    return places.part(NAME)


@pytest.fixture
def fetch(server: Server, places: Places) -> Fetch:
    """Starts to download what the server hands out."""

    def begin(*pages: Page) -> Generator[Step, None, str]:
        if pages:
            server.put(PATH, *pages)
        return download(entry=entry(server.address(PATH)), places=places)

    return begin


def entry(url: str, name: str = NAME) -> Entry:
    return replace(catalogue.ZFNET, name="net", file=name, url=url, bytes=SIZE + 300)


def left(part: Path, size: int = HALF) -> None:
    """Leave what an earlier download would have left."""
    part.parent.mkdir(parents=True)
    part.write_bytes(CONTENT[:size])


def failure(operation: Generator[Step, None, str]) -> DownloadError:
    with pytest.raises(DownloadError) as caught:
        finish(operation)
    return caught.value


def why(operation: Generator[Step, None, str]) -> object:
    error = failure(operation)
    assert type(error) in (DownloadError, NotBegunError)
    return error.fields["reason"]


# What comes


def test_a_file_comes_whole(fetch: Fetch, places: Places, part: Path) -> None:
    steps, path = run(fetch(file(CONTENT)))
    assert path == str(places.file(NAME))
    assert Path(path).read_bytes() == CONTENT
    assert os.listdir(places.weights) == [NAME]
    counts = [step.done for step in steps]
    assert counts == sorted(counts)
    assert counts[0] == 0
    assert steps[-1].done == steps[-1].total == SIZE


def test_a_server_may_be_silent_about_the_length(fetch: Fetch) -> None:
    steps, path = run(fetch(raw(CONTENT)))
    assert Path(path).read_bytes() == CONTENT
    assert steps[-1].total == SIZE + 300  # the catalogue's word


def test_a_file_that_is_there_is_not_asked_for(
    fetch: Fetch, server: Server, places: Places
) -> None:
    places.weights.mkdir(parents=True)
    places.file(NAME).write_bytes(b"whatever it is")
    assert finish(fetch(file(CONTENT))) == str(places.file(NAME))
    assert server.asked == []


def test_the_hash_is_not_computed_again_when_it_is_loaded(fetch: Fetch, places: Places) -> None:
    path = Path(finish(fetch(file(CONTENT))))
    steps, digest = run(checked.sha256(file=path, memory=places.checked))
    assert steps == []
    assert digest == sha256(CONTENT).hexdigest()


def test_the_other_side_learns_only_the_program_s_name(fetch: Fetch, server: Server) -> None:
    finish(fetch(file(CONTENT)))
    (asked,) = server.asked
    assert asked.headers == {
        "Accept-Encoding": "identity",
        "User-Agent": f"ideal-cat/{__version__}",
        "Host": f"127.0.0.1:{server.server_port}",
        "Connection": "close",
    }


@pytest.mark.parametrize("end", ["", "/"])
def test_a_mirror_is_asked_instead_of_the_publisher(
    server: Server, places: Places, end: str
) -> None:
    server.put(f"/mirror/{NAME}", file(CONTENT))
    places = replace(places, mirror=server.address(f"/mirror{end}"))
    path = finish(download(entry=entry("https://unused.example/x.pth"), places=places))
    assert Path(path).read_bytes() == CONTENT


def test_redirections_are_followed_with_the_range(fetch: Fetch, server: Server, part: Path) -> None:
    left(part)
    server.put("/elsewhere", file(CONTENT))
    assert finish(fetch(status(302, Location="/elsewhere")))
    assert server.ranges == [f"bytes={HALF}-"] * 2


def test_sizes_may_be_beyond_32_bits(fetch: Fetch) -> None:
    operation = fetch(raw(CONTENT[:HALF], Content_Length=str(5 << 30)), silence)
    assert run_to(operation, HALF).total == 5 << 30
    operation.close()


def test_a_file_must_name_its_hash(places: Places) -> None:
    with pytest.raises(ValueError, match="does not name its hash"):
        finish(download(entry=entry("http://unused.example", "net.pth"), places=places))


# Going on


def test_it_goes_on_after_a_stop(fetch: Fetch, server: Server, part: Path) -> None:
    operation = fetch(file(CONTENT, slow=HALF))
    run_to(operation, HALF)
    assert next(operation).rest  # nothing comes for the time being
    operation.close()
    assert part.read_bytes() == CONTENT[:HALF]
    steps, path = run(fetch(file(CONTENT)))
    assert server.ranges == [None, f"bytes={HALF}-"]
    assert Path(path).read_bytes() == CONTENT
    assert steps[0].done == HALF
    assert steps[-1].done == steps[-1].total == SIZE


def test_it_goes_on_after_the_program_has_died(
    fetch: Fetch, server: Server, places: Places, part: Path
) -> None:
    server.put(PATH, file(CONTENT, slow=HALF), file(CONTENT))
    program = f"""
import os
from pathlib import Path
from desktop_app.engine.download import Parcel, bring
part = Path({str(part)!r})
for step in bring(Parcel("net", {server.address(PATH)!r}, part, part, "?", 0)):
    if step.done == {HALF}:
        os._exit(7)  # without any cleaning up
"""
    ended = subprocess.run([sys.executable, "-c", program], timeout=60, check=False)
    assert ended.returncode == 7
    assert Path(finish(fetch())).read_bytes() == CONTENT
    assert server.ranges == [None, f"bytes={HALF}-"]


def test_a_part_that_is_whole_is_only_renamed(
    fetch: Fetch, server: Server, places: Places, part: Path
) -> None:
    left(part, SIZE)
    assert Path(finish(fetch(status(500)))).read_bytes() == CONTENT
    assert server.asked == []
    assert not part.exists()


@pytest.mark.parametrize("page", [file(CONTENT, upto=HALF), file(CONTENT, slow=HALF)])
def test_a_break_is_mended_at_once(
    fetch: Fetch, server: Server, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "TIMEOUT", 0.3)
    assert Path(finish(fetch(page, file(CONTENT)))).read_bytes() == CONTENT
    assert server.ranges == [None, f"bytes={HALF}-"]


def test_many_breaks_are_mended_while_more_comes_each_time(fetch: Fetch, server: Server) -> None:
    breaks = [file(CONTENT, upto=at) for at in range(100_000, SIZE, 100_000)]
    assert finish(fetch(*breaks, file(CONTENT)))
    assert len(server.asked) > 2 * len(RESTS)


@pytest.mark.parametrize("page", [status(500), status(503), status(429), status(408), hang_up])
def test_a_server_that_recovers_is_asked_again(fetch: Fetch, server: Server, page: Page) -> None:
    steps, _ = run(fetch(page, page, file(CONTENT)))
    assert len(server.asked) == 3
    assert [step.rest for step in steps if step.rest in RESTS] == list(RESTS[:2])


def test_a_server_that_ignores_ranges_begins_anew(fetch: Fetch, server: Server, part: Path) -> None:
    left(part)
    steps, path = run(fetch(raw(CONTENT, Content_Length=str(SIZE))))
    assert Path(path).read_bytes() == CONTENT
    assert steps[-1].done == SIZE
    assert server.ranges == [f"bytes={HALF}-"]


@pytest.mark.parametrize(
    "headers",
    [{"Content_Range": f"bytes 7-{SIZE - 1}/{SIZE}"}, {"Content_Range": "nonsense"}, {}],
)
def test_a_wrong_range_begins_anew(
    fetch: Fetch, server: Server, part: Path, headers: dict[str, str]
) -> None:
    left(part)
    assert Path(finish(fetch(raw(CONTENT[7:], 206, **headers), file(CONTENT))))
    assert server.ranges == [f"bytes={HALF}-", None]


def test_a_range_from_the_beginning_is_taken_as_such(
    fetch: Fetch, server: Server, part: Path
) -> None:
    left(part)
    finish(fetch(raw(CONTENT, 206, Content_Range=f"bytes 0-{SIZE - 1}/*")))
    assert len(server.asked) == 1


def test_a_server_may_send_less_than_was_asked(fetch: Fetch, server: Server, part: Path) -> None:
    left(part)
    middle = raw(CONTENT[HALF:-9], 206, Content_Range=f"bytes {HALF}-{SIZE - 10}/{SIZE}")
    assert finish(fetch(middle, file(CONTENT)))
    assert server.ranges == [f"bytes={HALF}-", f"bytes={SIZE - 9}-"]


def test_a_part_longer_than_the_file_begins_anew(fetch: Fetch, server: Server, part: Path) -> None:
    part.parent.mkdir(parents=True)
    part.write_bytes(bytes(SIZE + 5))
    assert Path(finish(fetch(file(CONTENT)))).read_bytes() == CONTENT
    assert server.ranges == [f"bytes={SIZE + 5}-", None]


# What does not come


@pytest.mark.parametrize(
    ("page", "reason", "times"),
    [
        (status(404), "the server has no such file", 1),
        (status(403), "the server does not hand it out", 1),
        (status(500), "500 Internal Server Error", 4),
        (status(429), "429 Too Many Requests", 4),
        (status(416), "416 Requested Range Not Satisfiable", 4),
        (raw(b"", 206), "the connection broke off", 4),
        (hang_up, "the connection broke off", 4),
        (status(302, Location="ftp://127.0.0.1/x"), lines.ASTRAY, 1),
        (status(302, Location="file:///etc/passwd"), lines.ASTRAY, 1),
        (status(302), lines.ASTRAY, 1),
        (status(302, Location=PATH), lines.ASTRAY, 5),
    ],
)
def test_the_reason_is_told(
    fetch: Fetch, server: Server, part: Path, page: Page, reason: str, times: int
) -> None:
    assert str(failure(fetch(page))) == f"Nothing came: {reason}."
    assert len(server.asked) == times
    assert not part.exists()  # nothing had come


def test_what_had_come_stays_when_it_fails(fetch: Fetch, server: Server, part: Path) -> None:
    error = failure(fetch(file(CONTENT, upto=HALF)))
    assert error.fields == {"have": 0, "size": 1, "reason": "the connection broke off"}
    assert part.read_bytes() == CONTENT[:HALF]
    assert server.ranges == [None, *[f"bytes={HALF}-"] * len(RESTS)]


# Wrong bytes


@pytest.mark.parametrize(
    "page",
    [
        raw(b"<html>Please log in</html>"),
        raw(CONTENT[:-1], Content_Length=str(SIZE - 1)),
        raw(CONTENT, Content_Length=str(SIZE - 1)),
        raw(CONTENT + b"more", Content_Length=str(SIZE + 4)),
        raw(CONTENT[::-1], Content_Length=str(SIZE)),
        raw(CONTENT, 206, Content_Range=f"bytes 0-9/{SIZE - 100_000}"),
        raw(b""),
        endless,
    ],
)
def test_wrong_bytes_are_thrown_away(fetch: Fetch, places: Places, page: Page) -> None:
    error = failure(fetch(page))
    assert isinstance(error, WrongBytesError)
    assert str(error).startswith(f"{NAME} came, but it is not the file")
    assert os.listdir(places.weights) == []


def test_a_length_that_is_too_great_does_no_harm(fetch: Fetch) -> None:
    path = finish(fetch(raw(CONTENT, Content_Length=str(SIZE + 10))))
    assert Path(path).read_bytes() == CONTENT


def test_a_damaged_part_is_thrown_away(fetch: Fetch, part: Path) -> None:
    left(part)
    part.write_bytes(bytes(HALF))
    assert isinstance(failure(fetch(file(CONTENT))), WrongBytesError)
    assert Path(finish(fetch())).read_bytes() == CONTENT


def test_a_known_hash_goes_before_the_name_s(fetch: Fetch, server: Server, places: Places) -> None:
    strict = replace(entry(server.put(PATH, file(CONTENT))), sha256="0" * 64)
    with pytest.raises(WrongBytesError):
        finish(download(entry=strict, places=places))


# Meanwhile


def test_a_full_disk_is_noticed_before_anything_is_written(
    fetch: Fetch, part: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(0, 0, 9_000_000))
    error = failure(fetch(file(CONTENT)))
    assert isinstance(error, DiskFullError)
    assert error.fields == {"need": 68, "free": 9, "folder": str(part.parent)}
    assert not part.exists()


@pytest.mark.parametrize("page", [file(CONTENT, slow=HALF), endless, silence])
def test_steps_stay_short_and_so_does_a_stop(fetch: Fetch, page: Page) -> None:
    operation = fetch(page)
    started = monotonic()
    for _ in range(8):
        next(operation)
    operation.close()
    assert monotonic() - started < SECONDS / 2


def test_a_stop_while_it_waits_for_another_attempt(fetch: Fetch, server: Server) -> None:
    operation = fetch(status(500), silence)
    while next(operation).rest not in RESTS:
        sleep(0.001)
    operation.close()
    assert len(server.asked) == 1
