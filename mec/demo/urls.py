from django.urls import path

from mec.demo import views

app_name = "demo"

urlpatterns = [
    path("demonstration/", views.people, name="people"),
    path("demonstration/courriels/", views.mails, name="mails"),
]
