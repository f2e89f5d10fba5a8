"""Read a page as somebody who fills in its forms would."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import html5lib

TYPED = {"text", "search", "email", "tel", "url", "number", "password", "date"}
CHOSEN = {"radio", "checkbox"}
TIES = ("aria-describedby", "aria-labelledby")
"""A group of choices is named by its legend and its messages together."""


@dataclass(frozen=True)
class Field:
    name: str
    kind: str
    """Type of the input, "textarea" or "select"."""
    values: tuple[str, ...]
    """What is sent when nobody touches it."""

    @property
    def is_typed(self) -> bool:
        return self.kind in TYPED or self.kind == "textarea"


@dataclass(frozen=True)
class PageForm:
    action: str
    fields: tuple[Field, ...]

    def data(self, **typed: str) -> dict[str, list[str]]:
        """Return what the browser would send; `typed` replaces what stands in the fields of these names."""
        sent: dict[str, list[str]] = {}
        for field in self.fields:
            if field.values:
                sent.setdefault(field.name, []).extend(field.values)
        return sent | {name: [value] for name, value in typed.items()}


def parse(html: str) -> Element:
    return html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)


def forms_of(page: Element, path: str) -> list[PageForm]:
    """Return the forms that write, in the content of the page."""
    main = page.find(".//main")
    found = main.findall(".//form") if main is not None else []
    return [
        PageForm(form.get("action") or path, (*_fields(form), *_first_button(form)))
        for form in found
        if (form.get("method") or "get").lower() == "post"
    ]


def _fields(form: Element) -> Iterator[Field]:
    for element in form.iter():
        name = element.get("name")
        if not name:
            continue
        if element.tag == "textarea":
            yield Field(name, "textarea", (element.text or "",))
        elif element.tag == "select":
            yield Field(name, "select", _selected(element))
        elif element.tag == "input":
            yield _input(name, element)


def _first_button(form: Element) -> list[Field]:
    """Return what the button pressed by Enter sends, when it has a name."""
    buttons = [button for button in form.iter("button") if button.get("type", "submit") == "submit"][:1]
    return [
        Field(button.get("name", ""), "button", (button.get("value", ""),)) for button in buttons if button.get("name")
    ]


def _input(name: str, element: Element) -> Field:
    kind = element.get("type", "text").lower()
    if kind in CHOSEN:
        return Field(name, kind, (element.get("value", "on"),) if element.get("checked") is not None else ())
    return Field(name, kind, (element.get("value", ""),))


def _selected(element: Element) -> tuple[str, ...]:
    options = element.findall(".//option")
    chosen = [option for option in options if option.get("selected") is not None] or options[:1]
    return tuple(option.get("value", option.text or "") for option in chosen)


def error_defects(html: str) -> list[str]:
    """Return what a page of errors lacks: a summary that leads to each field, each field tied to its message."""
    page = parse(html)
    by_id = {element.get("id"): element for element in page.iter() if element.get("id")}
    defects = [] if (page.findtext(".//title") or "").startswith("Erreur") else ["the title does not begin with Erreur"]
    links = [link.get("href", "") for alert in page.findall(".//*[@role='alert']") for link in alert.findall(".//a")]
    if not links:
        return [*defects, "no summary with links"]
    for link in links:
        target = by_id.get(link.removeprefix("#"))
        defects += [f"{link} leads nowhere"] if target is None else _field_defects(target, by_id, page)
    return defects


def _field_defects(target: Element, by_id: dict[str | None, Element], page: Element) -> list[str]:
    name = target.get("id")
    described = [target, *_fieldsets_around(target, page)]
    if not any(element.get("aria-invalid") == "true" for element in described):
        return [f"#{name} is not marked invalid"]
    ids = " ".join(element.get(tie) or "" for element in described for tie in TIES).split()
    told = "".join("".join(by_id[key].itertext()) for key in ids if key in by_id).strip()
    return [] if told else [f"#{name} is not described by a message"]


def _fieldsets_around(target: Element, page: Element) -> list[Element]:
    return [group for group in page.iter("fieldset") if target in list(group.iter())]
