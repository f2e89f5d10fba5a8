"""The files of a project: its tab, one file and its versions, and the contents themselves."""

from dataclasses import dataclass
from typing import Any
from unicodedata import combining, normalize
from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString

from mec.conversations.queries import ThreadPage, latest_messages
from mec.core.access import can, require
from mec.core.http import Audience, page
from mec.core.ui.french import listed
from mec.core.ui.templatetags.ui import ago
from mec.documents.enums import DocumentCategory, ScanState
from mec.documents.formats import LABELS
from mec.documents.models import DocumentVersion
from mec.documents.queries import download_name
from mec.documents.storage import ContentMissingError, open_content
from mec.projects.enums import EntryAudience, Permission
from mec.projects.models import Project, ProjectDocument
from mec.projects.queries import files_of_messages, files_visible_to, withdrawn_files
from mec.projects.services import (
    NoRoomError,
    add_file_version,
    deposit_files,
    edit_file,
    restore_file,
    withdraw_file,
)
from mec.web.projects.sheet import Head, head, visible_project
from mec.web.projects.uploads import DepositForm, FileForm, VersionForm, posted, received, say_no_room, status_of

CONTENT_POLICY = "sandbox; default-src 'none'"


@dataclass(frozen=True)
class FileLine:
    """A file as a list shows it."""

    file: ProjectDocument
    version: DocumentVersion
    """The last one that the reader may open."""
    format: str
    pending: bool

    @property
    def state_only(self) -> bool:
        return self.file.state_only

    @property
    def when(self) -> SafeString:
        return ago(self.version.uploaded_at)


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"], files=True)
def files(request: HttpRequest, reference: str) -> HttpResponse:
    project = visible_project(request, reference)
    sheet = head(request, project, "files")
    form = DepositForm(*posted(request), hints=who_sees(sheet))
    if request.method == "POST":
        require(request.user, Permission.DEPOSIT_FILE, project)
        if form.is_valid() and _deposited(request, project, form):
            return redirect("projects:files", reference)
    context = {
        "head": sheet,
        "form": form,
        "who_sees": who_sees(sheet)[EntryAudience.MEMBERS],
        "groups": _groups(request, project),
        "withdrawn": _withdrawn(request, project) if sheet.may_post else [],
    }
    return render(request, "projects/files.html", context, status=status_of(form))


def who_sees(sheet: Head) -> dict[str, str]:
    """Say who reads a file, after "visible par", by audience that the reader may choose."""
    members = f"les membres du projet ({sheet.project.owner} et les personnes invitées)"
    state = "" if sheet.project.is_draft else f", et par {sheet.recipients}"
    said = {EntryAudience.MEMBERS.value: f"{members}{state}"}
    if sheet.standing.state:
        said[EntryAudience.STATE.value] = "les seuls services de l’État qui couvrent ce territoire"
    return said


def _deposited(request: HttpRequest, project: Project, form: DepositForm) -> bool:
    """Put the accepted files on the project, and say which; False when some were refused."""
    with received(form, request.user) as stored:
        try:
            if stored:
                deposit_files(
                    project,
                    files=stored,
                    category=DocumentCategory(form.cleaned_data["category"]),
                    key=form.cleaned_data["key"],
                    state_only=form.state_only,
                    actor=request.user,
                )
                messages.success(request, _said_deposited([file.name for file in stored]))
        except NoRoomError:
            say_no_room(form)
    form.renew_key()
    return not form.errors


def _said_deposited(names: list[str]) -> str:
    quoted = listed([f"« {name} »" for name in names])
    return f"{quoted} {'sont déposés' if len(names) > 1 else 'est déposé'}."


def _groups(request: HttpRequest, project: Project) -> list[tuple[str, list[FileLine]]]:
    lines = [file_line(file) for file in files_visible_to(request.user, project)]
    grouped = [(c.label, [line for line in lines if line.file.document.category == c]) for c in DocumentCategory]
    return [(label, found) for label, found in grouped if found]


def file_line(file: ProjectDocument) -> FileLine:
    version = file.document.versions.all()[0]
    return FileLine(file, version, LABELS[version.content_type], pending=version.scan_state == ScanState.PENDING)


def with_files(request: HttpRequest, project: Project, thread_id: int) -> ThreadPage:
    """Return the stretch of a thread that the address asks for, each message with its files as `file_lines`."""
    found = latest_messages(thread_id, cursor=request.GET.get("apres", ""))
    files = files_of_messages(request.user, project, thread_id)
    for message in found.messages:
        vars(message)["file_lines"] = [file_line(file) for file in files.get(message.pk, ())]
    return found


def _withdrawn(request: HttpRequest, project: Project) -> list[ProjectDocument]:
    found = list(withdrawn_files(request.user, project))
    for file in found:
        file.project = project
    return [file for file in found if can(request.user, Permission.WITHDRAW_FILE, file)]


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
        "who_sees": who_sees(sheet)[EntryAudience.STATE if file.state_only else EntryAudience.MEMBERS],
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
