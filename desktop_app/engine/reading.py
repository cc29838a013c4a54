"""Weights from files that strangers made: nothing in them is ever run.

Before anything is loaded, what a file promises is compared with its size, so that a small file
cannot take much memory.
"""

from __future__ import annotations

import json
import math
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from mmap import ACCESS_READ, mmap
from pathlib import Path
from pickle import UnpicklingError
from typing import TYPE_CHECKING, cast

import torch
from torch import Tensor

from desktop_app.engine import modelfile, pickles
from desktop_app.engine.contract import QT_TRANSLATE_NOOP
from desktop_app.engine.device import check_memory, memory_errors
from desktop_app.engine.errors import EngineError, FileError, NotWeightsError, UnsafeFileError
from desktop_app.engine.modelfile import DAMAGED, TRUNCATED, open_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import IO

NOT_NUMBERS = QT_TRANSLATE_NOOP("errors", "they hold values that are no numbers")
EXPANDED = QT_TRANSLATE_NOOP("errors", "unpacked, it would be much larger than it is")
PACKED = QT_TRANSLATE_NOOP("errors", "it was compressed, which torch never does; unpack it first")
TOO_OLD = QT_TRANSLATE_NOOP(
    "errors", "it was saved by a very old torch; ask its maker for a .safetensors file"
)

AVERAGED = ("model_ema", "state_dict_ema", "ema_state_dict", "ema_model", "ema")
"""What checkpoints call the running average of the weights, which predicts better."""

WRAPPED = ("state_dict", "model_state_dict", "model", "net", "network", "module", "weights")
"""What checkpoints call the weights."""

DEPTH = 2
"""Dictionaries in each other in which they are looked for."""

PREFIXES = ("module.", "model.", "backbone.", "net.", "network.", "_orig_mod.")
"""Names of modules that wrap a whole network."""

COUNTER = "n_averaged"
"""Stands among the weights where torch has averaged them."""

ARCHITECTURE = ("architecture", "arch")
"""What checkpoints call the name of the architecture."""

CLASSES = ("classes", "class_names", "class_to_idx", "idx_to_class", "labels")
"""What they call the names of the classes."""

LONGEST = 1 << 20
"""Characters of what is told, each."""

_ENDED = ("EOF", "exhausted", "not enough data", "but only", "no newline", "not a zip file")
_ZIP = b"PK\3\4"
_LEGACY = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19."
_LEGACY_PICKLES = 5  # a magic number, the version, the system, the contents, the storages' names


@dataclass(frozen=True, slots=True, eq=False)
class Contents:
    """The weights in a file.

    Attributes:
        tensors: By the names that the network itself gives them; float32, or whole numbers.
        metadata: What else the file tells, as text or JSON.
        averaged: Whether this is the running average of the weights, though there may be others.
    """

    tensors: dict[str, Tensor]
    metadata: dict[str, str]
    averaged: bool = False


def read(path: str) -> Contents:
    """Read the weights in a .safetensors file or one that torch saved, of a checkpoint's the best.

    Raises `UnsafeFileError` for a pickle of more than tensors, `NotWeightsError` for anything else
    without weights, another `FileError` for what is not there, damaged, or larger than it says,
    `MemoryNeededError` before the numbers are read and `OutOfMemoryError` while they are.
    """
    file = Path(path).name
    with _explained(file), memory_errors():
        content, metadata = _load(path)
        found = _weights(content, DEPTH)
        if found is None:
            raise NotWeightsError(file=file)
        tensors, averaged = found
        # In a file each value takes a byte or more; a tensor can also repeat one of them for ever.
        values = sum(tensor.numel() for tensor in tensors.values())
        if values > Path(path).stat().st_size:
            raise FileError(file=file, reason=EXPANDED)
        check_memory(4 * values, "cpu", file)
        settled = {name: _settled(tensor) for name, tensor in _bare(tensors).items()}
        if not all(map(_is_finite, settled.values())):
            raise FileError(file=file, reason=NOT_NUMBERS)
        return Contents(settled, metadata, averaged)


def read_some(path: str, prefix: str) -> dict[str, Tensor]:
    """Read the tensors of a .safetensors file whose names begin so; raises `FileError`."""
    file = Path(path).name
    with _explained(file), memory_errors():
        found = {name: _settled(one) for name, one in _load_safetensors(path, prefix).items()}
        if not all(map(_is_finite, found.values())):
            raise FileError(file=file, reason=NOT_NUMBERS)
        return found


@contextmanager
def _explained(file: str) -> Iterator[None]:
    try:
        yield
    except (EngineError, MemoryError):
        raise
    except UnpicklingError as error:
        raise UnsafeFileError(file=file) from error
    except Exception as error:  # damaged files fail in every way that there is
        ended = isinstance(error, EOFError) or any(words in str(error) for words in _ENDED)
        raise FileError(file=file, reason=TRUNCATED if ended else DAMAGED) from error


# Loading


def _load(path: str) -> tuple[object, dict[str, str]]:
    """Return what is in a file and the words that it has about itself."""
    header = modelfile.header(path)
    if header is not None:
        return _load_safetensors(path), header.get("__metadata__", {})
    with open_file(path) as file:
        beginning = file.read(512)
    if beginning.startswith(_ZIP):
        _check_zip(path)
    else:
        _check_legacy(path, beginning)
    # From a zip, the tensors are parts of the file itself until they are copied.
    mapped = beginning.startswith(_ZIP)
    content = torch.load(path, map_location="cpu", weights_only=True, mmap=mapped)
    return content, _told(content)


def _load_safetensors(path: str, prefix: str = "") -> dict[str, Tensor]:
    from safetensors import safe_open

    with safe_open(path, framework="pt") as file:
        names = [name for name in file.keys() if name.startswith(prefix)]  # noqa: SIM118 (no dictionary)
        return {name: file.get_tensor(name) for name in names}


def _check_zip(path: str) -> None:
    """Raise what speaks against loading a zip, whose members must be as large as they look."""
    file = Path(path).name
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        names = {member.filename.lower() for member in members}
        folder = members[0].filename.partition("/")[0] if members else ""
        if f"{folder}/constants.pkl".lower() in names:  # a network as a program, TorchScript
            raise UnsafeFileError(file=file)
        if f"{folder}/data.pkl" not in archive.namelist():
            raise NotWeightsError(file=file)
        if any(member.compress_type != zipfile.ZIP_STORED for member in members):
            raise FileError(file=file, reason=PACKED)
        unpacked = sum(member.file_size for member in members)
        if unpacked > Path(path).stat().st_size or len(names) != len(members):
            raise FileError(file=file, reason=EXPANDED)
        pickles.check(BytesIO(archive.read(f"{folder}/data.pkl")))


def _check_legacy(path: str, beginning: bytes) -> None:
    """Raise what speaks against loading a file that is no zip."""
    file = Path(path).name
    if beginning[257:262] == b"ustar":
        raise FileError(file=file, reason=TOO_OLD)
    check_memory(Path(path).stat().st_size, "cpu", file)
    # Unlike a file, a map reads no more than there is, however much is asked for.
    with open_file(path) as opened, mmap(opened.fileno(), 0, access=ACCESS_READ) as mapped:
        stream = cast("IO[bytes]", mapped)
        if beginning.startswith(_LEGACY):
            for _ in range(_LEGACY_PICKLES):
                pickles.check(stream)
        elif _names_things(stream, certain=beginning[:1] == b"\x80"):
            raise UnsafeFileError(file=file)
        else:
            raise NotWeightsError(file=file)


def _names_things(stream: IO[bytes], *, certain: bool) -> bool:
    """Return whether there are functions or classes in a file that is, perhaps, pickles."""
    count = _LEGACY_PICKLES if certain else 1
    return any(pickles.names_things(stream, certain=certain) for _ in range(count))


# Finding the weights


def _weights(content: object, depth: int) -> tuple[dict[str, Tensor], bool] | None:
    """Return a network's tensors and whether they are an average; None if there are none."""
    fields = _fields(content)
    if depth:
        for key in (*AVERAGED, *WRAPPED):
            found = _weights(fields.get(key), depth - 1)
            if found is not None:
                return found[0], found[1] or key in AVERAGED
    tensors = {str(key): value for key, value in fields.items() if isinstance(value, Tensor)}
    averaged = tensors.pop(COUNTER, None) is not None
    likely = any(one.is_floating_point() and one.dim() > 1 for one in tensors.values())
    return (tensors, averaged) if likely else None


def _fields(content: object) -> dict[object, object]:
    # A pickled OrderedDict can bring an `items` of its own.
    return dict(dict.items(content)) if isinstance(content, dict) else {}


def _bare(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the tensors without the prefixes that all their names share."""
    bare = dict(tensors)
    while True:
        shared = [one for one in PREFIXES if all(name.startswith(one) for name in bare)]
        if not shared:
            return bare
        bare = {name.removeprefix(shared[0]): tensor for name, tensor in bare.items()}


def _settled(tensor: Tensor) -> Tensor:
    """Return a copy in memory of its own: the file may change while the network is in use."""
    kind = torch.float32 if tensor.is_floating_point() else tensor.dtype
    return tensor.detach().to(kind, copy=True, memory_format=torch.contiguous_format)


def _is_finite(tensor: Tensor) -> bool:
    if not tensor.is_floating_point() or not tensor.numel():
        return True
    return all(math.isfinite(limit) for limit in torch.aminmax(tensor))


def _told(content: object) -> dict[str, str]:
    fields = _fields(content)
    texts = {key: _text(fields.get(key)) for key in (*ARCHITECTURE, *CLASSES)}
    return {key: text for key, text in texts.items() if text}


def _text(value: object) -> str:
    """Return a text, or plain lists and dictionaries of texts and numbers as JSON; else ""."""
    if isinstance(value, str):
        return value[:LONGEST]
    fields = _fields(value)
    parts = [*fields, *fields.values()] if fields else value
    if not isinstance(parts, list | tuple) or not all(isinstance(one, str | int) for one in parts):
        return ""
    # A pickle can hold one long text many times over.
    return json.dumps(fields or value) if sum(len(str(one)) for one in parts) <= LONGEST else ""
