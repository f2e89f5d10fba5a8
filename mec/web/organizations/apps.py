from django.apps import AppConfig


class OrganizationPagesConfig(AppConfig):
    name = "mec.web.organizations"
    label = "web_organizations"

    def ready(self) -> None:
        from mec.web.organizations import notices  # noqa: PLC0415 -- app ready

        notices.register()
