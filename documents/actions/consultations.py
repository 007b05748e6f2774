"""Acts on a paper's way through the bodies: plan it, put it on agendas and take it back, waive, let silence count."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F, QuerySet
from django.utils import timezone

from council import journal, life, rulebook
from council.actions import agenda
from council.may import be_clerk, manage_agenda
from council.models import AgendaItem, Entry, Meeting, User
from council.states import Audience
from documents import may, ways
from documents.models import Consultation, EarlyDecision, Paper, Referral, Slot
from documents.states import OUT_OF_THE_WAY, ConsultationState, PaperState
from documents.ways import Stage

_AHEAD = (ConsultationState.PLANNED, ConsultationState.SCHEDULED)


# Planning ---------------------------------------------------------------------------------------------------------


@journal.act
def plan(paper: Paper, *, stages: Sequence[Stage], by: User) -> list[Consultation]:
    """Plan consultations in this order; a body that decides stays behind those that are heard or prepare."""
    may.plan(by, paper)
    paper = life.lock(paper)
    if paper.state in OUT_OF_THE_WAY - {PaperState.SUBMITTED}:
        raise life.WrongState(f"Der Stand ist „{paper.get_state_display()}“; ein Weg lässt sich nicht mehr festlegen.")
    return [insert(paper, stage=stage, by=by) for stage in stages]


def insert(paper: Paper, *, stage: Stage, by: User | None, referral: Referral | None = None) -> Consultation:
    """Add a consultation to the way of a locked paper; call it inside an act."""
    now = timezone.now()
    made = Consultation(paper=paper, organization=stage.organization, role=stage.role, referral=referral)
    made.authoritative = stage.authoritative
    made.authoritative = made.decides
    made.due_on, made.created_at, made.modified_at = stage.due_on, now, now
    made.order = _make_room(paper, made)
    made.save(force_insert=True)
    journal.record("consultation.planned", made, by=by, after=made.state)
    if stage.lead:
        put_in_charge(made, by=by)
    if made.authoritative:
        _decides_alone(made, by=by)
    return made


def put_in_charge(consultation: Consultation, *, by: User | None) -> None:
    """Make it the lead body (federführend) instead of any other; call it inside an act."""
    others = consultation.paper.consultations.living().filter(lead=True)
    for other in others.exclude(pk=consultation.pk):
        other.lead = False
        life.touch(other, fields=("lead",))
        journal.record("consultation.changed", other, by=by, lead_to=consultation.pk)
    if not consultation.lead:
        consultation.lead = True
        life.touch(consultation, fields=("lead",))
        journal.record("consultation.put_in_charge", consultation, by=by)


@journal.act
def change(consultation: Consultation, *, stage: Stage, by: User, version: int | None = None) -> Consultation:
    """Change body, role, lead, last word or last day of a consultation ahead; the body only before it has a day."""
    may.plan(by, consultation)
    consultation = life.lock(consultation, version=version)
    _refuse_past(consultation)
    if stage.organization.pk != consultation.organization_id and _has_history(consultation):
        raise life.WrongState("Das Gremium steht fest: Die Vorlage ist dorthin überwiesen oder dort terminiert.")
    consultation.organization, consultation.role = stage.organization, stage.role
    consultation.due_on, consultation.authoritative = stage.due_on, bool(stage.authoritative)
    consultation.role_text, consultation.lead = "", False
    life.touch(consultation, fields=("organization", "role", "role_text", "due_on", "authoritative", "lead"))
    journal.record("consultation.changed", consultation, by=by)
    if stage.lead:
        put_in_charge(consultation, by=by)
    if consultation.authoritative:
        _decides_alone(consultation, by=by)
    return consultation


@journal.act
def move(consultation: Consultation, *, to: int, by: User) -> Consultation:
    """Move a consultation ahead to another place (0 is the first) among all of its paper that are still ahead."""
    may.plan(by, consultation)
    consultation = life.lock(consultation)
    _refuse_past(consultation)
    rows = list(ahead(consultation.paper))
    places = [row.order for row in rows]
    rows.remove(consultation)
    rows.insert(max(0, min(to, len(rows))), consultation)
    for order, row in zip(_rising(places), rows, strict=True):
        if row.order != order:
            row.order = order
            life.touch(row, fields=("order",))
    journal.record("consultation.moved", consultation, by=by, to=to)
    return consultation


@journal.act
def remove(consultation: Consultation, *, by: User) -> Consultation:
    """Take a planned consultation off the way; it never stood on an agenda, and it can be put back."""
    may.plan(by, consultation)
    consultation = life.lock(consultation)
    if consultation.state != ConsultationState.PLANNED or consultation.slots.exists():
        raise life.WrongState(
            "Entfernen lässt sich nur, was noch auf keiner Tagesordnung stand; das Gremium verzichtet."
        )
    consultation.deleted_at = timezone.now()
    life.touch(consultation, fields=("deleted_at",))
    journal.record("consultation.removed", consultation, by=by)
    return consultation


@journal.act
def restore(consultation: Consultation, *, by: User) -> Consultation:
    """Put a removed consultation back on the way; the lead it may have had went to nobody else."""
    may.plan(by, consultation)
    consultation = life.lock(consultation)
    if consultation.deleted_at is None:
        raise life.WrongState("Diese Beratung steht noch auf dem Weg der Vorlage.")
    leads = consultation.paper.consultations.living().filter(lead=True)
    consultation.deleted_at, consultation.lead = None, consultation.lead and not leads.exists()
    life.touch(consultation, fields=("deleted_at", "lead"))
    journal.record("consultation.restored", consultation, by=by)
    return consultation


@journal.act
def waive(consultation: Consultation, *, by: User | None) -> Consultation:
    """Record that the body renounces its say."""
    consultation = life.lock(consultation)
    if by is not None:
        may.waive(by, consultation)
    return life.take(consultation, "waive", by=by)


@journal.act
def expire(consultation: Consultation, *, by: User | None) -> Consultation:
    """Record the silence of a body whose hearing period is over; it counts as no objection."""
    consultation = life.lock(consultation)
    if by is not None:
        manage_agenda(by)
    return life.take(consultation, "expire", by=by)


def ahead(paper: Paper) -> QuerySet[Consultation]:
    """The consultations of a paper that are planned or scheduled, in their order."""
    rows = Consultation.objects.living().filter(paper=paper, state__in=_AHEAD)
    return rows.order_by("order", "pk")


# Before the others ------------------------------------------------------------------------------------------------


def unfinished_before(consultation: Consultation) -> list[Consultation]:
    """The earlier consultations of the paper that are not treated, waived or expired, in their order."""
    return ways.unfinished([consultation])[consultation.pk]


@journal.act
def decide_early(consultation: Consultation, *, reason: str, by: User) -> EarlyDecision:
    """Let the deciding body decide before all others had their say; whoever reads the paper reads the reason."""
    may.decide_early(by, consultation)
    consultation = life.lock(consultation)
    _refuse_past(consultation)
    if not consultation.decides or not unfinished_before(consultation):
        raise life.WrongState("Vor dieser Entscheidung steht nichts mehr aus.")
    made, _ = EarlyDecision.objects.update_or_create(
        consultation=consultation, defaults={"reason": reason, "made_at": timezone.now(), "made_by": by}
    )
    journal.record("consultation.decided_early", consultation, by=by)
    return made


def _refuse_too_early(consultation: Consultation) -> None:
    """Refuse, where the rulebook says so, what would be decided before others had their say."""
    rule = rulebook.value("consultation.before_the_others", on=timezone.localdate())
    if rule != "refuse" or hasattr(consultation, "early_decision"):
        return
    if earlier := ways.too_early([consultation]).get(consultation.pk):
        named = ", ".join(str(row.organization) for row in earlier)
        raise life.WrongState(f"Vor der Entscheidung stehen noch aus: {named}. Vorziehen kann sie nur der Vorsitz.")


# On agendas -------------------------------------------------------------------------------------------------------


@journal.act
def schedule(consultation: Consultation, *, item: AgendaItem, by: User | None) -> Consultation:
    """Put the consultation on an agenda item; the paper is „auf der Tagesordnung“ where its life allows.

    One that was put off is scheduled again: it is the same consultation with one more date.
    """
    meeting = life.lock(item.meeting)
    item = life.lock(item)
    consultation = life.lock(consultation)
    if by is not None:
        manage_agenda(by, meeting)
        agenda.refuse_if_fixed(meeting)
        _refuse_too_early(consultation)
    if Slot.objects.filter(item=item).exists():
        raise life.WrongState("Zu diesem Tagesordnungspunkt gehört schon eine Vorlage.")
    Slot.objects.create(consultation=consultation, item=item)
    consultation.meeting = meeting
    life.take(consultation, "schedule", by=by, also=("meeting",), item=item.pk)
    paper = life.lock(consultation.paper)
    if life.can(paper, "schedule"):
        life.take(paper, "schedule", by=by, item=item.pk)
    journal.record("item.paper_set", item, by=by, paper=paper.pk)
    return consultation


@journal.act
def record(consultation: Consultation, *, item: AgendaItem, by: User | None) -> Consultation:
    """Record at which item of a past meeting the consultation took place (Altvorgang erfassen); no step is taken."""
    item = life.lock(item)
    consultation = life.lock(consultation)
    if by is not None:
        be_clerk(by)
    if Slot.objects.filter(item=item).exists():
        raise life.WrongState("Zu diesem Tagesordnungspunkt gehört schon eine Vorlage.")
    Slot.objects.create(consultation=consultation, item=item)
    journal.record("item.paper_set", item, by=by, paper=consultation.paper_id)
    return consultation


@journal.act
def place(paper: Paper, *, meeting: Meeting, part: str = "", number: str = "", by: User) -> AgendaItem:
    """Put a paper on a meeting's agenda: what the body has ahead takes place there, or a new consultation.

    The item is public only if both the meeting and the paper are.
    """
    meeting = life.lock(meeting)
    manage_agenda(by, meeting)
    public = paper.audience == Audience.PUBLIC and meeting.public is not False
    item = agenda.add(
        AgendaItem(
            meeting=meeting,
            part=part,
            number=number,
            name=paper.name,
            public=public,
            audience=Audience.PUBLIC if public else Audience.BODY,
            audience_organization=None if public else meeting.organization,
        ),
        by=by,
    )
    schedule(_consultation(paper, meeting, by=by), item=item, by=by)
    return item


@journal.act
def take_back(item: AgendaItem, *, by: User) -> None:
    """Take a paper off an agenda again: it waits as it did before. A published item stays on the page, struck out."""
    meeting = life.lock(item.meeting)
    item = life.lock(item)
    slot = Slot.objects.filter(item=item).select_related("consultation__paper").first()
    if slot is None:
        raise life.WrongState("Zu diesem Tagesordnungspunkt gehört keine Vorlage.")
    if meeting.agenda_published_at is not None:
        agenda.remove(item, by=by)
    else:
        agenda.discard(item, by=by)
        slot.delete()
        _unschedule(slot.consultation, by=by)
    _put_back(life.lock(slot.consultation.paper), item=item, by=by)


@journal.act
def treat(consultation: Consultation, *, by: User | None) -> Consultation:
    """Mark the consultation as treated."""
    consultation = life.lock(consultation)
    if by is not None:
        manage_agenda(by)
    return life.take(consultation, "treat", by=by)


def _unschedule(consultation: Consultation, *, by: User) -> None:
    """Without any item left, the consultation is planned as before."""
    consultation = life.lock(consultation)
    if not consultation.slots.exists():
        consultation.meeting = None
        life.take(consultation, "unschedule", by=by, also=("meeting",))


def _put_back(paper: Paper, *, item: AgendaItem, by: User) -> None:
    """Undo the step the paper took when it came to this item, if it took one."""
    entries = Entry.objects.filter(verb="paper.scheduled", kind=Paper._meta.label_lower, thing=paper.pk)
    taken = entries.filter(numbers__item=item.pk).order_by("-number").first()
    if taken is not None and life.can(paper, step := f"put_back_{taken.before}"):
        life.take(paper, step, by=by, item=item.pk)


def _consultation(paper: Paper, meeting: Meeting, *, by: User) -> Consultation:
    """What the meeting's body, or one that meets with it, has ahead with the paper; else a new consultation there."""
    bodies = {meeting.organization_id, *meeting.joint_organizations.values_list("pk", flat=True)} - {None}
    for found in ahead(paper).filter(organization__in=bodies):
        if found.state == ConsultationState.PLANNED or _is_put_off(found):
            return found
    body = meeting.organization
    if body is None:
        raise life.WrongState("Für diese Sitzung ist kein Gremium angegeben, das beraten könnte.")
    return insert(paper, stage=Stage(body, ways.role_in(body, paper=paper)), by=by)


def _is_put_off(consultation: Consultation) -> bool:
    slots = ways.slots_of([consultation])[consultation.pk]
    return bool(slots) and all(ways.is_put_off(slot.item) for slot in slots)


def _refuse_past(consultation: Consultation) -> None:
    if consultation.deleted_at is not None or consultation.state not in _AHEAD:
        raise life.WrongState(f"Diese Beratung ist nicht mehr offen: {consultation.get_state_display()}.")


def _has_history(consultation: Consultation) -> bool:
    return consultation.referral_id is not None or consultation.slots.exists()


def _make_room(paper: Paper, made: Consultation) -> int:
    """The place of a new consultation: at the end, or before the deciding body where it does not decide itself."""
    rows = list(Consultation.objects.living().filter(paper=paper).order_by("order", "pk"))
    last = max((row.order for row in rows), default=-1) + 1
    deciders = [row for row in rows if row.state in _AHEAD and row.decides]
    if made.decides or not deciders:
        return last
    place = deciders[0].order
    Consultation.objects.filter(paper=paper, order__gte=place).update(order=F("order") + 1)
    return place


def _decides_alone(consultation: Consultation, *, by: User | None) -> None:
    """Only one of the bodies ahead has the last word."""
    for other in ahead(consultation.paper).exclude(pk=consultation.pk).filter(authoritative=True):
        other.authoritative = False
        life.touch(other, fields=("authoritative",))
        journal.record("consultation.changed", other, by=by, last_word_to=consultation.pk)


def _rising(places: Sequence[int]) -> list[int]:
    """The same places, each higher than the one before it."""
    found: list[int] = []
    for place in places:
        found.append(max(place, found[-1] + 1) if found else place)
    return found
