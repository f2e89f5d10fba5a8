"""Monday at the DDT: what waits is read, given, ranked and answered; the collectivité sees its part and no more."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenContext
from tests.browser.pages.projects import NEW
from tests.browser.people import DDT, SECRETARY, Person

NOTE = "Thomas, la commune a déjà eu la DETR deux fois : regardez d’abord le Fonds vert."
REASON = "Passe après les écoles, mais avant la voirie."
QUESTION = "Faut-il attendre votre accord avant de consulter les entreprises ?"
ANSWER = "Attendez l’accusé de réception du dossier, puis vous pouvez consulter."

Arrive = Callable[[str], Person]


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def arrive(request, open_context: OpenContext, server) -> Arrive:
    def arrive_as(email: str) -> Person:
        return Person(open_context(java_script_enabled=request.param).new_page(), server, email)

    return arrive_as


@pytest.fixture
def name(request) -> str:
    return f"Réparer le pont du Moulin {request.node.callspec.id}"


def send_a_blocked_project(secretary: Person, name: str) -> str:
    secretary.enter()
    secretary.anywhere.open(NEW)
    secretary.form.fill(name=name, description="Le pont est fermé depuis la crue ; il faut le refaire.", phase="Étude")
    secretary.form.send.click()
    expect(secretary.anywhere.heading).to_contain_text("est envoyé")
    reference = secretary.form.reference
    secretary.exchanges.open_tab(reference, "echanges/")
    secretary.exchanges.write(QUESTION)
    secretary.blockers.open_tab(reference, "blocages/signaler/")
    secretary.blockers.report("Financement", description="La commune ne peut pas payer la moitié des travaux.")
    return reference


def accept_the_suggestion_then_undo(ddt: Person, name: str) -> None:
    row = ddt.inbox.find(name)
    expect(row).to_contain_text("Suggestion : Claire Durand")
    row.get_by_role("button", name="Prendre en charge").click()
    expect(ddt.anywhere.message("Vous avez pris en charge")).to_be_visible()
    expect(ddt.inbox.row(name)).to_have_count(0)
    ddt.inbox.undo(name).click()
    expect(ddt.anywhere.message("C’est annulé")).to_be_visible()


def give_to_the_prefecture(ddt: Person, name: str) -> None:
    ddt.inbox.find(name).get_by_role("link", name="Affecter à une autre personne").click()
    ddt.assignment.give("Thomas Leroy, Bureau des dotations", note=NOTE)
    expect(ddt.anywhere.message("est confié à Thomas Leroy")).to_be_visible()


def rank(ddt: Person, reference: str) -> None:
    ddt.priority.open_of(reference)
    ddt.priority.rank("Moyenne", reason=REASON)
    expect(ddt.anywhere.message("moyenne")).to_be_visible()
    ddt.sees(NOTE)


def answer(ddt: Person, reference: str) -> None:
    ddt.exchanges.open_tab(reference, "echanges/")
    expect(ddt.exchanges.messages(QUESTION)).to_contain_text("Nadia Fabre")
    ddt.exchanges.write(ANSWER)


def read_what_may_unblock(ddt: Person, reference: str) -> None:
    ddt.sheet.open_tab(reference)
    ddt.blockers.in_progress.get_by_role("link").first.click()
    expect(ddt.blockers.help).to_be_visible()
    expect(ddt.blockers.help.get_by_role("listitem").first).to_be_visible()


def reads_its_part_and_no_more(secretary: Person, reference: str) -> None:
    secretary.sheet.open_tab(reference)
    secretary.sees("Thomas Leroy")
    tabs = [tab.get_attribute("href") for tab in secretary.sheet.tabs.all()]
    assert len(tabs) == 7
    mails = f"/demonstration/courriels/?adresse={secretary.email}"
    for path in ["/projets/", "/notifications/", mails, *tabs]:
        html = secretary.anywhere.open(path).text()
        for kept in (NOTE[:40], REASON[:40], "priorité moyenne"):
            assert kept not in html, path
    secretary.exchanges.open_tab(reference, "echanges/")
    expect(secretary.exchanges.messages(ANSWER)).to_contain_text("Claire Durand")
    assert secretary.anywhere.open("/pilotage/a-traiter/").status == 404
    assert secretary.anywhere.open(f"/pilotage/projets/{reference}/priorite/").status == 404


def test_monday_of_the_ddt(arrive, name):
    secretary, ddt = arrive(SECRETARY), arrive(DDT)
    reference = send_a_blocked_project(secretary, name)

    ddt.enter()
    accept_the_suggestion_then_undo(ddt, name)
    give_to_the_prefecture(ddt, name)
    rank(ddt, reference)
    answer(ddt, reference)
    read_what_may_unblock(ddt, reference)

    reads_its_part_and_no_more(secretary, reference)
