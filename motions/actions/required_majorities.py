"""The act that enters which majority an item needs, where that does not follow from its paper."""

from __future__ import annotations

from django.utils import timezone

from council import journal, life
from council import may as ground
from council.models import AgendaItem, User
from motions.models import RequiredMajority
from motions.models.ballots import Rule


@journal.act
def enter(item: AgendaItem, *, rule: str, by: User) -> RequiredMajority:
    """Enter the majority the vote on this item needs; closing forms and roll calls begin with it."""
    meeting = life.lock(item.meeting)
    item = life.lock(item)
    ground.manage_agenda(by, meeting)
    row, _ = RequiredMajority.objects.update_or_create(
        item=item, defaults={"rule": Rule(rule), "set_at": timezone.now(), "set_by": by}
    )
    journal.record("item.majority_entered", item, by=by, after=row.rule)
    return row
