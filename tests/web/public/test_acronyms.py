"""Every acronym that people meet is said in full somewhere that all can read."""

import re
from pathlib import Path

import pytest

import mec
from mec.web.public.acronyms import ACRONYMS

DEFINED = {acronym.short for acronym in ACRONYMS}
IN_THE_FIRST_DOCUMENTS = (
    "ANCT", "ARCEP", "CEREMA", "CRTE", "DDT", "DETR", "DINUM", "DIRECCTE", "EPCI", "FINDPE", "FNADT", "MEC", "MVP",
    "OPSN", "SGPE", "T2", "TNT",
)  # fmt: skip
"""Those of the documents from which the service was drawn; DECIL and PICT, which no public source explains, aside."""
NOT_ACRONYMS = {"HTML", "HTML5", "CSS", "SVG", "WAI", "ARIA", "TSA", "CEDEX", "MIT", "DOCTYPE", "POST", "GET", "DEMO"}
MARKUP = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}|<[^>]+>", re.DOTALL)


@pytest.mark.parametrize("short", IN_THE_FIRST_DOCUMENTS)
def test_acronym_of_the_first_documents_is_defined(short):
    assert short in DEFINED


def test_acronym_of_a_page_is_defined():
    found = set()
    for path in Path(mec.__file__).parent.rglob("templates/**/*.html"):
        found |= set(re.findall(r"\b[A-Z]{2,}[0-9]?\b", MARKUP.sub(" ", path.read_text(encoding="utf-8"))))
    assert sorted(found - DEFINED - NOT_ACRONYMS) == []


def test_acronyms_are_in_order_and_once():
    shorts = [acronym.short for acronym in ACRONYMS]
    assert shorts == sorted(set(shorts))


def test_page_is_open_to_all_and_leads_to_each(client):
    page = client.get("/sigles/").content.decode()

    assert 'id="detr"' in page
    assert "Dotation d’équipement des territoires ruraux" in page
    assert 'href="/sigles/"' in client.get("/").content.decode()
