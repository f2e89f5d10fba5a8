"""A form writes what it shows, whatever else is posted with it: owner, state, rights and ids stay what they were."""

from collections import Counter
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse

from tests.matrix.objects import BUILDERS
from tests.matrix.pages import forms_of, parse
from tests.matrix.personas import World
from tests.matrix.register import load_matrix
from tests.matrix.requests import client_as, objects_of, undone

MATRIX = load_matrix()
POSTS = [name for name, declared in MATRIX.items() if "POST" in declared["methods"] and declared["audience"] != "demo"]
SIGNED = [name for name in POSTS if MATRIX[name]["audience"] != "public"]
VOLATILE = (models.DateTimeField, models.UUIDField)
TECHNICAL_APPS = {"journal", "mail", "search", "jobs", "http", "sessions", "django_tasks_database"}
RANDOM = {"reference", "token_hash", "code_hash", "key", "storage_key", "version"}

WORDS = "Quelques mots"

Rows = dict[tuple[str, Any], dict[str, Any]]


def watched_models() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label not in TECHNICAL_APPS and model.__module__.startswith("mec.")
    ]


def hostile_values() -> dict[str, list[str]]:
    """Return, for the name of every field of the product, something that a form might swallow by mistake."""
    values: dict[str, list[str]] = {}
    for model in watched_models():
        for field in model._meta.get_fields():
            if getattr(field, "concrete", False):
                values.setdefault(field.name, []).append(_hostile(field))
                values.setdefault(getattr(field, "attname", field.name), []).append(_hostile(field))
    return {name: found[:1] for name, found in values.items()}


def _hostile(field: Any) -> str:
    if field.is_relation:
        return str(field.related_model._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 1)
    if field.choices:
        return str(list(dict(field.flatchoices))[-1])
    if isinstance(field, models.BooleanField):
        return "on"
    if isinstance(field, models.DateField):
        return "2001-01-01"
    return "1" if isinstance(field, models.IntegerField | models.DecimalField) else "injecté"


def snapshot() -> Rows:
    return {
        (model._meta.label, row["pk"]): row
        for model in watched_models()
        for row in model._default_manager.values("pk", *[field.attname for field in model._meta.concrete_fields])
    }


def effects(before: Rows, after: Rows) -> Counter[tuple[str, str, str, str]]:
    """Return what was created, changed or deleted, without what differs from one run to the next."""
    new = after.keys() - before.keys()
    found: Counter[tuple[str, str, str, str]] = Counter()
    for key in before.keys() | after.keys():
        was, now = before.get(key), after.get(key)
        kind = "created" if was is None else "deleted" if now is None else "changed"
        found.update((key[0], kind, name, value) for name, value in _differences(key[0], was, now, new))
    return found


def _differences(label: str, was: Any, now: Any, new: AbstractSet[tuple[str, Any]]) -> Iterator[tuple[str, str]]:
    for field in apps.get_model(label)._meta.concrete_fields:
        if field.primary_key:
            continue
        old = was[field.attname] if was else None
        value = now[field.attname] if now else None
        if old != value or was is None:
            yield field.attname, _shown(field, value, new)


def _shown(field: Any, value: Any, new: AbstractSet[tuple[str, Any]]) -> str:
    if field.is_relation and (field.related_model._meta.label, value) in new:
        return "new"
    return "…" if value is not None and (isinstance(field, VOLATILE) or field.name in RANDOM) else str(value)


def effect_of(persona: str, path: str, data: Mapping[str, Any], world: World, before: Rows) -> Any:
    client = client_as(persona, world)
    with undone():
        status = client.post(path, data).status_code
        return status, effects(before, snapshot())


def plain_data(name: str, client: Any, path: str) -> tuple[dict[str, Any], set[str]]:
    """Return what an ordinary person sends, and the names that the form may take."""
    declared = MATRIX[name]
    data = declared.get("data", {})
    page = client.get(path) if "GET" in declared["methods"] else None
    own = [form for form in forms_of(parse(page.content.decode()), path) if form.action == path] if page else []
    if not own:
        return dict(data), set(data)
    form = own[0]
    written = {field.name: WORDS for field in form.fields if field.kind in ("text", "textarea")}
    return form.data() | written | data, {field.name for field in form.fields} | set(data)


def doers(name: str) -> list[tuple[str, str]]:
    """Return a persona who may send the form, for each object that the matrix knows it for."""
    expected = MATRIX[name]["POST"]
    by_variant = expected if "object" in MATRIX[name] else {"": expected}
    found = []
    for variant, statuses in by_variant.items():
        named = statuses if isinstance(statuses, dict) else {}
        people = [
            p for code in ("302", "422", "200") for p in named.get(code, []) if p not in ("anonymous", "newcomer")
        ]
        found += [(variant, people[0])] if people else []
    return found[:2]


@pytest.mark.parametrize("name", SIGNED)
def test_extra_fields_change_nothing_more(name: str, world: World):
    objects = objects_of(MATRIX[name], BUILDERS, world)
    before = snapshot()

    for variant, persona in doers(name):
        path = reverse(name, kwargs=dict(objects[variant]))
        data, taken = plain_data(name, client_as(persona, world), path)
        extra = {field: value for field, value in hostile_values().items() if field not in taken}
        plain = effect_of(persona, path, data, world, before)
        assert effect_of(persona, path, extra | data, world, before) == plain, (path, persona)


def test_forms_that_are_tried_write_something(world: World):
    """The test above says something: most forms, sent plainly, change the database."""
    built: dict[str, Any] = {}

    writing = {name for name in SIGNED if any(writes(name, world, built))}

    assert len(writing) >= len(SIGNED) / 2, sorted(set(SIGNED) - writing)


def writes(name: str, world: World, built: dict[str, Any]) -> Iterator[bool]:
    kind = MATRIX[name].get("object", name)
    built[kind] = built.get(kind) or objects_of(MATRIX[name], BUILDERS, world)
    before = snapshot()
    for variant, persona in doers(name):
        path = reverse(name, kwargs=dict(built[kind][variant]))
        data, _ = plain_data(name, client_as(persona, world), path)
        yield bool(effect_of(persona, path, data, world, before)[1])
