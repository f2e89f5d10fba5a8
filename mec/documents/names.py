"""What a file is called: what came with it, made safe to show and to give back."""

import re
import unicodedata

LONGEST = 150
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_EDGES = " ._-"
_INNER_EXTENSION = re.compile(
    r"\.(?=(?:exe|com|scr|bat|cmd|ps1|vbs|js|jar|msi|lnk|sh|php\d?|phtml|phar|cgi|pl|py|asp|aspx|jsp|html?|svg)\.)",
    re.IGNORECASE,
)
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)", re.IGNORECASE)
"""Names that Windows keeps for itself."""
NAMELESS = "fichier"


def clean_name(name: str) -> str:
    """Return a file name without folder, control or direction signs, of at most 150 characters, its extension kept.

    Nothing is lost that a person would miss; what is left of a hostile name is a plain one ("fichier" for none).
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    printable = "".join(sign if sign.isprintable() or sign.isspace() else "" for sign in last)
    plain = _FORBIDDEN.sub("_", " ".join(printable.split()))
    stem, extension = split_name(_INNER_EXTENSION.sub("_", plain).rstrip(" ."))
    stem = stem.strip(_EDGES) or NAMELESS
    if _RESERVED.match(stem):
        stem = f"_{stem}"
    stem = stem[: LONGEST - len(extension) - 1].rstrip(_EDGES)
    return f"{stem}.{extension}" if extension else stem


def split_name(name: str) -> tuple[str, str]:
    """Return the stem and the extension, in lower case and without dot; a name may have none."""
    stem, dot, extension = name.rpartition(".")
    if not dot or not re.fullmatch(r"[A-Za-z0-9]{1,10}", extension):
        return name, ""
    return stem, extension.lower()
