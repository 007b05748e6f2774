"""The one spelling of every address of the open-data interface."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings
from django.utils.encoding import iri_to_uri

ROOT = "/oparl/v1.1"
SCHEMA = "https://schema.oparl.org/1.1/"
SYSTEM = "System"
SYSTEM_KEY = "system"
# The types that have a key, by how they are written in addresses.
TYPES = {
    name.lower(): name
    for name in (
        "Body",
        "LegislativeTerm",
        "Organization",
        "Person",
        "Membership",
        "Meeting",
        "AgendaItem",
        "Paper",
        "Consultation",
        "File",
        "Location",
    )
}


class Name(NamedTuple):
    """Which object is meant: its type by the standard, and its key."""

    type: str
    key: str


def of(type_: str, key: str) -> str:
    """The address of an object, which is its id for ever."""
    if type_ == SYSTEM:
        return f"{settings.BASE_URL}{ROOT}/system"
    return f"{settings.BASE_URL}{ROOT}/{type_.lower()}/{key}"


def named(url: str) -> Name | None:
    """The object an address leads to; None for any other address."""
    start = f"{settings.BASE_URL}{ROOT}/"
    segment, _, key = url.removeprefix(start).partition("/") if url.startswith(start) else ("", "", "")
    return Name(TYPES[segment], key) if segment in TYPES and key and "/" not in key else None


def bodies() -> str:
    """The list of all bodies."""
    return f"{settings.BASE_URL}{ROOT}/body"


def listing(owner: str, key: str, type_: str) -> str:
    """The list of the objects of a type that belong to a Body or an Organization, named by its key."""
    return f"{settings.BASE_URL}{ROOT}/{owner.lower()}/{key}/{type_.lower()}"


def page(path: str) -> str:
    """A page of this site; the part behind "#" is left out, for the standard allows none."""
    return settings.BASE_URL + iri_to_uri(path).partition("#")[0]


def foreign(url: str) -> str:
    """An address from elsewhere in plain ASCII; nothing for what is no http address."""
    plain = iri_to_uri(url.strip()).partition("#")[0]
    return plain if plain.startswith(("http://", "https://")) else ""
