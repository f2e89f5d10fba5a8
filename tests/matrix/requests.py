"""Send the requests of a cell and say where the answers differ from the expectation."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from tests.matrix.expectations import Cell
from tests.matrix.personas import ANONYMOUS, NAMES, ObjectBuilder, World
from tests.strict import StrictClient

TOKENS = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"|nonce=[^\s>]+')
SAFE_TWINS = {"GET": ("GET", "HEAD")}
NOT_FOUND = 404
UNDECLARED = {"GET", "POST", "PUT", "PATCH", "DELETE"}

Declared = Mapping[str, Any]
Objects = Mapping[str, Mapping[str, object]]


def objects_of(declared: Declared, builders: Mapping[str, ObjectBuilder], world: World) -> Objects:
    """Return what `reverse` needs for each variant; one nameless variant for a route without object."""
    fixed = declared.get("kwargs", {})
    if "object" not in declared:
        return {"": fixed}
    return {variant: fixed | kwargs for variant, kwargs in builders[declared["object"]](world).items()}


@contextmanager
def undone() -> Iterator[None]:
    """Undo what a request wrote, so that the next persona finds the same world."""
    block = transaction.atomic()
    block._from_testcase = True  # as Django's own test cases: a durable transaction of a service is the outermost
    with block:
        yield
        transaction.set_rollback(True)


def client_as(persona: str, world: World, *, enforce_csrf: bool = False) -> StrictClient:
    """Return a new client in the persona's session, which is opened once in a world: outside of `undone`."""
    client = StrictClient(enforce_csrf_checks=enforce_csrf)
    if persona == ANONYMOUS:
        return client
    if persona in world.sessions:
        client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[persona]
    else:
        client.force_login(world.people[persona])
        world.sessions[persona] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return client


def wrong_answers(cell: Cell, declared: Declared, objects: Objects, world: World) -> list[str]:
    """Send the cell's request as each persona and return the answers that were not expected.

    A 404 must look exactly like that of an object that does not exist.
    """
    if cell.variant not in objects:
        return [f"{cell}: {declared['object']} has no variant {cell.variant}"]
    wrong = []
    for persona, expected in cell.statuses.items():
        for method in _methods(cell):
            where = f"{method} {_path(cell, objects)} as {persona} ({cell.variant or 'no object'})"
            status, body = _answer(cell, method, declared, objects, world, persona)
            if status != expected:
                wrong.append(f"{where}: {status}, expected {expected}")
            elif cell.variant and status == NOT_FOUND:
                _, absent = _answer(replace(cell, variant="absent"), method, declared, objects, world, persona)
                wrong += [] if body == absent else [f"{where}: not the 404 of an object that does not exist"]
    return wrong


def _methods(cell: Cell) -> tuple[str, ...]:
    """HEAD answers as GET does: the same view, tried with one object."""
    return SAFE_TWINS.get(cell.method, (cell.method,)) if cell.variant in ("", "own") else (cell.method,)


def _path(cell: Cell, objects: Objects) -> str:
    return reverse(cell.route, kwargs=dict(objects[cell.variant]))


def _answer(
    cell: Cell, method: str, declared: Declared, objects: Objects, world: World, persona: str
) -> tuple[int, bytes]:
    """Return the status and the page, less what differs between two answers that are one page.

    An object that does not exist is asked for once: every other 404 is compared with what it answers.
    """
    if cell.variant != "absent":
        return _ask(cell, method, declared, objects, world, persona)
    key = (cell.route, method, persona)
    if key not in world.absent_answers:
        world.absent_answers[key] = _ask(cell, method, declared, objects, world, persona)
    return world.absent_answers[key]


def _ask(
    cell: Cell, method: str, declared: Declared, objects: Objects, world: World, persona: str
) -> tuple[int, bytes]:
    path = _path(cell, objects)
    data = declared.get("data", {}) if method == "POST" else None
    client = client_as(persona, world)
    with undone():
        response = getattr(client, method.lower())(path, data)
        content = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, TOKENS.sub(b"", content).replace(path.encode(), b"*")


def unguarded_posts(name: str, objects: Objects, world: World) -> list[str]:
    """Return the personas whose POST without a CSRF token is not refused with 403."""
    path = reverse(name, kwargs=dict(next(iter(objects.values()))))
    wrong = []
    for persona in NAMES:
        client = client_as(persona, world, enforce_csrf=True)
        with undone():
            status = client.post(path).status_code
        if status != 403:
            wrong.append(f"POST {path} without a token as {persona}: {status}, expected 403")
    return wrong


def accepted_strangers(name: str, declared: Declared, objects: Objects, world: World) -> list[str]:
    """Return the methods that the route does not declare and does not refuse with 405."""
    path = reverse(name, kwargs=dict(next(iter(objects.values()))))
    wrong = []
    for method in sorted(UNDECLARED - set(declared["methods"])):
        client = client_as("owner", world)
        with undone():
            status = getattr(client, method.lower())(path).status_code
        if status != 405:
            wrong.append(f"{method} {path}: {status}, expected 405")
    return wrong
