"""Who is told of what happens on a project, and in which words."""

from mec.projects.notices import blockers, exchanges, files, following, lifecycle, people, triage


def register() -> None:
    for module in (triage, exchanges, files, people, lifecycle, blockers, following):
        module.register()
