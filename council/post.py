"""The line to the mail server: hands mails over one by one, and tells a server that is away from a mail not taken."""

from __future__ import annotations

import smtplib
from types import TracebackType
from typing import Self

from django.core import mail
from django.core.mail import EmailMessage

REFUSED = "Der Mailserver hat die Nachricht nicht angenommen."
BROKEN = "Die Verbindung zum Mailserver brach bei dieser Nachricht ab; ob sie ankam, ist offen."
_REFUSALS = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPNotSupportedError,
    ValueError,
)
_FAULTS = (smtplib.SMTPException, OSError)


class Away(Exception):
    """There is no mail server: nothing was sent, and the same may be tried later."""


class Line:
    """A line that is opened with the first mail, and again after a mail at which it broke."""

    def __init__(self) -> None:
        self._backend = mail.get_connection(fail_silently=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._close()

    def send(self, message: EmailMessage) -> str:
        """Hand one mail over; gives what went wrong, nothing if the server took it. Raises Away.

        A line may break because it was open for long, so a mail at which it broke is tried once more over a new one.
        """
        message.connection = self._backend
        for _ in range(2):
            self._open()
            try:
                return "" if message.send() else REFUSED
            except _REFUSALS:
                return REFUSED
            except _FAULTS:
                self._close()
        return BROKEN

    def _open(self) -> None:
        try:
            self._backend.open()
        except _FAULTS as fault:
            raise Away from fault

    def _close(self) -> None:
        try:
            self._backend.close()
        except _FAULTS:
            return  # what was taken is taken; a line that breaks at the end changes nothing
