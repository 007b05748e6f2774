"""What the office has settled about a source, so that a run follows it and asks nothing twice."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from motions.importing.oparl.records import Kind, Origin
from motions.models import ImportRuling
from motions.states import ImportVerdict

LEFT_OUT = "Vom Büro ausgelassen."

TARGETS: Mapping[str, Kind] = {
    "organizations": Kind.ORGANIZATION,
    "organization": Kind.ORGANIZATION,
    "parent": Kind.ORGANIZATION,
    "on_behalf_of": Kind.ORGANIZATION,
    "under_direction_of": Kind.ORGANIZATION,
    "originator_organizations": Kind.ORGANIZATION,
    "originatorOrganization": Kind.ORGANIZATION,
    "person": Kind.PERSON,
    "originator_persons": Kind.PERSON,
}
"""The properties that name a body or a person, and so the doubts which can be settled by assigning one of ours."""


@dataclass(slots=True)
class Rulings:
    """Everything settled for one source."""

    settled: set[str] = field(default_factory=set)
    left_out: set[str] = field(default_factory=set)
    assigned: dict[tuple[Kind, Origin], int] = field(default_factory=dict)
    accepted: set[str] = field(default_factory=set)
    """Identities of what is to be taken as it is."""

    @property
    def names(self) -> dict[str, int]:
        """The names among what was assigned to a body."""
        return {target: pk for (kind, target), pk in self.assigned.items() if kind is Kind.ORGANIZATION}


def identity(*, source: str, group: str, kind: str = "", origin: str = "", field: str = "", target: str = "") -> str:
    """64 hex digits that are the same for the same doubt in every run of a source, whatever its sentence counts."""
    return hashlib.sha256("\n".join((source, group, kind, origin, field, target)).encode()).hexdigest()


def of(source: str) -> Rulings:
    """What holds for the source; one query."""
    found = Rulings()
    for ruling in ImportRuling.objects.filter(source=source[:500]):
        found.settled.add(ruling.identity)
        if ruling.verdict == ImportVerdict.LEFT_OUT and ruling.origin:
            found.left_out.add(ruling.origin)
        elif ruling.verdict == ImportVerdict.AS_IS:
            found.accepted.add(ruling.identity)
        elif ruling.organization_id:
            found.assigned[Kind.ORGANIZATION, Origin(ruling.target)] = ruling.organization_id
        elif ruling.person_id:
            found.assigned[Kind.PERSON, Origin(ruling.target)] = ruling.person_id
    return found
