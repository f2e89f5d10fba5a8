from django.urls import path

from mec.web.aids import (
    agenda,
    alerts,
    consortium,
    contributing,
    eligibility,
    embedding,
    follow,
    orientation,
    reporting,
    views,
)

app_name = "aids"

urlpatterns = [
    path("aides/", views.offer_list, name="list"),
    path("services/", views.service_list, name="services"),
    path("qui-peut-m-aider/", orientation.orientation, name="orientation"),
    path("aides/echeances/", agenda.deadlines, name="deadlines"),
    path("aides/echeances.ics", agenda.deadlines_feed, name="deadlines_feed"),
    path("aides/alertes/", alerts.my_alerts, name="alerts"),
    path("aides/alertes/nouvelle/", alerts.new_alert, name="new_alert"),
    path("aides/alertes/demandee/", alerts.alert_asked, name="alert_asked"),
    path("aides/alertes/confirmer/<str:token>/", alerts.confirm, name="confirm_alert"),
    path("aides/alertes/arreter/<str:token>/", alerts.stop, name="stop_alert"),
    path("aides/alertes/<uuid:reference>/", alerts.alert_search, name="alert_search"),
    path("aides/integrer/", embedding.embed, name="embed"),
    path("integration/aides/", embedding.embedded, name="embedded"),
    path("aides/proposer/", contributing.contribute, name="contribute"),
    path("aides/mes-propositions/", contributing.contributions, name="contributions"),
    path("aides/<slug:slug>/", views.detail, name="detail"),
    path("aides/<slug:slug>/ajouter/", follow.follow, name="follow"),
    path("aides/<slug:slug>/echeance.ics", agenda.offer_deadline, name="offer_deadline"),
    path("aides/<slug:slug>/signaler/", reporting.report, name="report"),
    path("aides/<slug:slug>/eligibilite/", eligibility.eligibility, name="eligibility"),
    path("aides/<slug:slug>/groupement/", consortium.consortium, name="consortium"),
]
