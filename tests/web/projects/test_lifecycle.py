"""The pages of a project's life: each form explains, keeps what was typed, and can be undone."""

import re

import pytest
from django.urls import reverse

from mec.core.journal.queries import entries_of
from mec.projects.enums import PhaseStatus, ProjectState
from mec.projects.models import Project
from mec.projects.services import archive_project, delete_project
from mec.web.projects.sheet import canonical_reference
from tests.factories.projects import make_project


def url(project, page="detail", **kwargs):
    return reverse(f"projects:{page}", kwargs={"reference": project.reference, **kwargs})


def text(response):
    return response.content.decode()


def progress(project, **changes):
    return {"version": project.version, "phase": project.phase, "status": project.phase_status, "reason": ""} | changes


class TestProgress:
    def test_progress_is_changed_from_the_sheet_and_shown(self, as_owner, project):
        assert "Mettre à jour l’avancement" in text(as_owner.get(url(project)))
        response = as_owner.post(url(project, "progress"), progress(project, status="en_retard"), follow=True)

        assert "Étude, en retard" in text(response)

    def test_reader_who_may_not_edit_has_no_form(self, as_ddt, project):
        assert "Mettre à jour l’avancement" not in text(as_ddt.get(url(project)))

    @pytest.mark.parametrize(
        ("changes", "field", "message"),
        [
            ({"phase": ""}, "phase", "Choisissez l’étape"),
            ({"phase": "demain"}, "phase", "demain"),
            ({"status": ""}, "status", "Choisissez l’avancement"),
            ({"status": "termine"}, "reason", "dites pourquoi, par exemple « Les travaux sont reçus »"),
            ({"status": "abandonne", "reason": "   "}, "reason", "Le terrain n’est plus à vendre"),
            ({"reason": "x" * 2_001}, "reason", "il en compte 2001"),
            ({"reason": "a\x00b"}, "reason", "nul"),
        ],
    )
    def test_wrong_progress_names_its_field(self, as_owner, project, changes, field, message):
        response = as_owner.post(url(project, "progress"), progress(project, **changes))
        page = text(response).replace("\u00a0", " ")

        assert response.status_code == 422
        assert message in page
        assert f'href="#id_{field}"' in page
        assert 'aria-invalid="true"' in page
        assert Project.objects.get().phase_status == PhaseStatus.IN_PROGRESS

    def test_older_progress_shows_both_and_is_sent_again(self, as_owner, project):
        stale = progress(project, status="bloque", reason="Plus de chantier")
        as_owner.post(url(project, "progress"), progress(project, status="en_pause"))

        response = as_owner.post(url(project, "progress"), stale)
        assert response.status_code == 409
        page = text(response)
        assert "Étude, en pause" in page
        assert "Plus de chantier" in page
        assert '<option value="bloque" selected>' in page

        as_owner.post(url(project, "progress"), stale | {"version": Project.objects.get().version})
        assert Project.objects.get().phase_status == PhaseStatus.BLOCKED

    def test_second_of_two_clicks_is_no_conflict(self, as_owner, project):
        form = progress(project, status="en_pause")
        answers = [as_owner.post(url(project, "progress"), form).status_code for _ in range(2)]

        assert answers == [302, 302]

    def test_timeline_says_before_after_and_why(self, as_owner, project):
        as_owner.post(url(project, "progress"), progress(project, status="abandonne", reason="<b>Plus</b> de terrain"))
        page = text(as_owner.get(url(project, "history"))).replace("\u00a0", " ")

        assert "de « En cours » à « Abandonné »" in page
        assert "Motif : &lt;b&gt;Plus&lt;/b&gt; de terrain" in page


class TestArchives:
    def test_archived_project_says_so_everywhere_and_comes_back(self, as_owner, as_ddt, project):
        response = as_owner.post(url(project, "archive"), {"reason": "Chantier fini"}, follow=True)
        assert "Archivé, en lecture seule" in text(response)

        page = text(as_ddt.get(url(project)))
        assert "Chantier fini" in page
        assert "Sortir des archives" not in page
        assert "on n’y écrit plus" in text(as_owner.get(url(project, "exchanges")))
        assert "on n’y écrit plus" in text(as_ddt.get(url(project, "state_zone")))
        assert project.name not in text(as_owner.get("/projets/"))
        assert project.name in text(as_owner.get("/projets/?voir=archives"))
        assert project.name not in text(as_ddt.get("/pilotage/a-traiter/"))

        as_owner.post(url(project, "unarchive"))
        assert project.name in text(as_owner.get("/projets/"))

    def test_what_is_written_in_the_meantime_is_refused_and_given_back(self, as_owner, people, project):
        archive_project(project, reason="Fini", actor=people["owner"])
        response = as_owner.post(url(project, "exchanges"), {"key": "x", "body": "Deux jours de travail"})

        assert response.status_code == 403
        assert "Ce projet est archivé" in text(response)
        assert "Deux jours de travail" in text(response)

    @pytest.mark.parametrize("page", ["archive", "discard"])
    @pytest.mark.parametrize(
        ("reason", "message"), [("", "Dites pourquoi"), ("x" * 2_001, "il en compte 2001"), ("a\x00b", "nul")]
    )
    def test_reason_is_asked_and_kept(self, as_owner, project, page, reason, message):
        response = as_owner.post(url(project, page), {"reason": reason})

        assert response.status_code == 422
        assert message in text(response).replace("\u00a0", " ")
        assert 'href="#id_reason"' in text(response)
        assert Project.objects.get().is_open


class TestDeletion:
    def test_confirmation_says_what_happens_and_deletion_is_undone(self, as_owner, project):
        page = text(as_owner.get(url(project, "discard")))
        assert "Pendant 30 jours" in page

        response = as_owner.post(url(project, "discard"), {"reason": "<script>alert(1)</script>"}, follow=True)
        assert "est supprimé" in text(response)
        assert "<script>alert(1)</script>" not in text(response)
        assert as_owner.get(url(project)).status_code == 404
        assert project.name in text(as_owner.get("/projets/?voir=supprimes"))

        response = as_owner.post(url(project, "restore"), follow=True)
        assert "est rétabli" in text(response)
        assert Project.objects.get().state == ProjectState.SUBMITTED

    def test_state_reads_who_deleted_it_and_why(self, as_ddt, people, project):
        delete_project(project, reason="Doublon", actor=people["owner"])
        page = text(as_ddt.get(url(project, "deleted")))

        assert "Doublon" in page
        assert "Owner Matrice" in page
        assert "Rétablir" not in page

    def test_nothing_else_is_changed_by_fields_of_others(self, as_owner, world, project):
        before = Project.objects.filter(pk=project.pk).values().get()
        forged = {
            "owner": world.organizations["bettant"].pk,
            "state": "brouillon",
            "departements": [world.territories["ain"].pk],
            "priority": 1,
            "priority_reason": "Moi d’abord",
            "archived_at": "2020-01-01",
            "demo": "on",
            "created_by": world.people["ddt"].pk,
            "submitted_at": "",
            "cost": "5",
        }
        as_owner.post(url(project, "progress"), progress(project, status="en_pause") | forged)

        after = Project.objects.filter(pk=project.pk).values().get()
        assert {name for name in after if after[name] != before[name]} == {"phase_status", "version", "updated_at"}
        assert [departement.code for departement in project.departements.all()] == ["07"]


class TestReference:
    @pytest.mark.parametrize("typed", ["4821 7393", "48217393", "4821-7393", " 4821\u00a07393", "4821.7393"])
    def test_reference_is_read_as_people_type_it(self, typed):
        assert canonical_reference(typed) == "4821-7393"

    @pytest.mark.parametrize("typed", ["4821 739", "48217393x", "", "abcd-efgh", "٤٨٢١٧٣٩٣"])
    def test_what_is_no_reference_is_left_alone(self, typed):
        assert canonical_reference(typed) == typed

    def test_reference_read_aloud_opens_the_project(self, as_owner, project):
        spoken = project.reference.replace("-", " ")

        assert as_owner.get("/projets/ouvrir/", {"reference": spoken}).url == url(project)
        assert as_owner.get(f"/projets/{spoken}/").url == url(project)
        assert project.reference.replace("-", "\u00a0") in text(as_owner.get(url(project)))

    def test_reference_of_others_is_as_unknown_as_one_that_does_not_exist(self, as_owner, world):
        hidden = make_project(world.organizations["bettant"], author=world.people["foreign_owner"]).reference
        absent = "0000-0000"
        pages = [as_owner.get("/projets/ouvrir/", {"reference": reference}) for reference in (hidden, absent)]

        assert [page.status_code for page in pages] == [404, 404]
        token = re.compile(r'csrfmiddlewaretoken" value="\w+"')
        shown = [
            token.sub("", text(page)).replace(typed, "") for page, typed in zip(pages, (hidden, absent), strict=True)
        ]
        assert shown[0] == shown[1]


class TestTimeline:
    def test_each_field_says_what_it_was_and_is(self, as_owner, world, project):
        as_owner.post(
            url(project, "edit"),
            {
                "key": str(project.key),
                "version": project.version,
                "name": "Mairie",
                "description": project.description,
                "phase": project.phase,
                "territories": [world.territories["bettant"].pk],
                "cost": "250 000,50",
                "starts_on": "01/09/2026",
                "ends_on": "2027-12-31",
            },
        )
        page = text(as_owner.get(url(project, "history"))).replace("\u00a0", " ").replace("\u202f", " ")

        for said in (
            "nom : « École » → « Mairie »",
            "lieux : Privas → Bettant",
            "coût : rien → 250 000,50 €",
            "début prévu : rien → 1er septembre 2026",
            "fin prévue : rien → 31 décembre 2027",
        ):
            assert said in page
        assert entries_of(project).last().data["cost"] == ["", "250000.50"]
