from django.urls import path

from mec.web.aids import views

app_name = "aids"

urlpatterns = [
    path("aides/", views.offer_list, name="list"),
    path("aides/<slug:slug>/", views.detail, name="detail"),
]
