from django.urls import path

from mec.web.organizations import absences, departures, joining, members, views

app_name = "organizations"

urlpatterns = [
    path("organisations/", views.organization_list, name="list"),
    path("organisations/rejoindre/", joining.join, name="join"),
    path("organisations/rejoindre/lieu/<int:territory_id>/", joining.ask_territory, name="ask_territory"),
    path("organisations/declarer/", joining.declare, name="declare"),
    path("organisations/demandes/", joining.requests, name="requests"),
    path("organisations/demandes/<int:request_id>/", joining.decide, name="decide"),
    path("organisations/demandes/<int:request_id>/retirer/", joining.withdraw, name="withdraw"),
    path("organisations/invitations/<str:token>/", members.invitation, name="invitation"),
    path("organisations/<int:organization_id>/", views.detail, name="detail"),
    path("organisations/<int:organization_id>/rejoindre/", joining.ask, name="ask"),
    path("organisations/<int:organization_id>/inviter/", members.invite, name="invite"),
    path(
        "organisations/<int:organization_id>/invitations/<int:invitation_id>/renvoyer/", members.resend, name="resend"
    ),
    path("organisations/<int:organization_id>/invitations/<int:invitation_id>/annuler/", members.revoke, name="revoke"),
    path("organisations/<int:organization_id>/membres/<int:membership_id>/", members.membership, name="membership"),
    path(
        "organisations/<int:organization_id>/membres/<int:membership_id>/depart/",
        departures.departure,
        name="departure",
    ),
    path("compte/absences/", absences.absences, name="absences"),
    path("compte/absences/<int:absence_id>/annuler/", absences.cancel, name="cancel_absence"),
]
