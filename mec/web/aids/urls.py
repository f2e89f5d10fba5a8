from django.urls import path

from mec.web.aids import consortium, eligibility, orientation, views

app_name = "aids"

urlpatterns = [
    path("aides/", views.offer_list, name="list"),
    path("services/", views.service_list, name="services"),
    path("qui-peut-m-aider/", orientation.orientation, name="orientation"),
    path("aides/<slug:slug>/", views.detail, name="detail"),
    path("aides/<slug:slug>/eligibilite/", eligibility.eligibility, name="eligibility"),
    path("aides/<slug:slug>/groupement/", consortium.consortium, name="consortium"),
]
