"""Says in plain sentences what follows from a seat: what its holder reads, does, and from when to when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format

from council import audiences
from council.audiences import CHAIR, Standing, deputises
from council.models import Membership
from council.states import BodyKind

_VOTING = (
    BodyKind.ASSEMBLY,
    BodyKind.COMMITTEE,
    BodyKind.DISTRICT_COUNCIL,
    BodyKind.ADVISORY_BOARD,
    BodyKind.COMMISSION,
    BodyKind.PANEL,
)
_LEADING = {
    BodyKind.DISTRICT_COUNCIL: ("Ortsvorsteher",),
    BodyKind.EXECUTIVE: ("Oberbürgermeister",),
}
# The usual offices of each kind of body, in the words from which rights follow.
ROLES: dict[str, tuple[str, ...]] = {
    BodyKind.ASSEMBLY: (
        "Stadtverordnete",
        "Stadtverordneter",
        f"{CHAIR}in",
        CHAIR,
        f"Stellvertretende {CHAIR}in",
        f"Stellvertretender {CHAIR}",
    ),
    BodyKind.FACTION: ("Mitglied", "Vorsitzende", "Vorsitzender", "Geschäftsführung"),
    BodyKind.EXECUTIVE: (
        "Oberbürgermeisterin",
        "Oberbürgermeister",
        "Bürgermeisterin",
        "Bürgermeister",
        "Stadträtin",
        "Stadtrat",
    ),
    BodyKind.DISTRICT_COUNCIL: (
        "Mitglied",
        "Ortsvorsteherin",
        "Ortsvorsteher",
        "Stellvertretende Ortsvorsteherin",
        "Stellvertretender Ortsvorsteher",
    ),
    BodyKind.OFFICE: ("Amtsleitung", "Sachbearbeitung"),
    BodyKind.ASSEMBLY_OFFICE: ("Leitung", "Sachbearbeitung", "Schriftführung"),
    BodyKind.MODERATION: ("Moderation",),
}
USUAL = (
    "Mitglied",
    "Vorsitzende",
    "Vorsitzender",
    "Stellvertretende Vorsitzende",
    "Stellvertretender Vorsitzender",
    "Schriftführung",
)


def roles_of(kinds: Sequence[str]) -> list[str]:
    """The offices to offer for bodies of these kinds, each once."""
    return list(dict.fromkeys(role for kind in kinds for role in ROLES.get(kind, USUAL)))


def sentences(seat: Membership, *, on: date) -> list[str]:
    """What follows from the seat, seen from that day: its term, what its holder reads, and what they do."""
    days = span(seat, on=on)
    if seat.end_date is not None and seat.end_date < on:
        return [f"Die Mitgliedschaft liegt in der Vergangenheit ({days}). Heute folgen daraus keine Rechte."]
    return [f"Liest damit {days} {_reading(seat)}.", *_doing(seat)]


def span(seat: Membership, *, on: date) -> str:
    """From when to when: „ab sofort bis 31. März 2031“."""
    begun = seat.start_date is None or seat.start_date <= on
    if seat.start_date is not None and seat.end_date is not None and seat.end_date < on:
        return f"vom {_day(seat.start_date)} bis {_day(seat.end_date)}"
    since = "ab sofort" if begun or seat.start_date is None else f"ab {_day(seat.start_date)}"
    return f"{since} bis {_day(seat.end_date)}" if seat.end_date is not None else since


def chairs(seat: Membership) -> bool:
    """Whether the seat is that of who leads the body."""
    return seat.organization.kind in _VOTING and _leads(seat)


def leads(standing: Standing, body: int) -> bool:
    """Whether someone of this standing leads the body, the Magistrat included; one query."""
    seats = Membership.objects.current(on=standing.on).filter(person=standing.person_id, organization=body)
    return any(_leads(seat) for seat in seats.select_related("organization"))


def _leads(seat: Membership) -> bool:
    kind = BodyKind(seat.organization.kind)
    return (
        audiences.chairs(seat.role)
        if kind == BodyKind.ASSEMBLY
        else seat.role.startswith(_LEADING.get(kind, ("Vorsitz",)))
    )


def _reading(seat: Membership) -> str:
    name = seat.organization.name
    match seat.organization.kind:
        case BodyKind.ASSEMBLY:
            theirs = " und was ihren Mitgliedern vorbehalten ist" if seat.voting_right else ""
            return f"nichtöffentliche Unterlagen der Versammlung{theirs}"
        case BodyKind.FACTION:
            return f"was {name} nur unter sich teilt: Entwürfe und Notizen der Fraktion"
        case BodyKind.EXECUTIVE:
            return "nichtöffentliche Unterlagen des Magistrats, der Versammlung, ihrer Ausschüsse und der Beiräte"
        case BodyKind.OFFICE:
            return "was Magistrat und Verwaltung vorbehalten ist, und nichtöffentliche Unterlagen dieses Amtes"
        case BodyKind.ASSEMBLY_OFFICE:
            return "nichtöffentliche Unterlagen der Versammlung, ihrer Ausschüsse und der Beiräte"
        case BodyKind.COMMITTEE:
            return f"nichtöffentliche Unterlagen des Ausschusses „{name}“"
        case _:
            return f"nichtöffentliche Unterlagen von „{name}“"


def _doing(seat: Membership) -> list[str]:
    kind, found = seat.organization.kind, []
    if chairs(seat):
        town = kind == BodyKind.ASSEMBLY
        found.append(
            "Leitet die Sitzungen der Versammlung und setzt ihre Tagesordnung fest." if town else "Hat den Vorsitz."
        )
    if kind == BodyKind.ASSEMBLY and deputises(seat.role):
        found.append(
            "Vertritt den Vorsitz: Leitet eine Sitzung, die ihr oder ihm übergeben wird oder in der der Vorsitz fehlt,"
            " und braucht dafür einen zweiten Faktor zur Anmeldung."
        )
    if kind in _VOTING:
        found.append(_VOTES[seat.voting_right])
    if kind == BodyKind.FACTION and seat.role.casefold().startswith("geschäftsf"):
        found.append("Führt die Geschäfte der Fraktion und reicht für sie Anträge ein.")
    if kind in _DUTIES:
        found.append(_DUTIES[BodyKind(kind)])
    return found


_VOTES = {
    True: "Stimmt dort mit ab und zählt bei der Beschlussfähigkeit mit.",
    False: "Berät dort mit, stimmt aber nicht ab.",
    None: "Das Stimmrecht ist nicht angegeben: Die Person stimmt nicht mit ab.",
}
_DUTIES = {
    BodyKind.EXECUTIVE: "Nimmt an allen Sitzungen teil, wird jederzeit gehört (HGO § 59) und stimmt nicht ab.",
    BodyKind.ASSEMBLY_OFFICE: (
        "Darf damit, was das Büro darf: Sitzungen und Tagesordnungen führen, einladen, Gremien und Personen pflegen."
    ),
    BodyKind.MODERATION: "Prüft öffentliche Anmerkungen und gibt sie frei.",
}


def _day(day: date) -> str:
    return date_format(day, "j. F Y")
