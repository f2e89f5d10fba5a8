from django.urls import path

from mec.web.assistance import views

app_name = "assistance"

urlpatterns = [
    path("assistance/", views.start, name="start"),
    path("assistance/terminer/", views.end, name="end"),
]
