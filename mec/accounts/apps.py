from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "mec.accounts"
    label = "accounts"
    verbose_name = "comptes"

    def ready(self) -> None:
        from mec.accounts import rules  # noqa: F401, PLC0415 -- app ready
        from mec.accounts.enums import EntryAudience, Verb  # noqa: PLC0415 -- app ready
        from mec.accounts.models import User  # noqa: PLC0415 -- app ready
        from mec.core.journal.audiences import register_audience, register_verbs  # noqa: PLC0415 -- app ready

        register_verbs(Verb)
        register_audience(User, EntryAudience.HOLDER, lambda user, account: user.is_staff or user.pk == account.pk)
