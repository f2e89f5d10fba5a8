import pytest

from mec.offers.services import load_catalogue
from mec.recommendations.facts import Place, ProjectFacts
from mec.recommendations.queries import recommend
from mec.taxonomy.services import load_topics
from tests.factories.offers import OfferFactory

pytestmark = pytest.mark.django_db

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
    assert "Rénovation" in best.reasons[0]
    assert "Ouverte dans toute la France\u00a0: Privas en fait partie." in best.reasons


@pytest.mark.usefixtures("_catalogue")
@pytest.mark.parametrize(
    ("title", "need", "code"),
    [
        ("Reconversion de l’ancienne usine en friche", "expertise", "urbanvitaliz"),
        ("Réfection du pont communal", "ingenierie", "cerema"),
        ("Végétaliser la cour d’école et créer un îlot de fraîcheur", "financement", "fonds-vert-renaturation"),
        ("Chaufferie bois et réseau de chaleur", "financement", "fonds-chaleur"),
        ("Ateliers numériques avec un conseiller numérique", "expertise", "conseiller-numerique"),
    ],
)
def test_the_shipped_catalogue_answers_what_a_title_asks(title, need, code):
    result = recommend(ProjectFacts(title=title, owner_kind="commune", population=900, phase="idee"))

    lines = next(lines for lines in result.needs if lines.need == need)
    assert lines.bands[0][1][0].offer.code == code


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


@pytest.mark.parametrize("item_count", [1, 3])
def test_recommend_reads_the_catalogue_in_constant_queries(item_count, django_assert_num_queries):
    OfferFactory.create_batch(item_count, every_topic=True)

    with django_assert_num_queries(6):
        result = recommend(SCHOOL)

    assert sum(len(lines) for need in result.needs for _, lines in need.bands) == item_count
