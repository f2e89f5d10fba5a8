from collections import Counter

import pytest

from mec.offers.catalogue import shipped_catalogue
from mec.offers.enums import Need, OfferKind
from mec.organizations.enums import OrganizationKind
from mec.taxonomy.enums import Phase
from mec.taxonomy.referential import referential

OFFERS = shipped_catalogue().offers
by_code = pytest.mark.parametrize("entry", OFFERS, ids=[entry.code for entry in OFFERS])


def test_catalogue_holds_twenty_offers_for_the_three_needs():
    assert Counter(entry.need for entry in OFFERS) == {Need.FUNDING: 10, Need.ENGINEERING: 6, Need.EXPERTISE: 4}
    assert len({entry.code for entry in OFFERS}) == len({entry.slug for entry in OFFERS}) == 20


@by_code
def test_catalogue_entry_names_its_source_and_says_what_is_to_check(entry):
    assert entry.source_name
    assert entry.url or entry.to_check
    assert entry.url == "" or entry.url.startswith(("https://", "http://"))
    assert entry.source_date.year >= 2026


@by_code
def test_catalogue_entry_uses_known_codes(entry):
    topics = {topic.code for topic in referential().topics if topic.parent}

    assert set(entry.topics) - topics == set()
    assert set(entry.phases) - set(Phase) == set()
    assert {row.kind for row in entry.beneficiaries} - set(OrganizationKind) == set()
    assert entry.kind in OfferKind
    assert entry.backer in shipped_catalogue().backers


@by_code
def test_catalogue_entry_follows_french_typography(entry):
    for text in (entry.title, entry.summary, entry.description, entry.money_note, entry.to_check, entry.contact):
        assert "'" not in text
        assert not [mark for mark in (" ;", " :", " ?", " !", " %", " €", "« ", " »") if mark in text]


def test_catalogue_detr_follows_the_law():
    detr = next(entry for entry in OFFERS if entry.code == "detr")
    commune = next(row for row in detr.beneficiaries if row.kind == OrganizationKind.COMMUNE)

    assert (detr.rate_min, detr.rate_max) == (20, 80)
    assert (commune.population_max, commune.overseas_population_max) == (20_000, 35_000)
    assert (commune.condition_above, commune.overseas_condition_above) == (2_000, 3_500)


def test_catalogue_digest_changes_with_any_content():
    entry = OFFERS[0]

    assert type(entry)(**{**vars(entry), "to_check": "le lien"}).digest() != entry.digest()
