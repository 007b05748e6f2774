"""Which of our rows came from which origin: asked in bulk, remembered within bounds."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from council.models import AgendaItem, Body, LegislativeTerm, Location, Meeting, Membership, Organization, Person
from council.models.entity import Entity
from documents.models import Consultation, File, Paper
from motions.importing.oparl.records import Kind, Origin

MODELS: Mapping[Kind, type[Entity]] = {
    Kind.BODY: Body,
    Kind.LEGISLATIVE_TERM: LegislativeTerm,
    Kind.LOCATION: Location,
    Kind.ORGANIZATION: Organization,
    Kind.PERSON: Person,
    Kind.MEMBERSHIP: Membership,
    Kind.MEETING: Meeting,
    Kind.AGENDA_ITEM: AgendaItem,
    Kind.PAPER: Paper,
    Kind.CONSULTATION: Consultation,
    Kind.FILE: File,
}
"""Our table for each type; a System has none."""

_MOST = 200_000
_AT_ONCE = 500


class Known:
    """Primary keys by origin. Beyond 200,000 the next `look` begins anew."""

    def __init__(self, *, assigned: Mapping[tuple[Kind, Origin], int] | None = None) -> None:
        self._pks: dict[tuple[Kind, Origin], int] = {}
        self._assigned = assigned or {}
        """What the office said stands for an origin that the source never delivers."""

    def look(self, wanted: Iterable[tuple[Kind, Origin]]) -> None:
        """Fetch what is not remembered, with one query for each kind and 500 origins."""
        if len(self._pks) > _MOST:
            self._pks.clear()
        missing: dict[Kind, list[Origin]] = defaultdict(list)
        for kind, origin in dict.fromkeys(wanted):
            if (kind, origin) not in self._pks:
                missing[kind].append(origin)
        for kind, origins in missing.items():
            for start in range(0, len(origins), _AT_ONCE):
                rows = MODELS[kind]._base_manager.filter(origin__in=origins[start : start + _AT_ONCE])
                for found, pk in rows.values_list("origin", "pk"):
                    self.note(kind, Origin(found or ""), pk)

    def note(self, kind: Kind, origin: Origin, pk: int) -> None:
        """Remember a row."""
        self._pks[kind, origin] = pk

    def pk(self, kind: Kind, origin: Origin) -> int | None:
        """The primary key of the row, None if `look` found none."""
        return self._pks.get((kind, origin), self._assigned.get((kind, origin)))


def all_origins() -> frozenset[str]:
    """Every origin of every row taken over so far."""
    return frozenset(
        origin
        for model in MODELS.values()
        for origin in model._base_manager.exclude(origin=None).values_list("origin", flat=True).iterator()
        if origin
    )


def from_sites(sites: Iterable[str]) -> Iterator[tuple[Kind, Origin]]:
    """Every living row whose origin begins with one of these."""
    for site in sites:
        for kind, model in MODELS.items():
            rows = model._base_manager.filter(origin__startswith=site, deleted_at=None)
            for origin in rows.values_list("origin", flat=True).iterator():
                yield kind, Origin(origin or "")
