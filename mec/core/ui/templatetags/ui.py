from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from mec.core.text import Fragment
from mec.core.ui import french
from mec.core.ui.prose import linked_paragraphs

register = template.Library()

PICTOGRAM_LAYERS = ("decorative", "minor", "major")


@register.filter
def instant(value: datetime) -> SafeString:
    """Write an instant in full: mardi 3 mars 2026, 17 h, heure de Paris."""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), french.instant(value))


@register.filter
def day(value: date) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), french.day(value))


@register.filter
def ago(value: datetime) -> SafeString:
    """Write how long ago, with the instant in full as a title."""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        value.isoformat(),
        french.instant(value),
        french.ago(value, now=timezone.now()),
    )


@register.filter
def hour(value: datetime) -> str:
    return french.hour(value)


@register.filter
def euros(value: Decimal | int) -> str:
    return french.euros(value)


@register.filter
def inhabitants(value: int) -> str:
    return french.inhabitants(value)


@register.filter
def file_size(value: int) -> str:
    return french.file_size(value)


@register.filter
def prose(value: str) -> SafeString:
    """Write what a person typed: paragraphs, line breaks, web addresses as links that lend no credit."""
    return linked_paragraphs(value)


@register.filter
def marked(fragments: Iterable[Fragment]) -> SafeString:
    """Write a text cut where the searched words stand, which are marked."""
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", text) if matched else text,) for text, matched in fragments)
    )


@register.simple_tag
def pictogram(name: str) -> SafeString:
    """Draw one of the State's pictograms, named `folder/name`; decorative, the text beside it says the same."""
    sprite = static("vendor/pictograms.svg")
    anchor = name.replace("/", "-")
    layers = format_html_join(
        "",
        '<use class="fr-artwork-{0}" href="{1}#{2}-{0}"></use>',
        ((layer, sprite, anchor) for layer in PICTOGRAM_LAYERS),
    )
    return format_html(
        '<svg class="fr-artwork" aria-hidden="true" viewBox="0 0 80 80" width="80" height="80">{}</svg>', layers
    )
