"""Whether an invitation reached everybody early enough for the meeting to decide."""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Generic, TypeVar

from council.law import deadlines

Person = TypeVar("Person", bound=Hashable)
Item = TypeVar("Item", bound=Hashable)

REGULAR_DAYS = 3  # HGO §58(1)
SECOND_MEETING_DAYS = 1  # HGO §58(1) with §53(2)
URGENT_DAYS = 0  # HGO §58(1): receipt at the latest on the day before


@dataclass(frozen=True)
class Check(Generic[Person, Item]):
    """What the receipts of one invitation allow.

    `missing`: invited, but nothing received. `late`: received too late. `below_target`: lawful,
    but later than the house wants (a warning). `blocked`: elections and main by-law items that
    this invitation cannot carry, although the rest of the agenda stands.
    """

    missing: frozenset[Person]
    late: frozenset[Person]
    below_target: frozenset[Person]
    blocked: frozenset[Item]

    @property
    def has_defect(self) -> bool:
        """Somebody has no receipt: the meeting cannot be set to invited."""
        return bool(self.missing)

    @property
    def is_valid(self) -> bool:
        """Everybody received it in time."""
        return not self.missing and not self.late


def received_on(delivered_at: datetime, *, cutoff_hour: int) -> date:
    """Day of receipt (Zugang): after `cutoff_hour` o'clock local time it is the next day.

    `cutoff_hour` is 0 to 23. ValueError for another hour or a moment without time zone.
    """
    if not 0 <= cutoff_hour < deadlines.END_OF_DAY:
        raise ValueError("Die Uhrzeit für den Zugang liegt zwischen 0 und 23 Uhr.")
    local = deadlines.wall_clock(delivered_at)
    return local.date() + timedelta(days=int(local.time() > time(cutoff_hour)))


def latest_receipt(meeting_on: date, *, days_between: int) -> date:
    """Last day of receipt that leaves `days_between` full days before the meeting."""
    return meeting_on - timedelta(days=days_between + 1)


def full_days_between(receipt_on: date, *, meeting_on: date) -> int:
    """Full days between receipt and meeting; -1 for a receipt on the day of the meeting."""
    return (meeting_on - receipt_on).days - 1


def regular(
    meeting_on: date,
    *,
    receipts: Mapping[Person, date | None],
    days_between: int = REGULAR_DAYS,
    target_days: int = REGULAR_DAYS,
) -> Check[Person, Item]:
    """Check an ordinary invitation (HGO §58(1)): `receipts` names everybody invited.

    ValueError if nobody is invited or `days_between` undercuts the three days of the statute.
    """
    if days_between < REGULAR_DAYS:
        raise ValueError("Zwischen Zugang und Sitzung liegen mindestens drei Tage (§ 58 Abs. 1 HGO).")
    return _check(meeting_on, receipts, days_between, target_days=target_days)


def second_meeting(
    meeting_on: date,
    *,
    receipts: Mapping[Person, date | None],
    protected_items: Collection[Item] = (),
    days_between: int = SECOND_MEETING_DAYS,
) -> Check[Person, Item]:
    """Check the invitation after a lapse of quorum (HGO §53(2)): one day between is enough.

    Elections and the main by-law (`protected_items`) still need three days (§58(3)).
    ValueError if nobody is invited or `days_between` undercuts the one day of the statute.
    """
    if days_between < SECOND_MEETING_DAYS:
        raise ValueError("Zwischen Zugang und Sitzung liegt mindestens ein Tag (§ 58 Abs. 1 HGO).")
    return _check(meeting_on, receipts, days_between, protected_items=protected_items)


def urgent(
    meeting_on: date,
    *,
    receipts: Mapping[Person, date | None],
    announced: bool,
    protected_items: Collection[Item] = (),
) -> Check[Person, Item]:
    """Check a shortened invitation (HGO §58(1)): receipt at the latest on the day before.

    Only an invitation that says so (`announced`) may be short. Elections and the main by-law
    (`protected_items`) still need three days (§58(3)). ValueError if nobody is invited.
    """
    days_between = URGENT_DAYS if announced else REGULAR_DAYS
    return _check(meeting_on, receipts, days_between, protected_items=protected_items)


def _check(
    meeting_on: date,
    receipts: Mapping[Person, date | None],
    days_between: int,
    *,
    target_days: int = 0,
    protected_items: Collection[Item] = (),
) -> Check[Person, Item]:
    if not receipts:
        raise ValueError("Zur Sitzung ist niemand eingeladen.")
    days = {
        person: full_days_between(receipt, meeting_on=meeting_on)
        for person, receipt in receipts.items()
        if receipt is not None
    }
    late = frozenset(person for person, between in days.items() if between < days_between)
    below = frozenset(person for person, between in days.items() if between < target_days)
    too_short = any(between < REGULAR_DAYS for between in days.values())
    return Check(
        missing=frozenset(receipts) - frozenset(days),
        late=late,
        below_target=below - late,
        blocked=frozenset(protected_items) if too_short else frozenset(),
    )
