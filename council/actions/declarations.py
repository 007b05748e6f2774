"""Acts on what members say for the minutes (Erklärung zur Niederschrift)."""

from __future__ import annotations

from django.utils import timezone

from council import journal, life, may
from council.models import AgendaItem, Declaration, Meeting, Person, User
from council.states import MeetingState

_OPEN = frozenset({MeetingState.RUNNING, MeetingState.INTERRUPTED})


@journal.act
def give(
    meeting: Meeting, *, text: str, item: AgendaItem | None = None, person: Person | None = None, by: User
) -> Declaration:
    """Give a declaration for the minutes: in one's own name, or the chair for a `person` who hands it in.

    Raises WrongState outside the meeting, without a text, and for an item of another meeting.
    """
    meeting = life.lock(meeting)
    item = life.lock(item) if item is not None else None
    if person is None or person.pk == by.person_id:
        may.take_part(by, meeting)
        person = by.person
    else:
        may.preside(by, meeting)
    assert person is not None
    if meeting.state not in _OPEN:
        raise life.WrongState("Erklärungen zur Niederschrift werden in der Sitzung abgegeben.")
    if item is not None and item.meeting_id != meeting.pk:
        raise life.WrongState("Dieser Punkt gehört nicht zu dieser Sitzung.")
    if not text.strip():
        raise life.WrongState("Bitte den Text der Erklärung eintragen.")
    declaration = Declaration.objects.create(
        meeting=meeting, item=item, person=person, text=text.strip(), given_at=timezone.now(), given_by=by
    )
    journal.record("declaration.given", declaration, by=by, item=item.pk if item else None)
    return declaration


@journal.act
def withdraw(declaration: Declaration, *, by: User) -> Declaration:
    """Take a declaration back while the meeting lasts: whoever gave it, or the chair at their word."""
    meeting = life.lock(declaration.meeting)
    declaration = life.lock(declaration)
    if by.person_id != declaration.person_id:
        may.preside(by, meeting)
    if meeting.state not in _OPEN:
        raise life.WrongState("Die Sitzung ist beendet; die Erklärung steht in der Niederschrift.")
    if declaration.withdrawn_at is None:
        declaration.withdrawn_at = timezone.now()
        declaration.save(update_fields=["withdrawn_at"])
        journal.record("declaration.withdrawn", declaration, by=by)
    return declaration
