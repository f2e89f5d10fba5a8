from django.apps import AppConfig


class AppointmentPagesConfig(AppConfig):
    name = "mec.web.appointments"
    label = "web_appointments"
