"""Papers with their texts and their way: recorded as they stand, drafted and handed in by the demo people themselves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from collaboration.demo import nouns
from collaboration.demo.intake import amendments
from collaboration.demo.intake.shelf import Shelf, moment
from council import journal
from council.models import User
from council.states import Audience
from documents.actions import consultations, papers
from documents.models import Consultation, Originator, Paper
from documents.states import ConsultationRole, ConsultationState, PaperState, PaperType

KINDS = {str(label): PaperType(code) for code, label in PaperType.choices}
_ROLES = {str(label): ConsultationRole(code) for code, label in ConsultationRole.choices}
_NOT_TREATED = ("postponed", "not_reached")
# What the body's treatment led to, where the paper waits for its next meeting.
_LED_TO = {PaperState.RECOMMENDED: "recommend", PaperState.POSTPONED: "postpone", PaperState.REFERRED: "take_off"}


def take_in(shelf: Shelf, written: nouns.Paper) -> Paper:
    """Enter a paper and put it on the agendas that it names; an amendment comes after its paper."""
    author = _author(shelf, written)
    if written.state == PaperState.DRAFT and author is not None:
        paper = _draft(shelf, written, by=author)
    elif written.state == PaperState.SUBMITTED and author is not None:
        paper = papers.submit(_draft(shelf, written, by=author), by=author)
    else:
        paper = _record(shelf, written)
    _treat(shelf, written, paper)
    met = any(step.meeting for step in written.steps)
    if met and (step := _LED_TO.get(PaperState(written.state))):
        paper = papers.step(paper, step, by=None)
    shelf.papers[written.key] = paper
    return paper


@journal.act
def number(shelf: Shelf, *, on: date, reference: str) -> None:
    """Take the number that the file gave the paper, so that the next one admitted gets the next number.

    Raises ValueError if the counter stands elsewhere: the files then count otherwise than the office.
    """
    if "/" in reference:
        return
    taken = papers.next_reference(shelf.body, on=on, series=int(reference[:3]))
    if taken != reference:
        raise ValueError(f"{reference} wäre als {taken} zu zählen.")


def originators(shelf: Shelf, organizations: Iterable[str], people: Iterable[str]) -> list[Originator]:
    """Who brought a paper in: bodies first, then persons."""
    bodies = [Originator(organization=shelf.organizations[key]) for key in organizations]
    return bodies + [Originator(person=shelf.people[key]) for key in people]


def consultation(shelf: Shelf, body: str, role: str) -> Consultation:
    """A consultation about to be planned; a role the house has no code for keeps its own word."""
    known = _ROLES.get(role)
    code = known or (ConsultationRole.DECISION if role == "Wahl" else ConsultationRole.OTHER)
    return Consultation(
        organization=shelf.organizations[body],
        role=code,
        role_text="" if known else role,
        authoritative=code == ConsultationRole.DECISION,
        state=ConsultationState.PLANNED,
    )


def _author(shelf: Shelf, written: nouns.Paper) -> User | None:
    """The demo person who brings the paper in, if it is one of them."""
    accounts = {account.person: shelf.users[account.name] for account in shelf.town.accounts if account.person}
    return next((accounts[key] for key in written.people if key in accounts), None)


@journal.act
def _draft(shelf: Shelf, written: nouns.Paper, *, by: User) -> Paper:
    """The draft of a demo person; as `audience` says, the faction may already read it."""
    paper = papers.draft(_paper(shelf, written), body_text=written.text, by=by)
    for originator in originators(shelf, written.originators, written.people):
        papers.name_originator(paper, person=originator.person, organization=originator.organization)
    if written.audience == Audience.FACTION:
        faction = shelf.organizations[written.originators[0]]
        paper = papers.restrict(paper, audience=Audience.FACTION, organization=faction, by=None)
    return paper


@journal.act
def _record(shelf: Shelf, written: nouns.Paper) -> Paper:
    if written.admitted is not None:
        number(shelf, on=written.admitted, reference=written.reference)
    known: dict[str, Any] = {
        "originators": originators(shelf, written.originators, written.people),
        "consultations": [consultation(shelf, body, role) for body, role in _stages(written)],
    }
    if written.changes:
        return amendments.record(shelf, written, _paper(shelf, written), **known)
    return papers.record(_paper(shelf, written), by=None, body_text=written.text, **known)


def _paper(shelf: Shelf, written: nouns.Paper) -> Paper:
    closed = written.audience == Audience.BODY
    public = written.audience == Audience.PUBLIC and written.admitted is not None
    return Paper(
        body=shelf.body,
        paper_type=KINDS[written.kind],
        name=written.title,
        reference=written.reference or None,
        date=written.admitted,
        term=shelf.term(written.admitted) if written.admitted is not None else None,
        state=written.state,
        direct_referral=written.direct_referral or None,
        superordinate=shelf.papers.get(written.parent),
        under_direction_of=shelf.organizations.get(written.lead),
        submitted_at=moment(written.submitted, "10:00") if written.submitted is not None else None,
        published_at=moment(written.admitted, "12:00") if public and written.admitted is not None else None,
        audience=Audience.PUBLIC if public else written.audience,
        audience_organization=shelf.organizations[written.audience_body] if closed else None,
        keywords=list(written.keywords),
    )


def _stages(written: nouns.Paper) -> list[tuple[str, str]]:
    """Body and role of each consultation; several meetings of one body in one role are one consultation."""
    return list(dict.fromkeys((step.body, step.role) for step in written.steps))


def _treat(shelf: Shelf, written: nouns.Paper, paper: Paper) -> None:
    """Put the paper on its agendas in order, and mark as treated what has been treated."""
    rows = dict(zip(_stages(written), paper.consultations.order_by("order"), strict=True)) if written.steps else {}
    for step in written.steps:
        row = rows[step.body, step.role]
        if item := shelf.items.get((step.meeting, written.key)):
            row = consultations.schedule(row, item=item, by=None)
        if item and step.result and step.result not in _NOT_TREATED and not _goes_on(written, step):
            consultations.treat(row, by=None)


def _goes_on(written: nouns.Paper, step: nouns.Step) -> bool:
    """Whether the same body takes the paper up again later in the same role."""
    same = [other for other in written.steps if (other.body, other.role) == (step.body, step.role)]
    return same[-1] is not step
