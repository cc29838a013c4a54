"""Ways of writing a name that people take for one: capitals, Arabic letters, marks and digits."""

from __future__ import annotations

from functools import lru_cache

_LETTERS = {
    "\N{ARABIC LETTER ALEF}": "أإآٱ",
    "\N{ARABIC LETTER FARSI YEH}": "\u064a\u0649\u0626",
    "\N{ARABIC LETTER KEHEH}": "\u0643",
    "\N{ARABIC LETTER HEH}": "\u0629\u06c0\u06c1\u06c2\u06d5",
    "\N{ARABIC LETTER WAW}": "\u0624",
    " ": "\N{ZERO WIDTH NON-JOINER}\N{NO-BREAK SPACE}",
    # Vowels and other marks, the letter that only stretches a line, signs of direction.
    "": "\u0640\u0670\u200d\u200e\u200f\u2066\u2067\u2068\u2069"
    + "".join(map(chr, range(0x064B, 0x0660))),
    **{str(digit): chr(0x0660 + digit) + chr(0x06F0 + digit) for digit in range(10)},
}
_ALIKE = str.maketrans({other: one for one, others in _LETTERS.items() for other in others})


@lru_cache(maxsize=1 << 14)
def plain(text: str) -> str:
    """Return `text` so that what is only written otherwise becomes equal.

    Arabic and Persian keyboards have their own ya, kaf and digits, and few people write the marks.
    """
    return text.casefold().translate(_ALIKE).strip()
