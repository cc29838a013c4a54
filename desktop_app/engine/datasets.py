"""What a folder of pictures can teach: its classes, its parts, and what is odd about it."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from desktop_app.engine.contract import Source, Step
from desktop_app.engine.errors import EngineError
from desktop_app.engine.examples import (
    CORRUPT,
    EMPTY_CLASS,
    HIDDEN,
    LOOSE,
    PARTS,
    TEST,
    TINY,
    TRAIN,
    TWICE,
    UNEVEN,
    VALIDATION,
    Dataset,
    DatasetError,
    Example,
    Problem,
)
from desktop_app.engine.findings import FoundFiles, Searched, natural
from desktop_app.engine.folders import BATCH, Tally, counts, is_directory, is_new, search
from desktop_app.engine.formats import check_size, file_error, identify, open_source

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    Result = TypeVar("Result")
    Steps: TypeAlias = Generator[Step, None, Result]

SMALL = 32
"""Pixels of the shorter side below which a picture counts as tiny."""

FEW = 0.1
"""Share of the largest class below which a class is told to have few pictures."""

CHUNK = 1 << 20
"""Bytes hashed in one step."""

COUNTED = 64
"""Files between two counts."""

NAMES: Mapping[str, str] = {
    **dict.fromkeys(("train", "training"), TRAIN),
    **dict.fromkeys(("val", "valid", "validation"), VALIDATION),
    **dict.fromkeys(("test", "testing"), TEST),
}
"""What folders of parts are called, in small letters."""


def scan(folder: str, *, validation: str = "") -> Steps[Dataset]:
    """Find the classes in `folder`: each of its sub-folders is one, with all pictures below it.

    Sub-folders called train, val or test, as `NAMES` has them, are parts that hold the classes;
    so that a class may be called train, there must be two of them, or one and nothing beside it,
    and folders inside. A folder of classes as `validation` takes the place of that part. Links are
    followed unless they lead to a folder that is searched already.

    Of equal files in one class only the first is kept, and of those in different parts the one
    that is least learned from: test before validation before training. Those in different classes
    of one part are all kept and told. Tiny pictures are kept too.

    A file is hashed and its header read, but the picture is not unpacked: one whose data end early
    or are damaged behind the header is found only when its features are computed.

    Nothing is written. Items tell now and then how many pictures each class has so far: a `dict`.

    Raises:
        DatasetError: There are fewer than two classes, or another part has a class that the
            training part lacks, or a folder cannot be opened.
    """
    survey = _Survey()
    yield from survey.arrange(folder, validation)
    yield from survey.search()
    yield from survey.look()
    return survey.dataset(folder, validation)


@dataclass(frozen=True, slots=True)
class _Place:
    """A folder as it is seen from outside: the folders in it, and how much else."""

    folder: str
    inside: tuple[str, ...]
    tally: Tally


@dataclass(slots=True, eq=False)
class _ClassFolder:
    """A folder with the pictures of one class for one part, and the hashes of those kept."""

    part: str
    folder: str
    files: list[str] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return os.path.basename(self.folder)


class _Survey:
    """A scan on its way."""

    def __init__(self) -> None:
        self.class_folders: list[_ClassFolder] = []
        self.problems: list[Problem] = []
        self._hidden = 0
        self._beside: list[str] = []
        self._seen: set[object] = set()
        self._holders: dict[str, list[tuple[_ClassFolder, str]]] = {}

    def arrange(self, folder: str, validation: str) -> Steps[None]:
        """Find the folders of classes, those of the least learned part first."""
        top = yield from _look_into(folder)
        is_new(folder, self._seen)
        places = yield from self._places(top)
        if validation:
            if not is_new(validation, self._seen):
                raise DatasetError(folder=validation, reason=DatasetError.SAME)
            given = yield from _look_into(validation)
            places = [one for one in places if one[0] != VALIDATION] + [(VALIDATION, given)]
        for part, place in sorted(places, key=lambda one: PARTS.index(one[0]), reverse=True):
            self._add(part, place)

    def _places(self, top: _Place) -> Steps[list[tuple[str, _Place]]]:
        """See which folders in `top` are parts; if none, all of them are classes."""
        parts = yield from _parts(top)
        if not parts:
            return [(TRAIN, top)]
        if TRAIN not in dict(parts):
            raise DatasetError(folder=top.folder, reason=DatasetError.NO_TRAINING)
        self._note(top)
        used = {place.folder for _, place in parts}
        self._beside = [path for path in top.inside if path not in used]
        return parts

    def _add(self, part: str, place: _Place) -> None:
        if not place.inside:
            raise DatasetError(folder=place.folder, reason=DatasetError.NO_CLASSES)
        self._note(place)
        is_new(place.folder, self._seen)
        new = (path for path in place.inside if is_new(path, self._seen))
        self.class_folders += [_ClassFolder(part, path) for path in new]

    def _note(self, place: _Place) -> None:
        """Remember what lies beside the folders in `place`."""
        self._hidden += place.tally.hidden
        if place.tally.pictures:
            self._tell(LOOSE, place.folder, count=place.tally.pictures)

    def _tell(self, kind: str, path: str, why: str = "", *, count: int = 1) -> None:
        self.problems.append(Problem(kind, path, why, count))

    def search(self) -> Steps[None]:
        """Find the files of each class, and count those beside the parts."""
        for one in self.class_folders:
            for finding in search(one.folder, self._seen):
                if isinstance(finding, FoundFiles):
                    one.files += finding.paths
                elif isinstance(finding, Searched):
                    self._hidden += finding.hidden
                else:
                    self._tell(CORRUPT, finding.path, str(finding.error))
                yield Step(0, 0)
        for folder in self._beside:
            for finding in search(folder, self._seen):
                if isinstance(finding, Searched) and finding.pictures:
                    self._tell(LOOSE, folder, count=finding.pictures)
                yield Step(0, 0)

    def look(self) -> Steps[None]:
        """Look at each file, and keep what can be used."""
        done, total = 0, sum(len(one.files) for one in self.class_folders)
        for one in self.class_folders:
            for path in one.files:
                yield from self._judge(one, path, Step(done, total))
                done += 1
                is_told = done == total or not done % COUNTED
                yield Step(done, total, item=dict(self._counts(*PARTS)) if is_told else None)
            one.files.clear()

    def _judge(self, one: _ClassFolder, path: str, step: Step) -> Steps[None]:
        try:
            digest, size = yield from _examined(path, step)
        except EngineError as error:
            self._tell(CORRUPT, path, str(error))
            return
        if self._keeps(one, path, digest):
            one.kept[path] = digest
            if min(size) < SMALL:
                self._tell(TINY, path, "{} × {}".format(*size))

    def _keeps(self, one: _ClassFolder, path: str, digest: str) -> bool:
        """Whether `path` is to be kept, beside files of the same bytes that were kept before."""
        holders = self._holders.setdefault(digest, [])
        spare = [it for it in holders if it[0].part != one.part or it[0].name == one.name]
        if holders:
            _, other = (spare or holders)[0]
            self._tell(TWICE, path, other)
        if not spare:
            holders.append((one, path))
        return not spare

    def _counts(self, *parts: str) -> Counter[str]:
        """How many pictures of each class were kept for `parts` so far."""
        counts: Counter[str] = Counter()
        for one in self.class_folders:
            if one.part in parts:
                counts[one.name] += len(one.kept)
        return counts

    def dataset(self, folder: str, validation: str) -> Dataset:
        """Number the classes, and tell what they lack."""
        classes = self._classes(folder)
        self._tell_of_classes()
        if self._hidden:
            self._tell(HIDDEN, folder, count=self._hidden)
        labels = {name: label for label, name in enumerate(classes)}
        parts: dict[str, list[Example]] = {part: [] for part in PARTS}
        for one in self.class_folders:
            examples = (Example(path, labels[one.name], sha) for path, sha in one.kept.items())
            parts[one.part].extend(examples)
        used = {part: tuple(examples) for part, examples in parts.items() if examples}
        return Dataset(folder, classes, used, tuple(self.problems), validation)

    def _classes(self, folder: str) -> tuple[str, ...]:
        learned = +self._counts(TRAIN)  # without those of which there are none
        for one in self.class_folders:
            if one.kept and one.name not in learned:
                raise DatasetError(folder=one.folder, reason=DatasetError.NOT_LEARNED)
        if len(learned) < 2:
            reason = DatasetError.ONE_CLASS if learned else DatasetError.NO_PICTURES
            raise DatasetError(folder=folder, reason=reason)
        return tuple(sorted(learned, key=natural))

    def _tell_of_classes(self) -> None:
        counts = self._counts(TRAIN)
        most = max(counts.values())
        for one in self.class_folders:
            if not one.kept:
                self._tell(EMPTY_CLASS, one.folder)
            elif one.part == TRAIN and counts[one.name] < FEW * most:
                self._tell(UNEVEN, one.folder, str(most), count=counts[one.name])


def _look_into(folder: str) -> Steps[_Place]:
    """See which folders there are in `folder`, in natural order."""
    if not os.path.isdir(folder):
        raise DatasetError(folder=folder, reason=DatasetError.NO_FOLDER)
    tally, inside = Tally(), []
    try:
        with os.scandir(folder) as listing:
            for number, entry in enumerate(listing, 1):
                if counts(entry, tally) and is_directory(entry):
                    inside.append(entry.path)
                if not number % BATCH:
                    yield Step(0, 0)
    except OSError as error:
        raise DatasetError(folder=folder, reason=DatasetError.CLOSED) from error
    inside.sort(key=lambda path: natural(os.path.basename(path)))
    return _Place(folder, tuple(inside), tally)


def _parts(top: _Place) -> Steps[list[tuple[str, _Place]]]:
    """See which folders in `top` are parts; none if they are classes."""
    named = [(path, NAMES.get(os.path.basename(path).casefold())) for path in top.inside]
    parts: list[tuple[str, _Place]] = []
    for path, part in named:
        if part:
            place = yield from _look_into(path)
            parts += [(part, place)] if place.inside else []
    several = len({part for _, part in named if part}) > 1
    return parts if several or len(named) == 1 else []


def _examined(path: str, step: Step) -> Steps[tuple[str, tuple[int, int]]]:
    """Read a file once: its hash and its size in pixels; `step` comes between long pieces."""
    try:
        with open_source(Source(path, path)) as file:
            size = identify(file).size
            check_size(size)
            file.seek(0)
            digest = hashlib.sha256()
            while chunk := file.read(CHUNK):
                digest.update(chunk)
                if len(chunk) == CHUNK:
                    yield step
            return digest.hexdigest(), size
    except OSError as error:
        raise file_error(error, path) from error
