"""Parameters as rows: forms, command lines and configurations are made from the same ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.engine.contract import MAX_TOP, QT_TRANSLATE_NOOP
from desktop_app.engine.errors import BadParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Parameter:
    """One setting of an operation.

    Attributes:
        name: As in the configuration; the command line writes dashes for underscores.
        kind: "int", "float", "fraction255", "bool", "choice", "seed", "class", "layer",
            "picture" or "folder".
        default: The value when nothing is said.
        low: Least value of a number, inclusive.
        high: Greatest value of a number, inclusive.
        step: What one click on an arrow adds.
        choices: The words to choose from.
        unit: Written behind the number.
        label: One or two words, marked for translation.
        help: One sentence, marked for translation.
        when: Another row's name and the values of it with which this row matters.
    """

    name: str
    kind: str
    default: object
    low: float = 0
    high: float = 0
    step: float = 1
    choices: tuple[str, ...] = ()
    unit: str = ""
    label: str = ""
    help: str = ""
    when: tuple[str, frozenset[str]] | None = None


TOP = Parameter(
    "top",
    "int",
    5,
    low=1,
    high=MAX_TOP,
    label=QT_TRANSLATE_NOOP("parameters", "Show"),
    help=QT_TRANSLATE_NOOP("parameters", "How many of the most probable classes to show"),
)
PREDICT = (TOP,)

_TYPES = {"int": int, "seed": int, "float": float, "fraction255": float, "bool": bool}


def configure(rows: Iterable[Parameter], values: Mapping[str, object]) -> dict[str, object]:
    """Return a value for every row: what `values` says, else the default.

    Text is read as the row's kind. Raises `BadParameterError` for what the row does not take and
    `ValueError` for names that are no rows.
    """
    table = {row.name: row for row in rows}
    if strangers := values.keys() - table.keys():
        raise ValueError(f"no such parameters: {sorted(strangers)}")
    return {name: checked(row, values.get(name, row.default)) for name, row in table.items()}


def checked(row: Parameter, value: object) -> object:
    """Return `value` as `row`'s kind; `BadParameterError` if it is not of it or out of bounds."""
    try:
        typed = _TYPES.get(row.kind, str)(value)
    except (TypeError, ValueError) as error:
        raise _bad(row, value) from error
    if row.choices and typed not in row.choices:
        raise _bad(row, value)
    bounded = row.high > row.low and not isinstance(typed, str)
    if bounded and not row.low <= float(typed) <= row.high:
        raise _bad(row, value)
    return typed


def _bad(row: Parameter, value: object) -> BadParameterError:
    low, high, given = (_written(row, one) for one in (row.low, row.high, value))
    return BadParameterError(name=row.name, value=given, low=low, high=high)


def _written(row: Parameter, value: object) -> object:
    """Write a share of 255 as people do."""
    is_share = row.kind == "fraction255" and isinstance(value, int | float)
    return f"{value * 255:g}/255" if is_share else value  # type: ignore[operator]
