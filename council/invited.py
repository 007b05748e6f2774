"""What a meeting was invited for, and whether the invitation was in time: for the meeting, and for each item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.functional import cached_property

from council import rulebook
from council.law import deadlines, invitations
from council.models import AgendaItem, AgendaRevision, Delivery, Invitation, Meeting
from council.models.channels import ELECTRONIC
from council.states import AgendaKind, Capacity, InvitationKind, Matter

PROTECTED = (Matter.ELECTION, Matter.MAIN_BYLAW)  # HGO §58(3)
PARAGRAPHS = {
    InvitationKind.REGULAR: "HGO §58(1)",
    InvitationKind.URGENT: "HGO §58(1) Satz 3, verkürzte Frist",
    InvitationKind.SECOND: "HGO §53(2) mit §58(1)",
    InvitationKind.SUPPLEMENT: "HGO §58(1)",
}

# What came of an invitation by the receipts of the members, who are named by the ids of their deliveries.
Check = invitations.Check[int, int]


@dataclass(frozen=True)
class Verdict:
    """How an invitation stands on a day: counted are the members; `latest` is the last day of receipt in time."""

    invitation: Invitation
    check: Check
    latest: date
    members: int
    received: int
    over: bool

    @property
    def paragraph(self) -> str:
        """The rule it is judged by."""
        return PARAGRAPHS[InvitationKind(self.invitation.kind)]

    @property
    def defect(self) -> bool:
        """Whether somebody got it too late, or not at all although the last day is past (Ladungsmangel)."""
        return bool(self.check.late) or (self.over and self.check.has_defect)

    @property
    def unreached(self) -> int:
        """How many members make the defect."""
        return len(self.check.late) + (len(self.check.missing) if self.over else 0)


# Which items -------------------------------------------------------------------------------------------------------


def sent(meeting: Meeting) -> list[AgendaRevision]:
    """The agendas that were sent, the first first, each with its invitation where there is one. One query."""
    rows = meeting.revisions.filter(kind=AgendaKind.SENT).select_related("invitation")
    return list(rows.order_by("number"))


@dataclass(frozen=True)
class Call:
    """What a meeting was called with: the agendas sent, the rules of its day; each is read once, when it is needed."""

    meeting: Meeting

    @cached_property
    def revisions(self) -> list[AgendaRevision]:
        """The agendas that were sent; one query."""
        return sent(self.meeting)

    @cached_property
    def terms(self) -> Terms | None:
        """The rules of the day; one query."""
        return terms_of(self.meeting)

    @cached_property
    def timely(self) -> set[str]:
        """The keys of the items that reached every member in time.

        The first agenda carries all its items, by the days of its kind; the second invitation only those that it
        repeats (HGO §53(2)). All others need the days of HGO §58(1), as do supplements. No query where there are none.
        """
        judged = [row for place, row in enumerate(self.revisions) if place or _kind_of(row) == InvitationKind.SECOND]
        if judged and self.terms is not None:
            prefetch_related_objects([found for row in judged if (found := invitation_of(row))], "deliveries")
        return {key for row in self.revisions for key in self._carried(row, judged=row in judged)}

    def off(self, items: Iterable[AgendaItem]) -> set[int]:
        """The ids of those that no agenda sent in time carried; none where none was sent."""
        return {item.pk for item in items if item.key not in self.timely} if self.revisions else set()

    def blocked(self, items: Iterable[AgendaItem]) -> set[int]:
        """The ids of elections and main by-law items that the invitation cannot carry, nor any vote (HGO §58(3))."""
        guarded = [item for item in items if item.matter in PROTECTED]
        if not guarded or not self.revisions:
            return set()
        return self.off(guarded) | self._too_short({item.pk for item in guarded})

    def _carried(self, row: AgendaRevision, *, judged: bool) -> set[str]:
        if not judged or self.terms is None or _was_in_time(row, self.terms):
            return keys_of(row)
        return repeated(row)

    def _too_short(self, guarded: set[int]) -> set[int]:
        """Of the guarded items those that the invitation itself came too late for."""
        invitation = invitation_of(self.revisions[0])
        if invitation is None or self.terms is None:
            return set()
        known = receipts(invitation, self.terms)
        found = self.terms.check(invitation.kind, receipts=known, protected=guarded) if known else None
        return set(found.blocked) if found is not None else set()


def off_agenda(meeting: Meeting) -> set[int]:
    """The ids of items that no agenda sent in time carried: they need the extension of HGO §58(2) before their debate.

    Empty for a meeting nobody was invited to yet. The number of queries is constant.
    """
    return Call(meeting).off(AgendaItem.objects.filter(meeting=meeting, deleted_at=None))


def supplements(meeting: Meeting) -> set[int]:
    """The ids of items that were not on the first agenda sent (Nachtrag), in time or not."""
    first = sent(meeting)[:1]
    known = {key for revision in first for key in keys_of(revision)}
    rows = AgendaItem.objects.filter(meeting=meeting, deleted_at=None).values_list("pk", "key") if first else ()
    return {pk for pk, key in rows if key not in known}


def blocked(meeting: Meeting) -> set[int]:
    """The ids of elections and main by-law items that the invitation cannot carry, nor any vote admit (HGO §58(3))."""
    return Call(meeting).blocked(AgendaItem.objects.filter(meeting=meeting, deleted_at=None, matter__in=PROTECTED))


def refuse_call(item: AgendaItem) -> str:
    """Say why the item cannot be dealt with in this meeting, if so; nothing for all others."""
    if Call(item.meeting).blocked([item]):
        return "Wahlen und die Hauptsatzung brauchen die volle Ladungsfrist; dieser Punkt hat sie nicht (HGO §58(3))."
    return ""


def keys_of(revision: AgendaRevision) -> set[str]:
    """The keys of the items an agenda carried when it was sent."""
    return {row["key"] for row in revision.content}


def invitation_of(revision: AgendaRevision) -> Invitation | None:
    """The invitation an agenda went out with; agendas that were taken over have none."""
    return getattr(revision, "invitation", None)


def repeated(revision: AgendaRevision) -> set[str]:
    """The keys of the items that an agenda called a second time, each naming the one that lapsed (HGO §53(2)).

    One query for a second invitation, none for all others.
    """
    invitation = invitation_of(revision)
    if invitation is None or invitation.second_of_id is None:
        return set()
    rows = AgendaItem.objects.filter(meeting=revision.meeting_id, repeats__meeting=invitation.second_of_id)
    return keys_of(revision) & set(rows.values_list("key", flat=True))


def _kind_of(revision: AgendaRevision) -> str:
    invitation = invitation_of(revision)
    return invitation.kind if invitation is not None else ""


def _was_in_time(revision: AgendaRevision, terms: Terms) -> bool:
    latest, invitation = terms.latest(InvitationKind.SUPPLEMENT), invitation_of(revision)
    if invitation is None:
        return timezone.localdate(revision.made_at) <= latest
    coming = timezone.localdate() <= latest  # what is still missing may yet arrive in time
    return all(day <= latest if day is not None else coming for day in receipts(invitation, terms).values())


# In time or not -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Terms:
    """What the rulebook says of invitations to a meeting: full days between, the hour of receipt, days of notice."""

    meeting_on: date
    regular: int
    second: int
    target: int
    cutoff: int
    notice: int

    def days_between(self, kind: str) -> int:
        """Full days between receipt and meeting: 3, after a lapse of quorum 1, shortened none (HGO §58(1))."""
        if kind == InvitationKind.URGENT:
            return invitations.URGENT_DAYS
        return self.second if kind == InvitationKind.SECOND else self.regular

    def latest(self, kind: str) -> date:
        """The last day of receipt for this kind of invitation."""
        return invitations.latest_receipt(self.meeting_on, days_between=self.days_between(kind))

    @property
    def target_on(self) -> date:
        """The day by which the office wants everybody to have it."""
        return invitations.latest_receipt(self.meeting_on, days_between=self.target)

    @property
    def notice_on(self) -> date:
        """The last day for the public notice (HGO §58(6))."""
        return deadlines.latest_submission(self.meeting_on, days_before=self.notice)

    def day_of(self, moment: datetime) -> date:
        """The day on which something delivered at that moment is received: after the hour it is the next."""
        if self.cutoff >= deadlines.END_OF_DAY:
            return timezone.localdate(moment)
        return invitations.received_on(moment, cutoff_hour=self.cutoff)

    def receipt_of(self, delivery: Delivery) -> date | None:
        """The day a delivery counts as received, None while it does not.

        Who opened what came electronically has it by then at the latest; paper is received on paper alone.
        """
        electronic = delivery.channel in ELECTRONIC
        opened = self.day_of(delivery.opened_at) if electronic and delivery.opened_at else None
        return min((day for day in (delivery.received_on, opened) if day is not None), default=None)

    def check(self, kind: str, *, receipts: Mapping[int, date | None], protected: Iterable[int] = ()) -> Check:
        """Put days of receipt to the law by the kind of invitation; ValueError if nobody is invited."""
        days, items = self.days_between(kind), frozenset(protected)
        if kind == InvitationKind.URGENT:
            return invitations.urgent(self.meeting_on, receipts=receipts, announced=True, protected_items=items)
        if kind == InvitationKind.SECOND:
            return invitations.second_meeting(
                self.meeting_on, receipts=receipts, protected_items=items, days_between=days
            )
        return invitations.regular(self.meeting_on, receipts=receipts, days_between=days, target_days=self.target)


def terms_of(meeting: Meeting) -> Terms | None:
    """Read the rules for the day of the meeting; None where that day is unknown. One query."""
    if meeting.date is None:
        return None
    names = ("days_between.regular", "days_between.second_meeting", "days_between.target", "receipt_cutoff_hour")
    keys = [*(f"invitation.{name}" for name in names), "notice.days_before"]
    found = rulebook.several(keys, on=meeting.date, organization=meeting.organization)
    return Terms(meeting.date, *(int(found[key]) for key in keys))


def receipts(invitation: Invitation, terms: Terms) -> dict[int, date | None]:
    """The day of receipt of each member, by delivery."""
    rows = [row for row in invitation.deliveries.all() if row.capacity == Capacity.MEMBER]
    return {row.pk: terms.receipt_of(row) for row in rows}


def verdict(invitation: Invitation, terms: Terms, *, on: date) -> Verdict | None:
    """How the invitation stands on that day; None where no member was invited."""
    known = receipts(invitation, terms)
    if not known:
        return None
    received = sum(day is not None for day in known.values())
    latest = terms.latest(invitation.kind)
    return Verdict(invitation, terms.check(invitation.kind, receipts=known), latest, len(known), received, on > latest)


def first_of(meeting: Meeting) -> Invitation | None:
    """The invitation the meeting was called by, without its supplements."""
    rows = meeting.invitations.exclude(kind=InvitationKind.SUPPLEMENT)
    return rows.select_related("revision").order_by("sent_at", "pk").first()
