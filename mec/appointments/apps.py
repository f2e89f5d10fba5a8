from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    name = "mec.appointments"
    label = "appointments"
    verbose_name = "rendez-vous"

    def ready(self) -> None:
        from mec.appointments import notices, rules  # noqa: PLC0415 -- app ready
        from mec.appointments.enums import EntryAudience, Verb  # noqa: PLC0415 -- app ready
        from mec.appointments.models import Booking, Desk  # noqa: PLC0415 -- app ready
        from mec.core.journal.audiences import register_audience, register_verbs  # noqa: PLC0415 -- app ready

        register_verbs(Verb)
        register_audience(Desk, EntryAudience.KEEPERS, rules.keeps)
        register_audience(Booking, EntryAudience.SIDES, rules.stands_on_a_side)
        notices.register()
