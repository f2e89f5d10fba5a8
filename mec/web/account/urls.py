from django.urls import path

from mec.web.account import notifications, views

app_name = "account"

urlpatterns = [
    path("connexion/", views.sign_in, name="sign_in"),
    path("connexion/code/", views.code, name="code"),
    path("connexion/lien/<str:token>/", views.link, name="link"),
    path("deconnexion/", views.sign_out, name="sign_out"),
    path("compte/", views.profile, name="profile"),
    path("compte/conditions/", views.terms, name="terms"),
    path("compte/sessions/fermer/", views.end_sessions, name="end_sessions"),
    path("notifications/", notifications.notifications, name="notifications"),
    path("notifications/<int:notification_id>/", notifications.open_notification, name="open_notification"),
]
