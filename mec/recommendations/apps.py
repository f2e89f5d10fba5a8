from django.apps import AppConfig


class RecommendationsConfig(AppConfig):
    name = "mec.recommendations"
    label = "recommendations"
    verbose_name = "recommandations"

    def ready(self) -> None:
        from mec.core.journal.audiences import register_audience, register_verbs  # noqa: PLC0415 -- app ready
        from mec.recommendations import notices, rules  # noqa: PLC0415 -- app ready
        from mec.recommendations.enums import EntryAudience, Verb  # noqa: PLC0415 -- app ready
        from mec.recommendations.models import Introduction  # noqa: PLC0415 -- app ready

        register_verbs(Verb)
        register_audience(Introduction, EntryAudience.RECIPIENTS, rules.receives_introduction)
        notices.register()
