"""What holds of every match, whatever the project and the catalogue."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from mec.offers.calendar import Dates
from mec.offers.entries import BeneficiaryEntry, ExpenseEntry, RequirementEntry, SessionEntry
from mec.offers.enums import Need, Recurrence
from mec.offers.facts import Area, OfferFacts
from mec.organizations.enums import OrganizationKind
from mec.recommendations import matching, weights
from mec.recommendations.catalogue import catalogue_of
from mec.recommendations.criteria import criteria_of
from mec.recommendations.enums import Verdict
from mec.recommendations.facts import ProjectFacts
from mec.taxonomy.enums import Phase
from mec.territories.places import Place

TOPICS = {"friche": "Friche", "voirie": "Voirie et réseaux", "sante": "Santé", "education": "Éducation"}
WORDS = ["friche", "pont", "école", "maison de santé", "rénovation", "étude", "forêt", "<script>alert(1)</script>"]
IDS = st.integers(1, 4)
POPULATIONS = st.integers(0, 400_000)
KINDS = st.sampled_from([OrganizationKind.COMMUNE, OrganizationKind.EPCI, OrganizationKind.DEPARTEMENT])
PHASES = st.sampled_from(list(Phase))
TEXTS = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)


def optional(strategy):
    return st.none() | strategy


@st.composite
def beneficiaries(draw):
    low, high = sorted([draw(POPULATIONS), draw(POPULATIONS)])
    condition = draw(st.sampled_from(["", "Une condition."]))
    return BeneficiaryEntry(
        kind=draw(KINDS),
        population_min=draw(st.sampled_from([None, low])),
        population_max=draw(st.sampled_from([None, high])),
        overseas_population_max=draw(st.sampled_from([None, high + 1_000])),
        condition=condition,
        condition_above=draw(optional(POPULATIONS)) if condition else None,
        of_group=draw(st.booleans()),
    )


KNOWN = {pk: pk % 2 == 0 for pk in range(1, 5)}
areas = IDS.map(lambda pk: Area(pk, f"zone-{pk}", "communes de montagne", known=KNOWN[pk]))
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
calendars = st.builds(
    Dates,
    recurrence=st.sampled_from(["", *Recurrence]),
    opens_on=optional(days),
    closes_on=optional(days),
    sessions=st.lists(st.builds(SessionEntry, st.just("Session"), optional(days), optional(days)), max_size=2).map(
        tuple
    ),
)
EXPENSES = st.sampled_from(["travaux", "materiel", "personnel"])
expense_rules = st.builds(ExpenseEntry, EXPENSES, st.booleans())
ANSWERS = ["travaux-commences", "competence:voirie", "zonage:zone-1", "perimetre:zone-1", "offre-1:condition-1"]


@st.composite
def offers(draw, pk):
    return OfferFacts(
        pk=pk,
        code=f"offre-{pk}",
        slug=f"offre-{pk}",
        kind="aide",
        need=draw(st.sampled_from(list(Need))),
        title=draw(TEXTS),
        backer="L’État",
        summary=draw(TEXTS),
        description=draw(TEXTS),
        every_topic=draw(st.booleans()),
        national=draw(st.booleans()),
        territories=draw(st.dictionaries(IDS, st.just("Un territoire"), max_size=2)),
        topics={code: TOPICS[code] for code in draw(st.sets(st.sampled_from(sorted(TOPICS))))},
        perimeters=tuple(draw(st.lists(areas, max_size=2, unique_by=lambda area: area.pk))),
        zonings=tuple(draw(st.lists(areas, max_size=2, unique_by=lambda area: area.pk))),
        generic=draw(optional(st.integers(1, 8))),
        dates=draw(calendars),
        expenses=tuple(draw(st.lists(expense_rules, max_size=3, unique_by=lambda row: row.kind))),
        cost_min=draw(optional(st.just(Decimal(1_000)))),
        cost_max=draw(optional(st.just(Decimal(200_000)))),
        serves_use=draw(st.booleans()),
        before_works=draw(st.booleans()),
        competence=draw(st.sampled_from(["", "Voirie"])),
        phases=frozenset(draw(st.sets(PHASES))),
        other_audiences=draw(st.sampled_from([(), ("entreprise",)])),
        beneficiaries=tuple(draw(st.lists(beneficiaries(), max_size=3, unique_by=lambda row: row.kind))),
        requirements=tuple(
            draw(
                st.lists(
                    st.builds(
                        RequirementEntry,
                        st.just("Une condition."),
                        st.just("Une question ?"),
                        st.sampled_from(["", *Phase]),
                    ),
                    max_size=2,
                )
            )
        ),
    )


places = st.builds(
    Place,
    pk=IDS,
    name=st.just("Privas"),
    within=st.frozensets(IDS),
    partly_within=st.frozensets(IDS, max_size=2),
    covered=st.frozensets(IDS.filter(KNOWN.__getitem__)),
    partly_covered=st.frozensets(IDS.filter(KNOWN.__getitem__)),
    outside=st.frozensets(IDS.filter(lambda pk: not KNOWN[pk])),
).map(lambda place: replace(place, parts=tuple(frozenset({pk}) for pk in sorted(place.partly_within))))
projects = st.builds(
    ProjectFacts,
    title=TEXTS,
    description=TEXTS,
    phase=st.sampled_from(["", *Phase]),
    owner_kind=st.just("") | KINDS,
    places=st.lists(places, max_size=2).map(tuple),
    population=optional(POPULATIONS),
    overseas=optional(st.booleans()),
    topics=st.frozensets(st.sampled_from(sorted(TOPICS))),
    blockers=st.frozensets(st.sampled_from(["ingenierie", "financement", "foncier", "autre"])),
    group_population=optional(POPULATIONS),
    finished=st.booleans(),
    expense_kinds=st.frozensets(EXPENSES | st.just("etudes")),
    cost=optional(st.decimals(0, 400_000, places=2)),
    answers=st.dictionaries(st.sampled_from(ANSWERS), st.booleans()),
    today=days,
)
catalogues = st.integers(0, 8).flatmap(lambda count: st.tuples(*(offers(pk=pk) for pk in range(1, count + 1))))


def match(facts, offers):
    return matching.match(facts, catalogue_of(offers))


def lines_in_bands(result):
    return [line for need in result.needs for _, lines in need.bands for line in lines]


@given(projects, catalogues)
def test_every_line_has_a_reason_and_an_explained_verdict(facts, catalogue):
    result = match(facts, catalogue)

    for line in lines_in_bands(result) + [line for need in result.needs for line in need.almost]:
        assert line.reasons
        assert all(line.reasons)
        assert all(criterion.sentence for criterion in line.criteria)
        assert all(criterion.question for criterion in line.to_check)


@given(projects, catalogues)
def test_a_refused_offer_is_never_in_a_band(facts, catalogue):
    result = match(facts, catalogue)

    assert [line for line in lines_in_bands(result) if line.refused] == []
    assert all(len(line.refused) == 1 and line.refused[0].gap for need in result.needs for line in need.almost)


@given(projects, catalogues, st.randoms())
def test_the_order_of_the_catalogue_changes_nothing(facts, catalogue, random):
    shuffled = list(catalogue)
    random.shuffle(shuffled)

    assert match(facts, shuffled) == match(facts, catalogue)


@given(projects, catalogues)
def test_an_offer_is_proposed_once_under_its_need_within_the_limit(facts, catalogue):
    result = match(facts, catalogue)
    shown = [line.offer.pk for line in lines_in_bands(result)] + [
        line.offer.pk for need in result.needs for line in need.almost
    ]

    assert len(shown) == len(set(shown))
    assert all(line.offer.need == need.need for need in result.needs for _, lines in need.bands for line in lines)
    assert sum(len(need.first) for need in result.needs) <= 12
    assert result.version == weights.VERSION


@given(projects, catalogues)
def test_a_need_without_line_says_why(facts, catalogue):
    for need in match(facts, catalogue).needs:
        assert (need.empty is None) == bool(need.bands)


@given(projects, catalogues)
def test_scores_decrease_and_stay_within_the_published_maximum(facts, catalogue):
    for need in match(facts, catalogue).needs:
        scores = [line.score for _, lines in need.bands for line in lines]
        assert scores == sorted(scores, reverse=True)
        assert all(0 < score <= 135 for score in scores)


@given(projects, catalogues)
def test_the_sieve_refuses_what_the_criteria_refuse(facts, catalogue):
    whole = catalogue_of(catalogue)
    refused = [
        sum(criterion.verdict == Verdict.NO for criterion in criteria_of(offer, facts)) for offer in whole.offers
    ]
    elsewhere = [
        any(found.code == "territoire" and found.verdict == Verdict.NO for found in criteria_of(offer, facts))
        for offer in whole.offers
    ]

    assert whole.sieve.refusals(facts).tolist() == refused
    assert whole.sieve.elsewhere(facts).tolist() == elsewhere


UNKNOWN = {
    "phase": "",
    "owner_kind": "",
    "places": (),
    "population": None,
    "overseas": None,
    "expense_kinds": frozenset(),
    "cost": None,
    "answers": {},
}


@given(projects, offers(pk=1), st.sets(st.sampled_from(sorted(UNKNOWN)), min_size=1))
def test_an_unknown_fact_is_never_a_refusal(facts, offer, hidden):
    """A condition of one stage that people answered "non" is not asked at another."""
    less = replace(facts, **{name: UNKNOWN[name] for name in hidden})
    known = {criterion.code: criterion.verdict for criterion in criteria_of(offer, facts)}

    for criterion in criteria_of(offer, less):
        if criterion.verdict == Verdict.NO:
            answered = less.answers.get(criterion.key) is False
            assert known.get(criterion.code, Verdict.NO if answered else None) == Verdict.NO


@given(projects, offers(pk=1), st.sets(st.sampled_from(sorted(UNKNOWN)), min_size=1))
def test_adding_a_fact_never_turns_a_yes_into_a_doubt(facts, offer, hidden):
    less = replace(facts, **{name: UNKNOWN[name] for name in hidden})
    before = {criterion.code: criterion.verdict for criterion in criteria_of(offer, less)}

    for criterion in criteria_of(offer, facts):
        if before.get(criterion.code, Verdict.YES) == Verdict.YES:
            assert criterion.verdict == Verdict.YES or (criterion.code, criterion.verdict) == ("etape", Verdict.NO)
