"""What happened since the last visit."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from mec.core.db import keyset_page, read_id
from mec.core.http import Audience, page
from mec.notifications.queries import notifications_visible_to
from mec.notifications.services import mark_all_read, mark_read


@page(audience=Audience.SIGNED_IN, methods=["GET", "POST"])
def notifications(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        mark_all_read(up_to=read_id(request.POST.get("vu", "")) or 0, actor=request.user)
        return redirect("account:notifications")
    found = keyset_page(notifications_visible_to(request.user), order=("-pk",), cursor=request.GET.get("apres", ""))
    return render(request, "account/notifications.html", {"page": found})


@page(audience=Audience.SIGNED_IN, methods=["POST"])
def open_notification(request: HttpRequest, notification_id: int) -> HttpResponse:
    """Mark it as read and go where the person can act."""
    notification = get_object_or_404(notifications_visible_to(request.user), pk=notification_id)
    mark_read(notification, actor=request.user)
    return redirect(notification.path)
