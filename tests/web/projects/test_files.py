"""The tab « Fichiers », one file and its versions, the contents themselves, and the files of messages."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import UnreadablePostError
from django.urls import reverse

from mec.conversations.models import Message
from mec.core.http import uploads as core_uploads
from mec.documents.models import Document, DocumentVersion
from mec.documents.storage import DurableStorage, documents_storage
from mec.projects.enums import ProjectRole
from mec.projects.services import add_file_version, post_message, withdraw_file
from mec.web.projects import uploads
from mec.web.projects.file_details import disposition
from tests.factories.documents import PDF, make_file, office, stored
from tests.factories.projects import add_member
from tests.web.costs import cost

EXE = b"MZ\x90\x00" + b"\x00" * 60


def url(project, page="files", *args):
    return reverse(f"projects:{page}", args=[project.reference, *args])


def upload(name="Devis.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def form(*files, **fields):
    return {"key": str(uuid4()), "category": "devis", "uploads": list(files)} | fields


def text(response):
    return response.content.decode().replace("\u00a0", " ")


class TestDeposit:
    def test_files_are_listed_by_category_with_who_sent_them(self, as_owner, as_ddt, project):
        as_owner.post(url(project), form(upload("Devis A.pdf"), upload("Devis B.docx", office())))
        page = text(as_ddt.get(url(project)))

        assert 'Devis A <span class="fr-link__detail">PDF – ' in page
        assert "DOCX – " in page
        assert "Owner Matrice, " in page
        assert page.index('<h3 class="fr-h5 fr-mb-1w">Devis</h3>') < page.index("Devis A")

    def test_page_says_who_will_see_the_files_before_they_are_sent(self, as_owner, as_ddt, project):
        for_all, for_the_state = "Visible par : Privas (", "Visible par les services de l’État seulement ("
        pages = [text(reader.get(url(project))) for reader in (as_owner, as_ddt)]

        assert [(for_all in page, for_the_state in page) for page in pages] == [(True, False), (True, True)]
        assert all(page.index(for_all) < page.index('type="file"') for page in pages)

    def test_double_click_deposits_once(self, as_owner, project):
        fields = form()
        for _ in range(2):
            response = as_owner.post(url(project), fields | {"uploads": [upload()]}, follow=True)

        assert Document.objects.count() == 1
        assert "« Devis.pdf » est déposé." in text(response)

    def test_good_files_are_kept_and_bad_ones_named(self, as_owner, project):
        response = as_owner.post(url(project), form(upload(), upload("jeu.exe", EXE), upload("faux.pdf", EXE)))
        page = text(response)

        assert response.status_code == 422
        assert "« Devis.pdf » est déposé." in page
        assert "« jeu.exe » n’a pas été déposé. Ce type de fichier n’est pas accepté." in page
        assert "« faux.pdf » n’a pas été déposé. Son contenu n’est pas celui qu’annonce son nom." in page
        assert '<option value="devis" selected>' in response.content.decode()
        assert Document.objects.count() == 1

    def test_next_sending_after_an_error_is_another_deposit(self, as_owner, project):
        fields = form(upload("a.pdf"), upload("b.exe", EXE))
        response = as_owner.post(url(project), fields)

        assert fields["key"] not in response.content.decode()

    def test_form_without_file_says_so(self, as_owner, project):
        response = as_owner.post(url(project), form())

        assert response.status_code == 422
        assert '<a href="#id_uploads">Choisissez au moins un fichier' in text(response)

    def test_file_beyond_the_limit_is_413_and_the_form_stays(self, as_owner, project, monkeypatch):
        monkeypatch.setattr(core_uploads, "LARGEST_FILE", 1000)
        response = as_owner.post(url(project), form(upload("Plans.pdf", PDF + b"x" * 2000)))

        assert response.status_code == 413
        assert "« Plans.pdf » n’a pas été déposé. Le fichier dépasse 40 Mo." in text(response)
        assert '<option value="devis" selected>' in response.content.decode()

    def test_hostile_name_is_shown_as_a_plain_one(self, as_owner, project):
        as_owner.post(url(project), form(upload('<script>alert(1)</script>\u202e"gpj.pdf')))
        page = as_owner.get(url(project)).content.decode()

        assert "<script>alert" not in page
        assert "\u202e" not in page
        assert "script_" in page

    def test_too_many_deposits_in_an_hour_wait(self, as_owner, project, monkeypatch):
        monkeypatch.setattr(uploads, "SENDINGS_AN_HOUR", 1)
        as_owner.post(url(project), form(upload("a.pdf")))
        response = as_owner.post(url(project), form(upload("b.docx", office())))

        assert response.status_code == 429
        assert "Réessayez un peu plus tard" in text(response)
        assert Document.objects.count() == 1

    def test_project_that_is_full_says_so_and_keeps_no_content(self, as_owner, project, monkeypatch, tmp_path):
        monkeypatch.setattr("mec.projects.services.files.MOST_FILES", 0)
        before = keys()
        response = as_owner.post(url(project), form(upload()))

        assert response.status_code == 422
        assert "200 fichiers ou 500 Mo au plus" in text(response)
        assert (Document.objects.count(), keys()) == (0, before)

    def test_storage_that_refuses_is_503_with_the_form(self, as_owner, project, monkeypatch):
        def refuse(*args):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(DurableStorage, "_save", refuse)
        response = as_owner.post(url(project), form(upload()))

        assert response.status_code == 503
        assert "Renvoyez-le dans quelques minutes" in text(response)

    def test_other_fields_change_nothing(self, as_owner, project, people):
        as_owner.post(url(project), form(upload(), state_only="on", audience="etat", created_by="1", scan_state="sain"))

        file = project.files.select_related("document").get()
        assert (file.state_only, file.document.created_by) == (False, people["owner"])

    def test_agent_chooses_who_sees(self, as_ddt, as_owner, project):
        as_ddt.post(url(project), form(upload("Note.pdf"), audience="etat"))

        assert project.files.get().state_only
        assert "Visible par l’État seulement" in text(as_ddt.get(url(project)))
        assert "Note" not in text(as_owner.get(url(project)))
        assert "Aucun fichier pour l’instant" in text(as_owner.get(url(project)))

    def test_agent_who_does_not_choose_is_asked(self, as_ddt, project):
        response = as_ddt.post(url(project), form(upload()))

        assert response.status_code == 422
        assert "Dites qui pourra ouvrir ces fichiers" in text(response)

    def test_observer_reads_without_a_form(self, client_of, project, people):
        make_file(project, author=people["owner"])
        page = text(client_of(add_member(project, people["invited"], ProjectRole.OBSERVER)).get(url(project)))

        assert "Devis" in page
        assert "lecture seule" in page
        assert 'type="file"' not in page

    @pytest.mark.parametrize("count", [1, 3])
    def test_list_costs_the_same_whatever_its_length(self, as_owner, project, people, count):
        for number in range(count):
            make_file(project, author=people["owner"])
            withdraw_file(make_file(project, author=people["owner"], name=f"{number}.pdf"), actor=people["owner"])

        assert cost(as_owner, url(project)) == 12


def keys():
    """Return what the storage holds; nothing at all before the first file."""
    storage = documents_storage()
    folders = storage.listdir("")[0] if storage.exists("") else []
    return {f"{folder}/{name}" for folder in folders for name in storage.listdir(folder)[1]}


class TestDownload:
    def test_content_is_given_back_as_a_file_and_nothing_else(self, as_ddt, project, people):
        file = make_file(project, author=people["owner"], name="Délibération n° 3.pdf", content=PDF)
        response = as_ddt.get(url(project, "file", file.pk))

        assert b"".join(response.streaming_content) == PDF
        assert response.headers["Content-Type"] == "application/pdf"
        assert response.headers["Content-Length"] == str(len(PDF))
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Content-Disposition"] == (
            "attachment; filename=\"Deliberation n_ 3.pdf\"; filename*=UTF-8''D%C3%A9lib%C3%A9ration%20n%C2%B0%203.pdf"
        )

    def test_head_says_the_same_without_the_content(self, as_ddt, project, people):
        file = make_file(project, author=people["owner"], content=PDF)
        response = as_ddt.head(url(project, "file", file.pk))

        assert (response.status_code, response.content) == (200, b"")
        assert response.headers["Content-Length"] == str(len(PDF))
        assert response.headers["Content-Type"] == "application/pdf"

    def test_each_version_is_given_back(self, as_ddt, project, people):
        file = make_file(project, author=people["owner"], content=PDF)
        add_file_version(file, stored=stored("b.docx", office()), expected=1, actor=people["owner"])

        last, first = (as_ddt.get(url(project, "file", file.pk), query) for query in ({}, {"version": "1"}))
        assert b"".join(first.streaming_content) == PDF
        assert b"".join(last.streaming_content) == office()
        assert 'filename="Devis.docx"' in last.headers["Content-Disposition"]

    @pytest.mark.parametrize("version", ["0", "2", "-1", "x", "1; DROP", "９", "1" * 50])
    def test_version_that_is_not_there_is_absent(self, as_ddt, project, people, version):
        file = make_file(project, author=people["owner"])
        assert as_ddt.get(url(project, "file", file.pk), {"version": version}).status_code == 404

    def test_right_is_asked_at_each_request(self, client_of, project, people):
        client = client_of(add_member(project, people["invited"], ProjectRole.OBSERVER))
        file = make_file(project, author=people["owner"])
        list(client.get(url(project, "file", file.pk)).streaming_content)
        project.members.filter(user=people["invited"]).delete()

        assert client.get(url(project, "file", file.pk)).status_code == 404

    def test_content_that_is_lost_is_told_as_ours(self, as_owner, project, people):
        file = make_file(project, author=people["owner"])
        documents_storage().delete(file.document.versions.get().storage_key)
        response = as_owner.get(url(project, "file", file.pk))

        assert response.status_code == 503
        assert "n’est pas disponible" in text(response)

    @pytest.mark.parametrize("name", ['a"b.pdf', "a\\b.pdf", "a%22b.pdf", "é\u2028.pdf", "日本.pdf"])
    def test_name_never_leaves_its_quotes(self, name):
        header = disposition(name)

        assert header.isascii()
        assert header.count('"') == 2
        assert "%22" not in header.split(";")[1]


class TestOneFile:
    def test_versions_are_listed_the_last_first(self, as_owner, project, people):
        file = make_file(project, author=people["owner"])
        response = as_owner.post(
            url(project, "file_version", file.pk), {"expected": "1", "uploads": upload("b.docx", office())}, follow=True
        )
        page = text(response)

        assert "La version 2 est déposée." in page
        assert page.index("Version 2 <span") < page.index("Version 1 <span")

    def test_same_content_again_changes_nothing(self, as_owner, project, people):
        file = make_file(project, author=people["owner"], content=PDF)
        response = as_owner.post(
            url(project, "file_version", file.pk), {"expected": "1", "uploads": upload()}, follow=True
        )

        assert "rien n’a changé" in text(response)
        assert DocumentVersion.objects.count() == 1

    def test_second_of_two_people_is_told_of_the_first(self, as_owner, project, people):
        file = make_file(project, author=people["owner"])
        add_file_version(file, stored=stored(), expected=1, actor=people["ddt"])
        response = as_owner.post(
            url(project, "file_version", file.pk), {"expected": "1", "uploads": upload("b.docx", office())}, follow=True
        )

        assert "Ddt Matrice a déposé la version 2 pendant ce temps : la vôtre est la version 3." in text(response)

    def test_version_that_is_refused_says_why(self, as_owner, project, people):
        file = make_file(project, author=people["owner"])
        response = as_owner.post(url(project, "file_version", file.pk), {"expected": "1", "uploads": upload("a.exe")})

        assert response.status_code == 422
        assert '<a href="#version_uploads">« a.exe » n’a pas été déposé.' in text(response)

    def test_rename_keeps_the_extension_of_the_content(self, as_owner, project, people):
        file = make_file(project, author=people["owner"], name="scan.pdf")
        as_owner.post(url(project, "file_details", file.pk), {"name": "Devis de la toiture", "category": "plan"})

        assert (
            'filename="Devis de la toiture.pdf"'
            in as_owner.head(url(project, "file", file.pk)).headers["Content-Disposition"]
        )

    def test_empty_name_is_corrected(self, as_owner, project, people):
        file = make_file(project, author=people["owner"])
        response = as_owner.post(url(project, "file_details", file.pk), {"name": " ", "category": "plan"})

        assert response.status_code == 422
        assert "Donnez un nom à ce fichier" in text(response)

    def test_withdrawn_file_comes_back_by_a_button(self, as_owner, as_ddt, project, people):
        file = make_file(project, author=people["owner"])
        page = text(as_owner.post(url(project, "file_withdraw", file.pk), follow=True))
        assert "Rétablir" in page
        assert "Fichiers retirés" not in text(as_ddt.get(url(project)))

        page = text(as_owner.post(url(project, "file_restore", file.pk), follow=True))
        assert "« Devis » est rétabli." in page
        assert "Fichiers retirés" not in page

    @pytest.mark.parametrize("count", [1, 3])
    def test_versions_cost_the_same_whatever_their_number(self, as_owner, project, people, count):
        file = make_file(project, author=people["owner"])
        for number in range(1, count):
            add_file_version(file, stored=stored(), expected=number, actor=people["owner"])

        assert cost(as_owner, url(project, "file_details", file.pk)) == 10


class TestMessages:
    def test_message_shows_its_files(self, as_owner, as_ddt, project):
        fields = {"key": str(uuid4()), "body": "Voici le devis.", "uploads": [upload("Devis A.pdf")]}
        as_owner.post(url(project, "exchanges"), fields)
        page = text(as_ddt.get(url(project, "exchanges")))

        assert "Devis A <span" in page
        assert "Devis A" in text(as_ddt.get(url(project)))

    def test_message_with_a_refused_file_stays_in_the_form(self, as_owner, project):
        fields = {"key": str(uuid4()), "body": "Voici le devis.", "uploads": [upload(), upload("a.exe", EXE)]}
        response = as_owner.post(url(project, "exchanges"), fields)
        page = text(response)

        assert response.status_code == 422
        assert "Voici le devis.</textarea>" in page
        assert "« a.exe » n’a pas été déposé." in page
        assert "Votre message est conservé." in page
        assert (Message.objects.count(), Document.objects.count()) == (0, 0)

    def test_file_beyond_the_limit_leaves_the_message(self, as_owner, project, monkeypatch):
        monkeypatch.setattr(core_uploads, "LARGEST_FILE", 1000)
        fields = {"key": str(uuid4()), "body": "Voici le plan.", "uploads": [upload("a.pdf", b"x" * 2000)]}
        response = as_owner.post(url(project, "exchanges"), fields)

        assert response.status_code == 413
        assert "Voici le plan.</textarea>" in text(response)

    def test_message_of_the_state_brings_files_of_the_state(self, as_ddt, as_owner, project):
        fields = {"key": str(uuid4()), "body": "Entre nous.", "uploads": [upload("Note secrète.pdf")]}
        as_ddt.post(url(project, "state_zone"), fields)

        assert project.files.get().state_only
        assert "Note secrète" in text(as_ddt.get(url(project, "state_zone")))
        for page in ("files", "exchanges", "history", "detail"):
            assert "Note secrète" not in text(as_owner.get(url(project, page)))

    def test_withdrawn_file_leaves_its_message(self, as_owner, project, people):
        post_message(project, body="Voici.", key=uuid4(), files=[stored("Coupe AA.pdf")], actor=people["owner"])
        withdraw_file(project.files.get(), actor=people["owner"])

        assert "Coupe AA" not in text(as_owner.get(url(project, "exchanges")))

    @pytest.mark.parametrize("count", [1, 3])
    def test_exchange_costs_the_same_whatever_its_files(self, as_owner, project, people, count):
        for number in range(count):
            files = [stored(f"{number}-{rank}.pdf") for rank in range(count)]
            post_message(project, body="Voici.", key=uuid4(), files=files, actor=people["owner"])

        assert cost(as_owner, url(project, "exchanges")) == 11


def test_upload_cut_on_its_way_leaves_nothing(as_owner, project):
    """The sender goes away in the middle: no row, no content, and the same file sent again works."""
    before = keys()
    boundary = "frontiere"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="uploads"; filename="a.pdf"\r\n\r\n'.encode()
    whole = head + PDF * 100
    with pytest.raises(UnreadablePostError):
        as_owner.generic(
            "POST",
            url(project),
            whole[: len(whole) // 2],
            content_type=f"multipart/form-data; boundary={boundary}",
            CONTENT_LENGTH=str(len(whole)),
            **{"wsgi.input": BytesIO(whole[: len(whole) // 2])},
        )

    assert (Document.objects.count(), keys()) == (0, before)
    assert as_owner.post(url(project), form(upload())).status_code == 302


def test_incoming_files_have_no_name_on_disk(as_owner, project, settings):
    as_owner.post(url(project), form(upload()))

    assert list((settings.DATA_DIR / "incoming").iterdir()) == []
