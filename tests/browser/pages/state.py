"""The State's side: what waits, who takes it, in which order."""

from playwright.sync_api import Locator

from tests.browser.pages.product import ProductPage

INBOX = "/pilotage/a-traiter/"


class Inbox(ProductPage):
    def row(self, name: str) -> Locator:
        title = self.page.get_by_role("heading", level=2, name=name)
        return self.main.get_by_role("listitem").filter(has=title)

    def find(self, name: str) -> Locator:
        """Read the inbox, whose last pages have what came last, until the project is there."""
        self.open(INBOX)
        while not self.row(name).count():
            self.main.get_by_role("link", name="Suivants").click()
        return self.row(name)

    def undo(self, name: str) -> Locator:
        return self.button("Annuler l’affectation").filter(has_text=name)


class Assignment(ProductPage):
    def give(self, person: str, *, note: str) -> None:
        self.field("Qui suit ce projet ?").select_option(label=person)
        self.field("Un mot pour cette personne").fill(note)
        self.button("Affecter ce projet").click()


class PriorityPage(ProductPage):
    def open_of(self, reference: str) -> None:
        self.open(f"/pilotage/projets/{reference}/priorite/")

    def rank(self, level: str, *, reason: str) -> None:
        self.main.get_by_role("radio", name=level).check(force=True)
        self.field("Pourquoi ?").fill(reason)
        self.button("Enregistrer la priorité").click()
