from django.apps import AppConfig


class OffersConfig(AppConfig):
    name = "mec.offers"
    label = "offers"
    verbose_name = "offres"

    def ready(self) -> None:
        from mec.core.journal.audiences import register_audience, register_verbs  # noqa: PLC0415 -- app ready
        from mec.offers.enums import EntryAudience, Verb  # noqa: PLC0415 -- app ready
        from mec.offers.models import Offer  # noqa: PLC0415 -- app ready
        from mec.offers.rules import anyone  # noqa: PLC0415 -- app ready

        register_verbs(Verb)
        register_audience(Offer, EntryAudience.PUBLIC, anyone)
