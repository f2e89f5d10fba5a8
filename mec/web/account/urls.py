from django.urls import path

from mec.web.account import mails, notifications, views

app_name = "account"

urlpatterns = [
    path("connexion/", views.sign_in, name="sign_in"),
    path("connexion/code/", views.code, name="code"),
    path("connexion/lien/<str:token>/", views.link, name="link"),
    path("deconnexion/", views.sign_out, name="sign_out"),
    path("compte/", views.profile, name="profile"),
    path("compte/conditions/", views.terms, name="terms"),
    path("compte/sessions/fermer/", views.end_sessions, name="end_sessions"),
    path("compte/courriels/", mails.mails, name="mails"),
    path("courriels/arreter/<str:token>/", mails.stop_mails, name="stop_mails"),
    path("notifications/", notifications.notifications, name="notifications"),
    path("notifications/<int:notification_id>/", notifications.open_notification, name="open_notification"),
]
