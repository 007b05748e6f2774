"""Mail servers that fail as real ones do."""

import smtplib

from django.core.mail.backends import locmem
from django.core.mail.backends.base import BaseEmailBackend


class Refusing(BaseEmailBackend):
    """Takes no recipient."""

    def send_messages(self, email_messages):
        raise smtplib.SMTPRecipientsRefused({})


class Away(BaseEmailBackend):
    """Is not there."""

    def open(self):
        raise ConnectionRefusedError


class Breaking(locmem.EmailBackend):
    """Drops the line at one receiver, and takes nothing more over that line."""

    at = ""
    breaks = 1_000  # so many times
    is_open = False

    def open(self):
        self.is_open = True

    def close(self):
        self.is_open = False

    def send_messages(self, messages):
        if messages[0].to[0].startswith(self.at) and type(self).breaks:
            self.is_open = False
            type(self).breaks -= 1
        if not self.is_open:
            raise smtplib.SMTPServerDisconnected
        return super().send_messages(messages)
