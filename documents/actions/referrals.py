"""The act that refers a paper to bodies: consultations, receipt and the paper's step in one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from council import journal, life
from council.models import AgendaItem, Organization, User
from documents import may
from documents.actions import consultations, hearings
from documents.models import Consultation, Paper, Referral
from documents.states import ConsultationRole, ConsultationState
from documents.ways import Stage


@journal.act
def refer(
    paper: Paper,
    *,
    to: Sequence[Stage],
    by: User | None,
    resolved_by: Organization | None = None,
    item: AgendaItem | None = None,
    on: date | None = None,
    urgent: bool = False,
) -> Referral:
    """Refer the paper: each body has it before it, hearings begin, and both ends show the receipt.

    Without `resolved_by` it is the chair's direct referral; with it a body resolved it, perhaps at an agenda item. What
    was planned in a body is taken up, the rest is planned before the body that decides.
    """
    if by is not None:
        may.refer(by, paper)
    if not to:
        raise life.WrongState("An welches Gremium die Vorlage geht, ist nicht gesagt.")
    paper = life.lock(paper)
    if not life.can(paper, "refer"):
        raise life.WrongState(f"Der Stand ist „{paper.get_state_display()}“; überwiesen wird, was zugelassen ist.")
    day = on or timezone.localdate()
    referral = _receipt(paper, resolved_by=resolved_by, item=item, on=day, by=by)
    made = [_sent(paper, stage, referral, urgent=urgent, by=by) for stage in to]
    life.take(paper, "refer", by=by, referral=referral.pk, consultations=[row.pk for row in made])
    return referral


def _receipt(
    paper: Paper, *, resolved_by: Organization | None, item: AgendaItem | None, on: date, by: User | None
) -> Referral:
    way = Referral.Way.CHAIR if resolved_by is None else Referral.Way.BODY
    return Referral.objects.create(
        paper=paper, way=way, organization=resolved_by, item=item, referred_on=on, made_at=timezone.now(), made_by=by
    )


def _sent(paper: Paper, stage: Stage, referral: Referral, *, urgent: bool, by: User | None) -> Consultation:
    row = _planned(paper, stage)
    if row is None:
        row = consultations.insert(paper, stage=stage, by=by, referral=referral)
    else:
        row.referral = referral
        life.touch(row, fields=("referral",))
        journal.record("consultation.referred", row, by=by, referral=referral.pk)
        if stage.lead:
            consultations.put_in_charge(row, by=by)
    if row.role == ConsultationRole.HEARING and row.opened_on is None:
        hearings.start(row, on=referral.referred_on, urgent=urgent, by=by)
    return row


def _planned(paper: Paper, stage: Stage) -> Consultation | None:
    """What is planned in that body in that role and was not referred yet."""
    rows = consultations.ahead(paper).filter(organization=stage.organization, role=stage.role, referral=None)
    found = rows.filter(state=ConsultationState.PLANNED).first()
    return life.lock(found) if found is not None else None
