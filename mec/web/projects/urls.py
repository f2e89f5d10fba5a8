from django.urls import path

from mec.web.projects import blockers, drafts, export, files, following, invitations, lifecycle, members, search, views
from mec.web.projects.recommendations import advice, introductions
from mec.web.projects.recommendations import views as recommendations

app_name = "projects"

urlpatterns = [
    path("projets/", views.project_list, name="list"),
    path("projets/export.csv", export.export, name="export"),
    path("projets/recherche/", search.search, name="search"),
    path("projets/nouveau/", drafts.new, name="new"),
    path("projets/ouvrir/", views.open_by_reference, name="open"),
    path("projets/<str:reference>/", views.detail, name="detail"),
    path("projets/<str:reference>/modifier/", drafts.edit, name="edit"),
    path("projets/<str:reference>/transmis/", drafts.sent, name="sent"),
    path("projets/<str:reference>/avancement/", lifecycle.progress, name="progress"),
    path("projets/<str:reference>/archiver/", lifecycle.archive, name="archive"),
    path("projets/<str:reference>/desarchiver/", lifecycle.unarchive, name="unarchive"),
    path("projets/<str:reference>/supprimer/", lifecycle.discard, name="discard"),
    path("projets/<str:reference>/supprime/", lifecycle.deleted, name="deleted"),
    path("projets/<str:reference>/retablir/", lifecycle.restore, name="restore"),
    path("projets/<str:reference>/echanges/", views.exchanges, name="exchanges"),
    path("projets/<str:reference>/fichiers/", files.files, name="files"),
    path("projets/<str:reference>/fichiers/<int:file_id>/", files.download, name="file"),
    path("projets/<str:reference>/fichiers/<int:file_id>/details/", files.details, name="file_details"),
    path("projets/<str:reference>/fichiers/<int:file_id>/version/", files.add_version, name="file_version"),
    path("projets/<str:reference>/fichiers/<int:file_id>/retirer/", files.withdraw, name="file_withdraw"),
    path("projets/<str:reference>/fichiers/<int:file_id>/retablir/", files.restore, name="file_restore"),
    path("projets/<str:reference>/zone-etat/", views.state_zone, name="state_zone"),
    path("projets/<str:reference>/recommandations/", recommendations.recommendations, name="recommendations"),
    path("projets/<str:reference>/recommandations/conseiller/", advice.new, name="advise"),
    path("projets/<str:reference>/recommandations/mise-en-relation/", introductions.ask, name="introduce"),
    path("projets/<str:reference>/recommandations/aides/<slug:slug>/", recommendations.offer, name="offer"),
    path(
        "projets/<str:reference>/recommandations/<int:recommendation_id>/",
        recommendations.recommendation,
        name="recommendation",
    ),
    path("projets/<str:reference>/recommandations/<int:recommendation_id>/modifier/", advice.edit, name="edit_advice"),
    path(
        "projets/<str:reference>/recommandations/<int:recommendation_id>/retirer/",
        advice.withdraw,
        name="withdraw_advice",
    ),
    path("mises-en-relation/", introductions.received, name="introductions"),
    path("mises-en-relation/<int:introduction_id>/", introductions.introduction, name="introduction"),
    path("projets/<str:reference>/historique/", views.history, name="history"),
    path("projets/<str:reference>/membres/", members.members, name="members"),
    path("projets/<str:reference>/membres/quitter/", members.leave, name="leave"),
    path("projets/<str:reference>/membres/personnes/<int:member_id>/role/", members.set_role, name="set_role"),
    path("projets/<str:reference>/membres/personnes/<int:member_id>/retirer/", members.remove, name="remove_member"),
    path("projets/<str:reference>/membres/personnes/<int:member_id>/referent/", members.give_lead, name="hand_over"),
    path("projets/<str:reference>/membres/<int:invitation_id>/renvoyer/", invitations.resend, name="resend"),
    path("projets/<str:reference>/membres/<int:invitation_id>/annuler/", invitations.revoke, name="revoke"),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
    path("projets/<str:reference>/suivi/", following.following, name="following"),
    path("projets/<str:reference>/blocages/", blockers.blockers, name="blockers"),
    path("projets/<str:reference>/blocages/signaler/", blockers.report, name="report_blocker"),
    path("projets/<str:reference>/blocages/<int:blocker_id>/", blockers.blocker, name="blocker"),
    path("projets/<str:reference>/blocages/<int:blocker_id>/lever/", blockers.resolve, name="resolve_blocker"),
    path("projets/<str:reference>/blocages/<int:blocker_id>/rouvrir/", blockers.reopen, name="reopen_blocker"),
]
