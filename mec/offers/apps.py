from django.apps import AppConfig


class OffersConfig(AppConfig):
    name = "mec.offers"
    label = "offers"
    verbose_name = "offres"

    def ready(self) -> None:
        from mec.core.journal.audiences import register_audience, register_verbs  # noqa: PLC0415 -- app ready
        from mec.offers import rules  # noqa: PLC0415 -- app ready
        from mec.offers.enums import EntryAudience, Verb  # noqa: PLC0415 -- app ready
        from mec.offers.models import Contribution, Offer, Report  # noqa: PLC0415 -- app ready

        register_verbs(Verb)
        register_audience(Offer, EntryAudience.PUBLIC, rules.anyone)
        register_audience(Offer, EntryAudience.TEAM, rules.curates)
        register_audience(Contribution, EntryAudience.AUTHOR, rules.reads_journal_of_contribution)
        register_audience(Report, EntryAudience.AUTHOR, rules.reads_journal_of_report)
