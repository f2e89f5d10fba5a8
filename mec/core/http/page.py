"""Every view says who may open it and with which methods; one that says nothing is refused to everyone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.http.response import HttpResponseBase


class Audience(StrEnum):
    PUBLIC = "public"
    """Anyone, without an account."""
    SIGNED_IN = "signed_in"
    """An active account that has accepted the terms; services and visible-to queries narrow it further."""
    ENTERING = "entering"
    """An active account, terms accepted or not: the pages that let one accept them or leave."""
    DEMO = "demo"
    """Anyone, in the demonstration space only; elsewhere the page does not exist."""


@dataclass(frozen=True)
class PageMark:
    audience: Audience
    methods: tuple[str, ...]
    files: bool = False
    """Whether its forms may send files."""


View = Callable[..., HttpResponseBase]


def page(*, audience: Audience, methods: Sequence[str] = ("GET",), files: bool = False) -> Callable[[View], View]:
    """Declare a view's audience and methods; HEAD comes with GET. With `files`, its forms may send some."""

    def mark(view: View) -> View:
        view.page_mark = PageMark(audience, tuple(methods), files)  # type: ignore[attr-defined]
        return view

    return mark


def page_mark(view: Any) -> PageMark | None:
    return getattr(view, "page_mark", None)
