"""The one French analyser: what two writings of the same word have in common, and where they stand in a text.

And what is read and shown of a text in HTML.
"""

from mec.core.text.agenda import calendar_text
from mec.core.text.analyser import Token, analyse, stem, tokens
from mec.core.text.excerpts import Fragment, Span, excerpt, highlight, quotations, spans
from mec.core.text.folding import fold
from mec.core.text.html import clean_html, plain_text

__all__ = [
    "Fragment",
    "Span",
    "Token",
    "analyse",
    "calendar_text",
    "clean_html",
    "excerpt",
    "fold",
    "highlight",
    "plain_text",
    "quotations",
    "spans",
    "stem",
    "tokens",
]
