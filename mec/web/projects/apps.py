from django.apps import AppConfig


class ProjectsPagesConfig(AppConfig):
    name = "mec.web.projects"
    label = "web_projects"
