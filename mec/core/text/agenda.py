"""What a line of a calendar may hold (RFC 5545)."""

import re

_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def calendar_text(text: str) -> str:
    """Return the text with every end of line as one, and without what no line of a calendar may hold."""
    return _CONTROL.sub("", _LINE_ENDS.sub("\n", text))
