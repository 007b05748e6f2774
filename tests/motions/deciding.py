"""Brings a paper of the cast to a decision, and further to where a test begins."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from council.actions import agenda
from council.law.majorities import Tally
from council.models import AgendaItem, Meeting
from documents.actions import consultations, papers
from documents.models import Paper
from documents.states import ConsultationRole
from motions.actions import resolutions, tasks, treatment
from motions.actions.ballots import Poll
from motions.models import ResolutionExtract, ResolutionTask
from motions.tally import Stand
from tests import factories

ORDER = "Der Magistrat baut bis zum Sommer einen Radweg an der Mühlgasse."
TEXT = f"## Beschlusstext\n\n{ORDER}\n\n## Begründung\n\nWeil er fehlt."


def decided(
    cast, *, result="adopted", on: date | None = None, body=None, paper: Paper | None = None, poll=None, **fields
) -> AgendaItem:
    """An item of a running meeting that was closed with this result; by default the assembly adopted a public paper."""
    body = body or cast.assembly
    meeting = factories.meeting(body, state="running", date=on or timezone.localdate())
    paper = paper or factories.paper(text=TEXT, **({"name": "Radweg an der Mühlgasse", "reference": None} | fields))
    item = factories.item(meeting, name=paper.name, **closed_like(paper))
    if paper.state in ("adopted", "suspended"):
        consultations.place(paper, meeting=meeting, by=cast.clerk)
        item = meeting.items.order_by("-pk").first()
    else:
        way = papers.refer(paper, to=body, role=ConsultationRole.DECISION, by=None)
        consultations.schedule(way, item=item, by=None)
    item = agenda.call(item, by=cast.clerk)
    return treatment.close_item(item, result=result, poll=poll, by=cast.clerk)


def closed_like(paper: Paper) -> dict[str, object]:
    """The fields of an item treated like its paper."""
    return {
        "audience": paper.audience,
        "audience_organization": paper.audience_organization,
        "public": paper.audience == "public",
    }


def paper_of(item: AgendaItem) -> Paper:
    """The paper treated at the item, as it is now."""
    return Paper.objects.get(consultations__slots__item=item)


def meeting_of(item: AgendaItem) -> Meeting:
    return Meeting.objects.get(pk=item.meeting_id)


def counted(cast) -> Poll:
    """41 against 22 with 3 abstentions, by faction."""
    return Poll(
        tally=Tally(yes=41, no=22, abstain=3),
        by_faction={
            cast.our_faction.pk: Stand(yes=41),
            cast.other_faction.pk: Stand(no=22, absent=2),
            cast.third_faction.pk: Stand(abstain=3),
        },
    )


def confirmed(cast, **fields) -> AgendaItem:
    """The same with the result confirmed by the chair."""
    item = decided(cast, **fields)
    resolutions.confirm(item, by=cast.chair)
    return item


def extracted(cast, *, text=ORDER, voices=(), **fields) -> ResolutionExtract:
    """The same with its extract, printed."""
    item = confirmed(cast, **fields)
    return resolutions.file(resolutions.make(item, text=text, voices=voices, by=cast.clerk))


def commissioned(cast, *, due: date | None = None, **fields) -> ResolutionTask:
    """The same with a task for the office."""
    return tasks.create(extracted(cast, **fields), order_text=ORDER, office=cast.office, due=due, by=cast.clerk)
