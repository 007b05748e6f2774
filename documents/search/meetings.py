"""Makes meetings and the items of their agendas findable."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from django.db.models import QuerySet

from council.models import AgendaItem, Meeting, Organization
from documents.models import Paper, Slot
from documents.search import sources
from documents.search.engine import PUBLIC, Document


class MeetingSource(sources.Source):
    """Meetings, by name, body and place."""

    name = "meeting"
    label = "Sitzungen"
    model = Meeting

    def documents(self, pks: Collection[int]) -> Iterator[Document]:
        """See sources.Source. Costs three queries."""
        public = self.public(pks)
        for meeting in _with_bodies(Meeting.objects.filter(pk__in=pks, deleted_at=None)):
            yield Document(
                key=sources.Name(self.name, meeting.pk).key,
                kind=self.name,
                title=meeting.name,
                text=_text(meeting),
                audience=sources.token(meeting, is_public=meeting.pk in public),
                group=sources.Name(self.name, meeting.pk).key,
                date=meeting.date,
                year=meeting.date.year if meeting.date else None,
                bodies=tuple(body.key for body in _bodies(meeting)),
                districts=_districts(meeting),
            )

    def cards(self, names: Collection[sources.Name]) -> dict[str, sources.Card]:
        """See sources.Source. Costs two queries."""
        return {
            sources.Name(self.name, meeting.pk).key: sources.Card(
                label="Sitzung",
                title=meeting.name,
                url=meeting.get_absolute_url(),
                text=_place(meeting),
                number=str(meeting.get_state_display()),
                when=sources.written(meeting.date),
                body=", ".join(body.name for body in _bodies(meeting)),
                audience=meeting.audience,
            )
            for meeting in _with_bodies(Meeting.objects.filter(pk__in={name.pk for name in names}))
        }


class ItemSource(sources.Source):
    """Agenda items, by name, result and resolution; they belong to the public paper they treat, else to the meeting."""

    name = "item"
    label = "Tagesordnungspunkte"
    model = AgendaItem

    def documents(self, pks: Collection[int]) -> Iterator[Document]:
        """See sources.Source. Costs six queries."""
        public = self.public(pks)
        papers = _public_papers(pks)
        rows = AgendaItem.objects.filter(pk__in=pks, deleted_at=None, meeting__deleted_at=None)
        rows = rows.select_related("meeting__organization__district")
        for item in rows.prefetch_related("meeting__joint_organizations__district", "districts"):
            day = item.meeting.date
            yield Document(
                key=sources.Name(self.name, item.pk).key,
                kind=self.name,
                title=item.name,
                text=_resolution(item),
                audience=sources.token(item, item.meeting, is_public=item.pk in public),
                group=papers.get(item.pk, sources.Name("meeting", item.meeting_id).key),
                date=day,
                year=day.year if day else None,
                bodies=tuple(body.key for body in _bodies(item.meeting)),
                districts=tuple(dict.fromkeys((*_own_districts(item), *_districts(item.meeting)))),
            )

    def cards(self, names: Collection[sources.Name]) -> dict[str, sources.Card]:
        """See sources.Source. Costs one query."""
        rows = AgendaItem.objects.filter(pk__in={name.pk for name in names}).select_related("meeting__organization")
        return {
            sources.Name(self.name, item.pk).key: sources.Card(
                label="Tagesordnungspunkt",
                title=item.name,
                url=item.get_absolute_url(),
                text=_resolution(item),
                number=f"TOP {item.number}" if item.number else "",
                when=sources.written(item.meeting.date),
                body=item.meeting.organization.name if item.meeting.organization else "",
                context=item.meeting.name,
                context_url=item.meeting.get_absolute_url(),
                audience=sources.narrowest(item, item.meeting),
            )
            for item in rows
        }

    def affected(self, things: Mapping[str, Collection[int]]) -> set[int]:
        """The items themselves, those of meetings, whose audience they follow, and those that treat papers."""
        of_meetings = AgendaItem.objects.filter(meeting__in=things.get(Meeting._meta.label_lower, ()))
        of_papers = Slot.objects.filter(consultation__paper__in=things.get(Paper._meta.label_lower, ()))
        hanging_on = {*of_meetings.values_list("pk", flat=True), *of_papers.values_list("item_id", flat=True)}
        return super().affected(things) | hanging_on


def _public_papers(pks: Collection[int]) -> dict[int, str]:
    """The group of each item that treats a public paper; that two items treat the same closed one is not to be seen."""
    slots = Slot.objects.filter(
        item__in=pks, consultation__paper__audience=PUBLIC, consultation__paper__deleted_at=None
    )
    rows = slots.values_list("item_id", "consultation__paper_id")
    return {item: sources.Name("paper", paper).key for item, paper in rows}


def _with_bodies(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    return meetings.select_related("organization__district", "location").prefetch_related(
        "joint_organizations__district"
    )


def _bodies(meeting: Meeting) -> list[Organization]:
    own = [meeting.organization] if meeting.organization else []
    return [*own, *meeting.joint_organizations.all()]


def _districts(meeting: Meeting) -> tuple[str, ...]:
    """The districts whose councils meet."""
    councils = (getattr(body, "district", None) for body in _bodies(meeting))
    return tuple(district.key for district in councils if district)


def _own_districts(item: AgendaItem) -> tuple[str, ...]:
    return tuple(sorted(district.key for district in item.districts.all()))


def _text(meeting: Meeting) -> str:
    return "\n".join([*(body.name for body in _bodies(meeting)), _place(meeting)])


def _place(meeting: Meeting) -> str:
    return str(meeting.location or "")


def _resolution(item: AgendaItem) -> str:
    result = item.result_text or str(item.get_result_display())
    return "\n\n".join(part for part in (item.resolution_text, result) if part)


sources.register(ItemSource())
sources.register(MeetingSource())
