"""Writing differences that no French reader takes for a difference of word."""

import unicodedata

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
    return "".join(char for char in decomposed if not unicodedata.combining(char))
