"""No text reaches somebody who may not read it: not by a page, a list, a search, a count, an export or a mail."""

from collections import Counter
from typing import Any

import pytest
from django.urls import reverse

from mec.core.jobs.runner import drain
from mec.core.mail.models import Mail
from tests.matrix.canaries import MARK, mark_everything, marks_in, unwatched_texts
from tests.matrix.objects import BUILDERS
from tests.matrix.personas import NAMES, World
from tests.matrix.register import load_matrix
from tests.matrix.requests import client_as, objects_of, undone

MATRIX = load_matrix()
SEARCHES = [(declared["path"], declared["search"]) for declared in MATRIX.values() if "search" in declared]
MARKS_PER_SEARCH = 14
"""As many as a search takes: beyond 200 characters it reads no further."""
NOWHERE = "canari00000z"
CRAWLED = [
    name
    for name, declared in MATRIX.items()
    if "GET" in declared["methods"] and not declared.get("bearer") and declared["audience"] != "demo"
]
"""Whoever holds a bearer's link is meant to read what it opens; the demonstration shows its own mails to everybody."""

GROUPS = [NAMES[first::4] for first in range(4)]
"""Who look at one same world, which takes as long to make as to read."""


def test_every_text_that_people_write_is_watched():
    assert unwatched_texts() == []


def addresses(world: World) -> list[str]:
    """Return every address that a GET opens, once, with each object that it can name."""
    built: dict[str, Any] = {}
    found = []
    for name in CRAWLED:
        kind = MATRIX[name].get("object", "")
        if kind not in built:
            built[kind] = objects_of(MATRIX[name], BUILDERS, world)
        fixed = MATRIX[name].get("kwargs", {})
        found += (
            [reverse(name, kwargs=fixed | dict(kwargs)) for kwargs in built[kind].values()]
            if kind
            else [reverse(name, kwargs=fixed)]
        )
    return list(dict.fromkeys(found))


def text_of(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="replace") + str(response.headers)


@pytest.mark.parametrize("personas", GROUPS, ids=" ".join)
def test_nobody_reads_what_is_not_theirs(personas: tuple[str, ...], world: World):
    paths = addresses(world)
    readers = mark_everything(world)
    drain()

    for persona in personas:
        client = client_as(persona, world)
        theirs = {mark for mark, people in readers.items() if persona in people}
        with undone():
            seen = {path: marks_in(text_of(client.get(path))) for path in paths}
            leaks = [f"{path}: {mark}" for path, marks in seen.items() for mark in marks - theirs]
            for path, field in SEARCHES:
                leaks += [f"{path}: {mark}" for mark in found_by(client, path, field, sorted(readers)) - theirs]
        assert leaks == [], persona
        assert bool(set().union(*seen.values()) & theirs) == bool(theirs), persona


def found_by(client: Any, path: str, field: str, marks: list[str]) -> set[str]:
    """Search a few marks at a time; return those that the page shows more often than a word that nobody wrote.

    A page repeats the words that it was asked.
    """
    found = set()
    for start in range(0, len(marks), MARKS_PER_SEARCH):
        asked = {NOWHERE, *marks[start : start + MARKS_PER_SEARCH]}
        shown = Counter(MARK.findall(text_of(client.get(path, {field: " ".join(sorted(asked))}))))
        found |= {mark for mark, times in shown.items() if times > (shown[NOWHERE] if mark in asked else 0)}
    return found


def test_a_search_that_shows_a_text_is_seen(world: World):
    """The test above says something: who may read a mark finds it by the same searches."""
    addresses(world)
    readers = mark_everything(world)
    anct = client_as("anct", world)

    for path, field in SEARCHES:
        assert found_by(anct, path, field, sorted(readers))


def test_no_mail_carries_what_its_reader_may_not_read(world: World):
    addresses(world)
    readers = mark_everything(world)
    drain()
    people = {user.email: name for name, user in world.people.items()}

    mails = list(Mail.objects.exclude(key__startswith="invitation"))

    leaks = [
        f"{mail.key} to {mail.to}: {mark}"
        for mail in mails
        for mark in marks_in(mail.subject + mail.text + mail.html)
        if people.get(mail.to) not in readers[mark]
    ]
    assert leaks == []
    assert any(marks_in(mail.text) for mail in mails)
