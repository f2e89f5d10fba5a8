"""With whom the project is carried: the pages of the aids compose the group, the sheet takes somebody out."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from mec.core.access import require
from mec.core.db import read_id
from mec.core.http import Audience, page
from mec.projects.enums import Permission
from mec.projects.services import leave_consortium
from mec.web.projects.sheet import visible_project


@page(audience=Audience.SIGNED_IN, methods=["POST"])
def leave(request: HttpRequest, reference: str) -> HttpResponse:
    project = visible_project(request, reference)
    require(request.user, Permission.EDIT, project)
    territory = get_object_or_404(project.consortium, pk=read_id(request.POST.get("territoire", "")))
    leave_consortium(project, territory=territory, actor=request.user)
    messages.success(request, f"{territory} ne porte plus le projet avec vous.")
    return redirect("projects:detail", reference)
