"""Numbers, errors and answers in words, in the person's language."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale, Qt

from desktop_app.engine.contract import CHANCE, SURENESS_WORDS
from desktop_app.engine.errors import EngineError

LONG = 48
"""Letters from which a name counts as long."""

if TYPE_CHECKING:
    from desktop_app.engine.contract import Answer, DeviceInfo


def translate(context: str, text: str) -> str:
    """Translate `text`, marked in `context`."""
    return QCoreApplication.translate(context, text)


def breakable(name: str) -> str:
    """Let a file name or an address be broken into lines anywhere; the eye sees no difference."""
    return "\N{ZERO WIDTH SPACE}".join(name) if len(name) > LONG else name


def shortened(name: str) -> str:
    """Leave out the middle of a name that is too long for a heading."""
    return f"{name[: LONG // 2]}…{name[-LONG // 2 :]}" if len(name) > LONG else name


def number(value: float, decimals: int = 0) -> str:
    """Write a number with the language's digits and separators."""
    return QLocale().toString(float(value), "f", decimals)


def percent(fraction: float, decimals: int = 0) -> str:
    """Write a fraction as a percentage; what would round to nothing is "< 0.1"."""
    smallest = 10.0**-decimals
    if 0 < fraction * 100 < smallest / 2:
        return f"< {_with_sign(number(smallest, decimals))}"
    return _with_sign(number(fraction * 100, decimals))


def _with_sign(digits: str) -> str:
    sign = QLocale().percent()
    mirrored = QLocale().textDirection() is Qt.LayoutDirection.RightToLeft
    return f"{digits}{sign}" if mirrored else f"{digits}\N{NO-BREAK SPACE}{sign}"


def duration(seconds: float) -> str:
    """Write a time as a person would say it."""
    if seconds < 0.9995:
        return translate("wording", "{n} ms").format(n=number(max(1, seconds * 1000)))
    if seconds < 9.95:
        return translate("wording", "{n} s").format(n=number(seconds, 1))
    if seconds < 99.5:
        return translate("wording", "{n} s").format(n=number(seconds))
    if seconds < 5400:
        return translate("wording", "{n} min").format(n=number(seconds / 60))
    return translate("wording", "{n} h").format(n=number(seconds / 3600, 1))


def explain(error: BaseException) -> tuple[str, str]:
    """Return two or three words for `error` and the sentence that says why and what to do."""
    if not isinstance(error, EngineError):
        short = translate("errors", "Failed")
        why = translate("errors", "Something went wrong inside the program: {reason}.")
        return short, why.format(reason=str(error) or type(error).__name__)
    fields = dict(error.fields)
    if "reason" in fields:  # ours is marked for translation, the system's is as it is
        fields["reason"] = translate("errors", str(fields["reason"]))
    why = translate("errors", error.why).format(**fields)
    return translate("errors", error.short), why


def fallback(info: DeviceInfo) -> str:
    """Say why another device than the one asked for is in use; "" if it is not."""
    if not info.failed:
        return ""
    text = translate("wording", "{device} cannot be used: {reason}.")
    return text.format(device=info.failed, reason=translate("errors", info.reason))


def sureness(answer: Answer) -> str:
    """Say how sure an answer is; that it is chance if the network has learned nothing."""
    if not answer.trained:
        return translate("answers", CHANCE)
    return translate("answers", SURENESS_WORDS[answer.sureness])


def remark(answer: Answer) -> str:
    """Say in one sentence what is beside the best class."""
    if not answer.trained:
        return translate("answers", "Untrained network. Its answers are chance.")
    if answer.is_flat:
        text = translate("answers", "All {n} classes look nearly alike to it.")
        return text.format(n=number(len(answer.classes)))
    if len(answer.indices) < 2:
        return translate("answers", "There is no other class.")
    second = answer.probabilities[1]
    if second >= 0.1:
        name = answer.classes[answer.indices[1]].name
        text = translate("answers", "Or {name}, {share}.")
        return text.format(name=name, share=percent(second))
    limit = max(1, math.floor(second * 100) + 1)
    text = translate("answers", "Nothing else reaches {share}.")
    return text.format(share=percent(limit / 100))
