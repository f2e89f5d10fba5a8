from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "mec.projects"
    label = "projects"
    verbose_name = "projets"

    def ready(self) -> None:
        from mec.core.events import subscribe  # noqa: PLC0415 -- app ready
        from mec.core.journal.audiences import register_audience, register_verbs  # noqa: PLC0415 -- app ready
        from mec.documents.scanning import VersionScanned  # noqa: PLC0415 -- app ready
        from mec.projects import notices, rules  # noqa: PLC0415 -- app ready
        from mec.projects.enums import EntryAudience, Verb  # noqa: PLC0415 -- app ready
        from mec.projects.models import Project  # noqa: PLC0415 -- app ready
        from mec.projects.services.files import announce_scan  # noqa: PLC0415 -- app ready

        register_verbs(Verb)
        register_audience(Project, EntryAudience.MEMBERS, rules.may_view)
        register_audience(Project, EntryAudience.STATE, rules.is_local_state)
        subscribe(VersionScanned, announce_scan)
        register_audience(Project, EntryAudience.WITNESSES, rules.witnessed)
        notices.register()
