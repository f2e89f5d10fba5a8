from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "mec.notifications"
    label = "notifications"
    verbose_name = "notifications"

    def ready(self) -> None:
        from mec.core.events import subscribe  # noqa: PLC0415 -- app ready
        from mec.core.journal.services import EntryRecorded  # noqa: PLC0415 -- app ready
        from mec.notifications import services  # noqa: PLC0415 -- app ready

        subscribe(EntryRecorded, services.announce_entry, when=services.is_announced)
        subscribe(EntryRecorded, services.forget_state_news, when=services.ends_a_membership)
