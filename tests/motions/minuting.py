"""Plays whole meetings for the tests of minutes and replay, through the acts of the house."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from council.actions import agenda, attendance, meetings
from council.law.majorities import Tally
from council.models import Attendance, Conflict, Meeting, Membership
from council.states import Audience, Result
from documents.actions import consultations, papers
from documents.states import ConsultationRole
from motions.actions import minutes, minutes_signing, treatment
from motions.actions.ballots import Poll
from motions.models import Minutes, MinutesObjection, MinutesSignature
from motions.tally import Stand
from tests import factories

RESOLUTION = "Der Magistrat baut einen Radweg an der Mühlgasse."
SECRET = "Das Grundstück Hafenstraße 7 wird für 512.000 Euro gekauft."


def seat_secretary(cast) -> None:
    """The deputy keeps the minutes of the assembly."""
    factories.membership(cast.deputy.person, cast.assembly, role="Schriftführung", voting_right=False)


def played(cast, *, closed_item=True, end=True) -> Meeting:
    """A meeting of the assembly: a voted paper with a barred member, a closed item, an interruption, a late departure."""
    if not Membership.objects.filter(person=cast.deputy.person, organization=cast.assembly).exists():
        seat_secretary(cast)
    meeting = factories.meeting(cast.assembly, name="12. öffentliche Sitzung", state="invited")
    voted = factories.item(meeting, name="Radweg an der Mühlgasse", number="1")
    way = papers.refer(factories.paper(name="Radweg"), to=cast.assembly, role=ConsultationRole.DECISION, by=None)
    consultations.schedule(way, item=voted, by=None)
    closed = {"audience": Audience.BODY, "audience_organization": cast.assembly, "public": False}
    secret = factories.item(meeting, name="Kauf eines Grundstücks am Hafen", number="2", **closed)
    noted = factories.item(meeting, name="Mitteilungen", number="3")
    meetings.start(meeting, by=cast.clerk)
    for name in ("chair", "councillor", "colleague", "rival"):
        attendance.arrive(meeting, person=getattr(cast, name).person, by=cast.clerk)
    attendance.find_quorum(meeting, by=cast.clerk)
    agenda.call(voted, by=cast.clerk)
    agenda.bar(voted, person=cast.rival.person, by=cast.clerk)
    treatment.close_item(voted, result=Result.ADOPTED, resolution_text=RESOLUTION, poll=poll(cast), by=cast.clerk)
    meetings.interrupt(meeting, by=cast.clerk)
    meetings.resume(meeting, by=cast.clerk)
    if closed_item:
        agenda.call(secret, by=cast.clerk)
        agenda.bar(secret, person=cast.colleague.person, by=cast.clerk)
        treatment.close_item(secret, result=Result.ADOPTED, resolution_text=SECRET, by=cast.clerk)
    attendance.leave(meeting.attendances.get(person=cast.colleague.person), by=cast.clerk)
    agenda.call(noted, by=cast.clerk)
    treatment.close_item(noted, result=Result.NOTED, by=cast.clerk)
    if end:
        meetings.close(meeting, by=cast.clerk)
    return Meeting.objects.get(pk=meeting.pk)


def brief(cast) -> Meeting:
    """A meeting that is over, as rows alone: much faster, for what comes after the draft."""
    if not Membership.objects.filter(person=cast.deputy.person, organization=cast.assembly).exists():
        seat_secretary(cast)
    meeting = factories.meeting(cast.assembly, name="12. öffentliche Sitzung", state="closed")
    closed = {"audience": Audience.BODY, "audience_organization": cast.assembly, "public": False}
    over, now = {"state": "closed", "result": "adopted"}, timezone.now()
    voted = factories.item(meeting, name="Radweg an der Mühlgasse", number="1", resolution_text=RESOLUTION, **over)
    secret = factories.item(
        meeting, name="Kauf eines Grundstücks am Hafen", number="2", resolution_text=SECRET, **over, **closed
    )
    factories.item(meeting, name="Mitteilungen", number="3", **(over | {"result": "noted"}))
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, person=getattr(cast, name).person, voting=True, arrived_at=now)
        for name in ("chair", "councillor", "colleague", "rival")
    )
    Conflict.objects.bulk_create(
        Conflict(item=item, person=user.person, declared_at=now)
        for item, user in ((voted, cast.rival), (secret, cast.colleague))
    )
    return meeting


def poll(cast) -> Poll:
    """Two for, one abstains."""
    return Poll(
        tally=Tally(yes=2, no=0, abstain=1),
        by_faction={cast.our_faction.pk: Stand(yes=2), cast.third_faction.pk: Stand(abstain=1)},
    )


def of(meeting: Meeting, part: str = "public") -> Minutes:
    """The minutes of a part, read anew."""
    return Minutes.objects.get(meeting=meeting, part=part)


# For the table of steps: minutes with everything a step may need; each act prepares what its state alone does not say.


def lived(cast) -> Minutes:
    """Minutes that were sent, with an objection nobody decided."""
    meeting = brief(cast)
    minutes.draft(meeting, by=cast.clerk)
    made = of(meeting)
    minutes.keep_version(made, issue="sent", by=cast.clerk)
    Minutes.objects.filter(pk=made.pk).update(sent_on=timezone.localdate())
    MinutesObjection.objects.create(
        section=made.sections.first(),
        number=1,
        person=cast.rival.person,
        text="Falsch.",
        raised_at=timezone.now(),
        raised_by=cast.rival,
    )
    return of(meeting)


def object_to(made: Minutes, by) -> None:
    minutes_signing.object_to(made.sections.first(), text="Auch falsch.", by=by)


def dismiss(made: Minutes, by) -> None:
    minutes_signing.decide(_objection(made), outcome="dismissed", ruling="", by=by)


def correct(made: Minutes, by) -> None:
    rows = MinutesObjection.objects.filter(section__minutes=made)
    rows.update(outcome="accepted", decided_at=timezone.now() + timedelta(seconds=1))
    minutes_signing.correct(made, by=by)


def finish(made: Minutes, by) -> None:
    Minutes.objects.filter(pk=made.pk).update(sent_on=timezone.localdate() - timedelta(days=60))
    minutes_signing.finish(made, by=by)


def sign(made: Minutes, by) -> None:
    """Sign as the second of the two."""
    other = made.secretary if by.person == made.chair else made.chair
    office = "secretary" if other == made.secretary else "chair"
    MinutesSignature.objects.create(
        minutes=made,
        version=made.versions.get(),
        office=office,
        person=other,
        signed_at=timezone.now(),
        signed_by=by,
    )
    minutes_signing.sign(made, by=by)


def _objection(made: Minutes) -> MinutesObjection:
    return MinutesObjection.objects.get(section__minutes=made)
