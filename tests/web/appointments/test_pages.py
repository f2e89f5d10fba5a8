"""Take an appointment, hold a desk: what people read, and what they may send."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone
from icalendar import Calendar

from mec.appointments.models import Booking, Desk, Slot
from mec.appointments.queries import free_slots
from mec.appointments.services import cancel_booking, close_desk, publish_slots, withdraw_slot
from mec.offers.index import rebuild_offer_index
from mec.organizations.models import Membership
from tests.factories.appointments import hours_of, make_booking, make_desk
from tests.factories.offers import OfferFactory
from tests.factories.projects import make_project

NEW = "/rendez-vous/permanences/nouvelle/"


@pytest.fixture
def desk(world):
    return make_desk(world.organizations["ddt"], host=world.people["ddt"])


@pytest.fixture
def booking(desk, world):
    return make_booking(desk, actor=world.people["owner"], organization=world.organizations["privas"])


def page_of(desk, what=""):
    return f"/rendez-vous/permanences/{desk.pk}/{what}"


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode().replace("\u00a0", " "))


def desk_data(host, **said):
    return {
        "key": uuid4(),
        "version": 1,
        "title": "Permanence DETR",
        "mode": "visioconference",
        "place": "https://visio.exemple.fr/ddt",
        "host": host.pk,
    } | said


def booking_data(slot, about, **said):
    return {"key": uuid4(), "slot": slot.pk, "about": about, "question": "Quand répondre ?"} | said


class TestBook:
    def test_person_chooses_a_slot_and_asks(self, desk, world, as_owner):
        project = make_project(world.organizations["privas"], author=world.people["owner"], name="Toiture")
        shown = text_of(as_owner.get(page_of(desk)))
        assert "10 h 15, heure de Paris" in shown
        assert "Toiture (Privas)" in shown
        assert "04 75 00 00 00" not in shown

        answer = as_owner.post(page_of(desk), booking_data(free_slots(desk)[1], f"projet-{project.pk}"))

        made = Booking.objects.get()
        assert answer.url == f"/rendez-vous/{made.reference}/"
        assert (made.project, made.organization) == (project, project.owner)
        confirmation = text_of(as_owner.get(answer.url))
        assert "Votre rendez-vous est pris" in confirmation
        assert "04 75 00 00 00" in confirmation

    def test_no_project_is_chosen_in_the_person_s_stead(self, desk, world, as_owner):
        privas, owner = world.organizations["privas"], world.people["owner"]
        make_project(privas, author=owner, name="Toiture")
        wanted = make_project(privas, author=owner, name="Halle")

        unchosen = as_owner.get(page_of(desk)).context["form"]
        chosen = as_owner.get(f"{page_of(desk)}?projet={wanted.reference}").context["form"]
        answer = as_owner.post(page_of(desk), booking_data(free_slots(desk)[0], ""))

        assert unchosen["about"].initial == ""
        assert unchosen.fields["about"].choices[0] == ("", "Choisissez un projet")
        assert chosen["about"].initial == f"projet-{wanted.pk}"
        assert answer.status_code == 422
        assert "Choisissez un projet, ou dites qu’il n’existe pas encore." in text_of(answer)

    def test_question_may_come_before_any_project(self, desk, world, as_owner):
        as_owner.post(
            page_of(desk), booking_data(free_slots(desk)[0], f"sans-projet-{world.organizations['privas'].pk}")
        )

        assert Booking.objects.get().project is None

    def test_slot_just_taken_keeps_the_question_and_shows_the_others(self, desk, booking, world, client_of):
        vals = world.organizations["vals"]
        data = booking_data(booking.slot, f"sans-projet-{vals.pk}", question="Ma question à garder")

        answer = client_of(world.people["neighbour"]).post(page_of(desk), data)

        assert answer.status_code == 422
        shown = text_of(answer)
        assert "Ce créneau vient d’être pris" in shown
        assert "Ma question à garder" in shown
        assert f'value="{booking.slot_id}"' not in shown
        assert len(re.findall(r'<input[^>]*name="slot"', shown)) == 3
        assert Booking.objects.count() == 1

    def test_projects_and_collectivites_of_others_are_not_choices(self, desk, world, as_owner):
        other = make_project(world.organizations["vals"], author=world.people["neighbour"])
        slot = free_slots(desk)[0]

        for about in (f"projet-{other.pk}", f"sans-projet-{world.organizations['vals'].pk}", ""):
            assert as_owner.post(page_of(desk), booking_data(slot, about)).status_code == 422
        assert not Booking.objects.exists()

    def test_third_appointment_waits(self, desk, booking, world, as_owner):
        privas = world.organizations["privas"]
        make_booking(desk, actor=world.people["owner_admin"], organization=privas)

        answer = as_owner.post(page_of(desk), booking_data(free_slots(desk)[0], f"sans-projet-{privas.pk}"))

        assert answer.status_code == 422
        assert "a déjà 2 rendez-vous à venir" in text_of(answer)

    def test_same_hour_elsewhere_is_said(self, booking, world, as_owner):
        other = make_desk(world.organizations["prefecture"], host=world.people["prefecture"])

        answer = as_owner.post(
            page_of(other), booking_data(free_slots(other)[0], f"sans-projet-{world.organizations['privas'].pk}")
        )
        assert "déjà un rendez-vous à cette heure" in text_of(answer)

    def test_without_slot_the_page_says_where_to_go(self, world, as_owner):
        desk = make_desk(world.organizations["ddt"], host=world.people["ddt"], slots=0)

        assert "Plus de créneau libre" in text_of(as_owner.get(page_of(desk)))

    def test_overseas_collectivite_reads_its_own_hour(self, desk, world, as_owner):
        type(world.territories["ardeche"]).objects.filter(code="07").update(code="971")

        assert re.search(r"10 h, heure de Paris \(\d+ h en Guadeloupe\)", text_of(as_owner.get(page_of(desk))))

    def test_closed_desk_is_read_by_its_keepers_alone(self, desk, world, as_owner, as_ddt):
        close_desk(desk, actor=world.people["ddt"])

        assert as_owner.get(page_of(desk)).status_code == 404
        assert "Cette permanence est fermée." in text_of(as_ddt.get(page_of(desk)))
        assert as_ddt.post(page_of(desk)).status_code == 403


class TestBooking:
    def test_agenda_is_a_calendar_for_both_sides(self, booking, as_owner, as_ddt, people):
        for client in (as_owner, as_ddt):
            answer = client.get(f"/rendez-vous/{booking.reference}/agenda.ics")
            assert answer["Content-Type"] == "text/calendar; charset=utf-8; method=REQUEST"
            assert Calendar.from_ical(answer.content)["METHOD"] == "REQUEST"
        cancel_booking(booking, actor=people["owner"])
        assert "method=CANCEL" in as_ddt.get(f"/rendez-vous/{booking.reference}/agenda.ics")["Content-Type"]

    def test_collectivite_cancels_without_a_reason_and_may_choose_again(self, booking, as_owner):
        page = f"/rendez-vous/{booking.reference}/"
        assert as_owner.post(f"{page}annuler/").url == page

        shown = text_of(as_owner.get(page))
        assert "Rendez-vous annulé" in shown
        assert "04 75 00 00 00" not in shown

    def test_host_says_why(self, booking, as_ddt, as_owner):
        page = f"/rendez-vous/{booking.reference}/"
        assert as_ddt.post(f"{page}annuler/", {"reason": " "}).status_code == 422

        as_ddt.post(f"{page}annuler/", {"reason": "Je suis malade."})
        assert "Je suis malade." in text_of(as_owner.get(page))

    def test_what_has_begun_is_said_so(self, booking, as_owner):
        with time_machine.travel(booking.starts_at):
            client = as_owner
            client.force_login(booking.booked_by)
            page = client.post(f"/rendez-vous/{booking.reference}/annuler/").url
            assert "il ne s’annule plus" in text_of(client.get(page))

    def test_place_is_no_longer_told_once_it_is_over(self, booking, as_owner, as_ddt):
        page = f"/rendez-vous/{booking.reference}/"
        assert "Un rappel vous sera envoyé" not in text_of(as_owner.get(page))
        Booking.objects.update(starts_at=timezone.now() - timedelta(minutes=20))

        assert "04 75 00 00 00" not in text_of(as_owner.get(page))
        assert "04 75 00 00 00" in text_of(as_ddt.get(page))

    def test_deleted_project_is_named_to_nobody(self, desk, world, as_ddt):
        project = make_project(world.organizations["privas"], author=world.people["owner"], name="Toiture")
        made = make_booking(desk, actor=world.people["owner"], organization=project.owner, project=project)
        page = f"/rendez-vous/{made.reference}/"
        assert f'href="/projets/{project.reference}/"' in text_of(as_ddt.get(page))

        type(project).objects.update(state="supprime")
        assert "Toiture" not in text_of(as_ddt.get(page))


class TestKeep:
    def test_desk_is_opened_then_filled_then_edited(self, world, as_ddt, people):
        offer = OfferFactory()
        answer = as_ddt.post(NEW, desk_data(people["ddt"], offers=[offer.pk]))
        desk = Desk.objects.get()
        assert answer.url == page_of(desk, "creneaux/")
        assert list(desk.offers.all()) == [offer]

        day = (timezone.localdate() + timedelta(days=2)).isoformat()
        as_ddt.post(answer.url, {"day": day, "first": "09:00", "last": "10:00"})
        assert desk.slots.count() == 4
        assert "4 créneaux proposés." in text_of(as_ddt.get(answer.url))

        edited = desk_data(people["ddt"], title="Autre titre")
        assert as_ddt.post(page_of(desk, "modifier/"), edited).url == answer.url
        desk.refresh_from_db()
        assert (desk.title, desk.version, desk.offers.count()) == ("Autre titre", 2, 0)
        assert as_ddt.post(page_of(desk, "modifier/"), edited).status_code == 422

    def test_aids_are_searched_for_then_ticked_and_nothing_typed_is_lost(self, world, as_ddt, people):
        kept, friche = OfferFactory(title="Dotation"), OfferFactory(title="Reconvertir une friche")
        rebuild_offer_index()
        typed = desk_data(people["ddt"], title="Parler des friches", offers=[kept.pk], offer_search="friches")

        answer = as_ddt.post(NEW, typed | {"action": "chercher"})

        assert answer.status_code == 200
        page = text_of(answer)
        assert 'value="Parler des friches"' in page
        assert "1 réponse à" in page
        assert [offer.pk for offer in answer.context["form"].fields["offers"].queryset] == [kept.pk, friche.pk]
        assert not Desk.objects.exists()
        assert as_ddt.post(NEW, typed | {"action": "chercher", "offer_search": " "}).status_code == 422
        assert "Rien au catalogue" in text_of(as_ddt.post(NEW, typed | {"action": "chercher", "offer_search": "zzz"}))

        as_ddt.post(NEW, typed | {"offers": [kept.pk, friche.pk]})
        assert set(Desk.objects.get().offers.all()) == {kept, friche}

    def test_aids_are_found_the_nearest_first(self, world, as_ddt, people):
        OfferFactory(title="Acheter une grange", summary="Une grange, une étable, parfois une friche.")
        OfferFactory(title="Reconvertir une friche")
        rebuild_offer_index()

        answer = as_ddt.post(NEW, desk_data(people["ddt"], offer_search="friche") | {"action": "chercher"})

        found = answer.context["form"].fields["offers"].queryset
        assert [offer.title for offer in found] == ["Reconvertir une friche", "Acheter une grange"]

    def test_desk_keeps_the_aids_that_it_has(self, world, as_ddt, people):
        offer = OfferFactory(title="Dotation")
        desk = make_desk(world.organizations["ddt"], host=people["ddt"], offers=[offer])

        [shown] = as_ddt.get(page_of(desk, "modifier/")).context["form"].fields["offers"].queryset
        assert shown == offer

    def test_somebody_of_two_organizations_says_for_which(self, world, as_ddt, people):
        Membership.objects.create(user=people["ddt"], organization=world.organizations["prefecture"])
        chosen = world.organizations["prefecture"]

        assert as_ddt.post(NEW, desk_data(people["ddt"])).status_code == 422
        as_ddt.post(NEW, desk_data(people["ddt"], organization=chosen.pk))
        assert Desk.objects.get().organization == chosen
        wrong = as_ddt.post(NEW, desk_data(people["prefecture"], organization=world.organizations["ddt"].pk))
        assert "n’agit pas pour cette organisation" in text_of(wrong)

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            ({"last": "09:00"}, "Cette heure vient avant la première"),
            ({"day": "2020-01-01"}, "Le premier créneau serait déjà passé"),
            ({"day": "2099-01-01"}, "Ce jour est trop loin"),
            ({"day": "demain"}, "n’est pas une date"),
        ],
        ids=str,
    )
    def test_hours_that_cannot_be_are_explained(self, data, said, desk, as_ddt):
        day = (timezone.localdate() + timedelta(days=2)).isoformat()
        answer = as_ddt.post(page_of(desk, "creneaux/"), {"day": day, "first": "09:00", "last": "10:00"} | data)

        assert answer.status_code == 422
        assert said in text_of(answer)

    def test_busy_host_is_explained(self, desk, world, as_ddt):
        other = make_desk(world.organizations["ddt"], host=world.people["ddt"], slots=0)
        data = {"day": (timezone.localdate() + timedelta(days=1)).isoformat(), "first": "09:30", "last": "10:15"}

        assert "déjà prise ailleurs" in text_of(as_ddt.post(page_of(other, "creneaux/"), data))
        assert not other.slots.exists()

    def test_booked_slot_is_withdrawn_with_a_reason(self, desk, booking, as_ddt):
        page = page_of(desk, f"creneaux/{booking.slot_id}/retirer/")
        assert "Quelqu’un a rendez-vous" in text_of(as_ddt.get(page))
        assert as_ddt.post(page).status_code == 422

        assert as_ddt.post(page, {"reason": "Réunion"}).url == page_of(desk, "creneaux/")
        assert as_ddt.get(page).status_code == 404

    def test_closing_with_appointments_asks_why(self, desk, booking, as_ddt):
        page = page_of(desk, "fermer/")
        assert "1 rendez-vous à venir est annulé" in re.sub("<[^>]+>", "", text_of(as_ddt.get(page)))
        assert as_ddt.post(page).status_code == 422

        assert as_ddt.post(page, {"reason": "Fin de mission"}).url == "/rendez-vous/permanences/"
        assert "Fermée" in text_of(as_ddt.get("/rendez-vous/permanences/"))

    def test_keeper_reads_who_comes(self, desk, booking, as_ddt):
        assert "Privas, Owner Matrice" in text_of(as_ddt.get(page_of(desk, "creneaux/")))


class TestMine:
    def test_each_side_finds_its_appointments(self, booking, as_owner, as_ddt, people):
        link = f'href="/rendez-vous/{booking.reference}/"'
        assert link in text_of(as_owner.get("/rendez-vous/"))
        assert "À venir à mes permanences" in text_of(as_ddt.get("/rendez-vous/"))

        cancel_booking(booking, actor=people["owner"])
        shown = text_of(as_owner.get("/rendez-vous/"))
        assert "Aucun rendez-vous à venir" in shown
        assert "Passés ou annulés" in shown
        assert "derniers." not in shown
        assert link in shown

    def test_nothing_yet_says_where_to_go(self, client_of, people):
        shown = text_of(client_of(people["fresh"]).get("/rendez-vous/"))

        assert "Aucun rendez-vous à venir" in shown
        assert "Mes permanences" not in re.sub("<footer.*", "", shown)

    def test_open_desks_are_proposed(self, desk, as_owner, client_of, people):
        assert page_of(desk) in text_of(as_owner.get("/rendez-vous/"))
        assert page_of(desk) not in text_of(client_of(people["foreign_owner"]).get("/rendez-vous/"))


class TestAid:
    def test_page_of_the_aid_leads_to_the_desk(self, world, client, as_owner, as_ddt):
        offer = OfferFactory()
        desk = make_desk(world.organizations["ddt"], host=world.people["ddt"], slots=1, offers=[offer])
        page = f"/aides/{offer.slug}/"

        assert page_of(desk) in text_of(as_owner.get(page))
        assert "Prendre rendez-vous (15 minutes)" in text_of(as_owner.get(page))
        for other in (client, as_ddt):
            assert page_of(desk) not in text_of(other.get(page))
        withdraw_slot(free_slots(desk)[0], actor=world.people["ddt"])
        assert page_of(desk) not in text_of(as_owner.get(page))


class TestProject:
    def test_its_recommendations_lead_to_those_who_receive_for_any_project(self, desk, world, as_owner, as_ddt):
        project = make_project(world.organizations["privas"], author=world.people["owner"])
        about_one = make_desk(
            world.organizations["prefecture"], host=world.people["prefecture"], offers=[OfferFactory()]
        )
        page = f"/projets/{project.reference}/recommandations/"

        assert f"{page_of(desk)}?projet={project.reference}" in text_of(as_owner.get(page))
        assert page_of(about_one) not in text_of(as_owner.get(page))
        assert page_of(desk) not in text_of(as_ddt.get(page))


COSTS = {"mine": 8, "desks": 5, "desk": 13, "slots": 8, "aid": 19}


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", COSTS)
def test_pages_ask_a_constant_number_of_queries(name, count, world, client_of, django_assert_num_queries):
    client, page = _filled(name, count, world, client_of)
    client.get(page)

    with django_assert_num_queries(COSTS[name]):
        assert client.get(page).status_code == 200


def _filled(name, count, world, client_of):
    """Return a page and its reader, with so many desks, slots, appointments, projects."""
    offer, ddt = OfferFactory(), world.organizations["ddt"]
    for rank in range(count):
        desk = make_desk(ddt, host=world.people["ddt"], slots=4 + 2 * count, days=rank + 1, offers=[offer])
        make_booking(desk, actor=world.people["owner"], organization=world.organizations["privas"])
        make_booking(desk, actor=world.people["neighbour"], organization=world.organizations["vals"])
        far = make_booking(desk, actor=world.people["epci_agent"], organization=world.organizations["capca"])
        cancel_booking(far, actor=world.people["epci_agent"])
        make_project(world.organizations["privas"], author=world.people["owner"])
    publish_slots(desk, hours=hours_of(slots=count, days=30), actor=world.people["ddt"])
    assert Slot.objects.filter(desk=desk).count() > count
    pages = {
        "mine": ("owner", "/rendez-vous/"),
        "desks": ("ddt", "/rendez-vous/permanences/"),
        "desk": ("owner", page_of(desk)),
        "slots": ("ddt", page_of(desk, "creneaux/")),
        "aid": ("owner", f"/aides/{offer.slug}/"),
    }
    person, page = pages[name]
    return client_of(world.people[person]), page
