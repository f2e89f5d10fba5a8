from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mec.offers.enums import Need, OfferStatus
from mec.offers.services import load_catalogue
from mec.organizations.enums import OrganizationKind
from mec.projects.enums import BlockerKind
from mec.recommendations.enums import EmptyReason
from mec.recommendations.facts import ProjectFacts
from mec.recommendations.queries import recommend
from mec.taxonomy.enums import Phase
from mec.taxonomy.services import load_topics
from mec.territories.places import Place
from tests.factories.offers import OfferFactory, OfferPhaseFactory
from tests.factories.territories import TerritoryFactory

pytestmark = pytest.mark.django_db
WORDS = ["friche", "pont", "école", "maison de santé", "étude", "forêt", "eau potable", "<script>alert(1)</script>"]

SCHOOL = ProjectFacts(
    title="Rénovation énergétique de l’école",
    description="Chaudière au fioul, fenêtres à simple vitrage : nous voulons isoler et changer le chauffage.",
    phase="idee",
    owner_kind="commune",
    places=(Place(1, "Privas", within=frozenset({1})),),
    population=8_465,
    overseas=False,
    blockers=frozenset({"financement"}),
)


@pytest.fixture
def _catalogue():
    load_topics()
    load_catalogue()


@pytest.mark.usefixtures("_catalogue")
def test_a_funding_blocker_brings_the_expected_aid_first_with_its_reasons():
    funding = recommend(SCHOOL).needs[0]

    best = funding.first[0]
    assert (funding.need, best.offer.code) == ("financement", "fonds-vert-renovation")
    assert best.reasons[0].startswith("Votre projet parle de «\u00a0")
    assert "«\u00a0isoler\u00a0»" in best.reasons[0]
    assert "Ouverte dans toute la France\u00a0: Privas en fait partie." in best.reasons


@pytest.mark.usefixtures("_catalogue")
def test_the_shipped_catalogue_answers_what_a_title_asks():
    expected = [
        ("Reconversion de l’ancienne usine en friche", "expertise", "urbanvitaliz"),
        ("Réfection du pont communal", "ingenierie", "cerema"),
        ("Végétaliser la cour d’école et créer un îlot de fraîcheur", "financement", "fonds-vert-renaturation"),
        ("Chaufferie bois et réseau de chaleur", "financement", "fonds-chaleur"),
        ("Ateliers numériques avec un conseiller numérique", "expertise", "conseiller-numerique"),
        ("Mise en conformité de la station d’épuration", "financement", "agence-assainissement"),
        ("Restauration de l’église, monument historique", "financement", "monuments-historiques"),
        ("Création d’une maison de santé", "financement", "maison-de-sante"),
        ("Construction d’une crèche de vingt berceaux", "financement", "caf-petite-enfance"),
        ("Remplacement de l’éclairage public par des LED", "financement", "fonds-vert-eclairage"),
        ("Restauration de la rivière et de la zone humide", "financement", "agence-milieux-aquatiques"),
        ("Réfection du pont communal", "expertise", "sos-ponts"),
        ("Révision du PLU", "expertise", "docurba"),
    ]

    found = [(title, need, first_for(title, need)) for title, need, _ in expected]

    assert found == expected


def first_for(title, need):
    result = recommend(ProjectFacts(title=title, owner_kind="commune", population=900, phase="idee"))
    lines = next(lines for lines in result.needs if lines.need == need)
    return lines.bands[0][1][0].offer.code


@pytest.mark.usefixtures("_catalogue")
def test_a_town_of_20_001_inhabitants_is_not_offered_the_detr():
    shown = [
        line.offer.code
        for need in recommend(ProjectFacts("École", owner_kind="commune", population=20_001, overseas=False)).needs
        for _, lines in need.bands
        for line in lines
    ]

    assert "detr" not in shown
    assert "dsil" in shown


@pytest.mark.usefixtures("_catalogue")
def test_the_shipped_catalogue_never_floods_the_first_band():
    for title in ("Rénovation de la mairie", "Aménagement du bourg", "Salle polyvalente et école"):
        result = recommend(ProjectFacts(title=title, description=title, owner_kind="commune", population=900))

        assert sum(len(need.first) for need in result.needs) <= 12, title


@pytest.mark.parametrize("item_count", [1, 3])
def test_recommend_reads_the_catalogue_in_constant_queries_once(item_count, django_assert_num_queries):
    OfferFactory.create_batch(item_count, every_topic=True)

    with django_assert_num_queries(15):
        result = recommend(SCHOOL)
    with django_assert_num_queries(1):
        again = recommend(SCHOOL)

    assert result == again
    assert result.total == item_count


def codes(result):
    return [line.offer.code for need in result.needs for _, lines in need.bands for line in lines]


def test_an_offer_published_corrected_or_withdrawn_a_moment_ago_is_seen_at_once():
    first = OfferFactory(code="premiere", every_topic=True)
    assert codes(recommend(SCHOOL)) == ["premiere"]

    OfferFactory(code="seconde", every_topic=True)
    assert sorted(codes(recommend(SCHOOL))) == ["premiere", "seconde"]

    first.title = "Corrigée"
    first.save()
    titles = [line.offer.title for need in recommend(SCHOOL).needs for _, lines in need.bands for line in lines]
    assert "Corrigée" in titles

    first.status = OfferStatus.WITHDRAWN
    first.save()
    assert codes(recommend(SCHOOL)) == ["seconde"]


def test_an_offer_already_answered_leaves_its_place_and_the_need_says_so():
    answered = OfferFactory(every_topic=True, need=Need.FUNDING)

    funding = next(need for need in recommend(SCHOOL, answered={answered.pk}).needs if need.need == Need.FUNDING)

    assert (funding.bands, funding.almost) == ((), ())
    assert funding.empty.reason == EmptyReason.ANSWERED


@pytest.mark.usefixtures("_catalogue")
def test_moving_from_idea_to_study_changes_what_is_proposed():
    """The stage is a fact like another: what it no longer suits leaves, what waits for it comes."""
    for code, phase in (("diagnostic", "idee"), ("etudes", "etude")):
        OfferPhaseFactory(
            offer=OfferFactory(code=code, kind="service", need="ingenierie", every_topic=True), phase=phase
        )
    idea, study = codes(recommend(SCHOOL)), codes(recommend(replace(SCHOOL, phase="etude")))

    assert ("diagnostic" in idea, "etudes" in idea) == (True, False)
    assert ("diagnostic" in study, "etudes" in study) == (False, True)


@pytest.fixture
def _local_offer():
    """An offer of a territory where no project of the property lies."""
    OfferFactory(code="locale", national=False, every_topic=True).territories.add(TerritoryFactory(pk=1_000))


@st.composite
def projects(draw):
    """A project of anybody, anywhere, on the real thématiques."""
    return ProjectFacts(
        title=" ".join(draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4))),
        description=" ".join(draw(st.lists(st.sampled_from(WORDS), max_size=4))),
        phase=draw(st.sampled_from(["", *Phase])),
        owner_kind=draw(st.sampled_from(["", *OrganizationKind])),
        places=tuple(
            Place(pk, f"Lieu {pk}", within=frozenset({pk, pk + 1})) for pk in draw(st.sets(st.integers(1, 9)))
        ),
        population=draw(st.none() | st.integers(0, 500_000)),
        overseas=draw(st.none() | st.booleans()),
        blockers=frozenset(draw(st.sets(st.sampled_from(list(BlockerKind))))),
    )


@pytest.mark.usefixtures("_catalogue", "_local_offer")
@given(facts=projects())
def test_every_line_of_the_shipped_catalogue_has_a_reason_in_french(facts):
    result = recommend(facts)

    for need in result.needs:
        for line in [*need.almost, *(line for _, lines in need.bands for line in lines)]:
            assert line.explanation
            assert all(reason.text.endswith(".") for reason in (*line.explanation, *line.met))
            assert "territoire" not in [criterion.code for criterion in line.refused]
    if facts.places:
        assert "locale" not in codes(result)
