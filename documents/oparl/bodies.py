"""Municipality, terms, and the bodies of a council as open data."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.http import urlencode

from council.models import Body, LegislativeTerm, Meeting, Membership, Organization
from council.states import BodyKind
from documents.models import Consultation, Paper
from documents.oparl import addresses, places, values
from documents.oparl.addresses import Name
from documents.oparl.contributions import prefixed
from documents.oparl.kinds import (
    Kind,
    Neighbours,
    Rendering,
    living_memberships,
    living_organizations,
    reference,
    references,
    register,
    rendering,
    told,
)

# The lists of a Body: name of the property, and the type of what is listed.
LISTS = {
    "organization": "Organization",
    "person": "Person",
    "meeting": "Meeting",
    "paper": "Paper",
    "agendaItem": "AgendaItem",
    "consultation": "Consultation",
    "file": "File",
    "locationList": "Location",
    "legislativeTermList": "LegislativeTerm",
    "membership": "Membership",
}
LISTS_OF_ORGANIZATION = {"meeting": "Meeting", "consultation": "Consultation"}

_TYPES = {
    BodyKind.FACTION: "Fraktion",
    BodyKind.OFFICE: "Verwaltungsbereich",
    BodyKind.ASSEMBLY_OFFICE: "Verwaltungsbereich",
    BodyKind.MODERATION: "Verwaltungsbereich",
    BodyKind.PANEL: "Sonstiges",
    BodyKind.PARTY: "Partei",
    BodyKind.OTHER: "Sonstiges",
}
_CLASSIFICATIONS = {
    BodyKind.COMMITTEE: "Ausschuss",
    BodyKind.ELDERS: "Ältestenrat",
    BodyKind.EXECUTIVE: "Magistrat",
    BodyKind.DISTRICT_COUNCIL: "Ortsbeirat",
    BodyKind.ADVISORY_BOARD: "Beirat",
    BodyKind.COMMISSION: "Kommission",
    BodyKind.PANEL: "Bürgerrat",
}


def system() -> Rendering:
    """The entrance of the interface."""
    properties = {
        "oparlVersion": addresses.SCHEMA,
        "name": f"Offene Daten der Stadt {settings.CITY_NAME}",
        "body": addresses.bodies(),
        "license": settings.OPARL_LICENSE,
        "contactEmail": settings.OPARL_CONTACT,
        "contactName": "Büro der Stadtverordnetenversammlung",
        "website": addresses.page("/"),
        "vendor": addresses.page("/oparl/"),
        "product": addresses.page("/oparl/"),
        "web": addresses.page("/oparl/"),
    }
    return Rendering(name=Name(addresses.SYSTEM, addresses.SYSTEM_KEY), body="", properties=properties)


class BodyKindOfObject(Kind):
    """A municipality (Body)."""

    type = "Body"
    model = Body
    level = 1
    internal = ("legislativeTerm",)

    def rows(self) -> QuerySet[Body]:
        """See kinds.Kind."""
        terms = LegislativeTerm.objects.filter(deleted_at=None).order_by("start_date", "pk")
        return Body.objects.filter(deleted_at=None).prefetch_related(told("terms", terms))

    def visible(self, pks: Collection[int]) -> set[int]:
        """See kinds.Kind."""
        return set(Body.objects.filter(pk__in=pks, deleted_at=None).values_list("pk", flat=True))

    def render(self, row: Any) -> Rendering:
        """See kinds.Kind."""
        lists = {name: addresses.listing("Body", row.key, type_) for name, type_ in LISTS.items()}
        own = {
            "system": addresses.of(addresses.SYSTEM, addresses.SYSTEM_KEY),
            "name": row.name,
            "shortName": row.short_name,
            "ags": row.ags if len(row.ags) == 8 else "",
            "website": addresses.foreign(row.website),
            "contactEmail": settings.OPARL_CONTACT if row.home else "",
            "web": addresses.page(f"/bodies/?{urlencode({'town': row.key})}"),
        }
        terms = [Name("LegislativeTerm", term.key) for term in row.told_terms]
        return rendering(self, row, body="", properties=lists | own, embedded={"legislativeTerm": terms})


class TermKind(Kind):
    """A term of office (LegislativeTerm)."""

    type = "LegislativeTerm"
    model = LegislativeTerm
    back: ClassVar = {"Body": "body"}
    ends = ("body",)

    def rows(self) -> QuerySet[LegislativeTerm]:
        """See kinds.Kind."""
        return LegislativeTerm.objects.filter(deleted_at=None, body__deleted_at=None).select_related("body")

    def visible(self, pks: Collection[int]) -> set[int]:
        """See kinds.Kind."""
        return set(LegislativeTerm.objects.filter(pk__in=pks, deleted_at=None).values_list("pk", flat=True))

    def render(self, row: Any) -> Rendering:
        """See kinds.Kind."""
        properties = {
            "body": reference(row.body),
            "name": row.name,
            "startDate": values.day(row.start_date),
            "endDate": values.day(row.end_date),
        }
        return rendering(self, row, body=row.body.key, properties=properties)

    def near(self, pks: Collection[int]) -> Neighbours:
        """See kinds.Kind."""
        yield "Body", LegislativeTerm.objects.filter(pk__in=pks).values_list("body_id", flat=True)


class OrganizationKind(Kind):
    """A body, faction or office (Organization)."""

    type = "Organization"
    model = Organization
    ends = ("membership",)

    def rows(self) -> QuerySet[Organization]:
        """See kinds.Kind."""
        rows = living_organizations().filter(body__deleted_at=None).select_related("body", "location")
        return rows.prefetch_related(told("parent", living_organizations()), told("memberships", living_memberships()))

    def visible(self, pks: Collection[int]) -> set[int]:
        """See kinds.Kind."""
        return set(living_organizations().filter(pk__in=pks).values_list("pk", flat=True))

    def render(self, row: Any) -> Rendering:
        """See kinds.Kind."""
        name = Name(self.type, row.key)
        place = places.part(row.location, of=name, body=row.body.key)
        lists = {of: addresses.listing(self.type, row.key, type_) for of, type_ in LISTS_OF_ORGANIZATION.items()}
        own = {
            "body": reference(row.body),
            "name": row.name,
            "shortName": row.short_name,
            "organizationType": _TYPES.get(BodyKind(row.kind), "Gremium"),
            "classification": _classification(row),
            "subOrganizationOf": reference(row.told_parent),
            "membership": references(row.told_memberships),
            "startDate": values.day(row.start_date),
            "endDate": values.day(row.end_date),
            "website": addresses.foreign(row.website),
            "web": addresses.page(row.get_absolute_url()),
            prefixed("statutorySeats"): row.statutory_seats,
        }
        return rendering(
            self,
            row,
            body=row.body.key,
            properties=lists | own,
            embedded={"location": place.name} if place else {},
            parts=[place] if place else (),
        )

    def near(self, pks: Collection[int]) -> Neighbours:
        """See kinds.Kind."""
        yield "Membership", Membership.objects.filter(organization__in=pks).values_list("pk", flat=True)

    def far(self, pks: Collection[int]) -> Neighbours:
        """See kinds.Kind."""
        named = Q(organization__in=pks)
        yield "Organization", Organization.objects.filter(parent__in=pks).values_list("pk", flat=True)
        yield "Membership", Membership.objects.filter(on_behalf_of__in=pks).values_list("pk", flat=True)
        yield "Meeting", Meeting.objects.filter(named | Q(joint_organizations__in=pks)).values_list("pk", flat=True)
        yield "Consultation", Consultation.objects.filter(named).values_list("pk", flat=True)
        brought = Q(originators__organization__in=pks) | Q(under_direction_of__in=pks)
        yield "Paper", Paper.objects.filter(brought).values_list("pk", flat=True)


def _classification(row: Organization) -> str:
    """What sort of its type it is; nothing where that says the type once more."""
    if row.kind == BodyKind.ASSEMBLY:
        return "Parlament"
    text = row.classification or _CLASSIFICATIONS.get(BodyKind(row.kind), "")
    return "" if text == _TYPES.get(BodyKind(row.kind), "Gremium") else text


register(BodyKindOfObject())
register(TermKind())
register(OrganizationKind())
