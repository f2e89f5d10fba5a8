from django.urls import path

from mec.web.aids import contributing, orientation, reporting, views

app_name = "aids"

urlpatterns = [
    path("aides/", views.offer_list, name="list"),
    path("services/", views.service_list, name="services"),
    path("qui-peut-m-aider/", orientation.orientation, name="orientation"),
    path("aides/proposer/", contributing.contribute, name="contribute"),
    path("aides/mes-propositions/", contributing.contributions, name="contributions"),
    path("aides/<slug:slug>/", views.detail, name="detail"),
    path("aides/<slug:slug>/signaler/", reporting.report, name="report"),
]
