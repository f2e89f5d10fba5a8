from django import template

from mec.projects.models import Project
from mec.web.place_links import Around, PlaceLink
from mec.web.projects import words

register = template.Library()


@register.filter
def progress(project: Project) -> str:
    return words.progress_of(project)


@register.filter
def link_for(url: str, around: Around) -> PlaceLink | None:
    """Return a link that is made for a place, for this one."""
    return around.link(url)
