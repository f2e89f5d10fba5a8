"""What waits for somebody, the longest wait first."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from mec.core.db import keyset_page
from mec.core.http import Audience, page
from mec.organizations.queries import scope_of
from mec.projects.models import Project
from mec.projects.queries import (
    Week,
    for_inbox,
    late,
    orphans,
    state_projects,
    suggestions_for,
    waiting,
    week_of,
)
from mec.projects.services import overdue_before
from mec.web.state.access import for_state_agents
from mec.web.state.listing import lines
from mec.web.state.undo import pending_undo

LONGEST_WAIT_FIRST = ("waiting_since", "pk")


@page(audience=Audience.SIGNED_IN)
@for_state_agents
def inbox(request: HttpRequest) -> HttpResponse:
    projects = waiting(state_projects(request.user))
    cursor = request.GET.get("apres", "")
    found = keyset_page(for_inbox(projects), order=LONGEST_WAIT_FIRST, cursor=cursor)
    scope = scope_of(request.user)
    total, overdue = late(projects, overdue_before(timezone.localdate()))
    context = {
        "page": found,
        "lines": lines(found.rows, suggestions=suggestions_for(found.rows, scope.state_services)),
        "total": total,
        "late": overdue,
        "orphans": orphans(projects).count() if len(scope.departements) > 1 else 0,
        "tolerated": settings.WAITING_DAYS,
        "undo": pending_undo(request),
        "here": request.get_full_path(),
        "week": None if found.rows else _this_week(state_projects(request.user)),
    }
    return render(request, "state/inbox.html", context)


def _this_week(projects: QuerySet[Project]) -> Week:
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday())
    return week_of(projects, timezone.make_aware(datetime.combine(monday, time.min)))
