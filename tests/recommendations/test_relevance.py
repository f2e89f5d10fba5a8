"""Which words of a project say something of it."""

from dataclasses import replace

import pytest

from mec.offers.catalogue import shipped_catalogue
from mec.offers.facts import OfferFacts
from mec.recommendations.catalogue import catalogue_of
from mec.recommendations.facts import ProjectFacts
from mec.recommendations.relevance import points_of, question_of, relevance_of, resembling
from mec.taxonomy.referential import label_of


def offer(number, title, **said):
    return OfferFacts(number, f"offre-{number}", f"offre-{number}", "aide", "financement", title, "L’État", **said)


def quotes(project, *titles):
    """What the first offer is told to share with the project, among offers that share nothing."""
    others = [f"Autre sujet {number}" for number in range(6)]
    offers = [offer(number, title) for number, title in enumerate([*titles, *others])]
    index = catalogue_of(offers).index
    return relevance_of(index, offers[0], question_of(ProjectFacts(title=project))).quotes


@pytest.mark.parametrize(
    "word",
    [
        *("recommande", "choisir", "plan", "œuvre", "trois ans", "remplacer", "2019", "chiffré", "prêts", "dépasse"),
        *("aménagement", "rénovation", "salle", "centre", "verte", "murs", "bâtiments", "sécurisation", "ferme"),
    ],
)
def test_word_that_any_project_could_write_is_not_quoted(word):
    assert quotes(f"Projet : {word}", f"Offre : {word}") == ()


@pytest.mark.parametrize("word", ["école", "chaudière", "bibliothèque", "cours d’eau", "maîtrise d’ouvrage"])
def test_word_that_names_a_subject_is_quoted(word):
    assert quotes(f"Projet : {word}", f"Offre : {word}") == (word,)


def test_half_of_a_compound_is_not_quoted():
    assert quotes("Trouver un maître d’œuvre", "Mettre en œuvre un plan") == ()
    assert quotes("Trouver un maître d’œuvre", "Aider les maîtres d’œuvre") == ("maître d’œuvre",)


SHIPPED = [
    OfferFacts(
        number,
        entry.code,
        entry.slug,
        kind=entry.kind,
        need=entry.need,
        title=entry.title,
        backer=entry.backer,
        summary=entry.summary,
        description=entry.description,
        every_topic=entry.every_topic,
        topics={code: label_of(code) for code in entry.topics},
    )
    for number, entry in enumerate(shipped_catalogue().offers)
]
SHIPPED_CATALOGUE = catalogue_of(SHIPPED)
SHOP = (
    "Sauver l’épicerie du quartier du Lac",
    "La dernière épicerie du quartier ferme au printemps. La commune veut racheter les murs et les rénover.",
)


def points(title, description=""):
    """Offer → points of resemblance with the project, by code, for those that resemble it."""
    question = question_of(ProjectFacts(title=title, description=description))
    found = points_of(SHIPPED_CATALOGUE.index, question) * resembling(SHIPPED_CATALOGUE.index, question)
    return {offer.code: score for offer, score in zip(SHIPPED_CATALOGUE.offers, found, strict=True) if score}


@pytest.mark.parametrize(
    ("project", "expected"),
    [
        (("Rénovation de l’église Saint-Pierre",), "fondation-patrimoine"),
        (SHOP, "fonds-commerce-rural"),
        (("Construction d’une maison de santé",), "maison-de-sante"),
        (("Réfection du réseau d’eau potable rue de l’Église",), "agence-eau-potable"),
        (("Rénovation énergétique de l’école",), "edurenov"),
        (("Aménagement du carrefour de la rue des Écoles",), "amendes-de-police"),
    ],
)
def test_offer_made_for_a_real_title_comes_first(project, expected):
    found = points(*project)
    assert max(found, key=found.__getitem__) == expected


@pytest.mark.parametrize(
    ("project", "stranger"),
    [
        (SHOP, "safer"),
        (SHOP, "sos-ponts"),
        (("Rénovation de l’église Saint-Pierre",), "caf-petite-enfance"),
        (("Construction d’une maison des associations",), "maison-de-sante"),
        (("Extension de la salle des fêtes",), "caf-petite-enfance"),
        (("Voie verte entre deux villages",), "fonds-vert-biodechets"),
    ],
)
def test_offer_that_shares_only_a_word_of_every_project_is_not_proposed(project, stranger):
    assert stranger not in points(*project)


@pytest.mark.parametrize(("phase", "gains"), [("idee", True), ("etude", True), ("operation", False)])
def test_advice_helps_a_project_until_its_works_are_decided(phase, gains):
    titles = ("Restaurer un lavoir", "Restaurer un lavoir avec l’aide d’un architecte-conseil du CAUE", "Autre sujet")
    index = catalogue_of([offer(number, title) for number, title in enumerate(titles)]).index
    project = ProjectFacts(title="Le lavoir du bourg")

    unknown, known = question_of(project), question_of(replace(project, phase=phase))

    assert bool(points_of(index, known)[1] > points_of(index, unknown)[1]) is gains
    assert (points_of(index, known)[0] < points_of(index, unknown)[0]) == gains


def test_what_any_project_needs_makes_no_offer_akin():
    offers = [offer(0, "Un prêt, un plan de financement et un chargé de mission d’ingénierie"), offer(1, "Autre sujet")]
    index = catalogue_of(offers).index

    question = question_of(ProjectFacts(title="Le lavoir du bourg", phase="etude"))

    assert points_of(index, question)[0] > points_of(index, question)[1] == 0
    assert not resembling(index, question)[0]
