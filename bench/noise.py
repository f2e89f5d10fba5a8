"""Texts that nobody types on purpose: searched without an error, and no slower than words."""

import random
from collections.abc import Iterator

RANGES = ((0, 0x7F), (0x20, 0x17F), (0x300, 0x36F), (0x2000, 0x206F), (0xD800, 0xDFFF), (0, 0x10FFFF))
PIECES = (
    *("AND", "OR", "NOT", "NEAR(a b)", "*", '"', "'", "%", "_", "\\", "--", ";", "(", ")", ":", "^", "~", "|"),
    *("\x00", "\r\n", "{{", "{%", "$1", "4821-7393", "école", "ecol", "l’", "rénovation", "🏫", "é" * 300),
)
MOST_PIECES = 12
MOST_CHARACTERS = 40
LONG_EVERY, LONG = 100, 10_000


def noises(count: int, *, seed: int = 13) -> Iterator[str]:
    """Yield characters of anywhere, then operators among words, in turn; one in a hundred is very long."""
    source = random.Random(seed)  # noqa: S311 -- reproducible noise
    for number in range(count):
        if number % 2:
            text = " ".join(source.choices(PIECES, k=source.randint(1, MOST_PIECES)))
        else:
            low, high = source.choice(RANGES)
            text = "".join(chr(source.randint(low, high)) for _ in range(source.randint(0, MOST_CHARACTERS)))
        yield (text * LONG)[:LONG] if number % LONG_EVERY == 0 else text
