"""Decides who belongs to an audience: one condition, used by every page, list, count, search and socket."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from council.states import Audience, BodyKind

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from council.models import Membership, Person, User

    Viewer: TypeAlias = User | AnonymousUser | None


_Row = TypeVar("_Row", covariant=True)


class Rows(Protocol[_Row]):
    """Rows of which one can ask who may read them."""

    def exists(self) -> bool: ...
    def visible_for(self, standing: Standing) -> QuerySet[Any, _Row]: ...


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

_ROLES = ("member", "executive", "office", "clerk", "moderator", "chair")


CHAIR = "Stadtverordnetenvorsteher"  # a role in the assembly that begins so leads its meetings
DEPUTY = "stellv"  # and one that says both stands in for who does


def chairs(role: str) -> bool:
    """Whether this role in the assembly is that of its chair."""
    return role.startswith(CHAIR) and not deputises(role)


def deputises(role: str) -> bool:
    """Whether this role in the assembly is that of a deputy of its chair: „2. stellv. Stadtverordnetenvorsteherin“."""
    said = role.casefold()
    return DEPUTY in said and CHAIR.casefold() in said


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
    deputy: bool = False  # of the chair
    led: frozenset[int] = frozenset()  # meetings that they lead as a deputy
    handed_over: frozenset[int] = frozenset()  # meetings that a deputy leads in their stead
    barred_items: frozenset[int] = frozenset()
    named: bool = False
    kinds: Mapping[int, str] = field(default_factory=dict, compare=False)
    # What was worked out of it while something is open to it by name, by model; never carried over to another standing.
    readable: dict[type[Model], QuerySet[Any]] = field(default_factory=dict, init=False, compare=False, repr=False)

    @property
    def administration(self) -> bool:
        """Belongs to the Magistrat or to an office of the town."""
        return self.executive or self.office

    def presides(self, meeting: int) -> bool:
        """Whether they lead that meeting now: as the chair who did not hand it over, or as the deputy who has it."""
        return meeting in self.led or (self.chair and meeting not in self.handed_over)

    def bodies_of(self, kinds: Collection[str]) -> frozenset[int]:
        """Those of its bodies that are of one of these kinds."""
        return frozenset(body for body in self.bodies if self.kinds.get(body) in kinds)

    @property
    def outsider(self) -> bool:
        """Belongs to no body, faction or office: a resident, or nobody."""
        return not (self.bodies or self.factions)

    @property
    def personal(self) -> bool:
        """Whether it reads what nobody else does, or less than anybody else: nothing is shared with it then.

        Who leads a meeting in another's stead, and in whose, is shown what nobody else is.
        """
        return self.named or bool(self.led or self.handed_over) or (bool(self.barred_items) and not self.outsider)

    @property
    def circle(self) -> str:
        """Name the set of people who read exactly the same, as long as nothing is personal to them.

        Whoever sits in the same bodies but has no vote in the assembly is no member, and reads less; who leads its
        meetings is shown on them what to decide next; and an office opens what no seat does, wherever it is left out
        of the bodies because it makes no difference to others.
        """
        if self.personal:
            return f"person:{self.user_id}"
        if self.outsider:
            return "public"
        roles = "+".join(role for role in _ROLES if getattr(self, role))
        return f"{roles}:" + ",".join(map(str, sorted(self.bodies | self.factions)))


def standing_of(user: Viewer, *, on: date | None = None) -> Standing:
    """Read what this person is on that day (default: today). Costs three queries once per request, none for nobody.

    For the chair it costs one more, for her deputies two.
    """
    day = on or timezone.localdate()
    if user is None or not user.is_authenticated:
        return Standing(user_id=None, person_id=None, on=day)
    kept: dict[date, Standing] = user.__dict__.setdefault("_standings", {})
    if day not in kept:
        kept[day] = read_standings([user], on=day)[user.pk]
    return kept[day]


def read_standings(users: Collection[User], *, on: date) -> dict[int, Standing]:
    """Read afresh what these people are on that day, by their account; three to six queries, however many they are."""
    active = [user for user in users if user.is_active]
    named = _with_grants(active)
    people = {user.pk: user.person for user in active if user.person is not None and user.person.deleted_at is None}
    seats = _seats(people.values(), on)
    resting = {person.pk for pk, person in people.items() if pk in named and person.pk not in seats}
    former = _with_any_seat(resting)  # what was opened to the holder of an office ends with the last office
    barred = _barred(people.values())
    roles = {seat.role for held in seats.values() for seat in held if seat.organization.kind == BodyKind.ASSEMBLY}
    leading, representing = _leading(roles, on), _representing(roles, on)
    found = {user.pk: Standing(user_id=None, person_id=None, on=on) for user in users}
    for user in active:
        person, grants = people.get(user.pk), user.pk in named
        if person is None:
            found[user.pk] = Standing(user_id=user.pk, person_id=None, on=on, named=grants)
            continue
        held, grants = seats.get(person.pk, []), grants and person.pk not in former
        standing = _standing(user, person, held, on=on, named=grants, barred=barred.get(person.pk, []))
        found[user.pk] = _presiding(_represented(standing, representing), leading)
    return found


def _seats(people: Collection[Person], day: date) -> dict[int, list[Membership]]:
    from council.models import Membership  # the models of this floor import this module

    rows = Membership.objects.current(on=day).filter(person__in=people, organization__deleted_at=None)
    found: dict[int, list[Membership]] = {}
    for seat in rows.select_related("organization"):
        found.setdefault(seat.person_id, []).append(seat)
    return found


def _with_any_seat(people: Collection[int]) -> set[int]:
    from council.models import Membership  # the models of this floor import this module

    if not people:
        return set()
    rows = Membership.objects.filter(person__in=people, organization__deleted_at=None)
    return set(rows.values_list("person", flat=True))


def _barred(people: Collection[Person]) -> dict[int, list[int]]:
    from council.models import Conflict  # the models of this floor import this module

    found: dict[int, list[int]] = {}
    for person, item in Conflict.objects.filter(person__in=people, lifted_at=None).values_list("person", "item"):
        found.setdefault(person, []).append(item)
    return found


def _leading(roles: Collection[str], day: date) -> dict[int, int]:
    """Which deputy leads which meeting, by their primary keys; asked only where the chair or a deputy is among them."""
    from council.models import Leading  # the models of this floor import this module

    if not any(chairs(role) or deputises(role) for role in roles):
        return {}
    return dict(Leading.objects.held(on=day).values_list("meeting", "holder"))


def _representing(roles: Collection[str], day: date) -> frozenset[int]:
    """Who represents the chair that day, by their primary keys; asked only where a deputy is among them."""
    from council.models import Representation  # the models of this floor import this module

    if not any(map(deputises, roles)):
        return frozenset()
    return frozenset(Representation.objects.held(on=day).values_list("person", flat=True))


def _represented(standing: Standing, representing: Collection[int]) -> Standing:
    """The same standing, with the chair's rights for a deputy who represents her."""
    return replace(standing, chair=standing.chair or (standing.deputy and standing.person_id in representing))


def _presiding(standing: Standing, leading: Mapping[int, int]) -> Standing:
    """The same standing with the meetings they lead as a deputy, or left to one."""
    led = frozenset(meeting for meeting, holder in leading.items() if holder == standing.person_id)
    return replace(standing, led=led, handed_over=frozenset(leading) - led if standing.chair else frozenset())


def _standing(
    user: User, person: Person, seats: Collection[Membership], *, on: date, named: bool, barred: Collection[int]
) -> Standing:
    kinds = {seat.organization_id: seat.organization.kind for seat in seats}
    assembly = [seat for seat in seats if seat.organization.kind == BodyKind.ASSEMBLY]
    return Standing(
        user_id=user.pk,
        person_id=person.pk,
        on=on,
        bodies=frozenset(body for body, kind in kinds.items() if kind != BodyKind.FACTION),
        factions=frozenset(body for body, kind in kinds.items() if kind == BodyKind.FACTION),
        member=any(seat.voting_right for seat in assembly),
        executive=BodyKind.EXECUTIVE in kinds.values(),
        office=BodyKind.OFFICE in kinds.values(),
        clerk=BodyKind.ASSEMBLY_OFFICE in kinds.values(),
        moderator=BodyKind.MODERATION in kinds.values(),
        chair=any(chairs(seat.role) for seat in assembly),
        deputy=any(deputises(seat.role) for seat in assembly),
        barred_items=frozenset(barred),
        named=named,
        kinds=kinds,
    )


def reach(standing: Standing, *, model: type[Model], prefix: str = "") -> Q:
    """Say as a condition which rows of `model` the audience of each row opens to someone of this standing.

    `prefix` (such as ``"paper__"``) leads from another model to the rows. Deleted rows are open to nobody.
    """

    def of(audience: Audience, **more: Any) -> Q:
        conditions = {f"{prefix}audience": audience} | {f"{prefix}{name}": value for name, value in more.items()}
        return Q(**conditions)

    circles = [Audience.PUBLIC]
    if standing.member or standing.executive or standing.clerk:
        circles.append(Audience.MEMBERS)
    if standing.member or standing.administration or standing.clerk:
        circles.append(Audience.COUNCIL)
    if standing.administration:
        circles.append(Audience.ADMINISTRATION)
    open_to = Q(**{f"{prefix}audience__in": circles}) if len(circles) > 1 else of(Audience.PUBLIC)
    if standing.administration:
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


def readable_among(rows: Rows[_Row], standing: Standing, *, most: int | None = None) -> Sequence[_Row]:
    """Those of the rows that someone of this standing may read, `most` of them at most; one or two queries.

    Who may read them is asked only where there are any: that is the dear part, and mostly there are none.
    """
    return list(rows.visible_for(standing)[:most]) if rows.exists() else []


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


def _with_grants(users: Collection[User]) -> set[int]:
    from guardian.models import UserObjectPermission  # guardian's models load after ours

    return set(UserObjectPermission.objects.filter(user__in=users).values_list("user", flat=True).distinct())


def names_on(model: type[Model], pks: Collection[int]) -> dict[int, list[User]]:
    """Who may read each of these things by name, in the order of their accounts; one query."""
    from guardian.models import UserObjectPermission  # guardian's models load after ours

    rows = UserObjectPermission.objects.filter(
        content_type__app_label=model._meta.app_label,
        content_type__model=model._meta.model_name,
        permission__codename=f"view_{model._meta.model_name}",
        object_pk__in=[str(pk) for pk in pks],
    )
    found: dict[int, list[User]] = {}
    for row in rows.select_related("user__person").order_by("user_id"):
        found.setdefault(int(row.object_pk), []).append(row.user)
    return found


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
