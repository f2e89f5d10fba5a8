"""The routing table: who may write it, what it may say, and which of its lines wins."""

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from mec.accounts.models import User
from mec.core.access import MissingRightError, can
from mec.core.journal.queries import entries_of
from mec.organizations.enums import MembershipRole
from mec.organizations.models import Membership
from mec.organizations.services import declare_absence
from mec.projects.enums import Permission, Verb
from mec.projects.models import Assignment, Project, RoutingRule
from mec.projects.queries import suggestion_for, suggestion_where, suggestions_for
from mec.projects.services import (
    NotInPerimeterError,
    Receiver,
    Route,
    RouteTakenError,
    SheetContent,
    add_rule,
    assign,
    change_rule,
    delete_rule,
    edit_project,
)
from mec.taxonomy.models import Topic
from tests.factories.projects import make_project

PLACES = (None, "france", "ara", "ardeche", "capca", "privas", "vals", "bettant")


@pytest.fixture
def topics(db):
    """Two themes; the first one has a category."""
    water = Topic.objects.create(code="eau", label="Eau", position=1)
    return {
        "water": water,
        "rain": Topic.objects.create(code="pluie", label="Eaux de pluie", position=2, parent=water),
        "energy": Topic.objects.create(code="energie", label="Énergie", position=3),
    }


@pytest.fixture
def colleagues(world):
    """Agents of the DDT, by name."""
    people = {name: User.objects.create_user(f"{name}@ddt.fr", first_name=name) for name in ("a", "b", "c", "d")}
    for user in people.values():
        Membership.objects.create(user=user, organization=world.organizations["ddt"])
    return people


def route(world, agent, topic=None, place=None):
    territory = world.territories[place] if place else None
    return Route(topic, territory, world.organizations["ddt"], agent)


def write(world, agent, topic=None, place=None):
    return add_rule(world.organizations["ddt"], route=route(world, agent, topic, place), actor=world.people["ddt"])


def suggested(project, world):
    return suggestion_for(project, world.organizations["ddt"])


class TestTable:
    def test_lines_are_journaled_with_before_and_after(self, world, colleagues):
        rule = write(world, colleagues["a"])
        change_rule(rule, route=route(world, colleagues["b"]), actor=world.people["ddt"])
        delete_rule(rule, actor=world.people["ddt"])

        lines = [entry.data for entry in entries_of(world.organizations["ddt"]).filter(verb=Verb.ROUTING_CHANGED)]
        agents = [tuple(side["agent"] if side else None for side in (one["before"], one["after"])) for one in lines]
        assert agents == [
            (None, colleagues["a"].pk),
            (colleagues["a"].pk, colleagues["b"].pk),
            (colleagues["b"].pk, None),
        ]

    @pytest.mark.parametrize(("topic", "place"), [(None, None), ("water", None), (None, "privas"), ("water", "privas")])
    def test_second_line_for_the_same_projects_is_refused_and_names_the_first(
        self, world, colleagues, topics, topic, place
    ):
        first = write(world, colleagues["a"], topics.get(topic), place)

        with pytest.raises(RouteTakenError) as raised:
            write(world, colleagues["b"], topics.get(topic), place)
        assert raised.value.rule == first
        assert RoutingRule.objects.count() == 1

    def test_line_about_another_departement_is_refused(self, world, colleagues):
        with pytest.raises(NotInPerimeterError):
            write(world, colleagues["a"], place="bettant")

    @pytest.mark.parametrize(
        ("service", "agent"), [("foreign_ddt", "foreign_ddt"), ("privas", "owner"), ("ddt", "prefecture")]
    )
    def test_line_to_somebody_who_does_not_act_there_is_refused(self, world, service, agent):
        target = Route(None, None, world.organizations[service], world.people[agent])
        with pytest.raises(NotInPerimeterError):
            add_rule(world.organizations["ddt"], route=target, actor=world.people["ddt"])

    def test_line_to_the_other_half_of_the_pair_is_written(self, world):
        target = Route(None, None, world.organizations["prefecture"], world.people["prefecture"])
        assert add_rule(world.organizations["ddt"], route=target, actor=world.people["ddt"]).pk

    def test_table_is_kept_by_administrators_once_there_is_one(self, world, colleagues):
        ddt = world.organizations["ddt"]
        assert can(colleagues["a"], Permission.ROUTE, ddt)

        Membership.objects.filter(user=colleagues["b"]).update(role=MembershipRole.ADMIN)

        assert [name for name, user in colleagues.items() if can(user, Permission.ROUTE, ddt)] == ["b"]
        with pytest.raises(MissingRightError):
            write(world, colleagues["a"])

    @pytest.mark.parametrize("stranger", ["prefecture", "regional", "anct", "owner", "staff"])
    def test_table_of_another_service_is_out_of_reach(self, world, stranger):
        assert not can(world.people[stranger], Permission.ROUTE, world.organizations["ddt"])


class TestSuggestion:
    def test_most_precise_line_wins(self, project, world, colleagues, topics):
        project.topics.add(topics["rain"])
        steps = [
            ("a", None, None),
            ("b", None, "capca"),
            ("c", topics["water"], None),
            ("d", topics["water"], "ardeche"),
        ]
        winners = []
        for name, topic, place in steps:
            write(world, colleagues[name], topic, place)
            winners.append(suggested(project, world).agent.first_name)

        assert winners == ["a", "b", "c", "d"]
        assert suggested(project, world).reason == "thématique Eau, territoire Ardèche, règle de votre service"

    def test_category_wins_over_its_theme_and_the_commune_over_its_epci(self, project, world, colleagues, topics):
        project.topics.add(topics["rain"])
        write(world, colleagues["a"], topics["water"], "privas")
        write(world, colleagues["b"], topics["rain"], "capca")
        write(world, colleagues["c"], topics["rain"], "privas")

        assert suggested(project, world).agent == colleagues["c"]
        RoutingRule.objects.filter(agent=colleagues["c"]).delete()
        assert suggested(project, world).agent == colleagues["b"]

    def test_agent_who_left_gives_way_to_the_service(self, project, world, colleagues):
        write(world, colleagues["a"])
        Membership.objects.filter(user=colleagues["a"]).update(active=False)

        found = suggested(project, world)
        assert (found.agent, found.organization) == (None, world.organizations["ddt"])
        assert "n’est plus membre" in found.reason

    def test_absent_agent_gives_way_to_their_deputy(self, project, world, colleagues):
        ddt, today = world.organizations["ddt"], timezone.localdate()
        write(world, colleagues["a"])
        declare_absence(ddt, deputy=colleagues["b"], starts_on=today, ends_on=today, actor=colleagues["a"])

        found = suggested(project, world)
        assert found.agent == colleagues["b"]
        assert "b remplace a" in found.reason
        assert suggestion_where(ddt, None, None).agent == colleagues["b"]

    def test_agent_away_from_elsewhere_is_suggested(self, project, world, colleagues):
        other, today = world.organizations["prefecture"], timezone.localdate()
        Membership.objects.create(user=colleagues["a"], organization=other)
        write(world, colleagues["a"])
        declare_absence(other, deputy=world.people["prefecture"], starts_on=today, ends_on=today, actor=colleagues["a"])

        assert suggested(project, world).agent == colleagues["a"]

    def test_table_of_a_region_never_sends_outside_the_departement_of_the_target(self, world):
        target = Route(None, None, world.organizations["foreign_ddt"], world.people["foreign_ddt"])
        add_rule(world.organizations["regional"], route=target, actor=world.people["regional"])
        here = make_project(world.organizations["privas"], author=world.people["owner"])
        there = make_project(world.organizations["bettant"], author=world.people["foreign_owner"])

        found = suggestions_for([here, there], [world.organizations["regional"].pk])
        assert list(found) == [there.pk]

    def test_suggestions_of_many_projects_cost_as_one(self, world, colleagues, django_assert_num_queries):
        write(world, colleagues["a"], place="capca")
        made = [make_project(world.organizations["privas"], author=world.people["owner"]) for _ in range(3)]
        for count in (1, 3):
            chosen = Project.objects.filter(pk__in=[one.pk for one in made[:count]])
            projects = list(chosen.prefetch_related("topics", "territories"))
            with django_assert_num_queries(3):
                assert len(suggestions_for(projects, [world.organizations["ddt"].pk])) == count

    def test_override_is_kept_when_the_theme_is_edited(self, project, world, colleagues, topics):
        """R025: the table suggests the water agent; somebody else was chosen, and stays."""
        write(world, colleagues["a"], topics["water"])
        project.topics.add(topics["water"])
        assert suggested(project, world).agent == colleagues["a"]
        assign(project, to=Receiver(world.organizations["ddt"], colleagues["b"]), actor=world.people["ddt"])

        content = SheetContent(project.name, project.description, project.phase, list(project.territories.all()))
        edit_project(project, expected_version=project.version, content=content, actor=world.people["owner"])
        delete_rule(RoutingRule.objects.get(), actor=world.people["ddt"])

        assert Assignment.objects.get(ended_at=None).agent == colleagues["b"]

    def test_accepted_suggestion_remembers_its_line(self, project, world, colleagues):
        rule = write(world, colleagues["a"])

        given = assign(project, to=Receiver(rule.target, rule.agent, rule), actor=world.people["ddt"])

        assert given.rule == rule

    @given(data=st.data())
    def test_winner_is_that_of_the_rules_compared_one_by_one(self, data, world, topics):
        """Topic and place > topic > place > default, then category > theme, then the smaller place."""
        ddt = world.organizations["ddt"]
        RoutingRule.objects.all().delete()
        keys = data.draw(
            st.lists(st.tuples(st.sampled_from([None, *topics]), st.sampled_from(PLACES)), unique=True, max_size=6)
        )
        rules = [
            RoutingRule.objects.create(
                organization=ddt, target=ddt, topic=topics.get(topic), territory=world.territories.get(place)
            )
            for topic, place in keys
        ]
        topic, place = data.draw(st.sampled_from([None, *topics])), data.draw(st.sampled_from(["privas", "vals"]))

        found = suggestion_where(ddt, topics.get(topic), world.territories[place])

        around = {"privas": ["privas", "capca"], "vals": ["vals"]}[place] + ["ardeche", "ara", "france"]
        named = {"rain": ["rain", "water"]}.get(topic, [topic] if topic else [])
        wanted = [(one, where) for one in named for where in around]
        wanted += [(one, None) for one in named] + [(None, where) for where in around] + [(None, None)]
        expected = next((rules[keys.index(key)] for key in wanted if key in keys), None)
        assert (found.rule if found else None) == expected
