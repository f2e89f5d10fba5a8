from django import template

from mec.projects.models import Project
from mec.web.projects import words

register = template.Library()


@register.filter
def progress(project: Project) -> str:
    return words.progress_of(project)
