"""Choose what one hears of a project."""

import pytest
from django.urls import reverse

from mec.projects.enums import EventClass, ProjectRole
from mec.projects.models import Subscription
from mec.projects.services import take_charge
from tests.factories.projects import add_member


def url(project, page="following"):
    return reverse(f"projects:{page}", args=[project.reference])


def chosen(page):
    return {value for value in EventClass.values if f'value="{value}"' in page and "checked" in _box(page, value)}


def _box(page, value):
    return page.split(f'value="{value}"')[1].split(">")[0]


def test_page_shows_what_reaches_the_person(as_owner, client_of, project, people):
    take_charge(project, actor=people["ddt"])

    assert chosen(as_owner.get(url(project)).content.decode()) == set(EventClass.values) - {"membres"}
    anct = client_of(people["anct"]).get(url(project)).content.decode()
    assert chosen(anct) == set()
    assert "Vous ne suivez pas ce projet" in anct


def test_choice_is_kept(as_ddt, project):
    as_ddt.post(url(project), {"classes": ["blocages", "membres"]})

    assert chosen(as_ddt.get(url(project)).content.decode()) == {"blocages", "membres"}


@pytest.mark.parametrize(("action", "expected"), [("tout", set(EventClass.values)), ("rien", set())])
def test_one_button_follows_all_or_nothing(as_ddt, project, action, expected):
    as_ddt.post(url(project), {"classes": ["blocages"], "action": action})

    assert chosen(as_ddt.get(url(project)).content.decode()) == expected


def test_head_invites_to_follow_who_does_not(as_owner, client_of, project, people):
    take_charge(project, actor=people["ddt"])
    anct = client_of(people["anct"])
    assert "Suivre ce projet" in anct.get(url(project, "detail")).content.decode()

    anct.post(url(project), {"classes": ["blocages"]})
    assert "Gérer mon suivi" in anct.get(url(project, "detail")).content.decode()
    as_owner.post(url(project), {"action": "rien"})
    assert "Suivre ce projet" in as_owner.get(url(project, "detail")).content.decode()


def test_unknown_class_is_refused(as_owner, project):
    response = as_owner.post(url(project), {"classes": ["tout_savoir"]})

    assert response.status_code == 422
    assert not Subscription.objects.exists()


def test_choice_is_shown_to_nobody_else(as_owner, client_of, project, people):
    client_of(people["anct"]).post(url(project), {"action": "tout"})
    add_member(project, people["invited"], ProjectRole.ADVISER)

    for page in ("detail", "members", "history", "following"):
        assert "Anct" not in as_owner.get(url(project, page)).content.decode()
