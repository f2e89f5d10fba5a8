"""One file of a project: its versions, its name, its withdrawal, and the content itself."""

from typing import Any
from unicodedata import combining, normalize
from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from mec.core.access import can, require
from mec.core.http import Audience, page
from mec.documents.enums import DocumentCategory
from mec.documents.queries import download_name
from mec.documents.storage import ContentMissingError, open_content
from mec.projects.enums import EntryAudience, Permission
from mec.projects.models import ProjectDocument
from mec.projects.queries import files_visible_to, withdrawn_files
from mec.projects.services import NoRoomError, add_file_version, edit_file, restore_file, withdraw_file
from mec.web.projects.audience import who_sees
from mec.web.projects.files import file_line
from mec.web.projects.sheet import head, visible_project
from mec.web.projects.uploads import FileForm, VersionForm, received, say_no_room, status_of

CONTENT_POLICY = "sandbox; default-src 'none'"


@page(audience=Audience.SIGNED_IN)
def download(request: HttpRequest, reference: str, file_id: int) -> HttpResponseBase:
    """Give a content back, to be saved and never shown within our pages."""
    file = _file_of(request, reference, file_id)
    number = request.GET.get("version", "")
    versions = file.document.versions.all()
    version = next((one for one in versions if not number or str(one.number) == number), None)
    if version is None:
        raise Http404
    try:
        content = open_content(version)
    except ContentMissingError:
        return render(request, "projects/file_missing.html", {"file": file}, status=503)
    response: HttpResponseBase = FileResponse(content, content_type=version.content_type)
    if request.method == "HEAD":
        content.close()
        response = HttpResponse(content_type=version.content_type)
    response.headers["Content-Length"] = str(version.size)
    response.headers["Content-Disposition"] = disposition(download_name(file.document, version))
    response.headers["Content-Security-Policy"] = CONTENT_POLICY
    return response


def disposition(name: str) -> str:
    """Return the header by which a browser saves under this name, with a plain one for those that read ASCII only."""
    bare = "".join(sign for sign in normalize("NFKD", name) if not combining(sign))
    plain = "".join(sign if " " <= sign <= "~" and sign not in '"\\%' else "_" for sign in bare)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _file_of(request: HttpRequest, reference: str, file_id: int, *, withdrawn: bool = False) -> ProjectDocument:
    """Return the file, or raise Http404, the same whether it is absent, another project's or not for this person."""
    project = visible_project(request, reference)
    found = (withdrawn_files if withdrawn else files_visible_to)(request.user, project)
    file = get_object_or_404(found, pk=file_id)
    file.project = project
    return file


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def details(request: HttpRequest, reference: str, file_id: int) -> HttpResponse:
    file = _file_of(request, reference, file_id)
    document = file.document
    if request.method == "POST":
        require(request.user, Permission.WITHDRAW_FILE, file)
        form = FileForm(request.POST, auto_id="fichier_%s")
        if form.is_valid():
            category = DocumentCategory(form.cleaned_data["category"])
            edit_file(file, name=form.cleaned_data["name"], category=category, actor=request.user)
            messages.success(request, f"« {document.name} » est enregistré.")
            return redirect("projects:files", reference)
    else:
        form = FileForm(initial={"name": document.name, "category": document.category}, auto_id="fichier_%s")
    return _details(request, file, edit=form)


@page(audience=Audience.SIGNED_IN, methods=["POST"], files=True)
def add_version(request: HttpRequest, reference: str, file_id: int) -> HttpResponse:
    file = _file_of(request, reference, file_id)
    require(request.user, Permission.POST_STATE_ZONE if file.state_only else Permission.DEPOSIT_FILE, file.project)
    form = VersionForm(request.POST, request.FILES, auto_id="version_%s")
    if form.is_valid() and _version_added(request, file, form):
        return redirect("projects:file_details", reference, file_id)
    return _details(request, file, version=form)


def _version_added(request: HttpRequest, file: ProjectDocument, form: VersionForm) -> bool:
    with received(form, request.user) as stored:
        try:
            for one in stored:
                added = add_file_version(file, stored=one, expected=form.cleaned_data["expected"], actor=request.user)
                if not added.new:
                    messages.info(request, "Ce fichier est le même que la dernière version : rien n’a changé.")
                elif added.overtaken:
                    who, before = added.overtaken.uploaded_by, added.overtaken.number
                    messages.warning(
                        request,
                        f"{who} a déposé la version {before} pendant ce temps : la vôtre est la version "
                        f"{added.version.number}. Les deux sont gardées.",
                    )
                else:
                    messages.success(request, f"La version {added.version.number} est déposée.")
        except NoRoomError:
            say_no_room(form)
    return not form.errors


def _details(
    request: HttpRequest, file: ProjectDocument, *, edit: FileForm | None = None, version: VersionForm | None = None
) -> HttpResponse:
    document, user = file.document, request.user
    sheet = head(request, file.project, "files")
    initial = {"name": document.name, "category": document.category}
    context: dict[str, Any] = {
        "head": sheet,
        "line": file_line(file),
        "versions": document.versions.all(),
        "edit": edit or FileForm(initial=initial, auto_id="fichier_%s"),
        "version": version or VersionForm(initial={"expected": document.version}, auto_id="version_%s"),
        "form": version or edit,
        "audience": who_sees(file.project, EntryAudience.STATE if file.state_only else EntryAudience.MEMBERS),
        "may_add": can(user, Permission.POST_STATE_ZONE if file.state_only else Permission.DEPOSIT_FILE, file.project),
        "may_withdraw": can(user, Permission.WITHDRAW_FILE, file),
    }
    status = status_of(version or context["edit"])
    return render(request, "projects/file_details.html", context, status=status)


@page(audience=Audience.SIGNED_IN, methods=["POST"])
def withdraw(request: HttpRequest, reference: str, file_id: int) -> HttpResponse:
    file = _file_of(request, reference, file_id)
    withdraw_file(file, actor=request.user)
    messages.success(
        request, f"« {file.document} » est retiré. Vous pouvez le rétablir pendant 30 jours, au bas de cette page."
    )
    return redirect("projects:files", reference)


@page(audience=Audience.SIGNED_IN, methods=["POST"])
def restore(request: HttpRequest, reference: str, file_id: int) -> HttpResponse:
    project = visible_project(request, reference)
    if files_visible_to(request.user, project).filter(pk=file_id).exists():
        return redirect("projects:files", reference)
    file = _file_of(request, reference, file_id, withdrawn=True)
    try:
        restore_file(file, actor=request.user)
        messages.success(request, f"« {file.document} » est rétabli.")
    except NoRoomError:
        messages.error(request, "Ce projet n’a plus de place pour ce fichier. Retirez-en d’autres, puis recommencez.")
    return redirect("projects:files", reference)
