from django.urls import path

from mec.web.aids import orientation, views

app_name = "aids"

urlpatterns = [
    path("aides/", views.offer_list, name="list"),
    path("services/", views.service_list, name="services"),
    path("qui-peut-m-aider/", orientation.orientation, name="orientation"),
    path("aides/<slug:slug>/", views.detail, name="detail"),
]
