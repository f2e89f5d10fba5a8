"""Mail servers that do not behave."""

from smtplib import SMTPServerDisconnected
from typing import NoReturn

from django.core.mail.backends.base import BaseEmailBackend


class DownBackend(BaseEmailBackend):
    def send_messages(self, email_messages) -> NoReturn:
        raise SMTPServerDisconnected
