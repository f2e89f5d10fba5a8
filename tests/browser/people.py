"""Somebody at their own computer: one watched browser context, one tab, every page of the product."""

from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.browser.pages import (
    Assignment,
    Blockers,
    CodePage,
    Exchanges,
    Inbox,
    InvitationPage,
    Mailbox,
    Members,
    Notifications,
    PriorityPage,
    ProductPage,
    ProjectForm,
    ProjectList,
    Sheet,
    SignIn,
    SignInPage,
    StateZone,
    Terms,
)
from tests.browser.server import Server

SECRETARY = "secretaire@privas.demo"
MAYOR = "maire@privas.demo"
DDT = "ddt@ardeche.demo"
PREFECTURE = "prefecture@ardeche.demo"
SIGN_IN_MAIL = "Connectez-vous"


@dataclass(frozen=True)
class Person:
    page: Page
    server: Server
    email: str

    def sees(self, text: str) -> None:
        expect(ProductPage(self.page, self.server).main).to_contain_text(text)

    @property
    def anywhere(self) -> ProductPage:
        return ProductPage(self.page, self.server)

    @property
    def sign_in_page(self) -> SignInPage:
        return SignInPage(self.page, self.server)

    @property
    def code_page(self) -> CodePage:
        return CodePage(self.page, self.server)

    @property
    def terms(self) -> Terms:
        return Terms(self.page, self.server)

    @property
    def projects(self) -> ProjectList:
        return ProjectList(self.page, self.server)

    @property
    def form(self) -> ProjectForm:
        return ProjectForm(self.page, self.server)

    @property
    def sheet(self) -> Sheet:
        return Sheet(self.page, self.server)

    @property
    def exchanges(self) -> Exchanges:
        return Exchanges(self.page, self.server)

    @property
    def state_zone(self) -> StateZone:
        return StateZone(self.page, self.server)

    @property
    def blockers(self) -> Blockers:
        return Blockers(self.page, self.server)

    @property
    def inbox(self) -> Inbox:
        return Inbox(self.page, self.server)

    @property
    def assignment(self) -> Assignment:
        return Assignment(self.page, self.server)

    @property
    def priority(self) -> PriorityPage:
        return PriorityPage(self.page, self.server)

    @property
    def members(self) -> Members:
        return Members(self.page, self.server)

    @property
    def invitation(self) -> InvitationPage:
        return InvitationPage(self.page, self.server)

    @property
    def mailbox(self) -> Mailbox:
        return Mailbox(self.page, self.server)

    @property
    def notifications(self) -> Notifications:
        return Notifications(self.page, self.server)

    def at_another_tab(self) -> "Person":
        return Person(self.page.context.new_page(), self.server, self.email)

    def enter(self) -> None:
        """Sign in at once, in a session of this person's own."""
        SignIn(self.page, self.server).enter_as(self.email)
