import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils.http import urlencode

from mec.core.journal.queries import entries_of
from mec.offers.models import Offer
from mec.projects.enums import ProjectRole, Verb
from mec.projects.services import archive_project, set_consortium
from mec.territories.models import Containment, Territory
from tests.factories.offers import BeneficiaryFactory, OfferFactory
from tests.factories.projects import add_member, make_draft, make_project
from tests.factories.taxonomy import TopicFactory
from tests.web.costs import cost

pytestmark = pytest.mark.django_db
CAPCA, VALS, PRIVAS = "epci-200071413", "commune-07331", "commune-07186"
PEOPLE = {"07186": 8_350, "07331": 3_500, "01041": 700}


def address(offer, *codes, **query):
    path = reverse("aids:consortium", args=[offer.slug])
    said = [*query.items(), *(("t", code) for code in codes)]
    return f"{path}?{urlencode(said)}" if said else path


def main_of(response, status=200):
    assert response.status_code == status
    return re.sub(r"[ \n]+", " ", unescape(response.content.decode()).split("<main")[1].split("</main>")[0])


def group_of(client, path):
    return client.get(path).context["group"]


def make_offer(people=300_000, *, kind="commune", **row):
    offer = OfferFactory(title="Coopérer")
    BeneficiaryFactory(offer=offer, kind=kind, population_min=people, of_group=True, **row)
    return offer


def populate():
    for code, people in PEOPLE.items():
        Territory.objects.filter(kind="commune", code=code).update(population=people)


@pytest.fixture
def country(ardeche):
    populate()
    return ardeche


class TestWithoutProject:
    def test_aid_that_asks_for_no_population_has_no_group(self, client):
        offer = OfferFactory()
        BeneficiaryFactory(offer=offer, population_max=5)

        assert client.get(address(offer)).status_code == 404

    def test_empty_group_says_what_to_do(self, client, country):
        page = main_of(client.get(address(make_offer())))

        assert "Cette aide demande 300\u202f000\u00a0habitants au moins aux communes" in page
        assert "Qui portera le projet\u00a0?" in page
        assert "Cherchez une première collectivité" in page

    def test_epci_and_its_commune_count_once(self, client, country):
        group = group_of(client, address(make_offer(), CAPCA, PRIVAS, VALS, PRIVAS, "ville-1", "commune-99999"))

        assert (group.people, group.missing, group.is_met) == (11_850, 288_150, False)
        assert group.codes == [CAPCA, PRIVAS, VALS]

    @pytest.mark.parametrize(
        ("people", "said"),
        [(11_850, "Le seuil de 11\u202f850\u00a0habitants est atteint."), (11_851, "Il manque 1\u00a0habitant sur")],
    )
    def test_threshold_is_met_from_its_very_number(self, client, country, people, said):
        assert said in main_of(client.get(address(make_offer(people), CAPCA, VALS)))

    def test_page_says_the_total_and_where_it_comes_from(self, client, country):
        page = main_of(client.get(address(make_offer(), VALS)))

        assert "<strong>3\u202f500\u00a0habitants</strong> au total (population municipale, référentiel 2026)." in page

    def test_each_is_added_and_removed_by_an_address(self, client, country):
        offer = make_offer()
        typed = client.get(address(offer, VALS, lieu="bettant"))
        several = client.get(address(offer, VALS, lieu="privas"))

        assert typed.context["group"].codes == [VALS, "commune-01041"]
        assert [candidate.url for candidate in several.context["candidates"]] == [
            f"?t={VALS}&t={PRIVAS}",
            f"?t={VALS}&t={CAPCA}",
        ]
        removed = typed.context["group"].members[0].remove_url
        assert removed == "?t=commune-01041"
        assert group_of(client, address(offer) + removed).codes == ["commune-01041"]
        assert "Aucun lieu ne répond à «\u00a0zzzz\u00a0»" in main_of(client.get(address(offer, VALS, lieu="zzzz")))

    def test_neighbours_come_with_what_they_bring(self, client, country):
        offer = make_offer(10_000)
        group = group_of(client, address(offer, VALS))

        assert {(each.neighbour.territory, each.neighbour.gain, each.neighbour.is_enough) for each in group.around} == {
            (country.capca, 8_350, True),
            (country.privas, 8_350, True),
        }
        assert group_of(client, address(offer) + group.around[0].add_url).is_met
        assert group_of(client, address(make_offer(3_000), VALS)).around == []

    def test_unknown_population_is_said_and_not_guessed(self, client, country):
        Territory.objects.filter(code="07331").update(population=None)
        page = main_of(client.get(address(make_offer(), VALS)))

        assert "La population de ce groupement n’est pas connue" in page

    def test_group_goes_on_to_the_test_of_eligibility(self, client, country):
        offer = make_offer()
        page = client.get(address(offer, VALS, CAPCA)).content.decode()

        link = f"{reverse('aids:eligibility', args=[offer.slug])}?t={VALS}&amp;t={CAPCA}"
        assert link in page
        facts = client.get(unescape(link) + "&porteur=commune").context["situation"].facts
        assert facts.group_population == 11_850

    def test_several_thresholds_are_told_apart(self, client, country):
        offer = make_offer(300_000)
        BeneficiaryFactory(offer=offer, kind="epci", population_min=15_000)

        page = main_of(client.get(address(offer)))
        assert "15\u202f000\u00a0habitants au moins aux intercommunalités" in page
        assert "La source ne dit pas si un groupement peut l’atteindre à plusieurs" in page

    @pytest.mark.parametrize("codes", [[VALS], [VALS, "commune-01041", "departement-01"]])
    def test_page_costs_the_same_whatever_the_group(self, client, country, codes):
        assert cost(client, address(make_offer(), *codes)) == 19


class TestOfAProject:
    def path(self, offer, project, *codes):
        return address(offer, *codes, projet=project.reference)

    @pytest.fixture(autouse=True)
    def _people(self, world):
        populate()

    def test_group_starts_from_the_owner_who_stays(self, as_owner, project):
        offer = make_offer()

        for codes in ((), (VALS,), ("",)):
            group = group_of(as_owner, self.path(offer, project, *codes))
            assert (group.members[0].code, group.members[0].remove_url) == (PRIVAS, "")
        assert group_of(as_owner, self.path(offer, project, VALS)).people == 11_850

    def test_group_is_kept_on_the_project_and_counts(self, as_owner, project, world):
        offer = make_offer(11_850)
        eligibility = f"{reverse('aids:eligibility', args=[offer.slug])}?projet={project.reference}"
        assert as_owner.get(eligibility).context["result"].title == "Presque éligible"

        response = as_owner.post(self.path(offer, project), {"t": [PRIVAS, VALS]})

        assert response.headers["Location"] == eligibility
        assert list(project.consortium.all()) == [world.territories["vals"]]
        assert as_owner.get(eligibility).context["result"].title == "Éligible"
        assert group_of(as_owner, self.path(offer, project)).codes == [PRIVAS, VALS]
        history = main_of(as_owner.get(reverse("projects:history", args=[project.reference])))
        assert "a changé le groupement qui porte le projet" in history
        assert "personne → Vals-les-Bains" in history

    def test_sheet_names_the_group_and_takes_one_out(self, as_owner, client_of, project, people, world):
        vals = world.territories["vals"]
        set_consortium(project, to=[vals], instead_of=[], actor=people["owner"])
        sheet, leave = (
            reverse(f"projects:{name}", args=[project.reference]) for name in ("detail", "leave_consortium")
        )

        assert "Vals-les-Bains" in main_of(as_owner.get(sheet))
        ddt = client_of(people["ddt"])
        assert "Vals-les-Bains" in main_of(ddt.get(sheet))
        assert "du groupement" not in main_of(ddt.get(sheet))
        assert ddt.post(leave, {"territoire": vals.pk}).status_code == 403
        assert as_owner.post(leave, {"territoire": vals.pk}).status_code == 302
        assert as_owner.post(leave, {"territoire": vals.pk}).status_code == 404
        assert not project.consortium.exists()

    def test_second_on_one_version_is_told_and_loses_nothing(self, as_owner, project, people, world):
        offer = make_offer()
        set_consortium(project, to=[world.territories["bettant"]], instead_of=[], actor=people["owner"])

        response = as_owner.post(self.path(offer, project), {"t": [PRIVAS, VALS]})

        page = main_of(response, 409)
        assert "il réunit maintenant Bettant" in page
        assert response.context["group"].codes == [PRIVAS, VALS]
        assert 'name="connu" value="commune:01041"' in page
        again = as_owner.post(self.path(offer, project), {"t": [PRIVAS, VALS], "connu": "commune:01041"})
        assert again.status_code == 302
        assert list(project.consortium.all()) == [world.territories["vals"]]

    def test_only_those_who_edit_the_sheet_choose(self, client, client_of, project, people):
        offer, data = make_offer(), {"t": [VALS]}
        observer = client_of(add_member(project, people["invited"], ProjectRole.OBSERVER))
        for reader in (observer, client_of(people["ddt"])):
            assert "Porter le projet avec" not in main_of(reader.get(self.path(offer, project)))
            assert reader.post(self.path(offer, project), data).status_code == 403
        for stranger in (client, client_of(people["neighbour"]), client_of(people["staff"])):
            assert stranger.get(self.path(offer, project)).status_code == 404
            assert stranger.post(self.path(offer, project), data).status_code == 404
        archive_project(project, reason="Doublon", actor=people["owner"])
        assert client_of(people["owner"]).post(self.path(offer, project), data).status_code == 403
        assert not entries_of(project).filter(verb=Verb.CONSORTIUM_CHANGED).exists()

    def test_neighbours_tell_their_projects_to_those_who_see_them(self, as_owner, client_of, project, people, world):
        offer, theme = make_offer(), TopicFactory()
        category = TopicFactory(parent=theme)
        Offer.objects.get(pk=offer.pk).topics.add(category)
        vals, neighbour = world.organizations["vals"], people["neighbour"]
        alike = make_project(vals, author=neighbour, name="Thermes", topics=[theme])
        make_project(vals, author=neighbour, name="Autre thème", topics=[TopicFactory()])
        make_draft(vals, author=neighbour, name="Brouillon", topics=[theme])

        def named(client):
            around = group_of(client, address(offer, PRIVAS)).around
            return [each.projects for each in around if each.neighbour.territory.code == "07331"]

        assert named(client_of(people["ddt"])) == [[alike]]
        assert named(client_of(neighbour)) == [[alike]]
        assert named(as_owner) == [[]]
        assert "Thermes" not in as_owner.get(self.path(offer, project)).content.decode()

    @pytest.mark.parametrize("count", [1, 3])
    def test_page_costs_the_same_whatever_the_neighbours(self, as_owner, project, world, count):
        offer = make_offer()
        offer.topics.add(TopicFactory())
        for rank in range(count):
            commune = Territory.objects.create(kind="commune", code=f"0750{rank}", name=f"C{rank}", population=10)
            for outer in (commune, world.territories["ardeche"]):
                Containment.objects.create(inner=commune, outer=outer)

        assert cost(as_owner, self.path(offer, project, VALS)) == 27
