"""Says who may read what is imported: what nobody decided stays closed, with the assembly office."""

from __future__ import annotations

from typing import NamedTuple

from council.models import Organization
from council.states import Audience, BodyKind
from motions.importing.plain import decided
from motions.importing.plain.tables import DecisionProblem

_WITHOUT_BODY = (Audience.PUBLIC, Audience.MEMBERS, Audience.COUNCIL, Audience.ADMINISTRATION)


class Publicity(NamedTuple):
    """The fields of a readable thing that say who belongs to its audience."""

    audience: str
    audience_organization: Organization | None

    def fields(self) -> dict[str, object]:
        """As keyword arguments of the model."""
        return dict(self._asdict())


def closed() -> Publicity:
    """To be read by the assembly office alone; where there is none, by the owner."""
    office = Organization.objects.living().of_kind(BodyKind.ASSEMBLY_OFFICE).filter(body__home=True).first()
    return Publicity(Audience.BODY, office) if office else Publicity(Audience.PRIVATE, None)


def of(
    audience: decided.Audience | None, *, body: Organization | None = None, faction: Organization | None = None
) -> Publicity:
    """The decided audience; None is closed. Raises DecisionProblem for a circle that nobody known belongs to."""
    if audience is None:
        return closed()
    wanted = Audience(str(audience))
    if wanted in _WITHOUT_BODY:
        return Publicity(wanted, None)
    if wanted == Audience.BODY and body is not None:
        return Publicity(wanted, body)
    if wanted == Audience.FACTION and faction is not None and faction.kind == BodyKind.FACTION:
        return Publicity(wanted, faction)
    raise DecisionProblem(f"Wer mit „{wanted}“ gemeint ist, ist bei diesem Text nicht bekannt.")
