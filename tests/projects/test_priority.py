"""The rank of a project belongs to the State: a collectivité reads it only when it was shared."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mec.core.access import MissingRightError
from mec.core.jobs.runner import drain
from mec.core.journal.queries import entries_of, timeline
from mec.core.mail.models import Mail
from mec.core.search.queries import search
from mec.notifications.models import Notification
from mec.projects.enums import Priority, Verb
from mec.projects.index import KIND
from mec.projects.models import Project
from mec.projects.services import PriorityChangedError, Ranking, ReasonMissingError, set_priority
from tests.factories.projects import make_project
from tests.matrix.requests import undone

UNRANKED = Ranking(Priority.UNSET)
CANARY = "raisonsecrete"


def rank(project, actor, level, reason="", shared=False):
    fresh = Project.objects.get(pk=project.pk)
    return set_priority(fresh, to=Ranking(level, reason, shared), instead_of=Ranking.of(fresh), actor=actor)


def test_priority_is_kept_with_its_history(project, people):
    rank(project, people["ddt"], Priority.HIGH, "Urgent")
    rank(project, people["prefecture"], Priority.LOW)

    lines = entries_of(project).filter(verb=Verb.PRIORITY_SET)
    assert [(line.actor, line.from_state, line.to_state, line.reason) for line in lines] == [
        (people["ddt"], "4", "1", "Urgent"),
        (people["prefecture"], "1", "3", ""),
    ]
    assert Ranking.of(Project.objects.get()) == Ranking(Priority.LOW)


def test_same_priority_again_leaves_no_trace(project, people):
    assert rank(project, people["ddt"], Priority.HIGH) is True
    assert rank(project, people["ddt"], Priority.HIGH) is False
    assert entries_of(project).filter(verb=Verb.PRIORITY_SET).count() == 1


@pytest.mark.parametrize(("level", "shared"), [(Priority.ASIDE, False), (Priority.HIGH, True)])
def test_putting_aside_and_sharing_ask_for_a_reason(project, people, level, shared):
    with pytest.raises(ReasonMissingError):
        rank(project, people["ddt"], level, "  ", shared)
    assert Project.objects.get().priority == Priority.UNSET


def test_second_of_two_priorities_is_told_of_the_first(project, people):
    rank(project, people["ddt"], Priority.HIGH, "Urgent")

    with pytest.raises(PriorityChangedError) as raised:
        set_priority(project, to=Ranking(Priority.LOW), instead_of=UNRANKED, actor=people["prefecture"])
    assert Ranking.of(raised.value.project) == Ranking(Priority.HIGH, "Urgent")
    assert Project.objects.get().priority == Priority.HIGH


@pytest.mark.parametrize("stranger", ["owner", "owner_admin", "foreign_ddt", "expert", "staff"])
def test_priority_by_others_is_refused(project, people, stranger):
    with pytest.raises(MissingRightError):
        rank(project, people[stranger], Priority.HIGH)


def test_shared_priority_is_told_to_members_without_the_rank_before(project, people):
    rank(project, people["ddt"], Priority.ASIDE, CANARY)
    rank(project, people["ddt"], Priority.HIGH, "Une école", shared=True)

    line = timeline(people["owner"], project).get(verb=Verb.PRIORITY_SHARED)
    assert (line.from_state, line.to_state, line.reason) == ("", "1", "Une école")
    drain()
    assert Notification.objects.filter(recipient=people["owner"], body__contains="Une école").count() == 1


rankings = st.builds(
    Ranking, st.sampled_from(Priority), st.sampled_from(["", f"{CANARY} un", f"{CANARY} deux"]), st.just(False)
)


@given(given=st.lists(rankings, max_size=5))
@settings(max_examples=25)
def test_priority_that_was_not_shared_reaches_nobody_but_the_state(given, world, client_of):
    """Neither pages, nor journal, nor notices, nor mails, nor search, nor the order of a collectivité's own list."""
    with undone():
        people = world.people
        project = make_project(world.organizations["privas"], author=people["owner"], name="Canari")
        before = Project.objects.get(pk=project.pk).updated_at
        for ranking in given:
            if ranking.reason or ranking.level != Priority.ASIDE:
                rank(project, people["ddt"], ranking.level, ranking.reason)
        drain()

        for name in ("owner", "owner_admin"):
            client = client_of(people[name])
            base = f"/projets/{project.reference}/"
            pages = [base, f"{base}historique/", f"{base}echanges/", f"{base}membres/", "/projets/", "/notifications/"]
            html = "".join(client.get(path).content.decode() for path in pages)
            assert CANARY not in html
            assert "priorité" not in html.replace("prioritaire", "")
            assert not timeline(people[name], project).filter(verb__contains="priorite").exists()
        assert not Mail.objects.filter(
            to__in=["owner@matrice.fr", "owner_admin@matrice.fr"], text__contains=CANARY
        ).exists()
        assert search(KIND, CANARY) == []
        assert Project.objects.get(pk=project.pk).updated_at == before
