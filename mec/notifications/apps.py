from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "mec.notifications"
    label = "notifications"
    verbose_name = "notifications"

    def ready(self) -> None:
        from mec.core.events import subscribe  # noqa: PLC0415 -- app ready
        from mec.core.journal.services import EntryRecorded  # noqa: PLC0415 -- app ready
        from mec.notifications.services import announce_entry, is_announced  # noqa: PLC0415 -- app ready

        subscribe(EntryRecorded, announce_entry, when=is_announced)
