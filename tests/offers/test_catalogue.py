import re
from collections import Counter
from dataclasses import fields
from pathlib import Path

import pytest

from mec.core.text import clean_html, plain_text
from mec.offers.catalogue import SheetError, read_catalogue, shipped_catalogue
from mec.offers.entries import (
    LONG_TEXTS,
    PLAIN_FIELDS,
    AnnexEntry,
    AwardEntry,
    BeneficiaryEntry,
    ExpenseEntry,
    OfferEntry,
    RequirementEntry,
    SessionEntry,
)
from mec.offers.enums import Need, OfferForm, OfferKind
from mec.offers.models import Annex, AwardCriterion, Beneficiary, ExpenseRule, Offer, OfferSession, Requirement
from mec.organizations.enums import OrganizationKind
from mec.taxonomy.enums import Phase
from mec.taxonomy.referential import referential
from mec.territories.enums import TerritoryKind
from tests.architecture.test_typography import PLAIN_SPACE
from tests.factories.territories import whole_reference

OFFERS = shipped_catalogue().offers
SHEETS = Path("mec/offers/data/offers")
ACTION = re.compile(r"(S[e’] ?)?[\w’]+(er|ir|re)\b")
"""A title says what to do: it starts with an infinitive."""
LAW = re.compile(r"\b[LRD]\.\u00a0\d|Loi n°|Décret n°|Règlement \(UE\)")
by_code = pytest.mark.parametrize("entry", OFFERS, ids=[entry.code for entry in OFFERS])


LINKS = ("slug", "url", "application_url", "source_url")
PLACED = {
    "requirements": (RequirementEntry, Requirement),
    "sessions": (SessionEntry, OfferSession),
    "awards": (AwardEntry, AwardCriterion),
    "annexes": (AnnexEntry, Annex),
}
BY_KIND = {"beneficiaries": (BeneficiaryEntry, Beneficiary), "expenses": (ExpenseEntry, ExpenseRule)}
ROWS = BY_KIND | PLACED
"""Rows of a sheet → their shape and their table."""
ENGINEERING = {OfferForm.TECHNICAL, OfferForm.FINANCIAL, OfferForm.LEGAL}


def texts(entry):
    """Return all that a person reads of the sheet, links apart."""
    plain = [getattr(entry, name) for name in PLAIN_FIELDS if name not in LINKS]
    rows = [vars(row) for name in ROWS for row in getattr(entry, name)]
    said = [value for row in rows for name, value in row.items() if name not in LINKS]
    return [value for value in (*plain, *said, *entry.programmes) if isinstance(value, str)]


def paragraphs(entry):
    """Return the blocks of the description, without its tags."""
    return plain_text(entry.description).split("\n") if entry.rich else entry.description.split("\n\n")


def test_catalogue_holds_at_least_85_offers_known_by_one_code_and_one_address():
    assert len(OFFERS) >= 85
    assert len({entry.code for entry in OFFERS}) == len({entry.slug for entry in OFFERS}) == len(OFFERS)


def test_catalogue_keeps_the_codes_that_were_shipped():
    first = """
        detr dsil dsid fnadt fonds-vert-renovation fonds-vert-renaturation fonds-chaleur cee leader caue cerema
        prets-banque-des-territoires anct-ingenierie agence-technique-departementale villages-d-avenir
        petites-villes-de-demain urbanvitaliz benefriches envergo conseiller-numerique
    """

    assert set(first.split()) - {entry.code for entry in OFFERS} == set()


def test_catalogue_has_enough_of_each_need():
    counts = Counter(entry.need for entry in OFFERS)

    assert counts[Need.FUNDING] >= 55
    assert counts[Need.ENGINEERING] >= 20
    assert counts[Need.EXPERTISE] >= 20


def test_catalogue_files_are_families_of_a_readable_length():
    sizes = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in SHEETS.glob("*.toml")}

    assert len(sizes) >= 5
    assert {name: size for name, size in sizes.items() if size >= 900} == {}


def test_catalogue_names_no_backer_for_nothing():
    assert {entry.backer for entry in OFFERS} == set(shipped_catalogue().backers)


@pytest.mark.parametrize("phase", Phase)
def test_catalogue_serves_each_stage_for_each_need(phase):
    served = Counter(entry.need for entry in OFFERS if not entry.phases or phase in entry.phases)

    assert all(served[need] >= 3 for need in Need)


def test_catalogue_serves_each_theme_with_money_and_with_something_else():
    parents = {topic.code: topic.parent for topic in referential().topics if topic.parent}
    counts = Counter((parents[topic], entry.need) for entry in OFFERS for topic in entry.topics)
    poor = [
        theme
        for theme in set(parents.values())
        if counts[theme, Need.FUNDING] < 3 or counts[theme, Need.ENGINEERING] + counts[theme, Need.EXPERTISE] < 3
    ]

    # Support functions are help, not works: what funds them is the engineering itself.
    assert set(poor) <= {"fonctions-support", "culture-patrimoine-sports-tourisme"}


def departements():
    """Return each département with the keys by which an offer may name where it lies."""
    return {
        line.code: {f"departement:{line.code}", f"region:{line.parent}"}
        for line in whole_reference().groups[TerritoryKind.DEPARTEMENT]
    }


def test_catalogue_helps_every_departement_of_metropole_and_overseas():
    places = departements()
    open_in = {
        code: Counter(entry.need for entry in OFFERS if entry.national or keys & set(entry.territories))
        for code, keys in places.items()
    }

    assert {"2A", "2B", "75", "971", "976", "987"} <= places.keys()
    assert [code for code, found in open_in.items() if found[Need.FUNDING] < 50] == []
    assert [code for code, found in open_in.items() if min(found[Need.ENGINEERING], found[Need.EXPERTISE]) < 20] == []


@by_code
def test_catalogue_entry_says_where_it_is_open(entry):
    groups = whole_reference().groups
    known = {
        f"{kind}:{line.code}" for kind in (TerritoryKind.DEPARTEMENT, TerritoryKind.REGION) for line in groups[kind]
    }

    assert entry.national != bool(entry.territories)
    assert set(entry.territories) - known == set()


@by_code
def test_catalogue_entry_names_its_source_and_says_what_is_to_check(entry):
    assert entry.source_name
    assert entry.source_date.year >= 2026
    assert entry.source_url or LAW.search(entry.source_name)
    assert entry.url or entry.to_check


@by_code
def test_catalogue_entry_uses_known_codes(entry):
    topics = {topic.code for topic in referential().topics if topic.parent}

    assert set(entry.topics) - topics == set()
    assert entry.topics or entry.every_topic
    assert set(entry.phases) - set(Phase) == set()
    assert {row.kind for row in entry.beneficiaries} - set(OrganizationKind) == set()
    assert entry.beneficiaries


@by_code
def test_catalogue_entry_says_in_which_form_it_helps(entry):
    assert entry.forms
    assert set(entry.forms) - set(OfferForm) == set()
    assert len(set(entry.forms)) == len(entry.forms)
    assert entry.kind != OfferKind.SERVICE or ENGINEERING & set(entry.forms)


@by_code
def test_catalogue_entry_fits_its_tables(entry):
    Offer(**{name: getattr(entry, name) for name in PLAIN_FIELDS}, code=entry.code).clean_fields(exclude=["backer"])
    for name, (_, table) in BY_KIND.items():
        for row in getattr(entry, name):
            table(**vars(row)).clean_fields(exclude=["offer"])
    for name, (_, table) in PLACED.items():
        for position, row in enumerate(getattr(entry, name)):
            table(**vars(row), position=position).clean_fields(exclude=["offer"])


@by_code
def test_catalogue_entry_promises_no_rate_that_the_law_forbids(entry):
    high = max((rate for rate in (entry.rate_min, entry.rate_max) if rate is not None), default=0)

    assert high <= 100
    assert high <= 80 or entry.money_note
    assert high == 0 or entry.need == Need.FUNDING


@by_code
def test_catalogue_entry_follows_french_typography(entry):
    for text in texts(entry):
        assert not re.search(r"['!]| ;|\.\.|\d \d{3}", text), text
        assert not PLAIN_SPACE.search(text), text
        assert text == text.strip()


@by_code
def test_catalogue_entry_is_written_for_a_mayor(entry):
    assert ACTION.match(entry.title)
    assert not entry.title.endswith(".")
    assert entry.summary.endswith(".")
    assert 2 <= len(paragraphs(entry)) <= 4
    assert all(paragraph.endswith(".") for paragraph in paragraphs(entry))
    assert all(row.question.endswith("\u00a0?") and row.sentence.endswith(".") for row in entry.requirements)


@pytest.mark.parametrize("entry", [entry for entry in OFFERS if entry.rich], ids=lambda entry: entry.code)
def test_catalogue_entry_in_html_is_shown_as_it_is_written(entry):
    for name in LONG_TEXTS:
        text = getattr(entry, name)
        assert clean_html(text).replace("&nbsp;", "\u00a0") == text
        assert set(re.findall(r"<([^/>]*)>", text)) <= {"p", "ul", "li"}


def test_catalogue_keeps_html_for_the_sheets_that_say_so():
    assert [entry.code for entry in OFFERS if not entry.rich and "<" in "".join(texts(entry))] == []


def test_catalogue_seed_aid_holds_all_that_its_source_gives():
    seed = next(entry for entry in OFFERS if entry.code == "cooperation-numerique")

    assert (seed.rate_min, seed.rate_max, seed.is_call, seed.serves_use) == (75, 75, True, False)
    assert len(seed.awards) == 4
    assert all(award.text for award in seed.awards)
    assert [annex.url for annex in seed.annexes] == [""]
    assert {(row.kind, row.included) for row in seed.expenses} == {
        ("prestations", True),
        ("materiel", False),
        ("personnel", False),
    }
    assert {(row.population_min, row.of_group) for row in seed.beneficiaries} == {(300_000, True)}
    assert [session.name for session in seed.sessions] == ["Première session", "Deuxième session"]
    assert re.search(r"<li>[^<]*<ul>\s*<li>", seed.examples)


def test_catalogue_detr_follows_the_law():
    detr = next(entry for entry in OFFERS if entry.code == "detr")
    commune = next(row for row in detr.beneficiaries if row.kind == OrganizationKind.COMMUNE)

    assert (detr.rate_min, detr.rate_max) == (20, 80)
    assert (commune.population_max, commune.overseas_population_max) == (20_000, 35_000)
    assert (commune.condition_above, commune.overseas_condition_above) == (2_000, 3_500)


def test_catalogue_digest_changes_with_any_content():
    entry = next(entry for entry in OFFERS if entry.calendar_note)

    for name, value in (("to_check", "le lien"), ("calendar_note", ""), ("territories", ("departement:974",))):
        assert OfferEntry(**{**vars(entry), name: value}).digest() != entry.digest()


BACKERS = '[backers]\netat = "L’État"\n'
SHEET = """[[offers]]
code = "detr"
kind = "aide"
need = "financement"
title = "Financer un investissement"
backer = "etat"
summary = "Une subvention."
source_name = "CGCT"
source_date = 2026-11-02
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "backers.toml").write_text(BACKERS, encoding="utf-8")
    (tmp_path / "offers").mkdir()
    return tmp_path


def write(folder, name, text):
    (folder / "offers" / name).write_text(text, encoding="utf-8")


def test_read_joins_the_files_by_name_and_ignores_others(folder):
    write(folder, "b.toml", SHEET)
    write(folder, "a.toml", SHEET.replace('"detr"', '"dsil"'))
    write(folder, "notes.txt", "rien")

    catalogue = read_catalogue(folder)

    assert [entry.code for entry in catalogue.offers] == ["dsil", "detr"]
    assert catalogue.backers == {"etat": "L’État"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (SHEET, "b.toml : la fiche detr est déjà dans a.toml"),
        (SHEET.replace('"detr"', '"dsil"').replace('"etat"', '"inconnu"'), "b.toml : dsil cite le porteur inconnu"),
        (SHEET.replace("summary", "resume"), "b.toml : detr est mal remplie"),
        (SHEET.replace("title", "titre"), "b.toml : detr est mal remplie"),
        ("[[offers]\n", "b.toml : "),
    ],
)
def test_read_refuses_a_sheet_and_says_where(folder, text, message):
    write(folder, "a.toml", SHEET)
    write(folder, "b.toml", text)

    with pytest.raises(SheetError, match=re.escape(message)):
        read_catalogue(folder)


def test_entry_shapes_are_those_of_the_tables():
    for shape, model in ROWS.values():
        assert {field.name for field in fields(shape)} <= {field.name for field in model._meta.get_fields()}


@pytest.mark.parametrize(
    "question", sorted({row.question for entry in OFFERS for row in entry.requirements}), ids=lambda text: text[:40]
)
def test_question_of_a_condition_is_answered_by_yes_or_no(question):
    """ "Oui" means that the condition is met: the eligibility test reads it so."""
    assert re.search(r"-(t-)?(ils?|elles?|vous)\b", question)
    assert not re.match(r"(À |Dans |De )?(Quel|Qui|Combien|laquelle|quel|Comment|Que|Où)", question)
