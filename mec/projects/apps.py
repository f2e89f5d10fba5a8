from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "mec.projects"
    label = "projects"
    verbose_name = "projets"

    def ready(self) -> None:
        from mec.core.journal.audiences import register_audience, register_verbs  # noqa: PLC0415 -- app ready
        from mec.projects import notices, rules  # noqa: PLC0415 -- app ready
        from mec.projects.enums import EntryAudience, Verb  # noqa: PLC0415 -- app ready
        from mec.projects.models import Project  # noqa: PLC0415 -- app ready

        register_verbs(Verb)
        register_audience(Project, EntryAudience.MEMBERS, rules.may_view)
        register_audience(Project, EntryAudience.STATE, rules.is_local_state)
        notices.register()
