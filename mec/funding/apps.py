from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "mec.funding"
    label = "funding"
    verbose_name = "financement"

    def ready(self) -> None:
        from mec.core.journal.audiences import register_verbs  # noqa: PLC0415 -- app ready
        from mec.funding.enums import Verb  # noqa: PLC0415 -- app ready

        register_verbs(Verb)
