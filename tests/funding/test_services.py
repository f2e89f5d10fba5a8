"""Lines of costs: added once, edited by one at a time, removed and restored, told when the project was sent."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from mec.core.access import MissingRightError, can
from mec.core.db import REMOVED_KEPT, StaleVersionError
from mec.core.journal.queries import entries_of, timeline
from mec.funding.enums import Verb
from mec.funding.models import MOST_AMOUNT, MOST_LINES, CostLine
from mec.funding.queries import (
    all_cost_lines_of,
    cost_lines_of,
    cost_lines_visible_to,
    costs_among,
    costs_total,
    removed_cost_lines_of,
)
from mec.funding.services import (
    AmountError,
    Cost,
    LineRemovedError,
    TooManyLinesError,
    UnnamedCostError,
    add_cost_line,
    edit_cost_line,
    remove_cost_line,
    restore_cost_line,
)
from mec.funding.tasks import purge_removed
from mec.projects.enums import Permission, ProjectRole
from mec.projects.models import Project
from mec.projects.queries import projects_visible_to
from mec.projects.rules import forget_standings
from mec.projects.services import archive_project
from mec.taxonomy.enums import ExpenseKind
from tests.factories.funding import make_cost, make_cost_line
from tests.factories.projects import add_member, make_draft, make_project

AMOUNTS = st.decimals(min_value=Decimal("0.01"), max_value=MOST_AMOUNT, places=2)
EDITORS = {"owner", "owner_admin"}


def fresh(line):
    return CostLine.objects.select_related("project").get(pk=line.pk)


def verbs(line):
    return [entry.verb for entry in entries_of(line)]


def said(line):
    return Cost(line.label, line.kind, line.amount_ht, line.note)


class TestAdd:
    def test_lines_follow_each_other(self, project, people):
        labels = ["Étude", "Toiture", "Chaudière"]
        for label in labels:
            make_cost_line(project, author=people["owner"], label=label)

        assert [line.label for line in cost_lines_of(project)] == labels

    def test_one_key_adds_one_line(self, project, people):
        key = uuid4()
        first, second = (add_cost_line(project, cost=make_cost(), key=key, actor=people["owner"]) for _ in range(2))

        assert first == second
        assert verbs(first) == [Verb.COST_ADDED]

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"amount_ht": Decimal("0.00")}, AmountError),
            ({"amount_ht": Decimal("-3.00")}, AmountError),
            ({"amount_ht": MOST_AMOUNT + 1}, AmountError),
            ({"amount_ht": Decimal("1.001")}, AmountError),
            ({"label": "  "}, UnnamedCostError),
            ({"kind": ""}, UnnamedCostError),
        ],
    )
    def test_line_that_says_nothing_is_refused(self, project, people, changes, error):
        with pytest.raises(error):
            make_cost_line(project, author=people["owner"], **changes)
        assert not CostLine.objects.exists()

    def test_a_project_has_only_so_many_lines(self, project, people):
        removed = make_cost_line(project, author=people["owner"])
        remove_cost_line(removed, actor=people["owner"])
        CostLine.objects.bulk_create(
            CostLine(project=project, key=uuid4(), position=rank, created_by=people["owner"], **make_cost().columns())
            for rank in range(2, MOST_LINES + 2)
        )

        with pytest.raises(TooManyLinesError):
            make_cost_line(project, author=people["owner"])
        with pytest.raises(TooManyLinesError):
            restore_cost_line(fresh(removed), actor=people["owner"])

    def test_journal_of_a_sent_project_keeps_what_is_said(self, project, people):
        line = make_cost_line(project, author=people["owner"], note="Devis de mars")
        entry = entries_of(line).get()

        assert entry.data == {
            "label": "Isoler la toiture",
            "kind": "travaux",
            "amount_ht": "120000.00",
            "note": "Devis de mars",
        }
        assert entry in timeline(people["ddt"], project)
        assert not timeline(people["foreign_ddt"], project).exists()

    def test_journal_says_nothing_of_a_draft(self, world, people):
        draft = make_draft(world.organizations["privas"], author=people["owner"])
        line = make_cost_line(draft, author=people["owner"])
        edit_cost_line(line, cost=make_cost(label="Toit"), expected_version=1, actor=people["owner"])
        remove_cost_line(line, actor=people["owner"])
        restore_cost_line(line, actor=people["owner"])

        assert verbs(line) == []
        assert [line.label for line in cost_lines_of(draft)] == ["Toit"]


class TestEdit:
    @pytest.fixture
    def line(self, project, people):
        return make_cost_line(project, author=people["owner"])

    def test_journal_keeps_before_and_after(self, people, line):
        cost = make_cost(label="Toiture", amount_ht=Decimal("90000.50"))
        edit_cost_line(line, cost=cost, expected_version=1, actor=people["owner"])

        assert entries_of(line).last().data == {
            "label": "Toiture",
            "changed": {"label": ["Isoler la toiture", "Toiture"], "amount_ht": ["120000.00", "90000.50"]},
        }

    def test_second_of_two_people_is_told_and_nothing_is_overwritten(self, people, line):
        edit_cost_line(fresh(line), cost=make_cost(label="Toit"), expected_version=1, actor=people["owner"])

        with pytest.raises(StaleVersionError):
            edit_cost_line(fresh(line), cost=make_cost(label="Mur"), expected_version=1, actor=people["owner_admin"])
        assert fresh(line).label == "Toit"
        assert verbs(line) == [Verb.COST_ADDED, Verb.COST_EDITED]

    def test_same_content_again_is_the_second_of_two_clicks(self, people, line):
        for _ in range(2):
            edit_cost_line(fresh(line), cost=make_cost(label="Toit"), expected_version=1, actor=people["owner"])

        assert verbs(line) == [Verb.COST_ADDED, Verb.COST_EDITED]

    def test_removed_line_is_not_edited(self, people, line):
        remove_cost_line(fresh(line), actor=people["owner_admin"])

        with pytest.raises(LineRemovedError) as refused:
            edit_cost_line(fresh(line), cost=make_cost(label="Toit"), expected_version=1, actor=people["owner"])
        assert refused.value.line.removed_by == people["owner_admin"]

    def test_line_gone_for_good_is_stale(self, people, line):
        known = fresh(line)
        CostLine.objects.all().delete()

        with pytest.raises(StaleVersionError):
            remove_cost_line(known, actor=people["owner"])


class TestRemove:
    def test_twice_is_once(self, project, people):
        line = make_cost_line(project, author=people["owner"])
        for _ in range(2):
            remove_cost_line(fresh(line), actor=people["owner"])
        for _ in range(2):
            restore_cost_line(fresh(line), actor=people["owner_admin"])

        assert verbs(line) == [Verb.COST_ADDED, Verb.COST_REMOVED, Verb.COST_RESTORED]

    def test_removed_line_counts_nowhere_and_is_kept_a_month(self, project, people):
        line = make_cost_line(project, author=people["owner"])
        remove_cost_line(line, actor=people["owner"])

        assert (costs_total(project), costs_among([project.pk])[project.pk]) == (Decimal("0.00"), {})
        assert list(removed_cost_lines_of(project)) == [line]
        purge_removed.func()
        assert list(all_cost_lines_of(project)) == [line]

        CostLine.objects.update(removed_at=timezone.now() - REMOVED_KEPT - timedelta(minutes=1))
        assert not removed_cost_lines_of(project).exists()
        purge_removed.func()
        assert not CostLine.objects.exists()


class TestProperties:
    @given(amounts=st.lists(AMOUNTS, max_size=6))
    def test_total_is_the_sum_of_the_lines_to_the_cent(self, project, people, amounts):
        CostLine.objects.all().delete()
        for amount in amounts:
            make_cost_line(project, author=people["owner"], amount_ht=amount)

        cents = sum(int(amount * 100) for amount in amounts)
        assert costs_total(project) == Decimal(cents) / 100

    @given(data=st.data())
    def test_removing_then_restoring_gives_back_the_same_list(self, project, people, data):
        CostLine.objects.all().delete()
        kinds = data.draw(st.lists(st.sampled_from(ExpenseKind), min_size=1, max_size=5))
        lines = [make_cost_line(project, author=people["owner"], kind=kind) for kind in kinds]
        before = [(line.pk, line.position, said(line)) for line in cost_lines_of(project)]
        removed = data.draw(st.lists(st.sampled_from(lines), unique=True))

        for line in removed:
            remove_cost_line(fresh(line), actor=people["owner"])
        left = Counter(line.kind for line in lines if line not in removed)
        assert costs_among([project.pk])[project.pk] == {
            kind: count * make_cost().amount_ht for kind, count in left.items()
        }
        for line in data.draw(st.permutations(removed)):
            restore_cost_line(fresh(line), actor=people["owner"])

        assert [(line.pk, line.position, said(line)) for line in cost_lines_of(project)] == before

    @given(data=st.data())
    def test_lines_are_seen_with_the_project_and_written_with_its_sheet(self, data, world):
        owner, author = data.draw(st.sampled_from([("privas", "owner"), ("bettant", "foreign_owner")]))
        make = data.draw(st.sampled_from([make_draft, make_project]))
        project = make(world.organizations[owner], author=world.people[author])
        for role in data.draw(st.lists(st.sampled_from(list(ProjectRole)), max_size=1)):
            add_member(project, world.people["invited"], role)
        line = make_cost_line(project, author=world.people[author])
        forget_standings(project)

        for name, user in world.people.items():
            assert cost_lines_visible_to(user).contains(line) == projects_visible_to(user).contains(project), name
            assert may_write(user, project, line) == can(user, Permission.EDIT, project), name


def may_write(user, project, line):
    """Try each service: all of them open, or none."""
    tries = [
        lambda: add_cost_line(project, cost=make_cost(), key=uuid4(), actor=user),
        lambda: edit_cost_line(fresh(line), cost=said(line), expected_version=1, actor=user),
        lambda: remove_cost_line(fresh(line), actor=user),
        lambda: restore_cost_line(fresh(line), actor=user),
    ]
    answers = {granted(act) for act in tries}
    assert len(answers) == 1
    return answers.pop()


def granted(act):
    try:
        act()
    except MissingRightError:
        return False
    return True


def test_archived_project_is_read_only(project, people):
    line = make_cost_line(project, author=people["owner"])
    archive_project(project, reason="Doublon", actor=people["owner"])
    archived = Project.objects.get(pk=project.pk)

    assert not may_write(people["owner"], archived, line)
    assert list(cost_lines_of(archived)) == [line]


def test_an_edit_started_on_a_restored_line_is_stale(project, people):
    line = make_cost_line(project, author=people["owner"])
    remove_cost_line(fresh(line), actor=people["owner"])
    restore_cost_line(fresh(line), actor=people["owner"])

    with pytest.raises(StaleVersionError):
        edit_cost_line(
            fresh(line), cost=replace(make_cost(), label="Toit"), expected_version=1, actor=people["owner_admin"]
        )


def test_who_edits(project, people):
    line = make_cost_line(project, author=people["owner"])

    assert {name for name, user in people.items() if may_write(user, Project.objects.get(pk=project.pk), line)} == (
        EDITORS
    )
