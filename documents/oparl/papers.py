"""Papers and their way through the bodies as open data."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, ClassVar

from django.db.models import OuterRef, Q, QuerySet, Subquery

from council.models import AgendaItem, District, Location, Meeting, Organization
from documents import relations
from documents.models import Consultation, File, Originator, Paper, PaperVersion, Slot
from documents.oparl import addresses, files, meetings, places, values
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
)
from documents.states import FileRole


class PaperKind(Kind):
    """A paper before the council (Paper)."""

    type = "Paper"
    model = Paper
    level = 1
    ends = ("relatedPaper",)
    internal = ("auxiliaryFile", "location")

    def rows(self) -> QuerySet[Paper]:
        """See kinds.Kind."""
        visible = Paper.objects.visible_for(nobody())
        districts = District.objects.filter(deleted_at=None).select_related("location").order_by("name", "pk")
        versions = PaperVersion.objects.filter(paper=OuterRef("pk")).order_by("-number")
        shown = visible.annotate(newest_text=Subquery(versions.values("text")[:1]))
        return shown.select_related("body").prefetch_related(
            told("superordinate", visible),
            told("subordinates", visible.order_by("date", "pk")),
            told("under_direction_of", living_organizations()),
            told("files", files.fetchable().order_by("order", "pk")),
            told("consultations", Consultation.objects.living().order_by("order", "pk")),
            told("originators", _originators()),
            told("districts", districts),
            told("locations", Location.objects.filter(deleted_at=None).order_by("pk")),
        )

    def visible(self, pks: Collection[int]) -> set[int]:
        """See kinds.Kind."""
        return set(Paper.objects.visible_for(nobody()).filter(pk__in=pks).values_list("pk", flat=True))

    def render(self, row: Any) -> Rendering:
        """See kinds.Kind."""
        name, body = Name(self.type, row.key), row.body.key
        persons = [one.person for one in row.told_originators if one.person]
        brought = [one.organization for one in row.told_originators if one.organization]
        properties = {
            "body": reference(row.body),
            "name": row.name,
            "reference": row.reference,
            "date": values.day(row.date),
            "paperType": row.kind_label,
            "superordinatedPaper": references([row.told_superordinate] if row.told_superordinate else []),
            "subordinatedPaper": references(row.told_subordinates),
            "originatorPerson": references(persons),
            "originatorOrganization": references(brought),
            "underDirectionOf": references([row.told_under_direction_of] if row.told_under_direction_of else []),
            "web": addresses.page(row.get_absolute_url()),
            prefixed("state"): str(row.get_state_display()),
            prefixed("text"): row.newest_text,
            prefixed("summary"): row.plain_summary,
            prefixed("district"): [district.name for district in row.told_districts],
        }
        parts = list({part.name: part for part in _places(row, of=name, body=body)}.values())
        embedded = {**_files(row.told_files), "location": [part.name for part in parts]}
        embedded["consultation"] = [Name("Consultation", one.key) for one in row.told_consultations]
        return rendering(self, row, body=body, properties=properties, embedded=embedded, parts=parts)

    def added(self, pks: Collection[int]) -> Mapping[int, Mapping[str, Any]]:
        """See kinds.Kind."""
        found = {pk: dict(properties) for pk, properties in super().added(pks).items()}
        related = relations.of(pks)
        wanted = {other for others in related.values() for other in others}
        rows = Paper.objects.visible_for(nobody()).filter(pk__in=wanted).order_by("date", "created_at", "pk")
        shown = {row.pk: row for row in rows.only("pk", "key")} if wanted else {}
        for pk, others in related.items():
            if urls := references(row for other, row in shown.items() if other in others):
                found.setdefault(pk, {})["relatedPaper"] = urls
        return found

    def near(self, pks: Collection[int]) -> Neighbours:
        """See kinds.Kind."""
        beside = {other for others in relations.of(pks).values() for other in others}
        yield "Paper", Paper.objects.filter(pk__in=beside).values_list("pk", flat=True)
        yield "File", File.objects.filter(paper__in=pks).values_list("pk", flat=True)
        yield "Consultation", Consultation.objects.filter(paper__in=pks).values_list("pk", flat=True)
        related = Q(superordinate__in=pks) | Q(subordinates__in=pks)
        yield "Paper", Paper.objects.filter(related).values_list("pk", flat=True)
        yield "AgendaItem", Slot.objects.filter(consultation__paper__in=pks).values_list("item_id", flat=True)


class ConsultationKind(Kind):
    """The treatment of a paper in a body (Consultation)."""

    type = "Consultation"
    model = Consultation
    back: ClassVar = {"Paper": "paper"}
    ends = ("paper", "agendaItem", "meeting")

    def rows(self) -> QuerySet[Consultation]:
        """See kinds.Kind."""
        rows = Consultation.objects.visible_for(nobody()).select_related("paper__body", "organization")
        return rows.prefetch_related(told("meeting", Meeting.objects.visible_for(nobody())), meetings.slots_of())

    def visible(self, pks: Collection[int]) -> set[int]:
        """See kinds.Kind."""
        return set(Consultation.objects.visible_for(nobody()).filter(pk__in=pks).values_list("pk", flat=True))

    def render(self, row: Any) -> Rendering:
        """See kinds.Kind."""
        item: AgendaItem | None = meetings.item_of(row)
        organizations = [row.organization] if _is_living(row.organization) else []
        properties = {
            "paper": reference(row.paper),
            "agendaItem": reference(item),
            "meeting": reference(item.meeting if item else row.told_meeting),
            "organization": references(organizations),
            "authoritative": row.decides,
            "role": row.role_label,
            "web": addresses.page(row.paper.get_absolute_url()),
            prefixed("state"): str(row.get_state_display()),
            prefixed("lead"): row.lead or None,
            prefixed("dueOn"): values.day(row.due_on),
        }
        listed = [organization.key for organization in organizations]
        return rendering(self, row, body=row.paper.body.key, properties=properties, listed=listed)

    def near(self, pks: Collection[int]) -> Neighbours:
        """See kinds.Kind."""
        rows = Consultation.objects.filter(pk__in=pks)
        yield "Paper", rows.values_list("paper_id", flat=True)
        yield "AgendaItem", Slot.objects.filter(consultation__in=pks).values_list("item_id", flat=True)


def placed_at(locations: Collection[int]) -> QuerySet[Paper]:
    """The papers that are about these places, or whose districts lie there; one may be named twice."""
    return Paper.objects.filter(Q(districts__location__in=locations) | Q(locations__in=locations))


def _places(row: Any, *, of: Name, body: str) -> Iterator[Rendering]:
    """Where the districts of the paper are, and the places it was given itself."""
    for district in row.told_districts:
        if part := places.part(district.location, of=of, body=body, district=district.name):
            yield part
    for location in row.told_locations:
        if part := places.part(location, of=of, body=body):
            yield part


def _originators() -> QuerySet[Originator]:
    living = Q(person__deleted_at=None, organization__deleted_at=None)
    rows = Originator.objects.filter(living, inferred=False).select_related("person", "organization")
    return rows.order_by("order", "pk")


def _is_living(organization: Organization | None) -> bool:
    return organization is not None and organization.deleted_at is None


def _files(rows: Collection[File]) -> dict[str, Embedded]:
    main = next((file for file in rows if file.role == FileRole.MAIN), None)
    found: dict[str, Embedded] = {"mainFile": Name("File", main.key)} if main else {}
    return found | {"auxiliaryFile": [Name("File", file.key) for file in rows if file != main]}


register(PaperKind())
register(ConsultationKind())
