"""Two clicks on each button of the path have one effect, with scripts and without."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenContext
from tests.browser.people import DDT, SECRETARY, Person

DESCRIPTION = "La passerelle du parc est fermée depuis l’orage ; il faut la refaire avant l’été."


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def scripted(request) -> bool:
    return request.param


@pytest.fixture
def arrive(open_context: OpenContext, server, scripted):
    def arrive_as(email: str = "", *, address: str = "") -> Person:
        page = open_context(email, java_script_enabled=scripted).new_page()
        return Person(page, server, email or address)

    return arrive_as


def draft(secretary: Person, name: str) -> None:
    secretary.anywhere.open("/projets/nouveau/")
    secretary.form.fill(name=name, description=DESCRIPTION, phase="Idée")


def sent_project(secretary: Person, name: str) -> str:
    draft(secretary, name)
    secretary.form.send.click()
    expect(secretary.anywhere.heading).to_have_text(f"« {name} » est envoyé")
    return secretary.form.reference


def count(person: Person, sql: str, *values: object) -> int:
    return person.server.rows(sql, *values)[0][0]


def entries(person: Person, reference: str, verb: str) -> int:
    return count(
        person,
        "SELECT count(*) FROM journal_entry JOIN projects_project ON projects_project.id = journal_entry.subject_id"
        " WHERE projects_project.reference = ? AND subject_type = 'projects.project' AND verb = ?",
        reference,
        verb,
    )


def test_send(arrive, scripted):
    secretary, name = arrive(SECRETARY), f"Passerelle {scripted}"
    draft(secretary, name)

    secretary.form.send.dblclick()

    expect(secretary.anywhere.heading).to_have_text(f"« {name} » est envoyé")
    assert count(secretary, "SELECT count(*) FROM projects_project WHERE name = ?", name) == 1
    assert entries(secretary, secretary.form.reference, "projet.transmis") == 1


def test_save_of_a_sent_project(arrive, scripted):
    secretary = arrive(SECRETARY)
    reference = sent_project(secretary, f"Passerelle à revoir {scripted}")
    secretary.sheet.open_tab(reference, "modifier/")
    secretary.form.description.fill("Nous avons maintenant deux devis.")

    secretary.form.save.dblclick()

    expect(secretary.anywhere.message("Vos modifications sont enregistrées").first).to_be_visible()
    assert entries(secretary, reference, "projet.modifie") == 1


def test_message_and_taking_charge_and_state_message(arrive, scripted):
    secretary, ddt = arrive(SECRETARY), arrive(DDT)
    reference = sent_project(secretary, f"Passerelle suivie {scripted}")

    ddt.sheet.open_tab(reference)
    ddt.sheet.take_charge.dblclick()
    expect(ddt.anywhere.message("Vous avez pris en charge").first).to_be_visible()
    ddt.exchanges.go_to("Échanges")
    ddt.exchanges.body.fill("Bien reçu, je passe la voir.")
    ddt.exchanges.send.dblclick()
    expect(ddt.exchanges.messages("Bien reçu")).to_have_count(1)
    ddt.state_zone.go_to("Zone de l’État")
    ddt.state_zone.body.fill("Urgence vérifiée sur place.")
    ddt.state_zone.send.dblclick()
    expect(ddt.state_zone.messages("Urgence vérifiée")).to_have_count(1)

    verbs = ("projet.pris_en_charge", "projet.message", "projet.premiere_reponse_etat", "projet.message_etat")
    assert [entries(ddt, reference, verb) for verb in verbs] == [1, 1, 1, 1]


def test_invite_send_again_and_accept(arrive, scripted):
    secretary, email = arrive(SECRETARY), f"invite-{scripted}@exemple.fr".lower()
    name = f"Passerelle partagée {scripted}"
    reference = sent_project(secretary, name)

    secretary.members.open_tab(reference, "membres/")
    secretary.members.fill(email=email, role="Observateur", message="")
    secretary.members.send.dblclick()
    expect(secretary.members.waiting(email)).to_have_count(1)
    secretary.members.waiting(email).get_by_role("button", name="Renvoyer").dblclick()
    expect(secretary.anywhere.message("Un nouveau lien est envoyé").first).to_be_visible()
    assert count(secretary, "SELECT count(*) FROM projects_invitation WHERE email = ?", email) == 1
    assert entries(secretary, reference, "projet.invitation_envoyee") == 2

    invited = arrive(address=email)
    invited.mailbox.open_of(email)
    invited.mailbox.follow(about=name, after=1)
    invited.invitation.accept.dblclick()
    expect(invited.code_page.code).to_be_visible()
    invited.mailbox.open_of(email)
    invited.mailbox.follow(about="Ouvrez votre compte")
    invited.anywhere.button("Ouvrir mon compte").dblclick()
    invited.terms.fill(first_name="Luc", last_name="Noir")
    invited.terms.accept.dblclick()
    invited.invitation.accept.dblclick()
    expect(invited.anywhere.heading).to_have_text(name)
    assert entries(invited, reference, "projet.invitation_acceptee") == 1
    assert count(invited, "SELECT count(*) FROM accounts_signinrequest WHERE email = ?", email) == 1
    assert count(invited, 'SELECT count(*) FROM mail_mail WHERE "to" = ?', email) == 3


def test_discard_and_restore_a_draft(arrive, scripted):
    secretary, name = arrive(SECRETARY), f"Passerelle abandonnée {scripted}"
    draft(secretary, name)
    secretary.form.save.click()
    expect(secretary.anywhere.message("Votre brouillon est enregistré")).to_be_visible()
    reference = secretary.form.reference

    secretary.projects.open_list()
    secretary.projects.button(f"Supprimer le brouillon {name}").dblclick()
    expect(secretary.anywhere.message("est supprimé").first).to_be_visible()
    secretary.anywhere.button("Rétablir le brouillon").dblclick()
    expect(secretary.form.name).to_have_value(name)

    verbs = ("projet.brouillon_supprime", "projet.brouillon_retabli")
    assert [entries(secretary, reference, verb) for verb in verbs] == [1, 1]
