"""The types of the standard: each says which rows anybody may read, what is told of one, and what hangs together."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, TypeAlias

from django.db.models import Model, Prefetch, QuerySet

from council import audiences
from council.audiences import Standing
from council.models import AgendaItem, Membership, Organization
from council.models.entity import Entity
from documents.oparl import addresses, contributions, values
from documents.oparl.addresses import Name

Table: TypeAlias = "type[Model]"
Embedded: TypeAlias = "Name | list[Name]"
Neighbours: TypeAlias = "Iterable[tuple[str, QuerySet[Any, Any]]]"


@dataclass(frozen=True)
class Rendering:
    """What is told of one row. `begun_at` is when its source made it, `listed` the organizations that list it."""

    name: Name
    body: str
    properties: dict[str, Any]
    embedded: dict[str, Embedded] = field(default_factory=dict)
    parts: Sequence[Rendering] = ()
    listed: Sequence[str] = ()
    begun_at: datetime | None = None


class Kind(ABC):
    """A type of the standard that is made of one of our models.

    `level` is 0 for what embeds nothing, else one more than what it embeds. `back` names the property that leads back
    to the object it is embedded in, by that object's type; `ends` are properties whose other end leads back here;
    `internal` are the embedded objects that clients may ask to leave out.
    """

    type: ClassVar[str]
    model: ClassVar[Table]
    level: ClassVar[int] = 0
    back: ClassVar[Mapping[str, str]] = {}
    ends: ClassVar[tuple[str, ...]] = ()
    internal: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def rows(self) -> QuerySet[Any]:
        """The rows that anybody may read, with all that `render` needs."""

    @abstractmethod
    def render(self, row: Any) -> Rendering:
        """What is told of the row; costs no query."""

    @abstractmethod
    def visible(self, pks: Collection[int]) -> set[int]:
        """Those of the rows that anybody may read. Costs one query."""

    def added(self, pks: Collection[int]) -> Mapping[int, Mapping[str, Any]]:
        """Properties of these rows that are not on them; a constant number of queries."""
        return contributions.of(self.type, pks)

    def near(self, pks: Collection[int]) -> Neighbours:
        """What shows or names these rows from close by, as type and ids."""
        return ()

    def far(self, pks: Collection[int]) -> Neighbours:
        """What else names these rows: it is looked at when one of them comes or goes."""
        return ()


_registered: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a type known."""
    _registered[kind.type] = kind


def registered() -> dict[str, Kind]:
    """All types by their names, those that embed nothing first."""
    return dict(sorted(_registered.items(), key=lambda pair: pair[1].level))


def nobody() -> Standing:
    """The standing of whoever is not signed in: open data are read by anybody."""
    return audiences.standing_of(None)


def told(field_name: str, rows: QuerySet[Any]) -> Prefetch[Any, Any, Any]:
    """Fetch with the rows those related ones that anybody may read, as ``told_…``."""
    return Prefetch(field_name, rows, to_attr=f"told_{field_name}")


def reference(thing: Any) -> str:
    """The address of a thing by its model, "" for nothing."""
    return addresses.of(type(thing).__name__, thing.key) if thing is not None else ""


def references(things: Iterable[Any]) -> list[str]:
    """The addresses of things, each once, in their order."""
    return list(dict.fromkeys(reference(thing) for thing in things))


def common(row: Entity) -> dict[str, Any]:
    """What every object may say."""
    return {"keyword": [str(word) for word in row.keywords if word] if isinstance(row.keywords, list) else []}


def living_organizations() -> QuerySet[Organization]:
    """Bodies that were not deleted; all of these are public."""
    return Organization.objects.living()


def living_memberships() -> QuerySet[Membership]:
    """Seats and offices of persons and bodies that were not deleted, past ones as well."""
    rows = Membership.objects.filter(deleted_at=None, person__deleted_at=None, organization__deleted_at=None)
    return rows.order_by("start_date", "pk")


def visible_items() -> QuerySet[AgendaItem]:
    """Items of agendas that anybody may read."""
    return AgendaItem.objects.visible_for(nobody())


def rendering(kind: Kind, row: Any, *, body: str, **more: Any) -> Rendering:
    """A rendering of the row; empty properties are left out."""
    return Rendering(
        name=Name(kind.type, row.key),
        body=body,
        properties=values.filled(more.pop("properties") | common(row)),
        begun_at=row.created_at if row.origin else None,
        **more,
    )
