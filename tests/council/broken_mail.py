"""Mail servers that fail as real ones do."""

import smtplib

from django.core.mail.backends.base import BaseEmailBackend


class Refusing(BaseEmailBackend):
    """Takes no recipient."""

    def send_messages(self, email_messages):
        raise smtplib.SMTPRecipientsRefused({})


class Away(BaseEmailBackend):
    """Is not there."""

    def open(self):
        raise ConnectionRefusedError
