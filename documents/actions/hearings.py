"""Acts on hearings of district councils and boards: open them, record what the body says, remind it of the last day."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from council import journal, life
from council.models import User
from documents import may, ways
from documents.models import Consultation, HearingStatement
from documents.states import ConsultationRole, ConsultationState


@journal.act
def begin(consultation: Consultation, *, on: date, urgent: bool = False, by: User | None) -> Consultation:
    """Open the hearing: the body has until the last day by the rulebook, half as long or less when it is urgent."""
    consultation = life.lock(consultation)
    if by is not None:
        may.plan(by, consultation)
    _refuse_other_roles(consultation)
    if consultation.deleted_at is not None or not life.can(consultation, "waive"):
        raise life.WrongState(f"Diese Anhörung ist nicht mehr offen: {consultation.get_state_display()}.")
    if consultation.opened_on is not None:
        raise life.WrongState(f"Diese Anhörung läuft schon seit dem {consultation.opened_on:%d.%m.%Y}.")
    return start(consultation, on=on, urgent=urgent, by=by)


def start(consultation: Consultation, *, on: date, urgent: bool = False, by: User | None) -> Consultation:
    """Let the period of a locked hearing run; call it inside an act."""
    consultation.opened_on, consultation.urgent = on, urgent
    consultation.due_on = ways.hearing_ends_on(consultation.organization, begins_on=on, urgent=urgent)
    life.touch(consultation, fields=("opened_on", "urgent", "due_on"))
    journal.record("consultation.opened", consultation, by=by, due=consultation.due_on.isoformat())
    return consultation


def stop(consultation: Consultation, *, by: User | None) -> Consultation:
    """Let the period of a locked hearing run no more, as if it had not begun; call it inside an act."""
    consultation.opened_on, consultation.urgent, consultation.due_on = None, False, None
    life.touch(consultation, fields=("opened_on", "urgent", "due_on"))
    journal.record("consultation.hearing_stopped", consultation, by=by)
    return consultation


@journal.act
def give(consultation: Consultation, *, stance: str, text: str, on: date, by: User | None) -> HearingStatement:
    """Record what the body says, also after its silence was noted; whoever reads the paper reads it."""
    consultation = life.lock(consultation)
    if by is not None:
        may.speak_for(by, consultation)
    _refuse_other_roles(consultation)
    if hasattr(consultation, "statement"):
        raise life.WrongState("Dieses Gremium hat schon Stellung genommen; die Stellungnahme lässt sich berichtigen.")
    made = HearingStatement.objects.create(
        consultation=consultation,
        stance=stance,
        text=text,
        given_on=on,
        recorded_at=timezone.now(),
        recorded_by=by,
    )
    if consultation.state != ConsultationState.TREATED:
        life.take(consultation, "hear", by=by)
    journal.record("consultation.statement_given", consultation, by=by, statement=made.pk)
    return made


@journal.act
def correct(
    statement: HearingStatement, *, stance: str, text: str, on: date, by: User, version: int | None = None
) -> HearingStatement:
    """Correct a statement; a form made from an older state is refused (Stale)."""
    consultation = life.lock(statement.consultation)
    may.speak_for(by, consultation)
    statement = life.lock(statement, version=version)
    statement.stance, statement.text, statement.given_on = stance, text, on
    life.touch(statement, fields=("stance", "text", "given_on"))
    journal.record("consultation.statement_corrected", consultation, by=by, statement=statement.pk)
    return statement


@journal.act
def remind(consultation: Consultation) -> bool:
    """Note once for each last day that a hearing ends within a week; returns whether it was new."""
    consultation = life.lock(consultation)
    if consultation.due_on is None or not life.can(consultation, "expire"):
        return False
    journal.record("consultation.ends_soon", consultation, by=None, due=consultation.due_on.isoformat())
    return True


def _refuse_other_roles(consultation: Consultation) -> None:
    if consultation.role != ConsultationRole.HEARING:
        raise life.WrongState("Diese Beratung ist keine Anhörung.")
