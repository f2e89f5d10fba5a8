"""Which words of a project say something of it."""

import pytest

from mec.offers.catalogue import shipped_catalogue
from mec.recommendations.facts import OfferFacts, ProjectFacts
from mec.recommendations.relevance import Index, question_of
from mec.taxonomy.referential import label_of


def quotes(project, *offers):
    """What the first offer is told to share with the project, among offers that share nothing."""
    others = [f"Autre sujet {number}" for number in range(6)]
    facts = [
        OfferFacts(number, str(number), str(number), kind="aide", need="financement", title=title, backer="L’État")
        for number, title in enumerate([*offers, *others])
    ]
    return Index(facts).relevance(facts[0], question_of(ProjectFacts(title=project))).quotes


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
SHIPPED_INDEX = Index(SHIPPED)
SHOP = (
    "Sauver l’épicerie du quartier du Lac",
    "La dernière épicerie du quartier ferme au printemps. La commune veut racheter les murs et les rénover.",
)


def points(title, description=""):
    """Offer → points of resemblance with the project, by code, for those that resemble it."""
    question = question_of(ProjectFacts(title=title, description=description))
    scores = {offer.code: SHIPPED_INDEX.relevance(offer, question).points for offer in SHIPPED}
    return {code: score for code, score in scores.items() if score}


@pytest.mark.parametrize(
    ("project", "expected"),
    [
        (("Rénovation de l’église Saint-Pierre",), "monuments-historiques"),
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
        (("Extension de la salle des fêtes",), "cnc-salles"),
        (("Voie verte entre deux villages",), "fonds-vert-biodechets"),
    ],
)
def test_offer_that_shares_only_a_word_of_every_project_is_not_proposed(project, stranger):
    assert stranger not in points(*project)
