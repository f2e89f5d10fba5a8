from datetime import date
from decimal import Decimal

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mec.clients.aides_territoires import parse_aid
from mec.integrations.aides_territoires.mapping import offer_from
from mec.integrations.aides_territoires.places import Places
from mec.offers.entries import BeneficiaryEntry, OtherBackerEntry
from tests.clients.aides_territoires.samples import sample

SITE = "https://aides.test"


def mapped(**changes):
    return offer_from(parse_aid(sample(7, **changes)), places=Places([]), site=SITE)


def test_aid_gives_all_that_it_carries():
    found = mapped(
        financers=["Banque des Territoires", "ADEME"],
        instructors=["Préfecture"],
        mobilization_steps=["Mise en œuvre / réalisation", "Usage / valorisation"],
        loan_amount=1500,
        predeposit_date="2026-11-30",
    )
    entry = found.entry
    assert found.unplaced == ()
    assert (entry.code, entry.slug, entry.backer) == ("at-7", "aide-n-7-7", "banque-des-territoires")
    assert entry.other_backers == (
        OtherBackerEntry("ademe", "financeur"),
        OtherBackerEntry("prefecture", "instructeur"),
    )
    assert entry.national
    assert entry.beneficiaries == tuple(BeneficiaryEntry(kind) for kind in ("commune", "epci", "syndicat"))
    assert (entry.forms, entry.need) == (("ingenierie_technique", "subvention"), "financement")
    assert (entry.rate_min, entry.rate_max, entry.money_note) == (20, Decimal("80.5"), "Selon la commune")
    assert (entry.loan_amount, entry.predeposit_on) == (1500, date(2026, 11, 30))
    assert (entry.phases, entry.serves_use) == (("operation",), True)
    assert (entry.recurrence, entry.closes_on) == ("permanente", date(2026, 12, 31))
    assert entry.destinations == ("investissement",)
    assert entry.topics == ("transition-energetique",)
    assert entry.project_references == ("Rénovation énergétique d’une école",)
    assert (entry.source_name, entry.source_date) == ("Aides-territoires", date(2026, 2, 1))
    assert entry.source_url == f"{SITE}/aides/a1b2-renover-les-ecoles/"


def test_engineering_alone_is_engineering():
    assert mapped(aid_types=["Ingénierie financière"]).entry.need == "ingenierie"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"targeted_audiences": ["Martiens"]}, "targeted_audiences\u00a0: Martiens"),
        ({"recurrence": "Parfois"}, "recurrence\u00a0: Parfois"),
        ({"origin_url": "javascript:alert(1)"}, "origin_url\u00a0: javascript:alert(1)"),
        ({"subvention_rate_upper_bound": 800}, "subvention_rate\u00a0: de 20 à 800"),
        ({"subvention_rate_lower_bound": 90}, "subvention_rate\u00a0: de 90 à 80.5"),
        ({"perimeter": "Bassin de l’Adour", "perimeter_scale": "Ad-hoc"}, "perimeter\u00a0: Bassin de l’Adour Ad-hoc"),
        ({"import_data_url": "javascript:alert(1)"}, "import_data_url\u00a0: javascript:alert(1)"),
        ({"short_title": "Édu" * 40}, f"short_title\u00a0: {'Édu' * 20}… (120 signes, coupé à 80)"),
        ({"start_date": "demain"}, "champ illisible\u00a0: start_date\u00a0: «\u00a0demain\u00a0» n’est pas une date"),
    ],
)
def test_what_finds_no_place_is_named_and_left_out(changes, said):
    found = mapped(**changes)
    assert found.unplaced == (said,)
    assert (found.entry.url, found.entry.rate_max, found.entry.opens_on) in {
        (found.entry.url, None, None),
        ("https://a.test/", Decimal("80.50"), None),
        ("", Decimal("80.50"), None),
    }


@pytest.mark.parametrize(
    ("audiences", "kinds", "others"),
    [
        (["Agriculteur"], (), ("agriculteur",)),
        (["Agriculteur", "Communes et leurs écoles"], (), ()),
        (["Agriculteur", "Commune", "Autre"], ("commune",), ("agriculteur",)),
    ],
)
def test_audience_that_we_do_not_know_never_makes_an_aid_for_others_alone(audiences, kinds, others):
    entry = mapped(targeted_audiences=audiences).entry
    assert (tuple(row.kind for row in entry.beneficiaries), entry.other_audiences) == (kinds, others)


def test_address_of_another_site_is_not_ours_to_show():
    assert mapped(url="https://ailleurs.test/aides/x/").entry.source_url == ""


def test_aid_without_backer_says_so():
    found = mapped(financers=[], instructors=[])
    assert found.backers == {"porteur-non-precise": "Porteur non précisé"}


def test_summary_is_made_of_whole_sentences():
    entry = mapped(description=f"<p>Une première phrase. {'Une autre phrase longue ' * 20}.</p>").entry
    assert entry.summary == "Une première phrase."


HOSTILE = st.lists(
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            '<img src=x onerror="alert(1)">',
            '<a href="javascript:alert(1)">lien</a>',
            "<iframe src='https://mal.test'></iframe>",
            "<style>body{display:none}</style>",
            "<p>texte",
            "<ul><li>un<ul><li>deux</li></ul></li></ul>",
            "&lt;script&gt;",
            '"><svg onload=alert(1)>',
        ]
    ),
    max_size=5,
).map("".join)


@given(description=HOSTILE, eligibility=HOSTILE, contact=HOSTILE, examples=HOSTILE)
def test_html_of_any_field_is_inert(description, eligibility, contact, examples):
    entry = mapped(description=description, eligibility=eligibility, contact=contact, project_examples=examples).entry
    for text in (entry.description, entry.eligibility, entry.contact_details, entry.examples):
        tree = html5lib.parseFragment(text, treebuilder="etree", namespaceHTMLElements=False)
        for element in tree.iter():
            assert element.tag not in {"script", "iframe", "style", "img", "svg"}
            assert not any(name.startswith("on") for name in element.attrib)
            assert not element.attrib.get("href", "").startswith("javascript")
    assert "<" not in entry.summary or "&lt;" in description


def test_nested_list_is_kept():
    assert "<ul><li>un<ul><li>deux</li></ul></li></ul>" in mapped(
        project_examples="<ul><li>un<ul><li>deux</li></ul></li></ul>"
    ).entry.examples.replace("\n", "")
