"""Writes invitations as e-mails and hands them to the mail server; nothing closed stands in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from email.utils import make_msgid
from itertools import groupby

from django.conf import settings
from django.core import mail
from django.core.mail.utils import DNS_NAME
from django.template.loader import render_to_string
from django.utils import timezone, translation

from council import invited, post, revisions
from council.actions.invitations import Outcome
from council.models import Delivery, Invitation
from council.models.invitations import UNREACHABLE
from council.revisions import Part
from council.states import Audience, InvitationKind
from council.templatetags import council as words

QUORUM_NOTICE = (
    "Hinweis nach § 53 Abs. 2 HGO: Die Sitzung wiederholt eine, in der Punkte wegen Beschlussunfähigkeit zurückgestellt"
    " wurden. Zu diesen Punkten ist die Versammlung ohne Rücksicht auf die Zahl der Erschienenen beschlussfähig: {}."
)


def send(deliveries: Iterable[Delivery]) -> Iterator[Outcome]:
    """Send the e-mails one by one over one line, and say of each what became of it. Nothing is written here."""
    away = False
    with post.Line() as line:
        for _, group in groupby(deliveries, key=lambda delivery: delivery.invitation_id):
            rows = list(group)
            parts = _parts(rows[0].invitation)
            for delivery in rows:
                problem = UNREACHABLE if away else _problem(delivery, parts, line)
                away = problem == UNREACHABLE
                yield Outcome(delivery.pk, timezone.now(), problem)


def subject(invitation: Invitation) -> str:
    """The subject of the e-mail: body and day, never the name of the meeting."""
    kind = "Nachtrag" if invitation.kind == InvitationKind.SUPPLEMENT else "Einladung"
    meeting = invitation.meeting
    with translation.override("de"):
        line = f"{kind}: {meeting.organization or 'Sitzung'}, {words.day(meeting.date)}"
    return " ".join(line.split())


def text(delivery: Delivery, parts: list[Part]) -> str:
    """The e-mail in plain words, with a link to the page of the meeting."""
    invitation = delivery.invitation
    meeting = invitation.meeting
    with translation.override("de"):
        return render_to_string(
            "mail/invitation.txt",
            {
                "name": delivery.person.name,
                "supplement": invitation.kind == InvitationKind.SUPPLEMENT,
                "body": meeting.organization or "",
                "day": words.day(meeting.date),
                "begin": words.clock(meeting.starts_at),
                "place": meeting.location or "Ort nicht angegeben",
                "short": invitation.kind == InvitationKind.URGENT,
                "urgency": "" if _holds_closed(parts) else invitation.urgency_note,
                "quorum_notice": _quorum_notice(invitation),
                "parts": parts,
                "link": settings.BASE_URL + meeting.get_absolute_url(),
            },
        )


def _parts(invitation: Invitation) -> list[Part]:
    return revisions.words(invitation.revision, closed=invitation.meeting.audience != Audience.PUBLIC)


def _holds_closed(parts: list[Part]) -> bool:
    """Whether the agenda has closed items: then free words may be about them, and stay in the house."""
    return any(line.closed for part in parts for line in part.lines)


def _quorum_notice(invitation: Invitation) -> str:
    """What a second invitation has to say, with the numbers of the items it repeats; numbers are never closed."""
    repeated = invited.repeated(invitation.revision) if invitation.announces_quorum else set()
    numbers = [f"TOP {row['number'] or '–'}" for row in invitation.revision.content if row["key"] in repeated]
    return QUORUM_NOTICE.format(", ".join(numbers)) if numbers else ""


def _problem(delivery: Delivery, parts: list[Part], line: post.Line) -> str:
    """Send one e-mail, and say what went wrong, if anything."""
    # One name for one e-mail, so that a mailbox that gets it twice can take both for one.
    headers = {"Message-ID": make_msgid(domain=str(DNS_NAME))}
    written = text(delivery, parts)
    message = mail.EmailMessage(subject(delivery.invitation), written, to=[delivery.address], headers=headers)
    try:
        return line.send(message)
    except post.Away:
        return UNREACHABLE
