"""Writing differences that no French reader takes for a difference of word."""

import re
import unicodedata

_BEYOND_LATIN = re.compile("[^\x00-\u02ff]+")
"""What may hold an accent on its own: no combining character stands before U+0300."""
_LETTERS = str.maketrans(
    {
        "œ": "oe",
        "æ": "ae",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ı": "i",
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "′": "'",
        "`": "'",
        "´": "'",
        "‐": "-",
        "‑": "-",
        "‒": "-",
        "–": "-",
        "—": "-",
        "−": "-",
        "\u00ad": "",
        "\u200b": "",
        "\u200c": "",
        "\u200d": "",
        "\u2060": "",
        "\ufeff": "",
    }
)


def fold(text: str) -> str:
    """Return `text` in lower case, without accents, ligatures, typographic apostrophes and dashes; never raises.

    Folding twice changes nothing more.
    """
    if text.isascii():
        return text.lower().replace("`", "'")
    return _decompose(_decompose(text).casefold()).translate(_LETTERS)


def _decompose(text: str) -> str:
    # The acute accent that stands alone decomposes into a space: it is an apostrophe typed on the wrong key.
    decomposed = unicodedata.normalize("NFKD", text.replace("´", "'"))
    return _BEYOND_LATIN.sub(_without_marks, decomposed)


def _without_marks(match: re.Match[str]) -> str:
    return "".join(char for char in match[0] if not unicodedata.combining(char))
