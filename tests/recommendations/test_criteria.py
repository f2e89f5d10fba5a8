from dataclasses import replace

import pytest

from mec.offers.entries import BeneficiaryEntry, RequirementEntry
from mec.offers.facts import OfferFacts
from mec.organizations.enums import OrganizationKind
from mec.recommendations.criteria import criteria_of
from mec.recommendations.enums import Verdict
from mec.recommendations.facts import ProjectFacts
from mec.territories.places import Place

PRIVAS = Place(1, "Privas", within=frozenset({1, 7, 84}))
LYON = Place(2, "Lyon", within=frozenset({2, 69, 84}))
BORDER = Place(3, "CC à cheval", within=frozenset({3, 84}), partly_within=frozenset({7}))
FACTS = ProjectFacts(title="Projet", owner_kind="commune", population=1_000, places=(PRIVAS,), phase="etude")
OFFER = OfferFacts(
    pk=1,
    code="o",
    slug="o",
    kind="aide",
    need="financement",
    title="Offre",
    backer="L’État",
    national=True,
    beneficiaries=(BeneficiaryEntry("commune"),),
)
DETR = (
    BeneficiaryEntry(
        "commune",
        population_max=20_000,
        overseas_population_max=35_000,
        condition="Potentiel financier sous le plafond.",
        condition_above=2_000,
        overseas_condition_above=3_500,
    ),
)


def offer(**changes):
    return replace(OFFER, **changes)


def facts(**changes):
    return replace(FACTS, **changes)


def criterion(code, one_offer, project):
    return next((found for found in criteria_of(one_offer, project) if found.code == code), None)


@pytest.mark.parametrize(
    ("places", "verdict", "sentence"),
    [
        ((PRIVAS,), "oui", "Privas est dans son périmètre (Ardèche)."),
        ((PRIVAS, LYON), "a_verifier", "Une partie seulement de votre projet est dans son périmètre (Ardèche)."),
        ((BORDER,), "a_verifier", "Une partie seulement de votre projet est dans son périmètre (Ardèche)."),
        ((LYON,), "non", "Réservée à\u00a0: Ardèche."),
        ((), "a_verifier", "Réservée à\u00a0: Ardèche."),
    ],
)
def test_territory_of_a_local_offer(places, verdict, sentence):
    found = criterion("territoire", offer(national=False, territories={7: "Ardèche"}), facts(places=places))

    assert (found.verdict, found.sentence, found.gap) == (verdict, sentence, "")


@pytest.mark.parametrize(
    ("territories", "verdict"),
    [({7, 26}, "oui"), ({7, 30}, "a_verifier"), ({7, 93}, "a_verifier"), ({26, 76}, "a_verifier"), ({30}, "non")],
)
def test_territories_that_hold_all_the_parts_of_a_place_hold_it(territories, verdict):
    across = Place(pk=3, name="Arche Agglo", within=frozenset({3, 84}), partly_within=frozenset({7, 26}))
    across = replace(across, parts=(frozenset({7, 84}), frozenset({26, 84})))
    local = offer(national=False, territories={pk: str(pk) for pk in territories})

    assert criterion("territoire", local, facts(places=(across,))).verdict == verdict


def test_territory_that_holds_the_whole_project_is_plural_for_several_places():
    found = criterion(
        "territoire", offer(national=False, territories={84: "Auvergne-Rhône-Alpes"}), facts(places=(PRIVAS, LYON))
    )

    assert found.sentence == "Privas et Lyon sont dans son périmètre (Auvergne-Rhône-Alpes)."


@pytest.mark.parametrize(
    ("territories", "sentence"),
    [
        (
            {7: "Ardèche", 38: "Écluse", 26: "Drôme", 4: "Var", 5: "Ain", 6: "Gard"},
            "Privas est dans son périmètre (Ain, Ardèche, Drôme, Écluse, Gard et Var).",
        ),
        (
            {7: "Ardèche", **{100 + n: f"Lieu {n}" for n in range(6)}},
            "Privas est dans son périmètre (7 territoires, nommés sur sa page).",
        ),
    ],
)
def test_territory_counts_the_places_of_a_wide_perimeter(territories, sentence):
    found = criterion("territoire", offer(national=False, territories=territories), FACTS)

    assert found.sentence == sentence


def test_territory_of_a_national_offer_names_the_place():
    assert criterion("territoire", OFFER, FACTS).sentence == (
        "Ouverte dans toute la France\u00a0: Privas en fait partie."
    )
    assert criterion("territoire", OFFER, facts(places=())).sentence == "Ouverte dans toute la France."


def test_territory_that_nobody_gave_is_to_check():
    assert criterion("territoire", offer(national=False), FACTS).verdict == Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("rows", "owner", "verdict", "sentence", "gap"),
    [
        (("commune",), "commune", "oui", "Ouverte aux communes.", ""),
        (("commune", "epci"), "", "a_verifier", "Ouverte aux communes et intercommunalités.", ""),
        (("departement",), "commune", "non", "Ouverte aux départements, pas aux communes.", ""),
        (
            ("epci",),
            "commune",
            "non",
            "Ouverte aux intercommunalités, pas aux communes.",
            "Votre intercommunalité peut la demander pour ce projet.",
        ),
        (
            ("commune",),
            "epci",
            "non",
            "Ouverte aux communes, pas aux intercommunalités.",
            "Une de vos communes peut la demander pour ce projet.",
        ),
        (("commune",), "prefecture", "non", "Ouverte aux communes, pas aux services de l’État.", ""),
        ((), "commune", "a_verifier", "La source ne dit pas qui peut la demander.", ""),
    ],
)
def test_beneficiary_kind(rows, owner, verdict, sentence, gap):
    rows = tuple(BeneficiaryEntry(kind) for kind in rows)
    found = criterion("beneficiaire", offer(beneficiaries=rows), facts(owner_kind=owner))

    assert (found.verdict, found.sentence, found.gap) == (verdict, sentence, gap)


@pytest.mark.parametrize(
    ("owner", "verdict", "sentence"),
    [
        ("commune", "non", "Ouverte aux entreprises privées et agriculteurs, pas aux communes."),
        ("", "a_verifier", "Ouverte aux entreprises privées et agriculteurs."),
    ],
)
def test_offer_for_those_who_carry_no_project_here_refuses_a_collectivite(owner, verdict, sentence):
    found = criterion(
        "beneficiaire",
        offer(beneficiaries=(), other_audiences=("entreprise", "agriculteur")),
        facts(owner_kind=owner),
    )

    assert (found.verdict, found.sentence, found.gap) == (verdict, sentence, "")


@pytest.mark.parametrize(
    ("population", "overseas", "beneficiary", "in_population"),
    [
        (350, None, "oui", "oui"),
        (2_000, False, "oui", "oui"),
        (2_001, False, "a_verifier", "oui"),
        (3_000, True, "oui", "oui"),
        (3_000, None, "a_verifier", "oui"),
        (20_001, False, "a_verifier", "non"),
        (20_001, None, "a_verifier", "a_verifier"),
        (20_001, True, "a_verifier", "oui"),
        (35_001, None, "a_verifier", "non"),
        (None, None, "a_verifier", "a_verifier"),
    ],
)
def test_population_and_condition_of_the_detr(population, overseas, beneficiary, in_population):
    project = facts(population=population, overseas=overseas)
    rural = offer(beneficiaries=DETR)

    assert criterion("beneficiaire", rural, project).verdict == beneficiary
    assert criterion("population", rural, project).verdict == in_population


@pytest.mark.parametrize(
    ("population", "verdict", "gap"),
    [
        (300_000, "oui", ""),
        (299_999, "non", "Il manque 1\u00a0habitant\u00a0: ajoutez une commune voisine ou passez par un groupement."),
        (
            295_800,
            "non",
            "Il manque 4\u202f200\u00a0habitants\u00a0: ajoutez une commune voisine ou passez par un groupement.",
        ),
    ],
)
def test_population_that_is_missing_can_be_repaired(population, verdict, gap):
    rows = (BeneficiaryEntry("commune", population_min=300_000),)
    found = criterion("population", offer(beneficiaries=rows), facts(population=population))

    assert (found.verdict, found.gap, found.is_repairable) == (verdict, gap, bool(gap))


def test_population_in_excess_cannot_be_repaired():
    rows = (BeneficiaryEntry("commune", population_min=100, population_max=3_499),)
    found = criterion("population", offer(beneficiaries=rows), facts(population=8_465))

    assert (found.verdict, found.is_repairable) == ("non", False)
    assert found.sentence == "De 100 à 3\u202f499\u00a0habitants. Vous en avez 8\u202f465."


def test_population_is_asked_for_when_the_owner_is_unknown():
    assert criterion("population", offer(beneficiaries=DETR), facts(owner_kind="")).verdict == Verdict.UNKNOWN
    assert criterion("population", OFFER, facts(owner_kind="")) is None


@pytest.mark.parametrize(
    ("served", "phase", "verdict", "gap"),
    [
        ({"idee", "etude"}, "etude", "oui", ""),
        ({"idee", "etude"}, "", "a_verifier", ""),
        ({"idee", "etude"}, "operation", "non", ""),
        ({"etude", "operation"}, "idee", "non", "À demander quand le projet sera à l’étape Étude."),
        ({"operation"}, "idee", "non", "À demander quand le projet sera à l’étape Opération."),
    ],
)
def test_phase_of_an_offer_made_for_some(served, phase, verdict, gap):
    found = criterion("etape", offer(phases=frozenset(served)), facts(phase=phase))

    assert (found.verdict, found.gap) == (verdict, gap)


@pytest.mark.parametrize("served", [frozenset(), frozenset({"idee", "etude", "operation"})])
def test_phase_is_no_criterion_when_the_offer_serves_all(served):
    assert criterion("etape", offer(phases=served), FACTS) is None


@pytest.mark.parametrize(
    ("phase", "codes"),
    [("operation", ["condition-1", "condition-2"]), ("", ["condition-1", "condition-2"]), ("idee", ["condition-1"])],
)
def test_requirements_are_to_check_with_their_question(phase, codes):
    rows = (RequirementEntry("Lauréate.", "L’êtes-vous ?"), RequirementEntry("Rien de signé.", "Signé ?", "operation"))
    found = [row for row in criteria_of(offer(requirements=rows), facts(phase=phase)) if row.code[:4] == "cond"]

    assert [row.code for row in found] == codes
    assert {(row.verdict, bool(row.question)) for row in found} == {("a_verifier", True)}


def test_every_organization_kind_has_a_plural():
    for kind in OrganizationKind:
        assert criterion("beneficiaire", OFFER, facts(owner_kind=kind)).sentence.startswith("Ouverte aux communes")
