"""Errors for people: each carries its fields and one sentence; the views translate the sentence.

`ValueError` is for programmers; what a person can cause and mend is an `EngineError`.
"""

from __future__ import annotations

from typing import ClassVar

from desktop_app.engine.contract import QT_TRANSLATE_NOOP


class EngineError(Exception):
    """Something a person can understand and do something about.

    Attributes:
        kind: A stable word for programs, as in the command line's JSON.
        short: Two or three words, for a thumbnail.
        why: The reason, and what to do when that is not plain; may name fields in braces.
        fields: Values of those names.
    """

    kind: ClassVar[str] = "error"
    short: ClassVar[str] = QT_TRANSLATE_NOOP("errors", "Failed")
    why: ClassVar[str] = QT_TRANSLATE_NOOP("errors", "{reason}")

    def __init__(self, **fields: object) -> None:
        """Keep `fields` and word the message in English."""
        super().__init__(self.why.format(**fields))
        self.fields = fields


class PictureError(EngineError):
    """A picture that cannot be used."""

    kind = "unreadable"
    short = QT_TRANSLATE_NOOP("errors", "Cannot be read")
    why = QT_TRANSLATE_NOOP("errors", "The system says: {reason}.")


class MissingFileError(PictureError):
    """The file is not there."""

    kind = "missing"
    short = QT_TRANSLATE_NOOP("errors", "Not found")
    why = QT_TRANSLATE_NOOP("errors", "There is no such file. It may have been moved or renamed.")


class BrokenLinkError(PictureError):
    """A link whose target does not exist, or that leads back to itself."""

    kind = "broken-link"
    short = QT_TRANSLATE_NOOP("errors", "Broken link")
    why = QT_TRANSLATE_NOOP("errors", "It is a link that leads nowhere.")


class PermissionDeniedError(PictureError):
    """The file or folder may not be read."""

    kind = "permission"
    short = QT_TRANSLATE_NOOP("errors", "No permission")
    why = QT_TRANSLATE_NOOP("errors", "You have no permission to read it.")


class NotAFileError(PictureError):
    """A folder, pipe or device where a file is needed."""

    kind = "not-a-file"
    short = QT_TRANSLATE_NOOP("errors", "Not a file")
    why = QT_TRANSLATE_NOOP("errors", "It is a folder or a device, not a file.")


class EmptyFileError(PictureError):
    """A file of no bytes."""

    kind = "empty"
    short = QT_TRANSLATE_NOOP("errors", "Empty file")
    why = QT_TRANSLATE_NOOP("errors", "The file has nothing in it.")


class NotAPictureError(PictureError):
    """Contents of no known picture format."""

    kind = "not-a-picture"
    short = QT_TRANSLATE_NOOP("errors", "Not a picture")
    why = QT_TRANSLATE_NOOP("errors", "What it holds is no picture format that is known here.")


class TruncatedError(PictureError):
    """A picture whose data stop early."""

    kind = "truncated"
    short = QT_TRANSLATE_NOOP("errors", "Broken file")
    why = QT_TRANSLATE_NOOP("errors", "The file ends too early.")


class DamagedError(PictureError):
    """A picture whose data make no sense."""

    kind = "damaged"
    short = QT_TRANSLATE_NOOP("errors", "Broken file")
    why = QT_TRANSLATE_NOOP("errors", "Its picture data are damaged.")


class TooLargeError(PictureError):
    """More pixels than are ever decoded."""

    kind = "too-large"
    short = QT_TRANSLATE_NOOP("errors", "Too large")
    why = QT_TRANSLATE_NOOP(
        "errors",
        "It says it is {width} × {height} pixels, more than the {limit} megapixels allowed here.",
    )


class OutOfMemoryError(EngineError):
    """Memory of the device or the computer is used up."""

    kind = "memory"
    short = QT_TRANSLATE_NOOP("errors", "No memory")
    why = QT_TRANSLATE_NOOP(
        "errors", "Not enough memory. Close other programs or choose a smaller network."
    )


class UnknownBackboneError(EngineError):
    """A name that is no backbone."""

    kind = "unknown-backbone"
    short = QT_TRANSLATE_NOOP("errors", "Unknown network")
    why = QT_TRANSLATE_NOOP("errors", "There is no network called ‘{name}’. There are: {known}.")


class WeightsError(EngineError):
    """Weights that are missing or do not fit."""

    kind = "weights"
    short = QT_TRANSLATE_NOOP("errors", "Weights")
    why = QT_TRANSLATE_NOOP(
        "errors", "The weights of {name} cannot be used: {reason}. Install the program again."
    )


class DamagedWeightsError(WeightsError):
    """Downloaded weights that are not what their publisher named."""

    kind = "damaged-weights"
    why = QT_TRANSLATE_NOOP(
        "errors",
        "The weights of {name} were changed or damaged since they were downloaded. Delete the "
        "download in the Backbone tab and fetch it again.",
    )


class NotDownloadedError(EngineError):
    """A network whose weights are published but not here."""

    kind = "not-downloaded"
    short = QT_TRANSLATE_NOOP("errors", "Not downloaded")
    why = QT_TRANSLATE_NOOP(
        "errors",
        "The weights of {name} are not on this computer. Download them in the Backbone tab, or "
        "use {name}:untrained to see the network without them.",
    )


class DownloadError(EngineError):
    """A download that stopped; what had come by then is kept unless `why` says otherwise."""

    kind = "download"
    short = QT_TRANSLATE_NOOP("errors", "Download stopped")
    why = QT_TRANSLATE_NOOP(
        "errors", "It stopped at {have} of {size} MB: {reason}. It goes on from there."
    )


class NotBegunError(DownloadError):
    """A download of which nothing came."""

    kind = "not-begun"
    why = QT_TRANSLATE_NOOP("errors", "Nothing came: {reason}.")


class WrongBytesError(DownloadError):
    """A downloaded file that is not the published one; it is thrown away."""

    kind = "wrong-bytes"
    why = QT_TRANSLATE_NOOP(
        "errors",
        "{name} came, but it is not the file that its publisher named, so it was thrown away. A "
        "mirror or a log-in page may stand between; try another connection.",
    )


class DiskFullError(DownloadError):
    """Less free space than the download needs."""

    kind = "disk-full"
    short = QT_TRANSLATE_NOOP("errors", "Disk full")
    why = QT_TRANSLATE_NOOP(
        "errors",
        "It needs {need} MB and {free} MB are free in {folder}. Make room, or choose another "
        "folder.",
    )


class FolderError(DownloadError):
    """A folder for weights that cannot be written."""

    kind = "folder"
    short = QT_TRANSLATE_NOOP("errors", "Cannot be written")
    why = QT_TRANSLATE_NOOP(
        "errors", "Nothing can be written to {folder}: {reason}. Choose another folder."
    )


class MemoryNeededError(EngineError):
    """A network that would not fit into memory; said before it is tried."""

    kind = "memory-needed"
    short = QT_TRANSLATE_NOOP("errors", "No memory")
    why = QT_TRANSLATE_NOOP(
        "errors",
        "{name} needs about {need} GB of memory and {free} GB are free. Close other programs or "
        "choose a smaller network.",
    )


class FileError(EngineError):
    """A weights file that cannot be used; the subclasses say why."""

    kind = "weights-file"
    short = QT_TRANSLATE_NOOP("errors", "Cannot be used")
    why = QT_TRANSLATE_NOOP("errors", "{file} cannot be read: {reason}.")


class UnsafeFileError(FileError):
    """A pickle that holds more than tensors."""

    kind = "unsafe"
    short = QT_TRANSLATE_NOOP("errors", "Not safe")
    why = QT_TRANSLATE_NOOP(
        "errors",
        "{file} holds more than numbers: to open it would run a program of whoever made it, so it "
        "was not opened. Ask them for a .safetensors file, or for the state_dict alone.",
    )


class NotWeightsError(FileError):
    """A file without a network's weights."""

    kind = "not-weights"
    short = QT_TRANSLATE_NOOP("errors", "No weights")
    why = QT_TRANSLATE_NOOP("errors", "There are no weights of a network in {file}.")


class MisfitError(FileError):
    """Weights of another architecture than the one that they are to fill."""

    kind = "misfit"
    short = QT_TRANSLATE_NOOP("errors", "Does not fit")
    why = QT_TRANSLATE_NOOP(
        "errors",
        "{file} does not fit {name}: {count} of its tensors are missing or have another shape, "
        "such as {tensor}.",
    )


class UnknownArchitectureError(FileError):
    """Weights that fit no architecture known here."""

    kind = "unknown-architecture"
    short = QT_TRANSLATE_NOOP("errors", "Unknown network")
    why = QT_TRANSLATE_NOOP(
        "errors", "{file} fits no network that is known here. The nearest are: {known}."
    )


class WrongInputError(FileError):
    """An input of another size than a network can take."""

    kind = "wrong-input"
    why = QT_TRANSLATE_NOOP("errors", "{name} takes no pictures of {size} × {size} pixels.")


class UnusableBackboneError(EngineError):
    """A backbone that is there, but can give no answers here."""

    kind = "unusable-backbone"
    short = QT_TRANSLATE_NOOP("errors", "Cannot be used")
    why = QT_TRANSLATE_NOOP("errors", "{name} cannot be used here: {reason}.")


class NotANumberError(EngineError):
    """Logits that are infinite or no numbers, of which nothing can be told."""

    kind = "not-a-number"
    short = QT_TRANSLATE_NOOP("errors", "Not a number")
    why = QT_TRANSLATE_NOOP(
        "errors",
        "Its answer is not a number. Choose 32 bits as precision, or other weights.",
    )


class PackError(EngineError):
    """A pack of weights that cannot be written or read."""

    kind = "pack"
    short = QT_TRANSLATE_NOOP("errors", "Pack")
    why = QT_TRANSLATE_NOOP("errors", "The pack {file} cannot be used: {reason}.")


class LayerError(EngineError):
    """A name that is no layer with maps."""

    kind = "layer"
    short = QT_TRANSLATE_NOOP("errors", "Unknown layer")
    why = QT_TRANSLATE_NOOP(
        "errors", "{name} has no layer with maps called ‘{layer}’. It has {known} and others."
    )


class UnknownClassError(EngineError):
    """A name that is no class of a network."""

    kind = "class"
    short = QT_TRANSLATE_NOOP("errors", "Unknown class")
    why = QT_TRANSLATE_NOOP("errors", "There is no class called ‘{text}’. Perhaps: {near}.")


class UnitError(EngineError):
    """A number that is no map of a layer."""

    kind = "unit"
    short = QT_TRANSLATE_NOOP("errors", "Unknown map")
    why = QT_TRANSLATE_NOOP("errors", "{layer} has maps 0 to {last}, not {unit}.")


class MethodError(EngineError):
    """A way of looking that does not suit a network."""

    kind = "method"
    short = QT_TRANSLATE_NOOP("errors", "Not suited")
    why = QT_TRANSLATE_NOOP(
        "errors",
        "Guided and deconvnet need ReLU; {name} uses {activation}. Gradient and Grad-CAM work "
        "here.",
    )


class BadParameterError(EngineError):
    """A parameter out of its bounds or of the wrong kind."""

    kind = "parameter"
    short = QT_TRANSLATE_NOOP("errors", "Bad value")
    why = QT_TRANSLATE_NOOP("errors", "{name} is {low} to {high}, not ‘{value}’.")


class DivergedError(EngineError):
    """A run whose numbers are no finite ones any more."""

    kind = "diverged"
    short = QT_TRANSLATE_NOOP("errors", "Run lost")
    why = QT_TRANSLATE_NOOP(
        "errors",
        "The run left the numbers that a picture can have. Kept: step {step}. Try a lower rate.",
    )


class FetchError(EngineError):
    """An address that gave no picture."""

    kind = "fetch"
    short = QT_TRANSLATE_NOOP("errors", "Not fetched")
    why = QT_TRANSLATE_NOOP("errors", "{address} gave no picture: {reason}.")


class ExportError(EngineError):
    """A file that could not be written."""

    kind = "export"
    short = QT_TRANSLATE_NOOP("errors", "Not saved")
    why = QT_TRANSLATE_NOOP("errors", "{file} could not be written: {reason}.")


class SuffixError(ExportError):
    """A file's name that ends in nothing that can be written there."""

    kind = "suffix"
    why = QT_TRANSLATE_NOOP("errors", "{file} cannot be written; its name must end in {suffixes}.")
