"""Links that are made for a place."""

from urllib.parse import quote, urlsplit

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from mec.offers.catalogue import shipped_catalogue
from mec.offers.enums import OfferKind
from mec.offers.place_links import (
    PLACEHOLDERS,
    filled,
    home_of,
    is_for_a_place,
    kinds_asked,
    validate_link,
    validate_plain_link,
)

CODES = {"commune": "07186", "epci": "200071413", "departement": "07"}


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://exemple.fr/",
        "https://exemple.fr/{commune}",
        "https://exemple.fr/?geo={epci}&dep={departement}#c-{commune}",
    ],
)
def test_link_may_hold_the_three_codes_after_its_site(url):
    validate_link(url)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("https://exemple.fr/{region}", "ne peut contenir que {commune}, {epci}, {departement}"),
        ("https://exemple.fr/{commune", "ne peut contenir que"),
        ("https://exemple.fr/{{commune}}", "ne peut contenir que"),
        ("https://exemple.fr/{}", "ne peut contenir que"),
        ("http://exemple.fr/{commune}", "commence par https://"),
        ("https://{commune}.exemple.fr/", "Le nom du site ne change pas"),
        ("https://{commune}@exemple.fr/", "Le nom du site ne change pas"),
    ],
)
def test_link_with_other_braces_is_refused(url, message):
    with pytest.raises(ValidationError, match=message):
        validate_link(url)
    assert not is_for_a_place(url)


def test_plain_link_holds_no_code():
    validate_plain_link("https://exemple.fr/depot")
    with pytest.raises(ValidationError, match="retirez les accolades"):
        validate_plain_link("https://exemple.fr/{commune}")


def test_link_is_filled_with_the_codes_that_it_asks_for():
    url = "https://exemple.fr/{departement}/?geo={commune}"

    assert kinds_asked(url) == ["departement", "commune"]
    assert filled(url, CODES) == "https://exemple.fr/07/?geo=07186"
    assert filled(url, {"departement": "07"}) == ""
    assert home_of(url) == "https://exemple.fr/"


@given(st.sampled_from(sorted(PLACEHOLDERS)), st.text(min_size=1))
def test_code_never_changes_where_a_link_leads(name, code):
    found = filled(f"https://exemple.fr/a/{{{name}}}?b={{{name}}}", {PLACEHOLDERS[name]: code})

    assert found == f"https://exemple.fr/a/{quote(code, safe='')}?b={quote(code, safe='')}"
    assert urlsplit(found).netloc == "exemple.fr"


def test_shipped_links_for_a_place_are_those_of_services():
    made = {entry.code: entry for entry in shipped_catalogue().offers if is_for_a_place(entry.url)}

    assert filled(made["insee-dossier-complet"].url, CODES).endswith("?geo=COM-07186")
    assert filled(made["base-adresse-nationale"].url, CODES).endswith("/commune/07186")
    assert {entry.kind for entry in made.values()} == {OfferKind.SERVICE}
