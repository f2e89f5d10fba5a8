"""Read the sign-in mails as the person who received them."""

import re
from dataclasses import dataclass

from mec.core.mail.models import Mail


@dataclass(frozen=True)
class SignInMail:
    subject: str
    text: str
    html: str
    token: str
    code: str


def mails_to(email):
    return [_read(mail) for mail in Mail.objects.filter(to=email).order_by("pk")]


def last_mail_to(email):
    return mails_to(email)[-1]


def _read(mail):
    token = re.search(r"/connexion/lien/([\w-]+)/", mail.text)
    code = re.search(r"(\d{3})\s(\d{3})", mail.text)
    return SignInMail(
        mail.subject, mail.text, mail.html, token[1] if token else "", "".join(code.groups()) if code else ""
    )
