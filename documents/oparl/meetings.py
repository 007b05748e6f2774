"""Meetings and their agendas as open data."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet

from council import outline
from council.models import AgendaItem, Meeting
from council.states import ItemState, MeetingState
from documents.models import Consultation, MeetingFile, Slot
from documents.oparl import addresses, files, places, values
from documents.oparl.addresses import Name
from documents.oparl.contributions import prefixed
from documents.oparl.kinds import (
    Embedded,
    Kind,
    Neighbours,
    Rendering,
    living_organizations,
    nobody,
    reference,
    references,
    register,
    rendering,
    told,
    visible_items,
)
from documents.states import FileRole

_STATES = {
    MeetingState.PLANNED: "terminiert",
    MeetingState.AGENDA_OPEN: "terminiert",
    MeetingState.CANCELLED: "terminiert",
    MeetingState.CLOSED: "durchgeführt",
}
# The properties of a meeting that hold one file; further files of that role stand among the others.
_SINGLE = {
    FileRole.INVITATION: "invitation",
    FileRole.RESULTS_PROTOCOL: "resultsProtocol",
    FileRole.VERBATIM_PROTOCOL: "verbatimProtocol",
}


class MeetingKind(Kind):
    """A meeting with its agenda (Meeting)."""

    type = "Meeting"
    model = Meeting
    level = 2
    internal = ("auxiliaryFile", "agendaItem")

    def rows(self) -> QuerySet[Meeting]:
        """See kinds.Kind."""
        rows = Meeting.objects.visible_for(nobody()).select_related("organization__body", "location", "term__body")
        joint = living_organizations().select_related("body").order_by("name", "pk")
        links = _links().filter(item=None)
        return rows.prefetch_related(
            told("joint_organizations", joint), told("items", visible_items()), links_of(links)
        )

    def visible(self, pks: Collection[int]) -> set[int]:
        """See kinds.Kind."""
        return set(Meeting.objects.visible_for(nobody()).filter(pk__in=pks).values_list("pk", flat=True))

    def render(self, row: Any) -> Rendering:
        """See kinds.Kind."""
        first = [row.organization] if row.organization and row.organization.deleted_at is None else []
        organizations = [*first, *row.told_joint_organizations]
        body = body_of(row)
        place = places.part(row.location, of=Name(self.type, row.key), body=body)
        properties = {
            "name": row.name,
            "meetingState": _STATES.get(row.state, "eingeladen"),
            "cancelled": row.state == MeetingState.CANCELLED or None,
            "start": values.moment(row.starts_at) or values.midnight(row.date),
            "end": values.moment(row.ends_at),
            "organization": references(organizations),
            "web": addresses.page(row.get_absolute_url()),
            prefixed("state"): str(row.get_state_display()),
            prefixed("startTimeUnknown"): (row.date is not None and row.starts_at is None) or None,
        }
        agenda: Embedded = [Name("AgendaItem", line.item.key) for line in outline.lines(row.told_items)]
        embedded = {"agendaItem": agenda, **_files(row.told_meeting_files)}
        return rendering(
            self,
            row,
            body=body,
            properties=properties,
            embedded=embedded | ({"location": place.name} if place else {}),
            parts=[place] if place else (),
            listed=[organization.key for organization in organizations],
        )

    def near(self, pks: Collection[int]) -> Neighbours:
        """See kinds.Kind."""
        yield "AgendaItem", AgendaItem.objects.filter(meeting__in=pks).values_list("pk", flat=True)
        yield "File", MeetingFile.objects.filter(meeting__in=pks).values_list("file_id", flat=True)
        yield "Consultation", Consultation.objects.filter(meeting__in=pks).values_list("pk", flat=True)


class AgendaItemKind(Kind):
    """An item of an agenda (AgendaItem)."""

    type = "AgendaItem"
    model = AgendaItem
    level = 1
    back: ClassVar = {"Meeting": "meeting"}
    ends = ("meeting", "consultation")
    internal = ("auxiliaryFile",)

    def rows(self) -> QuerySet[AgendaItem]:
        """See kinds.Kind."""
        beside = Meeting.objects.select_related("organization__body", "term__body")
        beside = beside.prefetch_related(told("items", visible_items()))
        treated = Slot.objects.filter(consultation__in=Consultation.objects.visible_for(nobody()))
        treated = treated.select_related("consultation").prefetch_related(slots_of("consultation__"))
        links = _links().filter(item__isnull=False)
        return visible_items().prefetch_related(
            Prefetch("meeting", beside), told("slot", treated), Prefetch("item_files", links, to_attr="told_item_files")
        )

    def visible(self, pks: Collection[int]) -> set[int]:
        """See kinds.Kind."""
        return set(visible_items().filter(pk__in=pks).values_list("pk", flat=True))

    def render(self, row: Any) -> Rendering:
        """See kinds.Kind."""
        properties = {
            "meeting": reference(row.meeting),
            "order": _place(row),
            "number": row.number,
            "name": row.name,
            "public": row.public,
            "consultation": reference(_consultation(row)),
            "result": row.result_text or (str(row.get_result_display()) if row.result else _removed(row)),
            "resolutionText": row.resolution_text,
            "start": values.moment(row.called_at),
            "end": values.moment(row.closed_at) if row.state == ItemState.CLOSED else "",
            "web": addresses.page(row.meeting.get_absolute_url()),
            prefixed("part"): row.part,
            prefixed("state"): str(row.get_state_display()),
        }
        shown = files.told(link.file for link in row.told_item_files)
        return rendering(self, row, body=body_of(row.meeting), properties=properties, embedded=_of_item(shown, row))

    def near(self, pks: Collection[int]) -> Neighbours:
        """See kinds.Kind."""
        rows = AgendaItem.objects.filter(pk__in=pks)
        meetings = set(rows.values_list("meeting_id", flat=True))
        yield "Meeting", Meeting.objects.filter(pk__in=meetings).values_list("pk", flat=True)
        yield "AgendaItem", AgendaItem.objects.filter(meeting__in=meetings).values_list("pk", flat=True)
        yield "Consultation", Slot.objects.filter(item__in=pks).values_list("consultation_id", flat=True)
        yield "File", MeetingFile.objects.filter(item__in=pks).values_list("file_id", flat=True)


def body_of(meeting: Meeting) -> str:
    """The key of the municipality a meeting belongs to; "" for one of which nobody knows."""
    if meeting.organization is not None:
        return meeting.organization.body.key
    return meeting.term.body.key if meeting.term is not None else ""


def links_of(links: QuerySet[MeetingFile]) -> Prefetch[Any, Any, Any]:
    """Fetch with meetings the links to their files."""
    return Prefetch("meeting_files", links, to_attr="told_meeting_files")


def slots_of(prefix: str = "") -> Prefetch[Any, Any, Any]:
    """Fetch with consultations the items at which they take place, as far as anybody may read these."""
    rows = Slot.objects.filter(item__in=visible_items()).select_related("item__meeting")
    return Prefetch(f"{prefix}slots", rows, to_attr="told_slots")


def item_of(consultation: Any) -> AgendaItem | None:
    """The one item the standard lets a consultation name: the latest at which it takes place."""
    slots = sorted(consultation.told_slots, key=lambda slot: (str(slot.item.meeting.date or ""), slot.item_id))
    return slots[-1].item if slots else None


def _consultation(row: Any) -> Consultation | None:
    slot = row.told_slot
    if slot is None:
        return None
    last = item_of(slot.consultation)
    return slot.consultation if last is not None and last.pk == row.pk else None


def _links() -> QuerySet[MeetingFile]:
    rows = MeetingFile.objects.filter(file__in=files.fetchable()).select_related("file")
    return rows.order_by("file__order", "file_id")


def _place(row: Any) -> int:
    meeting = row.meeting
    if not hasattr(meeting, "places"):
        meeting.places = {line.item.pk: place for place, line in enumerate(outline.lines(meeting.told_items))}
    return int(meeting.places[row.pk])


def _removed(row: AgendaItem) -> str:
    return "abgesetzt" if row.state == ItemState.REMOVED else ""


def _files(links: Collection[MeetingFile]) -> dict[str, Embedded]:
    found: dict[str, Embedded] = {}
    others: list[Name] = []
    for link in links:
        name, single = Name("File", link.file.key), _SINGLE.get(FileRole(link.role))
        if single and single not in found:
            found[single] = name
        else:
            others.append(name)
    return found | {"auxiliaryFile": others}


def _of_item(shown: list[Any], row: Any) -> dict[str, Embedded]:
    resolution = next((link.file for link in row.told_item_files if link.role == FileRole.RESOLUTION), None)
    found: dict[str, Embedded] = {"resolutionFile": Name("File", resolution.key)} if resolution else {}
    return found | {"auxiliaryFile": [Name("File", file.key) for file in shown if file != resolution]}


register(MeetingKind())
register(AgendaItemKind())
