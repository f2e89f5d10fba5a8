import math
from dataclasses import replace
from zlib import crc32

import pytest

from mec.offers.entries import BeneficiaryEntry
from mec.offers.enums import Need
from mec.offers.facts import OfferFacts
from mec.recommendations import matching
from mec.recommendations.catalogue import catalogue_of
from mec.recommendations.enums import Band, EmptyReason, Verdict
from mec.recommendations.facts import ProjectFacts
from mec.recommendations.matching import needs_asked
from mec.territories.places import Place

FRICHE = {"friche": "Friche"}
FACTS = ProjectFacts(title="Reconversion de la friche", owner_kind="commune", population=900, phase="etude")


def offer(code, **changes):
    fields = {
        "pk": crc32(code.encode()),
        "slug": code,
        "kind": "aide",
        "need": "financement",
        "title": f"Offre {code}",
        "backer": "L’État",
        "national": True,
        "topics": FRICHE,
        "beneficiaries": (BeneficiaryEntry("commune"),),
    }
    return OfferFacts(code=code, **{**fields, **changes})


def match(facts, offers):
    return matching.match(facts, catalogue_of(offers))


def lines_of(result, need="financement"):
    return next(lines for lines in result.needs if lines.need == need)


def test_line_says_why_in_french():
    title = "Financer la reconversion d’un site"
    result = match(FACTS, [offer("a", title=title), offer("b", topics={}, title="Autre chose")])

    (line,) = lines_of(result).bands[0][1]
    assert line.reasons == (
        "Votre projet parle de «\u00a0Reconversion de la friche\u00a0».",
        "Thématique en commun\u00a0: Friche.",
        "Ouverte dans toute la France.",
        "Ouverte aux communes.",
    )
    assert [reason.text for reason in line.explanation] == list(line.reasons[:2])
    assert [reason.text for reason in line.met] == list(line.reasons[2:])


@pytest.mark.parametrize(
    ("topics", "said"),
    [
        ("AB", "Thématiques en commun\u00a0: A et B."),
        ("ABC", "Thématiques en commun\u00a0: A, B et 1 autre."),
        ("ABCD", "Thématiques en commun\u00a0: A, B et 2 autres."),
    ],
)
def test_reason_names_two_topics_and_counts_the_others(topics, said):
    facts = ProjectFacts(title="Projet", topics=frozenset(topics))
    (line,) = lines_of(match(facts, [offer("a", topics={code: code for code in topics})])).bands[0][1]

    assert said in line.reasons


def test_score_can_be_recomputed_by_hand():
    """As the published formula says: the words, the meaning, then what the offer is."""
    facts = ProjectFacts(title="Lavoir ancien", owner_kind="commune", phase="etude")
    lavoir = offer("a", title="Lavoir", topics={}, backer="", every_topic=True, phases=frozenset({"etude"}))
    bridge = offer("b", title="Pont", topics={}, backer="")

    (_, (line, *_)), *_ = lines_of(match(facts, [lavoir, bridge])).bands

    # "lavoir" stands in one offer of two, whose only word it is, in the title: three words' worth, of three on average.
    # "ancien" stands in none, and asks for nothing.
    words = 3 / (3 + 1.5 * (1 - 0.75 + 0.75 * 3 / 3))
    meaning = 1.0  # One concept on either side, and it is the same.
    resemblance = 100 * (words + 0.8 * meaning) / 1.8
    every_topic, phase = 15, 5
    assert line.offer.code == "a"
    assert math.isclose(line.score, resemblance + every_topic + phase, abs_tol=1e-6)


def test_blocker_brings_its_need_first_and_says_so():
    facts = replace(FACTS, blockers=frozenset({"ingenierie"}))
    result = match(facts, [offer("a", need="ingenierie", kind="service"), offer("b")])

    assert [lines.need for lines in result.needs] == [Need.ENGINEERING, Need.FUNDING, Need.EXPERTISE]
    assert [lines.asked for lines in result.needs] == [True, False, False]
    (_, (line,)), *_ = lines_of(result, "ingenierie").bands
    assert lines_of(result, "ingenierie").blocker == "Parce que vous avez signalé un blocage d’ingénierie."
    assert lines_of(result, "ingenierie").blocker in line.reasons


@pytest.mark.parametrize(
    ("kinds", "needs"),
    [
        (set(), set()),
        ({"ingenierie", "financement"}, {Need.ENGINEERING, Need.FUNDING}),
        ({"foncier"}, {Need.EXPERTISE, Need.ENGINEERING}),
        ({"reglementaire", "gouvernance"}, {Need.EXPERTISE, Need.ENGINEERING}),
        ({"gouvernance"}, {Need.ENGINEERING}),
        ({"autre"}, set(Need)),
    ],
)
def test_needs_asked_by_blockers(kinds, needs):
    assert needs_asked(replace(FACTS, blockers=frozenset(kinds))) == needs


@pytest.mark.parametrize(
    "blockers", [(), ("financement",), ("financement", "foncier"), ("financement", "foncier", "ingenierie")]
)
def test_first_band_holds_at_most_twelve_lines(blockers):
    offers = [
        offer(f"{need}-{number}", need=need, kind="service" if need != "financement" else "aide", every_topic=True)
        for need in Need
        for number in range(10)
    ]
    facts = replace(FACTS, blockers=frozenset(blockers), topics=frozenset({"friche"}))

    result = match(facts, offers)

    assert sum(len(lines.first) for lines in result.needs) == 12
    assert sum(len(lines) for need in result.needs for _, lines in need.bands) == 30


def test_bands_follow_the_score():
    declared = replace(FACTS, topics=frozenset({"friche"}))
    strong = offer("a", title="Reconversion d’une friche", every_topic=True)
    weak = offer("c", topics={}, every_topic=True)

    result = match(declared, [strong, weak])

    assert [(band, [line.offer.code for line in lines]) for band, lines in lines_of(result).bands] == [
        (Band.FIRST, ["a"]),
        (Band.USEFUL, ["c"]),
    ]


def test_one_repairable_refusal_makes_an_offer_almost_eligible():
    rows = (BeneficiaryEntry("commune", population_min=1_000),)
    result = lines_of(match(FACTS, [offer("a", beneficiaries=rows), offer("b")]))

    assert [line.offer.code for line in result.almost] == ["a"]
    assert result.almost[0].refused[0].gap.startswith("Il manque 100\u00a0habitants")
    refusal = result.almost[0].explanation[-1]
    assert (refusal.verdict, "Il manque 100\u00a0habitants" in refusal.text) == (Verdict.NO, True)
    assert [line.offer.code for _, lines in result.bands for line in lines] == ["b"]


def test_two_refusals_or_one_beyond_repair_are_not_almost():
    twice = offer(
        "a", beneficiaries=(BeneficiaryEntry("commune", population_min=1_000),), phases=frozenset({"operation"})
    )
    beyond = offer("b", beneficiaries=(BeneficiaryEntry("departement"),))

    assert lines_of(match(FACTS, [twice, beyond])).almost == ()


def test_empty_state_when_nothing_is_on_the_territory():
    elsewhere = offer("a", national=False, territories={7: "Ardèche"})
    lyon = replace(FACTS, places=(Place(2, "Lyon", within=frozenset({2})),))

    assert lines_of(match(lyon, [elsewhere])).empty.reason == EmptyReason.TERRITORY
    assert lines_of(match(lyon, [])).empty.reason == EmptyReason.TERRITORY


def test_empty_state_when_nothing_is_relevant():
    assert lines_of(match(FACTS, [offer("a", topics={})])).empty.reason == EmptyReason.RELEVANCE


def test_empty_state_when_nothing_may_be_asked_for_says_why():
    refused = offer("a", beneficiaries=(BeneficiaryEntry("departement"),))

    empty = lines_of(match(FACTS, [refused])).empty

    assert empty.reason == EmptyReason.ELIGIBILITY
    assert empty.details == ("Offre a\u00a0: Ouverte aux départements, pas aux communes.",)


def test_line_keeps_what_remains_to_check():
    unknown = offer("a", beneficiaries=())

    (_, (line,)), *_ = lines_of(match(FACTS, [unknown])).bands
    assert [criterion.code for criterion in line.to_check] == ["beneficiaire"]
    assert line.refused == ()


def test_what_any_project_could_write_proves_nothing():
    facts = replace(FACTS, title="Développer la commune", description="Un projet à améliorer.")
    offers = [offer(code, topics={}, title="Développer et améliorer les projets des communes") for code in "abcd"]

    assert lines_of(match(facts, offers)).empty.reason == EmptyReason.RELEVANCE


def test_a_ceiling_overseas_alone_refuses_nobody():
    rows = (BeneficiaryEntry("commune", overseas_population_max=100),)

    result = lines_of(match(replace(FACTS, overseas=None), [offer("a", beneficiaries=rows)]))

    assert [line.offer.code for _, lines in result.bands for line in lines] == ["a"]
    assert result.bands[0][1][0].refused == ()
