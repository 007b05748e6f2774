"""The act that refers a paper to bodies: consultations, receipt and the paper's step in one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from council import journal, life
from council.models import AgendaItem, Entry, Organization, User
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


@journal.act
def take_back(item: AgendaItem, *, by: User) -> None:
    """Undo what was referred at the item, as part of an act that takes the item up again and asked who may.

    What the referral put on the way is off it, what was planned before is as before; no hearing it began goes on.
    Raises WrongState if one of the bodies has the paper on an agenda or has dealt with it.
    """
    for referral in Referral.objects.filter(item=item).order_by("pk"):
        for row in referral.consultations.living().order_by("order", "pk"):
            row = life.lock(row)
            _called_back(row, referral, by=by)
            _give_back(row, referral, by=by)
        paper, number = life.lock(referral.paper), referral.pk
        referral.consultations.update(referral=None)
        referral.delete()
        life.touch(paper, fields=())
        journal.record("paper.referral_taken_back", paper, by=by, referral=number, item=item.pk)


def _called_back(row: Consultation, referral: Referral, *, by: User) -> None:
    if row.slots.filter(item=referral.item_id).exists():  # the body that referred it named itself
        return
    if row.state != ConsultationState.PLANNED:
        raise life.WrongState(
            f"Die Überweisung lässt sich nicht mehr zurücknehmen: {row.organization} ist schon damit befasst"
            f" ({row.get_state_display()})."
        )
    if row.created_at >= referral.made_at:
        row.deleted_at = timezone.now()
        life.touch(row, fields=("deleted_at",))
        journal.record("consultation.removed", row, by=by)
    elif _opened_by(referral, row):
        hearings.stop(row, by=by)


def _give_back(row: Consultation, referral: Referral, *, by: User) -> None:
    """Let those lead and decide again that did before the referral put this one in their place."""
    told = Entry.objects.filter(kind=Consultation._meta.label_lower, at__gte=referral.made_at)
    if row.deleted_at is None and row.lead and told.filter(verb="consultation.put_in_charge", thing=row.pk).exists():
        _set(row, "lead", by=by, to=False)
    passed = told.filter(verb="consultation.changed", thing__in=row.paper.consultations.living())
    for entry in passed.order_by("number"):
        for name, field in (("lead_to", "lead"), ("last_word_to", "authoritative")):
            if entry.numbers.get(name) == row.pk:
                _set(life.lock(Consultation.objects.get(pk=entry.thing)), field, by=by, to=True)


def _set(row: Consultation, field: str, *, by: User, to: bool) -> None:
    setattr(row, field, to)
    life.touch(row, fields=(field,))
    journal.record("consultation.changed", row, by=by)


def _opened_by(referral: Referral, row: Consultation) -> bool:
    entries = Entry.objects.filter(verb="consultation.opened", kind=Consultation._meta.label_lower, thing=row.pk)
    return entries.filter(at__gte=referral.made_at).exists()


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
