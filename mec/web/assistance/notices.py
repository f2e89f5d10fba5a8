"""Who was seen is told of it."""

from collections.abc import Iterable

from django.urls import reverse

from mec.accounts.enums import Verb
from mec.accounts.models import User
from mec.core.journal.models import Entry
from mec.core.journal.queries import author_line
from mec.core.ui.french import instant
from mec.notifications.notices import Notice, register_notice


def seen_person(entry: Entry, account: User) -> Iterable[User]:
    return [account]


def write_ended(entry: Entry, account: User) -> Notice:
    count = entry.data["pages"]
    pages = f"{count} pages" if count > 1 else f"{count} page"
    return Notice(
        subject="L’équipe du service a vu votre espace pour vous aider",
        reason="Vous recevez ce message car quelqu’un de l’équipe a vu le service comme vous le voyez.",
        body=f"{author_line(entry)}, de l’équipe de Mon Espace Collectivité, a ouvert {pages} de "
        f"votre espace, sans pouvoir rien y modifier, jusqu’au {instant(entry.recorded_at)}.\n\n"
        f"Motif : {entry.reason}\n\nCe motif vous étonne ? Écrivez-nous depuis la page de contact.",
        action="Ouvrir mon compte",
        path=reverse("account:profile"),
    )


def register() -> None:
    register_notice(Verb.SUPPORT_ENDED, recipients=seen_person, write=write_ended)
