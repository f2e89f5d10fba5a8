"""Come in, read one's mails, see what happened."""

import re
from urllib.parse import urlencode

from playwright.sync_api import Locator, expect

from tests.browser.pages.product import ProductPage

CODE = re.compile(r"votre adresse\s:\s(\d{3}\s\d{3})")


class SignIn(ProductPage):
    def enter_as(self, email: str) -> None:
        """Sign in as somebody of the demonstration, by the link that its page gives."""
        self.open("/demonstration/")
        self.page.locator("form", has=self.page.locator(f"input[value='{email}']")).get_by_role("button").click()
        self.page.wait_for_url("**/connexion/**")
        self.main.get_by_role("button").click()
        self.page.wait_for_url(lambda url: "/connexion/" not in url)


class SignInPage(ProductPage):
    def ask(self, email: str) -> None:
        self.field("Votre adresse électronique professionnelle").fill(email)
        self.button("Recevoir mon lien de connexion").click()


class CodePage(ProductPage):
    @property
    def code(self) -> Locator:
        return self.field("Code reçu par courriel")

    def enter(self, code: str) -> None:
        self.code.fill(code)
        self.button("Me connecter").click()


class Terms(ProductPage):
    def fill(self, *, first_name: str, last_name: str) -> None:
        self.field("Prénom").fill(first_name)
        self.field("Nom", exact=True).fill(last_name)
        self.field("J’accepte les conditions d’utilisation").check(force=True)

    def field(self, label: str, *, exact: bool = False) -> Locator:
        return self.main.get_by_label(label, exact=exact)

    @property
    def accept(self) -> Locator:
        return self.button("Accepter et continuer")


class Mailbox(ProductPage):
    """The mails of one address, as the demonstration shows them."""

    def open_of(self, email: str) -> None:
        self.open(f"/demonstration/courriels/?{urlencode({'adresse': email})}")

    def mails(self, *, about: str) -> Locator:
        subject = self.page.get_by_role("heading", level=2).filter(has_text=about)
        return self.main.get_by_role("listitem").filter(has=subject)

    def count(self, *, about: str) -> int:
        return self.mails(about=about).count()

    def wait_for(self, *, about: str, after: int = 0) -> Locator:
        """Return the last mail about this, once one more than `after` have left."""
        self.reload_until(self.mails(about=about).nth(after))
        return self.mails(about=about).first

    def follow(self, *, about: str, after: int = 0) -> None:
        self.wait_for(about=about, after=after).get_by_role("link").first.click()

    def code(self, *, about: str, after: int = 0) -> str:
        text = self.wait_for(about=about, after=after).inner_text()
        found = CODE.search(text)
        assert found is not None, text
        return found.group(1)


class Notifications(ProductPage):
    def about(self, text: str) -> Locator:
        heading = self.page.get_by_role("heading", level=2).filter(has_text=text)
        return self.main.get_by_role("listitem").filter(has=heading)

    def expect_one(self, text: str) -> None:
        self.open("/notifications/")
        self.reload_until(self.about(text))
        expect(self.about(text)).to_have_count(1)
