"""The keys of the inbox work in its list, and nowhere else: neither outside it nor in one of its fields."""

from playwright.sync_api import expect

from tests.browser.pages import ProductPage

INBOX = "/pilotage/a-traiter/"


def test_keys_of_the_inbox_act_in_its_list_alone(open_context, server):
    page = open_context("ddt@ardeche.demo").new_page()
    ProductPage(page, server).open(INBOX)
    first = page.locator("[data-mec-row]").first
    select = first.get_by_label("Priorité de")

    page.keyboard.press("p")
    expect(select).not_to_be_focused()

    first.get_by_role("link").first.focus()
    page.keyboard.press("p")
    expect(select).to_be_focused()

    page.keyboard.press("j")
    expect(select).to_be_focused()
    assert page.url == server.url + INBOX
