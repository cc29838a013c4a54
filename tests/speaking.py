"""Running the commands in tests, with small networks in the place of the real ones."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop_app.__main__ import main
from desktop_app.engine import loading
from desktop_app.engine.contract import Step

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    import pytest

    from desktop_app.engine.contract import Network


@dataclass(frozen=True)
class Said:
    """What a command ended with and wrote."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The lines of `--json`."""
        assert self.out.endswith("\n") or not self.out
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def row(self) -> dict[str, Any]:
        """The only one."""
        (row,) = self.rows
        return row


def play(monkeypatch: pytest.MonkeyPatch, networks: Mapping[str, Network]) -> None:
    """Let `networks` be what is loaded by their names, and all others as ever."""
    real = loading.load

    def load(*, name: str, **options: Any) -> Generator[Step, None, Network]:  # noqa: ANN401
        yield Step(0, 0)
        if name in networks:
            return networks[name]
        return (yield from real(name=name, **options))

    monkeypatch.setattr(loading, "load", load)


def speaker(capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Return the program: called with arguments, it returns what it said."""

    def say(*arguments: object) -> Said:
        code = main([str(argument) for argument in arguments])
        said = Said(code, *capsys.readouterr())
        assert "Traceback" not in said.err
        return said

    return say
