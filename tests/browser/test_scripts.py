"""What the scripts of a form promise: every word is saved, or kept; a form leaves once; the theme is remembered."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.server import Server

WRITER = "secretaire@privas.demo"
DRAFT_ADDRESS = re.compile(r"/projets/[^/]+/modifier/$")
NAME = "Quel est votre projet"
STORY = "Racontez-le"


@pytest.fixture
def context(open_context) -> BrowserContext:
    return open_context(WRITER)


@pytest.fixture
def sheet(context, server: Server) -> Page:
    page = context.new_page()
    page.goto(f"{server.url}/projets/nouveau/")
    return page


def status(page: Page):
    return page.locator("[data-mec-autosave-status]")


def write(page: Page, label: str, text: str) -> None:
    page.get_by_label(label).fill(text)
    page.get_by_label(label).blur()


def kept_copies(page: Page) -> list[str]:
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('mec:draft:'))")


def test_draft_is_saved_as_one_types_and_found_again(sheet):
    write(sheet, NAME, "Isoler la médiathèque")
    expect(status(sheet)).to_contain_text("Enregistré à")
    expect(sheet).to_have_url(DRAFT_ADDRESS)

    with sheet.expect_response(lambda response: response.request.headers.get("x-requested-with") == "fetch"):
        write(sheet, STORY, "Les murs sont froids.")
    sheet.reload()

    expect(sheet.get_by_label(NAME)).to_have_value("Isoler la médiathèque")
    expect(sheet.get_by_label(STORY)).to_have_value("Les murs sont froids.")


def test_words_written_without_answer_are_offered_again(sheet):
    sheet.route("**/projets/**", lambda route: route.abort() if is_save(route) else route.fallback())
    write(sheet, STORY, "Écrit pendant une panne.")
    expect(status(sheet)).to_contain_text("Connexion perdue")
    assert len(kept_copies(sheet)) == 1

    sheet.unroute_all()
    sheet.goto(sheet.url)
    expect(status(sheet)).to_contain_text("n’avait pas été enregistré")
    sheet.get_by_role("button", name="Le reprendre").click()

    expect(sheet.get_by_label(STORY)).to_have_value("Écrit pendant une panne.")
    expect(status(sheet)).to_contain_text("Enregistré à")
    assert kept_copies(sheet) == []


def test_form_that_comes_back_with_its_words_offers_no_copy(open_context, server):
    page = open_context(WRITER, refused=("422",)).new_page()
    page.goto(f"{server.url}/rendez-vous/")
    page.get_by_role("link", name="Prendre rendez-vous").first.click()
    page.get_by_role("radio").first.evaluate("radio => { radio.value = '999999'; radio.click(); }")
    page.get_by_role("textbox", name="Votre question").fill("Par où commencer ?")

    page.get_by_role("button", name="Prendre ce rendez-vous").click()

    expect(page.get_by_role("alert")).to_contain_text("Ce créneau vient d’être pris")
    expect(page.get_by_role("textbox", name="Votre question")).to_have_value("Par où commencer ?")
    expect(page.get_by_role("button", name="Le reprendre")).to_have_count(0)


def test_phone_without_scripts_shows_the_way_back_and_no_dead_button(open_context, server):
    phone = {"width": 320, "height": 640}
    page = open_context(java_script_enabled=False, viewport=phone).new_page()
    page.goto(f"{server.url}/aides/integrer/")

    expect(page.get_by_role("button", name="Voir le fil d’Ariane")).to_be_hidden()
    expect(page.get_by_role("button", name="Copier le code")).to_be_hidden()
    page.get_by_role("navigation", name="vous êtes ici").get_by_role("link", name="Trouver une aide").click()

    expect(page).to_have_url(f"{server.url}/aides/")


def test_copy_of_another_person_disappears(sheet):
    sheet.evaluate("localStorage.setItem('mec:draft:0:/projets/nouveau/', '{}')")
    sheet.reload()

    assert kept_copies(sheet) == []


def test_conflict_stops_saving_and_keeps_the_text(browser, signed_in_states, server):
    with browser.new_context(locale="fr-FR", storage_state=signed_in_states(WRITER)) as context:
        first, second = context.new_page(), context.new_page()
        first.goto(f"{server.url}/projets/nouveau/")
        write(first, NAME, "Refaire le toit")
        expect(first).to_have_url(DRAFT_ADDRESS)
        second.goto(first.url)
        write(second, STORY, "La version de l’une.")
        expect(status(second)).to_contain_text("Enregistré à")

        write(first, STORY, "La version de l’autre.")

        expect(status(first)).to_contain_text("Une autre personne")
        expect(first.get_by_label(STORY)).to_have_value("La version de l’autre.")
        assert len(kept_copies(first)) == 1


def test_sending_waits_for_the_save_in_progress(sheet):
    held: list[Route] = []

    def hold(route: Route) -> None:
        if is_save(route) and not held:
            held.append(route)
        else:
            route.fallback()

    sheet.route("**/projets/**", hold)
    with sheet.expect_request(lambda request: request.headers.get("x-requested-with") == "fetch"):
        write(sheet, NAME, "Refaire la place")
    sheet.get_by_role("button", name="Enregistrer le brouillon").click()
    with sheet.expect_navigation():
        held[0].fallback()

    expect(sheet.get_by_role("heading", level=1)).to_have_text("Votre projet")
    expect(sheet.get_by_label(NAME)).to_have_value("Refaire la place")


def test_place_is_chosen_with_the_keyboard(sheet):
    field = sheet.get_by_role("combobox", name="Ajouter une commune")
    field.press_sequentially("bettant")
    expect(sheet.get_by_role("option").first).to_contain_text("Bettant")
    expect(field).to_have_attribute("aria-expanded", "true")

    field.press("ArrowDown")
    field.press("Enter")

    expect(sheet.get_by_role("checkbox", name="Bettant")).to_be_checked()
    expect(field).to_have_value("")
    expect(field).to_have_attribute("aria-expanded", "false")


def test_escape_closes_the_places(sheet):
    field = sheet.get_by_role("combobox", name="Ajouter une commune")
    field.press_sequentially("bettant")
    expect(sheet.get_by_role("option").first).to_be_visible()

    field.press("Escape")

    expect(sheet.get_by_role("option").first).to_be_hidden()
    expect(field).to_have_value("bettant")


def test_failed_form_moves_the_focus_to_its_summary(page, server):
    page.goto(f"{server.url}/demonstration/composants/")
    page.get_by_role("button", name="Envoyer à la DDT et à la préfecture").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()

    summary.get_by_role("link", name="Choisissez où en est le projet").click()

    expect(page.get_by_role("radio", name="Idée")).to_be_focused()


def test_double_click_sends_a_form_once(page, server):
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.goto(f"{server.url}/demonstration/composants/")

    page.get_by_role("button", name="Envoyer à la DDT et à la préfecture").dblclick()
    expect(page.get_by_role("alert")).to_be_visible()

    assert len(posts) == 1


def test_chosen_theme_is_there_before_the_first_paint(page, server):
    page.goto(server.url)
    page.get_by_role("button", name="Paramètres d’affichage").click()
    page.get_by_text("Thème sombre").click()
    page.keyboard.press("Escape")

    page.goto(f"{server.url}/mentions-legales/", wait_until="commit")

    expect(page.locator("html")).to_have_attribute("data-fr-theme", "dark")


def is_save(route: Route) -> bool:
    return route.request.headers.get("x-requested-with") == "fetch"
