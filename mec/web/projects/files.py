"""The tab of a project's files, and how a list shows them."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString

from mec.conversations.queries import ThreadPage, latest_messages
from mec.core.access import can, require
from mec.core.http import Audience, page
from mec.core.ui.french import listed
from mec.core.ui.templatetags.ui import ago
from mec.documents.enums import DocumentCategory, ScanState
from mec.documents.formats import LABELS
from mec.documents.models import DocumentVersion
from mec.projects.enums import EntryAudience, Permission
from mec.projects.models import Project, ProjectDocument
from mec.projects.queries import files_of_messages, files_visible_to, withdrawn_files
from mec.projects.services import (
    NoRoomError,
    deposit_files,
)
from mec.web.projects.audience import who_sees_each
from mec.web.projects.sheet import head, visible_project
from mec.web.projects.uploads import DepositForm, posted, received, say_no_room, status_of


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
    audiences = [EntryAudience.MEMBERS, *([EntryAudience.STATE] if sheet.standing.state else [])]
    said = who_sees_each(project, audiences)
    form = DepositForm(*posted(request), hints={code.value: one.sentence for code, one in said.items()})
    if request.method == "POST":
        require(request.user, Permission.DEPOSIT_FILE, project)
        if form.is_valid() and _deposited(request, project, form):
            return redirect("projects:files", reference)
    context = {
        "head": sheet,
        "form": form,
        "audience": said[EntryAudience.MEMBERS],
        "groups": _groups(request, project),
        "withdrawn": _withdrawn(request, project) if sheet.may_post else [],
    }
    return render(request, "projects/files.html", context, status=status_of(form))


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
