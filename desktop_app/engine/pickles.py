"""What a pickle would build, found out without building anything of it.

torch's own safe loader runs nothing that a pickle brings along, but a few bytes can still make it
use any amount of memory or time: a call that copies the same long list again and again, or tuples
of tuples that each hold the one before twice. Here such things are only counted.
"""

from __future__ import annotations

import pickletools
from itertools import islice
from pickle import UnpicklingError
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pickletools import OpcodeInfo
    from typing import IO

MOST = 4_000_000
"""Values that a pickle may build or copy; a thousand tensors take about forty thousand."""

_STORAGES = "Float Half BFloat16 Double Long Int Short Char Byte Bool"
_KINDS = "float32 float16 bfloat16 float64 int64 int32 int16 int8 uint8 bool"

GLOBALS = frozenset(
    {
        "collections OrderedDict",
        "collections Counter",
        "__builtin__ set",
        "torch Size",
        "torch device",
        "torch._utils _rebuild_tensor",
        "torch._utils _rebuild_tensor_v2",
        "torch._utils _rebuild_parameter",
        *(f"torch {kind}Storage" for kind in _STORAGES.split()),
        *(f"torch {kind}" for kind in _KINDS.split()),
    }
)
"""What a pickle of weights may name: a part of what torch's safe loader allows."""

_PUT = {"BINPUT", "LONG_BINPUT"}
_GET = {"BINGET", "LONG_BINGET"}
_GROWING = {"APPEND", "APPENDS", "SETITEM", "SETITEMS", "BUILD"}
_SIMPLE = (
    "PROTO STOP MARK GLOBAL REDUCE BINPERSID NONE NEWTRUE NEWFALSE BININT BININT1 BININT2 LONG1 "
    "BINFLOAT BINUNICODE SHORT_BINSTRING EMPTY_TUPLE EMPTY_LIST EMPTY_DICT TUPLE TUPLE1 TUPLE2 "
    "TUPLE3"
)
OPCODES = frozenset(_SIMPLE.split()) | _PUT | _GET | _GROWING
"""What torch writes; all of it is in the second protocol."""

_CALLS = {"GLOBAL", "STACK_GLOBAL", "INST", "REDUCE", "OBJ", "NEWOBJ", "NEWOBJ_EX"}


def check(stream: IO[bytes]) -> None:
    """Look through one pickle of weights; leaves `stream` behind it.

    Raises `UnpicklingError` if it holds more than plain values and tensors or would take too much
    memory or time, `ValueError` or `LookupError` if it is damaged.
    """
    counter = _Counter()
    for opcode, argument, _ in pickletools.genops(stream):
        if opcode.name not in OPCODES or (opcode.name == "PROTO" and argument != 2):
            raise UnpicklingError(opcode.name)
        if opcode.name == "GLOBAL" and argument not in GLOBALS:
            raise UnpicklingError(argument)
        counter.count(opcode, argument)


def names_things(stream: IO[bytes], *, certain: bool) -> bool:
    """Return whether this is a pickle that names functions or classes.

    Unless it is `certain` that it is a pickle, it must make sense up to its end: many a text begins
    like one.
    """
    seen = False
    try:
        for opcode, _, _ in islice(pickletools.genops(stream), MOST):
            seen = seen or opcode.name in _CALLS
    except (ValueError, LookupError):
        return seen and certain
    return seen


class _Counter:
    """Follows an unpickler's stack with the sizes of the values in place of the values.

    A size is in a list of its own, so that it grows for all who share the value.
    """

    def __init__(self) -> None:
        self._stack: list[list[int]] = []
        self._marks: list[int] = []
        self._memo: dict[object, list[int]] = {}
        self._sum = 0

    def count(self, opcode: OpcodeInfo, argument: object) -> None:
        """Do what `opcode` does to the stack; `UnpicklingError` once it is too much."""
        if opcode.name == "MARK":
            self._marks.append(len(self._stack))
        elif opcode.name in _PUT:
            self._memo[argument] = self._stack[-1]
        elif opcode.name in _GET:
            self._stack.append(self._memo[argument])
        else:
            self._build(opcode)

    def _build(self, opcode: OpcodeInfo) -> None:
        taken = self._take([one.name for one in opcode.stack_before])
        result = taken.pop(0) if opcode.name in _GROWING else [1]
        added = sum(size for (size,) in taken)
        result[0] += added
        self._sum += 1 + added
        if self._sum > MOST:
            raise UnpicklingError("too much")
        if opcode.stack_after:
            self._stack.append(result)

    def _take(self, before: list[str]) -> list[list[int]]:
        count = len(before)
        if "mark" in before:
            count = len(self._stack) - self._marks.pop() + before.index("mark")
        if not 0 <= count <= len(self._stack):
            raise LookupError("a value that is not there")
        start = len(self._stack) - count
        taken = self._stack[start:]
        del self._stack[start:]
        return taken
