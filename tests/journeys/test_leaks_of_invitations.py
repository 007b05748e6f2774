"""Nothing closed gets out by an agenda kept from earlier, a public notice, the calendar of a month, or an e-mail."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from council import chores
from council.actions import agenda, announcements, invitations, meetings
from council.actions.invitations import Letter
from council.models import AgendaItem, Meeting
from council.states import Audience, InvitationKind
from tests import cast as casting
from tests import inviting
from tests.documents.print.comparing import words_of_pdf
from tests.journeys import leak_world
from tests.journeys.test_leak_matrix import CANARY, doors, said, told
from tests.journeys.test_leaks_beside import leaks_in

LINK = re.compile(r"http://\S+")  # the key in an address is random and opens nothing by itself
WHO = ("nobody", "rival", "councillor", "officer")


@pytest.fixture
def world(transactional_db):
    """The town of every audience; every meeting was invited for, some items were opened or closed since."""
    return leak_world.build(casting.assemble())


@pytest.mark.django_db(transaction=True)
def test_nothing_closed_gets_out_by_invitations(world):
    inviting.reach(kind="email")
    by = world.cast.clerk
    for meeting in Meeting.objects.order_by("pk"):
        kind = InvitationKind.SUPPLEMENT if meeting.state == "running" else InvitationKind.REGULAR
        meetings.change(meeting, by=by, date=timezone.localdate() + timedelta(days=20))
        invitations.send(meeting, letter=Letter(kind=kind), by=by)
    carrier = Meeting.objects.get(state="running")
    announcements.announce(carrier, on=timezone.localdate(), where="Amtsblatt", by=by)
    chores.send_invitations(timezone.now())
    opened = AgendaItem.objects.get(meeting=carrier, audience=Audience.NAMED)
    agenda.publish(opened, by=None)  # its name of today is everybody's, by a decision of its own
    AgendaItem.objects.filter(pk=opened.pk).update(name="Freigegeben", result_text="", resolution_text="")
    closed = {word for word, readers in world.readers.items() if readers != leak_world.EVERYONE}
    leaks, wrong_doors = set(), set()

    for name, client in doors(world.cast).items():
        if name not in WHO:
            continue
        notice = said(client.get(reverse("meeting-announcement", args=[carrier.key])))
        leaks |= leaks_in(world, "nobody", "notice", notice)  # it says the same to its own members
        leaks |= leaks_in(world, name, "month", said(client.get("/meetings/month/")))
        for meeting in Meeting.objects.all():
            answer = client.get(reverse("meeting-agenda-sent", args=[meeting.key, 1]))
            leaks |= leaks_in(world, name, "kept agenda", said(answer).replace(meeting.key, ""))
            if (answer.status_code == 200) != (name in world.readers.get(meeting.key, leak_world.EVERYONE)):
                wrong_doors.add((name, "kept agenda", meeting.key, str(answer.status_code)))

    printed = words_of_pdf(client.get(reverse("meeting-announcement-pdf", args=[carrier.key])).content)
    letters = "\n".join(f"{message.subject}\n{LINK.sub('', message.body)}" for message in mail.outbox)
    assert told(leaks, world) == set()
    assert told(wrong_doors, world) == set()
    assert {word for word in closed if printed[word.lower()]} == set()
    assert set(CANARY.findall(letters)) & closed == set()
    assert len(mail.outbox) > len(Audience.values)
