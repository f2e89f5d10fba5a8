"""The aid whose every rule is known: what it answers to a village, to a group, to a syndicat, before and after."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from mec.core.ui.french import number
from mec.offers.calendar import Dates, contradictions
from mec.offers.catalogue import Catalogue, shipped_catalogue
from mec.offers.enums import Need
from mec.offers.facts import OfferFacts
from mec.offers.money import granted
from mec.offers.queries import published_offers
from mec.offers.reading import facts_of_offers
from mec.offers.services import load_catalogue
from mec.recommendations.catalogue import catalogue_of
from mec.recommendations.criteria import criteria_of
from mec.recommendations.enums import Verdict
from mec.recommendations.facts import ProjectFacts
from mec.recommendations.matching import match
from mec.taxonomy.referential import label_of
from mec.taxonomy.services import load_topics

SHIPPED = shipped_catalogue()


def facts_of_entry(pk, entry):
    return OfferFacts(
        pk,
        entry.code,
        entry.slug,
        kind=entry.kind,
        need=entry.need,
        title=entry.title,
        backer=SHIPPED.backers[entry.backer],
        summary=entry.summary,
        description=entry.description,
        to_check=entry.to_check,
        contact=entry.contact,
        every_topic=entry.every_topic,
        national=entry.national,
        eligibility=entry.eligibility,
        examples=entry.examples,
        dates=Dates(entry.recurrence, entry.opens_on, entry.closes_on, entry.sessions),
        expenses=entry.expenses,
        rate_max=entry.rate_max,
        serves_use=entry.serves_use,
        before_works=entry.before_works,
        topics={code: label_of(code) for code in entry.topics},
        phases=frozenset(entry.phases),
        beneficiaries=entry.beneficiaries,
        requirements=entry.requirements,
    )


ENTRY = next(entry for entry in SHIPPED.offers if entry.code == "cooperation-numerique")
OFFERS = {entry.code: facts_of_entry(pk, entry) for pk, entry in enumerate(SHIPPED.offers, start=1)}
AID = OFFERS[ENTRY.code]
CATALOGUE = catalogue_of(OFFERS.values())
IN_SESSION = date(2021, 10, 15)
TODAY = date(2026, 11, 22)
VILLAGE = ProjectFacts(
    title="Plateforme numérique de coopération avec les habitants",
    description="Un outil numérique partagé avec les associations, pour une participation citoyenne.",
    phase="etude",
    owner_kind="commune",
    population=8_350,
    overseas=False,
    today=IN_SESSION,
)
GROUP = replace(VILLAGE, group_population=300_000)
CONDITION = "Seulement s’il s’agit d’un groupement de collectivités ou d’un réseau de mutualisation."
NOT_PAID_TOO = "Votre plan prévoit aussi ce qu’elle ne paie pas\u00a0: matériel et équipements, dépenses de personnel."
PAID = "Paie\u00a0: prestations de services. Ne paie pas\u00a0: matériel et équipements, dépenses de personnel."


def criterion(code, project):
    return next(found for found in criteria_of(AID, project) if found.code == code)


def refused(project):
    return [found for found in criteria_of(AID, project) if found.verdict == Verdict.NO]


def funding(project):
    return next(lines for lines in match(project, CATALOGUE).needs if lines.need == Need.FUNDING)


def proposed(project):
    return {line.offer.code for _, lines in funding(project).bands for line in lines}


def almost(project):
    return {line.offer.code for line in funding(project).almost}


@pytest.mark.django_db
def test_sheet_loaded_says_what_the_file_says():
    load_topics()
    load_catalogue(catalogue=Catalogue(SHIPPED.backers, (ENTRY,)))

    [facts] = facts_of_offers(published_offers())
    assert (facts.money, facts.topics, facts.phases) == ("75\u00a0%", AID.topics, AID.phases)
    assert criteria_of(facts, VILLAGE) == criteria_of(AID, VILLAGE)


def test_village_alone_is_told_how_many_inhabitants_are_missing():
    found = criterion("population", VILLAGE)

    assert found.verdict == Verdict.NO
    assert found.sentence == (
        f"{number(300_000)}\u00a0habitants au moins, groupement compris. Vous en avez {number(8_350)}."
    )
    assert found.gap == f"Il manque {number(291_650)}\u00a0habitants\u00a0: associez d’autres collectivités au projet."


def test_village_alone_is_refused_once_and_almost_eligible():
    [only] = refused(VILLAGE)

    assert (only.code, only.is_repairable) == ("population", True)
    assert ENTRY.code in almost(VILLAGE)
    assert ENTRY.code not in proposed(VILLAGE)


def test_group_of_300_000_inhabitants_is_proposed_the_aid():
    found = criterion("population", GROUP)

    assert found.verdict == Verdict.YES
    assert found.sentence.endswith(f"Votre groupement en a {number(300_000)}.")
    assert refused(GROUP) == []
    assert ENTRY.code in proposed(GROUP)


def test_group_that_lacks_one_inhabitant_is_not():
    group = replace(VILLAGE, group_population=299_999)
    found = criterion("population", group)

    assert found.verdict == Verdict.NO
    assert found.gap == "Il manque 1\u00a0habitant\u00a0: associez d’autres collectivités au projet."
    assert ENTRY.code not in proposed(group)


@pytest.mark.parametrize("kind", ["commune", "epci", "departement", "region", "com"])
def test_collectivite_of_300_000_inhabitants_may_ask_alone(kind):
    project = replace(VILLAGE, owner_kind=kind, population=300_000)

    assert refused(project) == []
    assert criterion("beneficiaire", project).verdict == Verdict.YES


@pytest.mark.parametrize(
    ("answers", "verdict", "sentence"),
    [
        ({}, "a_verifier", CONDITION),
        ({f"{ENTRY.code}:beneficiaire": True}, "oui", f"{CONDITION} Vous avez répondu que oui."),
        ({f"{ENTRY.code}:beneficiaire": False}, "non", f"{CONDITION} Vous avez répondu que non."),
    ],
)
def test_syndicat_says_whether_it_is_a_group_or_a_shared_service(answers, verdict, sentence):
    syndicat = replace(GROUP, owner_kind="syndicat", answers=answers)
    found = criterion("beneficiaire", syndicat)

    assert (found.verdict, found.sentence) == (verdict, sentence)
    assert (ENTRY.code in proposed(syndicat)) == (verdict != "non")


@pytest.mark.parametrize("kind", ["association", "etablissement_local"])
def test_others_are_not_beneficiaries(kind):
    assert criterion("beneficiaire", replace(GROUP, owner_kind=kind)).verdict == Verdict.NO


@pytest.mark.parametrize(
    ("kinds", "verdict", "sentence"),
    [
        (set(), "a_verifier", PAID),
        ({"prestations"}, "oui", PAID),
        ({"prestations", "materiel", "personnel"}, "oui", f"{PAID} {NOT_PAID_TOO}"),
        ({"materiel"}, "non", f"{PAID} Votre plan ne prévoit rien d’autre."),
        ({"personnel"}, "non", f"{PAID} Votre plan ne prévoit rien d’autre."),
    ],
)
def test_services_are_paid_but_neither_equipment_nor_staff(kinds, verdict, sentence):
    found = criterion("depenses", replace(GROUP, expense_kinds=frozenset(kinds)))

    assert (found.verdict, found.sentence) == (verdict, sentence)


def test_estimate_goes_with_the_expenses_that_it_pays():
    costs = {"prestations": Decimal(100_000), "materiel": Decimal(20_000)}
    found = criterion("depenses", replace(GROUP, expense_kinds=frozenset(costs), costs=costs))

    assert found.sentence.endswith(
        f"équipements. Estimation\u00a0: au plus {number(75_000)}\u00a0€, soit 75\u00a0% de {number(100_000)}\u00a0€."
    )


def test_rate_of_75_percent_gives_at_most_75_000_euros_of_100_000():
    assert granted(ENTRY.rate_max, Decimal(100_000)) == Decimal("75000.00")


@pytest.mark.parametrize("phase", ["idee", "etude", "operation"])
def test_project_to_design_or_to_carry_out_is_served(phase):
    assert refused(replace(GROUP, phase=phase)) == []


def test_finished_project_is_too_late():
    finished = replace(GROUP, phase="operation", finished=True)
    [only] = refused(finished)

    assert only.sentence == "Pour un projet à concevoir ou à réaliser\u00a0: le vôtre est terminé."
    assert not only.is_repairable
    assert ENTRY.code not in proposed(finished) | almost(finished)


def test_second_session_is_open_until_its_own_end():
    assert criterion("calendrier", GROUP).sentence == "Ouverte jusqu’au 22\u00a0novembre 2021."


def test_aid_is_closed_today():
    late = replace(GROUP, today=TODAY)
    [only] = refused(late)

    assert (only.code, only.sentence) == ("calendrier", "Elle est close depuis le 31\u00a0décembre 2022.")
    assert not only.is_repairable
    assert ENTRY.code not in proposed(late) | almost(late)


def test_dates_of_the_aid_contradict_each_other():
    assert len(list(contradictions(AID.dates))) == 1
