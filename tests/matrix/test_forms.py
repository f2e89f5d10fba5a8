"""Every form of the product, filled in badly: a summary that leads to each field, and nothing that was typed lost."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from tests.matrix.objects import BUILDERS
from tests.matrix.pages import Field, PageForm, error_defects, forms_of, parse
from tests.matrix.personas import NAMES, World
from tests.matrix.register import load_matrix
from tests.matrix.requests import client_as, objects_of, undone

MATRIX = load_matrix()
PAGES = [
    name
    for name, declared in MATRIX.items()
    if {"GET", "POST"} <= set(declared["methods"]) and declared["audience"] != "demo" and not declared.get("bearer")
]
TOO_LONG = "é" * 25_000
KEPT = "Ce que j’ai déjà écrit"
WRONG = {"email": "pas une adresse", "date": "31/02/2026", "number": "beaucoup", "url": "javascript:alert(1)"}
MISTAKEN_NAMES = {"email": "pas une adresse"}


def first_reader(name: str, variant: str) -> str:
    """Return a persona who may both open the page and send its form."""
    declared = MATRIX[name]
    expected = declared["GET"].get(variant, {}) if "object" in declared else declared["GET"]
    if isinstance(expected, int):
        return NAMES[-1]
    return expected.get("200", ["owner" if expected.get("else") == 200 else ""])[0]


def forms(name: str, world: World, built: dict[str, Any] | None = None) -> Iterator[tuple[Any, str, PageForm]]:
    """Yield each form of the page, with a client that may send it; `built` keeps objects from one page to the next."""
    kind = MATRIX[name].get("object", name)
    known = {} if built is None else built
    known[kind] = known.get(kind) or objects_of(MATRIX[name], BUILDERS, world)
    objects = known[kind]
    for variant in (variant for variant in ("own", "draft", "") if variant in objects):
        persona = first_reader(name, variant)
        if persona:
            path = reverse(name, kwargs=dict(objects[variant]))
            client = client_as(persona, world)
            for form in forms_of(parse(client.get(path).content.decode()), path):
                yield client, path, form


def send(client: Any, form: PageForm, data: dict[str, list[str]]) -> Any:
    with undone():
        return client.post(form.action, data)


def bad_values(field: Field) -> list[str]:
    wrong = WRONG.get(field.kind) or MISTAKEN_NAMES.get(field.name)
    return [TOO_LONG, *([wrong] if wrong else [])] if field.is_typed else []


@pytest.mark.parametrize("name", PAGES)
def test_errors_are_listed_and_lead_to_their_field(name: str, world: World):
    defects = []
    for client, path, form in forms(name, world):
        typed = [field.name for field in form.fields if field.is_typed]
        blank = form.data(**dict.fromkeys(typed, ""))
        answers = [send(client, form, {key: value for key, value in blank.items() if key not in chosen_names(form)})]
        answers += [send(client, form, form.data(**{f.name: bad})) for f in form.fields for bad in bad_values(f)]
        defects += [
            f"{path} → {form.action}: {answer.status_code} {defect}"
            for answer in answers
            for defect in defects_of(answer)
        ]

    assert defects == []


def chosen_names(form: PageForm) -> set[str]:
    return {field.name for field in form.fields if field.kind in ("radio", "checkbox", "select")}


def defects_of(answer: Any) -> list[str]:
    """A redirection says that nothing was wrong; a page of errors must be whole; anything else is a defect."""
    if answer.status_code in (302, 303):
        return []
    if answer.status_code != 422:
        return ["neither done nor refused as a form to correct"]
    return error_defects(answer.content.decode())


@pytest.mark.parametrize("name", PAGES)
def test_one_error_loses_no_other_field(name: str, world: World):
    lost = []
    for client, path, form in forms(name, world):
        texts = [field for field in form.fields if field.kind in ("text", "textarea") and field.name not in WRONG]
        for field in texts:
            others = [other.name for other in texts if other.name != field.name]
            answer = send(client, form, form.data(**dict.fromkeys(others, KEPT), **{field.name: TOO_LONG}))
            if answer.status_code == 422:
                kept = {
                    f.name: f.values for shown in forms_of(parse(answer.content.decode()), path) for f in shown.fields
                }
                lost += [f"{path}: {other}" for other in others if kept.get(other) != (KEPT,)]

    assert lost == []


def test_most_forms_answer_with_errors(world: World):
    """The two tests above say something: pages have forms, and bad values are refused."""
    built: dict[str, Any] = {}

    refused = [name for name in PAGES if any(refusals(name, world, built))]

    assert len(refused) >= len(PAGES) / 2


def refusals(name: str, world: World, built: dict[str, Any]) -> Iterator[bool]:
    for client, _, form in forms(name, world, built):
        for field in form.fields:
            for bad in bad_values(field)[:1]:
                yield send(client, form, form.data(**{field.name: bad})).status_code == 422
