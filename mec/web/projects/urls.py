from django.urls import path

from mec.web.projects import drafts, members, views

app_name = "projects"

urlpatterns = [
    path("projets/", views.project_list, name="list"),
    path("projets/nouveau/", drafts.new, name="new"),
    path("projets/<str:reference>/", views.detail, name="detail"),
    path("projets/<str:reference>/modifier/", drafts.edit, name="edit"),
    path("projets/<str:reference>/transmis/", drafts.sent, name="sent"),
    path("projets/<str:reference>/supprimer/", drafts.discard, name="discard"),
    path("projets/<str:reference>/retablir/", drafts.restore, name="restore"),
    path("projets/<str:reference>/echanges/", views.exchanges, name="exchanges"),
    path("projets/<str:reference>/zone-etat/", views.state_zone, name="state_zone"),
    path("projets/<str:reference>/recommandations/", views.recommendations, name="recommendations"),
    path("projets/<str:reference>/historique/", views.history, name="history"),
    path("projets/<str:reference>/membres/", members.members, name="members"),
    path("projets/<str:reference>/membres/<int:invitation_id>/renvoyer/", members.resend, name="resend"),
    path("projets/<str:reference>/membres/<int:invitation_id>/annuler/", members.revoke, name="revoke"),
    path("invitations/<str:token>/", members.invitation, name="invitation"),
]
