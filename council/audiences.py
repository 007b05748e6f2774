"""Decides who belongs to an audience: one condition, used by every page, list, count, search and socket."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from django.db.models import Model, Q
from django.utils import timezone

from council.states import Audience, BodyKind

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from council.models import Membership, User

    Viewer: TypeAlias = User | AnonymousUser | None


class HasAudience(Protocol):
    """A thing whose own audience is set."""

    audience: str
    audience_organization_id: int | None
    owner_id: int | None


# Bodies whose closed matter the Magistrat and the assembly office may read (HGO §59; domain brief §5.1).
# What is closed to the Magistrat itself is read by the Magistrat and the offices of the town alone (HGO §67).
_SHARED_KINDS = (
    BodyKind.ASSEMBLY,
    BodyKind.COMMITTEE,
    BodyKind.ELDERS,
    BodyKind.DISTRICT_COUNCIL,
    BodyKind.ADVISORY_BOARD,
    BodyKind.COMMISSION,
)


@dataclass(frozen=True)
class Standing:
    """What a person is on one day: everything their rights follow from, read once."""

    user_id: int | None
    person_id: int | None
    on: date
    bodies: frozenset[int] = frozenset()
    factions: frozenset[int] = frozenset()
    member: bool = False
    executive: bool = False
    office: bool = False
    clerk: bool = False
    moderator: bool = False
    chair: bool = False
    barred_items: frozenset[int] = frozenset()
    named: bool = False
    kinds: Mapping[int, str] = field(default_factory=dict, compare=False)

    @property
    def administration(self) -> bool:
        """Belongs to the Magistrat or to an office of the town."""
        return self.executive or self.office

    def bodies_of(self, kinds: Collection[str]) -> frozenset[int]:
        """Those of its bodies that are of one of these kinds."""
        return frozenset(body for body in self.bodies if self.kinds.get(body) in kinds)

    @property
    def outsider(self) -> bool:
        """Belongs to no body, faction or office: a resident, or nobody."""
        return not (self.bodies or self.factions)

    @property
    def circle(self) -> str:
        """Name the set of people who read exactly the same, as long as nothing is personal to them.

        Whoever sits in the same bodies but has no vote in the assembly is no member, and reads less.
        """
        if self.outsider and not self.named:
            return "public"
        if self.named or self.barred_items:
            return f"person:{self.user_id}"
        parts = sorted(self.bodies | self.factions)
        return ("members:" if self.member else "bodies:") + ",".join(map(str, parts))


def standing_of(user: Viewer, *, on: date | None = None) -> Standing:
    """Read what this person is on that day (default: today). Costs three queries once per request, none for nobody."""
    day = on or timezone.localdate()
    if user is None or not user.is_authenticated:
        return Standing(user_id=None, person_id=None, on=day)
    kept: dict[date, Standing] = user.__dict__.setdefault("_standings", {})
    if day not in kept:
        kept[day] = _read_standing(user, day)
    return kept[day]


def _read_standing(user: User, day: date) -> Standing:
    if not user.is_active:
        return Standing(user_id=None, person_id=None, on=day)
    named = _has_named_grants(user)
    if user.person is None or user.person.deleted_at is not None:
        return Standing(user_id=user.pk, person_id=None, on=day, named=named)
    held = user.person.memberships.filter(organization__deleted_at=None).select_related("organization")
    seats: list[Membership] = list(held.current(on=day))
    if named and not seats:
        named = not held.exists()  # what was opened to the holder of an office ends with the last office
    kinds = {seat.organization.kind for seat in seats}
    assembly = [seat for seat in seats if seat.organization.kind == BodyKind.ASSEMBLY]
    return Standing(
        user_id=user.pk,
        person_id=user.person_id,
        on=day,
        bodies=frozenset(seat.organization_id for seat in seats if seat.organization.kind != BodyKind.FACTION),
        factions=frozenset(seat.organization_id for seat in seats if seat.organization.kind == BodyKind.FACTION),
        member=any(seat.voting_right for seat in assembly),
        executive=BodyKind.EXECUTIVE in kinds,
        office=BodyKind.OFFICE in kinds,
        clerk=BodyKind.ASSEMBLY_OFFICE in kinds,
        moderator=BodyKind.MODERATION in kinds,
        chair=any(seat.role.startswith("Stadtverordnetenvorsteher") for seat in assembly),
        barred_items=frozenset(user.person.conflicts.filter(lifted_at=None).values_list("item_id", flat=True)),
        named=named,
        kinds={seat.organization_id: seat.organization.kind for seat in seats},
    )


def reach(standing: Standing, *, model: type[Model], prefix: str = "") -> Q:
    """Say as a condition which rows of `model` the audience of each row opens to someone of this standing.

    `prefix` (such as ``"paper__"``) leads from another model to the rows. Deleted rows are open to nobody.
    """

    def of(audience: Audience, **more: Any) -> Q:
        conditions = {f"{prefix}audience": audience} | {f"{prefix}{name}": value for name, value in more.items()}
        return Q(**conditions)

    open_to = of(Audience.PUBLIC)
    if standing.member or standing.executive or standing.clerk:
        open_to |= of(Audience.MEMBERS)
    if standing.member or standing.administration or standing.clerk:
        open_to |= of(Audience.COUNCIL)
    if standing.administration:
        open_to |= of(Audience.ADMINISTRATION)
        open_to |= of(Audience.BODY, audience_organization__kind=BodyKind.EXECUTIVE)
    if standing.bodies:
        open_to |= of(Audience.BODY, audience_organization__in=standing.bodies)
    if standing.executive or standing.clerk:
        open_to |= of(Audience.BODY, audience_organization__kind__in=_SHARED_KINDS)
    if standing.factions:
        open_to |= of(Audience.FACTION, audience_organization__in=standing.factions)
    if standing.user_id is not None:
        open_to |= of(Audience.PRIVATE, owner=standing.user_id)
    if standing.named:
        open_to |= of(Audience.NAMED, pk__in=named_to(standing, model=model))
    return open_to & Q(**{f"{prefix}deleted_at": None})


def named_to(standing: Standing, *, model: type[Model]) -> list[int]:
    """List the ids of the things of this kind that were opened to this person by name."""
    from guardian.models import UserObjectPermission  # guardian's models load after ours

    rows = UserObjectPermission.objects.filter(
        user_id=standing.user_id,
        content_type__app_label=model._meta.app_label,
        content_type__model=model._meta.model_name,
        permission__codename=f"view_{model._meta.model_name}",
    )
    return [int(pk) for pk in rows.values_list("object_pk", flat=True)]


def _has_named_grants(user: User) -> bool:
    from guardian.models import UserObjectPermission  # guardian's models load after ours

    return bool(UserObjectPermission.objects.filter(user=user).exists())


def token(thing: HasAudience) -> str:
    """Name the thing's own audience in one word, for the search index: "public", "body:12", "private:7" …"""
    if thing.audience in (Audience.BODY, Audience.FACTION):
        return f"{thing.audience}:{thing.audience_organization_id}"
    if thing.audience == Audience.PRIVATE:
        return f"{thing.audience}:{thing.owner_id}"
    return str(thing.audience)


def tokens_of(standing: Standing) -> frozenset[str]:
    """Name every audience someone of this standing may belong to; `visible_to` still has the last word."""
    from council.models import Organization  # the models of this floor import this module

    found = {str(Audience.PUBLIC)}
    if standing.member or standing.executive or standing.clerk:
        found.add(str(Audience.MEMBERS))
    if standing.member or standing.administration or standing.clerk:
        found.add(str(Audience.COUNCIL))
    if standing.administration:
        found.add(str(Audience.ADMINISTRATION))
    kinds = [*_SHARED_KINDS] if standing.executive or standing.clerk else []
    kinds += [BodyKind.EXECUTIVE] if standing.administration else []
    bodies = set(standing.bodies)
    if kinds:
        bodies |= set(Organization.objects.filter(kind__in=kinds).values_list("pk", flat=True))
    found |= {f"{Audience.BODY}:{pk}" for pk in bodies}
    found |= {f"{Audience.FACTION}:{pk}" for pk in standing.factions}
    if standing.user_id is not None:
        found.add(f"{Audience.PRIVATE}:{standing.user_id}")
    if standing.named:
        found.add(str(Audience.NAMED))
    return frozenset(found)
