"""Write a project, and the tabs of its sheet."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.pages.product import ProductPage

NEW = "/projets/nouveau/"
REFERENCE = re.compile(r"/projets/(\d{4}-\d{4})/")


class ProjectList(ProductPage):
    def open_list(self) -> None:
        self.open("/projets/")

    @property
    def titles(self) -> Locator:
        return self.main.get_by_role("listitem").get_by_role("heading", level=2)


class ProjectForm(ProductPage):
    def fill(self, *, name: str, description: str, phase: str) -> None:
        self.name.fill(name)
        self.description.fill(description)
        self.choose(phase)

    @property
    def name(self) -> Locator:
        return self.field("Quel est votre projet ?")

    @property
    def description(self) -> Locator:
        return self.field("Racontez-le en quelques lignes")

    @property
    def place(self) -> Locator:
        return self.field("Ajouter une commune")

    def phase(self, phase: str) -> Locator:
        return self.main.get_by_role("radio", name=phase)

    def choose(self, phase: str) -> None:
        self.phase(phase).check(force=True)

    def box(self, place: str) -> Locator:
        return self.main.get_by_role("checkbox", name=place)

    def suggestion(self, place: str) -> Locator:
        return self.main.get_by_role("option", name=place)

    @property
    def send(self) -> Locator:
        return self.button("Envoyer à la DDT")

    @property
    def save(self) -> Locator:
        return self.button("Enregistrer")

    @property
    def status(self) -> Locator:
        """What became of the last words."""
        return self.main.get_by_role("status").filter(has_text=re.compile("nregistré|session|Connexion|personne"))

    def expect_saved(self) -> None:
        expect(self.status).to_have_text(re.compile(r"^Enregistré à \d+\sh\s\d\d$"))

    @property
    def reference(self) -> str:
        found = REFERENCE.search(self.page.url)
        assert found is not None, self.page.url
        return found.group(1)


class Sheet(ProductPage):
    def open_tab(self, reference: str, tab: str = "") -> None:
        self.open(f"/projets/{reference}/{tab}")

    @property
    def tabs(self) -> Locator:
        return self.page.get_by_role("navigation", name="Pages du projet").get_by_role("link")

    def go_to(self, tab: str) -> None:
        self.tabs.filter(has_text=tab).click()
        expect(self.tabs.filter(has_text=tab)).to_have_attribute("aria-current", "page")

    @property
    def next_step(self) -> Locator:
        return self.page.get_by_role("region", name="Prochaine étape")

    @property
    def take_charge(self) -> Locator:
        return self.button("Prendre en charge ce projet")

    @property
    def events(self) -> Locator:
        return self.page.get_by_role("list", name=re.compile("istorique|vénements")).get_by_role("listitem")


class Exchanges(Sheet):
    @property
    def body(self) -> Locator:
        return self.field("Votre message")

    @property
    def send(self) -> Locator:
        return self.button("Envoyer le message")

    def write(self, body: str) -> None:
        self.body.fill(body)
        self.send.click()
        expect(self.message("Votre message est envoyé")).to_be_visible()

    def messages(self, body: str) -> Locator:
        return self.main.get_by_role("listitem").filter(has_text=body)


class StateZone(Exchanges):
    @property
    def send(self) -> Locator:
        return self.button("Envoyer aux services de l’État")


class Blockers(Sheet):
    def report(self, kind: str, *, description: str) -> None:
        self.main.get_by_role("radio", name=kind).check(force=True)
        self.field("Décrivez le blocage").fill(description)
        self.button("Signaler ce blocage").click()
        expect(self.message("Le blocage est signalé")).to_be_visible()

    @property
    def in_progress(self) -> Locator:
        return self.main.get_by_role("region", name="blocage en cours")

    @property
    def help(self) -> Locator:
        """What may unblock the project."""
        return self.main.get_by_role("region", name="Ce qui peut vous débloquer")


class Members(Sheet):
    def fill(self, *, email: str, role: str, message: str) -> None:
        self.field("Adresse électronique").fill(email)
        self.main.get_by_role("radio", name=role).check(force=True)
        self.field("Un mot pour cette personne").fill(message)

    @property
    def send(self) -> Locator:
        return self.button("Envoyer l’invitation")

    def waiting(self, email: str) -> Locator:
        return self.main.get_by_role("listitem").filter(has_text=email)


class InvitationPage(ProductPage):
    @property
    def accept(self) -> Locator:
        return self.button("ccepter")
