"""No word is lost: without network, after the session, in long texts, in a message as in a project."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenContext
from tests.browser.people import SECRETARY, Person

DESCRIPTION = "Le four à pain communal est fendu."
LATER = "Le four à pain communal est fendu, un maçon est passé ce matin."
LONGEST = 10_000
RESCUED = "n’avait pas été enregistré"


@pytest.fixture
def secretary(open_context: OpenContext, server) -> Person:
    """With a session of her own: these journeys end it."""
    person = Person(open_context().new_page(), server, SECRETARY)
    person.enter()
    return person


def write(secretary: Person, name: str) -> str:
    secretary.anywhere.open("/projets/nouveau/")
    secretary.form.fill(name=name, description=DESCRIPTION, phase="Idée")
    secretary.form.expect_saved()
    return secretary.form.reference


def end_the_session(secretary: Person) -> None:
    """As eight hours without a gesture do."""
    secretary.page.context.clear_cookies(name="mec_session")


def take_up(secretary: Person) -> None:
    expect(secretary.form.status).to_contain_text(RESCUED)
    secretary.form.button("Le reprendre").click()


def test_words_typed_without_network_are_saved_when_it_comes_back(secretary):
    reference = write(secretary, "Réparer le four à pain")

    secretary.page.context.set_offline(True)
    secretary.form.description.fill(LATER)
    expect(secretary.form.status).to_contain_text("Connexion perdue : vos mots sont gardés sur cet appareil")
    secretary.page.context.set_offline(False)

    secretary.form.expect_saved()
    secretary.sheet.open_tab(reference, "modifier/")
    expect(secretary.form.description).to_have_value(LATER)


def test_words_typed_without_network_survive_a_power_cut(secretary, open_context, server):
    reference = write(secretary, "Réparer le four à pain du bourg")

    secretary.page.context.set_offline(True)
    secretary.form.description.fill(LATER)
    expect(secretary.form.status).to_contain_text("Connexion perdue")
    what_the_disk_keeps = secretary.page.context.storage_state()
    again = Person(open_context(storage_state=what_the_disk_keeps).new_page(), server, SECRETARY)
    again.sheet.open_tab(reference, "modifier/")

    expect(again.form.description).to_have_value(DESCRIPTION)
    take_up(again)
    expect(again.form.description).to_have_value(LATER)
    again.form.expect_saved()
    again.sheet.open_tab(reference, "modifier/")
    expect(again.form.description).to_have_value(LATER)


def test_words_typed_after_the_session_wait_for_the_person(secretary):
    write(secretary, "Réparer le four à pain du hameau")
    address = secretary.page.url

    end_the_session(secretary)
    secretary.form.description.fill(LATER)
    expect(secretary.form.status).to_contain_text("Votre session est terminée. Vos mots sont gardés ici")
    secretary.enter()
    secretary.page.goto(address)

    take_up(secretary)
    expect(secretary.form.description).to_have_value(LATER)
    secretary.form.expect_saved()


def test_form_sent_after_the_session_waits_for_the_person(secretary):
    write(secretary, "Réparer le four à pain de l’école")

    end_the_session(secretary)
    secretary.form.description.fill(LATER)
    expect(secretary.form.status).to_contain_text("Votre session est terminée")
    secretary.form.save.click()
    expect(secretary.anywhere.heading).to_have_text("Se connecter ou créer un compte")
    secretary.enter()
    secretary.projects.open_list()
    secretary.projects.link("Réparer le four à pain de l’école").click()

    take_up(secretary)
    expect(secretary.form.description).to_have_value(LATER)


def test_message_sent_after_the_session_waits_for_the_person(secretary):
    secretary.exchanges.open_tab("4821-7394", "echanges/")
    secretary.exchanges.body.fill("Le repreneur vient mardi.")

    end_the_session(secretary)
    secretary.exchanges.send.click()
    expect(secretary.anywhere.heading).to_have_text("Se connecter ou créer un compte")
    secretary.enter()
    secretary.exchanges.open_tab("4821-7394", "echanges/")

    take_up(secretary)
    expect(secretary.exchanges.body).to_have_value("Le repreneur vient mardi.")
    secretary.exchanges.send.click()
    expect(secretary.exchanges.messages("Le repreneur vient mardi.")).to_have_count(1)
    expect(secretary.form.button("Le reprendre")).to_have_count(0)


def test_longest_text_is_saved_and_a_longer_one_is_kept_and_explained(secretary):
    longest = ("Le four à pain, encore. " * LONGEST)[:LONGEST].strip().ljust(LONGEST, "x")
    reference = write(secretary, "Écrire l’histoire du four à pain")

    secretary.form.description.fill(longest)
    secretary.form.save.click()
    expect(secretary.anywhere.message("Votre brouillon est enregistré")).to_be_visible()
    secretary.sheet.open_tab(reference, "modifier/")
    expect(secretary.form.description).to_have_value(longest)

    secretary.exchanges.open_tab(reference, "echanges/")
    secretary.exchanges.body.evaluate("(field) => field.removeAttribute('maxlength')")
    secretary.exchanges.body.fill(longest + " et la suite")
    secretary.exchanges.send.click()
    expect(secretary.page.get_by_role("alert")).to_contain_text(re.compile("dépasse 10\\s000 caractères"))
    expect(secretary.exchanges.body).to_have_value(longest + " et la suite")
