"""The one French analyser: what two writings of the same word have in common, and where they stand in a text."""

from mec.core.text.analyser import Token, analyse, stem, tokens
from mec.core.text.excerpts import Fragment, Span, excerpt, highlight, quotations, spans
from mec.core.text.folding import fold

__all__ = [
    "Fragment",
    "Span",
    "Token",
    "analyse",
    "excerpt",
    "fold",
    "highlight",
    "quotations",
    "spans",
    "stem",
    "tokens",
]
