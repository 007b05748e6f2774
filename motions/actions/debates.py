"""Acts on the end of a debate: closed, its list of speakers ends with it; opened again, both are open."""

from __future__ import annotations

from django.utils import timezone

from council import journal, life, may
from council.actions import speeches
from council.models import AgendaItem, User
from motions.models import Ballot, DebateClosing


@journal.act
def close(item: AgendaItem, *, by: User) -> DebateClosing:
    """End the debate on the item: nobody on the list is called any more, no amendment is brought in, voting begins."""
    meeting = life.lock(item.meeting)
    item = life.lock(item)
    may.preside(by, meeting)
    speeches.close_debate(item, by=by)
    closing, fresh = DebateClosing.objects.get_or_create(
        item=item, defaults={"closed_at": timezone.now(), "closed_by": by}
    )
    if fresh:
        journal.record("item.debate_closed", item, by=by)
    return closing


@journal.act
def reopen(item: AgendaItem, *, by: User) -> None:
    """Open the debate again and its list with it. Raises WrongState once an amendment was voted on."""
    meeting = life.lock(item.meeting)
    item = life.lock(item)
    may.preside(by, meeting)
    if has_voted_amendments(item):
        raise life.WrongState("Über Änderungsanträge ist schon abgestimmt; die Aussprache bleibt geschlossen.")
    if DebateClosing.objects.filter(item=item).delete()[0]:
        journal.record("item.debate_opened", item, by=by)
    if hasattr(item, "debate"):
        speeches.reopen_list(item, by=by)


def has_voted_amendments(item: AgendaItem) -> bool:
    """Whether an amendment was voted on at the item; then its debate stays closed."""
    return Ballot.objects.standing().filter(item=item, amendments__isnull=False).exists()
