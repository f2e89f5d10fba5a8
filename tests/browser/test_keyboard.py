"""The main steps of the path by keyboard alone: Tab, Space, Enter and arrows."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import OpenContext
from tests.browser.people import DDT, SECRETARY, Person

TABS = 300
"""More than any page has stops: the inbox grows with what the other tests send."""


@pytest.fixture
def arrive(open_context: OpenContext, server):
    def arrive_as(email: str) -> Person:
        return Person(open_context(email).new_page(), server, email)

    return arrive_as


def reach(person: Person, target: Locator) -> None:
    """Press Tab until the target has the focus, which shows."""
    for _stop in range(TABS):
        if target.evaluate("(element) => element === document.activeElement"):
            break
        person.page.keyboard.press("Tab")
    expect(target).to_be_focused()
    outline = "(element) => getComputedStyle(element.matches('input[type=radio], input[type=checkbox]')"
    outline += " ? element.labels[0] : element, '').outlineStyle"
    assert target.evaluate(outline) != "" or target.evaluate("(element) => element.matches(':focus-visible')")


def press(person: Person, target: Locator, key: str = "Enter") -> None:
    reach(person, target)
    person.page.keyboard.press(key)


def write_and_send(secretary: Person, name: str) -> None:
    keyboard, form = secretary.page.keyboard, secretary.form
    secretary.projects.open_list()
    press(secretary, secretary.projects.link("Démarrer un projet"))
    reach(secretary, form.name)
    keyboard.type(name)
    reach(secretary, form.place)
    keyboard.type("alissas")
    expect(form.suggestion("Alissas")).to_be_visible()
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    expect(form.box("Alissas")).to_be_checked()
    reach(secretary, form.description)
    keyboard.type("Les marches de la mairie sont usées.")
    press(secretary, form.phase("Idée"), "Space")
    expect(form.phase("Idée")).to_be_checked()
    keyboard.press("ArrowDown")
    expect(form.phase("Étude")).to_be_checked()
    press(secretary, form.send)
    expect(secretary.anywhere.heading).to_have_text(f"« {name} » est envoyé")


def test_path_by_keyboard(arrive):
    secretary, ddt, name = arrive(SECRETARY), arrive(DDT), "Refaire les marches de la mairie"
    write_and_send(secretary, name)
    press(secretary, secretary.anywhere.link("Ouvrir la fiche du projet"))
    expect(secretary.anywhere.heading).to_have_text(name)

    ddt.anywhere.open("/pilotage/a-traiter/")
    press(ddt, ddt.anywhere.button(f"Prendre en charge {name}"))
    expect(ddt.anywhere.message("Vous avez pris en charge")).to_be_visible()
    ddt.anywhere.open(urlsplit(secretary.page.url).path)
    press(ddt, ddt.sheet.tabs.filter(has_text="Échanges"))
    reach(ddt, ddt.exchanges.body)
    ddt.page.keyboard.type("Bonjour, je passe vous voir jeudi.")
    press(ddt, ddt.exchanges.send)
    expect(ddt.exchanges.messages("je passe vous voir jeudi")).to_have_count(1)

    press(secretary, secretary.sheet.tabs.filter(has_text="Membres"))
    reach(secretary, secretary.members.field("Adresse électronique"))
    secretary.page.keyboard.type("clavier@exemple.fr")
    press(secretary, secretary.members.send)
    expect(secretary.members.waiting("clavier@exemple.fr")).to_have_count(1)


def test_error_summary_takes_the_focus_and_leads_to_the_field(arrive):
    secretary = arrive(SECRETARY)
    secretary.anywhere.open("/projets/nouveau/")

    press(secretary, secretary.form.send)

    expect(secretary.page.get_by_role("alert")).to_be_focused()
    press(secretary, secretary.page.get_by_role("alert").get_by_role("link").first)
    expect(secretary.form.name).to_be_focused()
    expect(secretary.form.name).to_have_attribute("aria-invalid", "true")
