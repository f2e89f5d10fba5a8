"""The whole path, from a secretary's words to an explained proposal, with scripts and without."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenContext
from tests.browser.pages.projects import NEW
from tests.browser.people import DDT, MAYOR, PREFECTURE, SECRETARY, SIGN_IN_MAIL, Person

DESCRIPTION = (
    "La toiture de la salle polyvalente fuit et le chauffage au fioul est à remplacer. "
    "Nous voulons isoler la toiture, faire un audit énergétique et poser une chaufferie bois."
)
QUESTION = "Bonjour, avez-vous déjà un devis pour la toiture ?"
ANSWER = "Oui, deux devis, je vous les apporte jeudi."
BETWEEN_SERVICES = "À classer avant les autres dans la programmation, sans le dire à la mairie."

Arrive = Callable[[str], Person]


@dataclass(frozen=True)
class Story:
    """One telling of the path: its names are its own, for every telling happens on one server."""

    name: str
    expert: str
    scripted: bool


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def story(request) -> Story:
    word = "avec scripts" if request.param else "sans script"
    return Story(
        f"Rénover la salle polyvalente {word}", f"expert-{request.param:d}@cerema-exemple.fr".lower(), request.param
    )


@pytest.fixture
def arrive(open_context: OpenContext, server, story) -> Arrive:
    def arrive_as(email: str) -> Person:
        new = email in (SECRETARY, story.expert)
        context = open_context("" if new else email, java_script_enabled=story.scripted)
        return Person(context.new_page(), server, email)

    return arrive_as


def sign_in_by_code(secretary: Person) -> None:
    mails = secretary.at_another_tab()
    mails.mailbox.open_of(secretary.email)
    known = mails.mailbox.count(about=SIGN_IN_MAIL)
    secretary.anywhere.open(NEW)
    secretary.sign_in_page.ask(secretary.email)
    expect(secretary.code_page.code).to_be_visible()
    secretary.code_page.enter(mails.mailbox.code(about=SIGN_IN_MAIL, after=known))
    expect(secretary.form.name).to_be_visible()
    mails.page.close()


def sign_in_by_link(person: Person) -> None:
    person.mailbox.open_of(person.email)
    known = person.mailbox.count(about=SIGN_IN_MAIL)
    person.anywhere.open("/connexion/")
    person.sign_in_page.ask(person.email)
    expect(person.code_page.code).to_be_visible()
    person.mailbox.open_of(person.email)
    person.mailbox.follow(about=SIGN_IN_MAIL, after=known)
    person.anywhere.button("Me connecter").click()


def start_a_draft(secretary: Person, story: Story) -> None:
    form = secretary.form
    form.fill(name=story.name, description=DESCRIPTION, phase="Étude")
    if story.scripted:
        form.expect_saved()
    else:
        form.save.click()
        expect(form.message("Votre brouillon est enregistré")).to_be_visible()


def find_the_draft_again(secretary: Person, story: Story) -> None:
    secretary.projects.open_list()
    secretary.projects.link(story.name).click()
    expect(secretary.form.name).to_have_value(story.name)
    expect(secretary.form.description).to_have_value(DESCRIPTION)
    expect(secretary.form.phase("Étude")).to_be_checked()
    expect(secretary.form.box("Privas")).to_be_checked()


def add_a_second_commune(secretary: Person, story: Story) -> None:
    form = secretary.form
    if story.scripted:
        form.place.press_sequentially("alissas")
        form.suggestion("Alissas").click()
        form.expect_saved()
    else:
        form.place.fill("alissas")
        form.button("Chercher ce lieu").click()
    expect(form.box("Alissas")).to_be_checked()


def send(secretary: Person, story: Story) -> str:
    reference = secretary.form.reference
    expect(secretary.form.send).to_have_text("Envoyer à la DDT et à la préfecture de l’Ardèche")
    secretary.form.send.click()
    expect(secretary.anywhere.heading).to_have_text(f"« {story.name} » est envoyé")
    secretary.sees("La DDT et la préfecture de l’Ardèche")
    return reference


def is_told_once(agent: Person, story: Story, *, about: str) -> None:
    agent.notifications.expect_one(f"{story.name} — {about}")
    agent.mailbox.open_of(agent.email)
    agent.mailbox.wait_for(about=f"{story.name} — {about}")
    expect(agent.mailbox.mails(about=f"{story.name} — {about}")).to_have_count(1)


def answer_and_take_charge(ddt: Person, story: Story) -> None:
    ddt.notifications.open("/notifications/")
    ddt.notifications.about(story.name).get_by_role("button").click()
    expect(ddt.anywhere.heading).to_have_text(story.name)
    ddt.sees(DESCRIPTION)
    ddt.sheet.go_to("Échanges")
    ddt.exchanges.write(QUESTION)
    ddt.sheet.go_to("Présentation")
    ddt.sheet.take_charge.click()
    expect(ddt.anywhere.message("Vous avez pris en charge")).to_be_visible()


def converse(secretary: Person, ddt: Person, reference: str) -> None:
    secretary.exchanges.open_tab(reference, "echanges/")
    expect(secretary.exchanges.messages(QUESTION)).to_contain_text("Claire Durand (")
    secretary.exchanges.write(ANSWER)
    ddt.exchanges.open_tab(reference, "echanges/")
    expect(ddt.exchanges.messages(ANSWER)).to_contain_text("Nadia Fabre (Commune de Privas)")


def invite(secretary: Person, story: Story, reference: str) -> None:
    secretary.members.open_tab(reference, "membres/")
    secretary.members.fill(email=story.expert, role="Conseiller", message="Votre avis sur l’audit nous aiderait.")
    secretary.members.send.click()
    expect(secretary.anywhere.message("L’invitation est envoyée")).to_be_visible()


def accept(expert: Person, story: Story) -> None:
    expert.mailbox.open_of(expert.email)
    expert.mailbox.follow(about=story.name)
    expect(expert.anywhere.heading).to_have_text("Nadia Fabre vous invite à suivre un projet")
    expert.sees("Votre avis sur l’audit nous aiderait.")
    expert.invitation.accept.click()
    expect(expert.code_page.code).to_be_visible()
    expert.mailbox.open_of(expert.email)
    expert.mailbox.follow(about="Ouvrez votre compte")
    expert.anywhere.button("Ouvrir mon compte").click()
    expert.terms.fill(first_name="Inès", last_name="Petit")
    expert.terms.accept.click()
    expert.invitation.accept.click()
    expect(expert.anywhere.message("Vous faites maintenant partie des membres")).to_be_visible()


def sees_one_project_only(expert: Person, story: Story, reference: str) -> None:
    assert expert.anywhere.path == f"/projets/{reference}/"
    expert.projects.open_list()
    expect(expert.projects.titles).to_have_text([story.name])
    assert expert.anywhere.open("/projets/4821-7393/").status == 404
    assert expert.anywhere.open("/pilotage/").status == 404


def never_hears_of_the_state_zone(person: Person, reference: str) -> None:
    assert person.anywhere.open(f"/projets/{reference}/zone-etat/").status == 404
    person.sheet.open_tab(reference)
    tabs = [tab.get_attribute("href") for tab in person.sheet.tabs.all()]
    assert len(tabs) == 7
    mails = f"/demonstration/courriels/?adresse={person.email}"
    for path in ["/projets/", "/notifications/", mails, *tabs]:
        assert BETWEEN_SERVICES[:30] not in person.anywhere.open(path).text(), path
        assert "one de l’État" not in person.page.content(), path


def reads_explained_proposals(secretary: Person) -> None:
    secretary.sheet.go_to("Recommandations")
    secretary.sees("Ce que nous comprenons de votre texte")
    title = secretary.page.get_by_role("heading", level=5)
    line = secretary.anywhere.main.get_by_role("listitem").filter(has=title).first
    expect(line.get_by_role("listitem").first).to_have_text(re.compile(r"\w"))


def reads_the_history(secretary: Person) -> None:
    secretary.sheet.go_to("Historique")
    for event in (
        "Inès Petit a rejoint le projet",
        "Nadia Fabre a invité quelqu’un",
        "a pris le projet en charge",
        "a apporté la première réponse de l’État",
        "a transmis le projet à l’État local",
        "a créé le projet",
    ):
        expect(secretary.sheet.events.filter(has_text=event)).to_have_count(1)


def test_project_goes_from_a_secretary_to_the_state_and_to_an_expert(story, arrive):
    secretary, ddt, prefecture = arrive(SECRETARY), arrive(DDT), arrive(PREFECTURE)
    sign_in_by_code(secretary)
    start_a_draft(secretary, story)
    secretary.anywhere.sign_out()
    expect(secretary.anywhere.message("Votre session est fermée")).to_be_visible()
    sign_in_by_link(secretary)
    find_the_draft_again(secretary, story)
    add_a_second_commune(secretary, story)
    reference = send(secretary, story)

    for agent in (ddt, prefecture):
        is_told_once(agent, story, about="Commune de Privas vous présente son projet")
    answer_and_take_charge(ddt, story)
    mayor = arrive(MAYOR)
    mayor.sheet.open_tab(reference)
    mayor.sees("Pris en charge par Claire Durand")
    converse(secretary, ddt, reference)
    is_told_once(ddt, story, about="Nadia Fabre vous écrit")

    invite(secretary, story, reference)
    expert = arrive(story.expert)
    accept(expert, story)
    sees_one_project_only(expert, story, reference)
    prefecture.state_zone.open_tab(reference, "zone-etat/")
    prefecture.state_zone.write(BETWEEN_SERVICES)
    is_told_once(ddt, story, about="zone de l’État")
    for person in (secretary, expert):
        never_hears_of_the_state_zone(person, reference)
    secretary.sheet.open_tab(reference)
    reads_explained_proposals(secretary)
    reads_the_history(secretary)
