from django.apps import AppConfig


class AssistancePagesConfig(AppConfig):
    name = "mec.web.assistance"
    label = "web_assistance"

    def ready(self) -> None:
        from mec.web.assistance import notices  # noqa: PLC0415 -- app ready

        notices.register()
