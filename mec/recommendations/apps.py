from django.apps import AppConfig


class RecommendationsConfig(AppConfig):
    name = "mec.recommendations"
    label = "recommendations"
    verbose_name = "recommandations"

    def ready(self) -> None:
        from mec.core.events import subscribe  # noqa: PLC0415 -- app ready
        from mec.core.journal.audiences import register_audience, register_verbs  # noqa: PLC0415 -- app ready
        from mec.core.journal.services import EntryRecorded  # noqa: PLC0415 -- app ready
        from mec.funding.events import CostsChanged  # noqa: PLC0415 -- app ready
        from mec.recommendations import notices, rules, tasks  # noqa: PLC0415 -- app ready
        from mec.recommendations.enums import EntryAudience, Verb  # noqa: PLC0415 -- app ready
        from mec.recommendations.models import Introduction  # noqa: PLC0415 -- app ready

        register_verbs(Verb)
        register_audience(Introduction, EntryAudience.RECIPIENTS, rules.receives_introduction)
        subscribe(EntryRecorded, tasks.match_after_entry, when=tasks.changes_the_match)
        subscribe(CostsChanged, tasks.match_after_costs)
        notices.register()
