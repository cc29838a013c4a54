"""Numbers, errors and answers in words, in the person's language."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale, Qt

from desktop_app.engine.contract import SURENESS_WORDS
from desktop_app.engine.errors import EngineError

if TYPE_CHECKING:
    from desktop_app.engine.contract import Answer


def translate(context: str, text: str, count: int = -1) -> str:
    """Translate `text`, marked in `context`; `count` chooses the plural and fills in %n."""
    return QCoreApplication.translate(context, text, None, count)


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
    if seconds < 1:
        return translate("wording", "{n} ms").format(n=number(max(1, seconds * 1000)))
    if seconds < 10:
        return translate("wording", "{n} s").format(n=number(seconds, 1))
    if seconds < 100:
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
    why = translate("errors", error.why)
    return translate("errors", error.short), why.format(**error.fields)


def sureness(answer: Answer) -> str:
    """Say how sure an answer is."""
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
