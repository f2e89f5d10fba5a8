from django.apps import AppConfig


class AidsPagesConfig(AppConfig):
    name = "mec.web.aids"
    label = "web_aids"

    def ready(self) -> None:
        from mec.web.aids import notices  # noqa: PLC0415 -- app ready

        notices.register()
