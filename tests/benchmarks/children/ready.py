"""The program, gone as soon as its network is loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.benchmarks.children import real

if TYPE_CHECKING:
    from desktop_app.app import Program


def prepare(program: Program) -> None:
    """Leave when the network is there for all to use."""
    program.session.network_changed.connect(lambda _: real.leave())


real.start(prepare)
