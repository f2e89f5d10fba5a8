"""Two people on one version: the second one sees both texts, and nothing is lost."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenContext
from tests.browser.people import MAYOR, SECRETARY, Person

FIRST = "Le toit du lavoir est tombé en janvier."
OF_THE_MAYOR = "Le toit du lavoir est tombé ; la fondation du patrimoine nous a écrit."
OF_THE_SECRETARY = "Le toit du lavoir est tombé en janvier, un devis est demandé."


@pytest.fixture
def secretary(open_context: OpenContext, server) -> Person:
    return Person(open_context(SECRETARY, refused=("409",)).new_page(), server, SECRETARY)


@pytest.fixture
def mayor(open_context: OpenContext, server) -> Person:
    return Person(open_context(MAYOR, java_script_enabled=False).new_page(), server, MAYOR)


def write(secretary: Person, name: str) -> str:
    secretary.anywhere.open("/projets/nouveau/")
    secretary.form.fill(name=name, description=FIRST, phase="Idée")
    secretary.form.expect_saved()
    return secretary.form.reference


def change(person: Person, reference: str, description: str) -> None:
    person.sheet.open_tab(reference, "modifier/")
    person.form.description.fill(description)


def expect_both_texts(secretary: Person) -> None:
    expect(secretary.anywhere.heading).to_have_text("Quelqu’un a modifié ce projet en même temps que vous")
    expect(secretary.page.get_by_role("region", name=re.compile("La version enregistrée"))).to_contain_text(
        OF_THE_MAYOR
    )
    expect(secretary.form.description).to_have_value(OF_THE_SECRETARY)


def test_second_to_write_on_a_sent_project_sees_both_texts_and_saves(secretary, mayor):
    reference = write(secretary, "Relever le lavoir du haut")
    secretary.form.send.click()
    expect(secretary.anywhere.heading).to_contain_text("est envoyé")
    change(secretary, reference, OF_THE_SECRETARY)
    change(mayor, reference, OF_THE_MAYOR)
    mayor.form.save.click()
    expect(mayor.anywhere.message("Vos modifications sont enregistrées")).to_be_visible()

    with secretary.page.expect_response(re.compile("/modifier/")) as answer:
        secretary.form.save.click()
    assert answer.value.status == 409
    expect_both_texts(secretary)
    secretary.form.save.click()

    expect(secretary.anywhere.message("Vos modifications sont enregistrées")).to_be_visible()
    secretary.sees(OF_THE_SECRETARY)


def test_draft_changed_by_a_colleague_keeps_both_texts(secretary, mayor):
    reference = write(secretary, "Relever le lavoir du bas")
    change(mayor, reference, OF_THE_MAYOR)
    mayor.form.save.click()
    expect(mayor.anywhere.message("Votre brouillon est enregistré")).to_be_visible()

    secretary.form.description.fill(OF_THE_SECRETARY)
    expect(secretary.form.status).to_have_text(re.compile("Une autre personne vient de modifier ce texte"))
    secretary.form.save.click()
    expect_both_texts(secretary)
    secretary.form.save.click()

    expect(secretary.anywhere.message("Votre brouillon est enregistré")).to_be_visible()
    mayor.sheet.open_tab(reference, "modifier/")
    expect(mayor.form.description).to_have_value(OF_THE_SECRETARY)
