from django.urls import path

from mec.web.state import views

app_name = "state"

urlpatterns = [
    path("pilotage/", views.board, name="board"),
    path("pilotage/a-traiter/", views.inbox, name="inbox"),
    path("pilotage/projets/<str:reference>/prise-en-charge/", views.take, name="take_charge"),
]
