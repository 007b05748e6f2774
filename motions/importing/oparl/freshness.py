"""How new a raw object is, which of two copies counts, and what of it is not even kept: contact data of persons."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from motions.importing.oparl.records import Kind

_DEEPEST = 20
_REMOVED = ["[entfernt]"]
_CONTACT = ("phone", "email")
_PLACES = ("location", "locationObject")
_FRACTION = re.compile(r"\.\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """An object as its own list has it."""

    modified: str
    deleted: bool
    read: Callable[[], Any]


def moment(text: object) -> datetime | None:
    """The moment written there, in UTC if it names no zone; None for anything else."""
    if not isinstance(text, str) or not text:
        return None
    try:
        found = datetime.fromisoformat(_FRACTION.sub("", text.strip()))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def written(at: datetime) -> str:
    """A moment so written that text sorts as time does."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")


def modified(raw: object) -> str:
    """When the object last changed, by its own word; "" if it says nothing usable."""
    found = moment(raw.get("modified")) if isinstance(raw, Mapping) else None
    try:
        return written(found) if found else ""
    except OverflowError:
        return ""


def is_deleted(raw: object) -> bool:
    """Whether this is a tombstone."""
    said = raw.get("deleted") if isinstance(raw, Mapping) else None
    return str(said).casefold() in ("true", "1")


def renewed(raw: Any, *, own: Callable[[str], Own | None], above: tuple[str, ...] = ()) -> Any:
    """The object with each embedded one replaced by what its own list says, where that is newer; deleted ones go."""
    if len(above) > _DEEPEST or not isinstance(raw, dict):
        return raw
    within = (*above, str(raw.get("id")))
    fresh = dict(raw)
    for name, value in raw.items():
        if isinstance(value, dict):
            fresh[name] = _current(value, own=own, above=within)
        elif isinstance(value, list):
            found = [_current(one, own=own, above=within) if isinstance(one, dict) else one for one in value]
            fresh[name] = [new for old, new in zip(value, found, strict=True) if new is not None or old is None]
    return fresh


def _current(raw: dict[str, Any], *, own: Callable[[str], Own | None], above: tuple[str, ...]) -> Any:
    """What counts of an embedded object; a bare reference says nothing of its age and stays as it is."""
    name, age = raw.get("id"), modified(raw)
    listed = own(name) if isinstance(name, str) and age and name not in above else None
    if listed is None or listed.modified <= age:
        return renewed(raw, own=own, above=above)
    return None if listed.deleted else renewed(listed.read(), own=own, above=above)


def without_contact(raw: Any, *, expected: Kind | None = None, depth: int = 0) -> Any:
    """The object without telephone numbers, e-mail and addresses of persons; that there were some stays visible."""
    if depth > _DEEPEST or not isinstance(raw, dict | list):
        return raw
    if isinstance(raw, list):
        return [without_contact(one, expected=expected, depth=depth + 1) for one in raw]
    kept = {name: without_contact(value, depth=depth + 1) for name, value in raw.items()}
    if expected is Kind.PERSON or str(raw.get("type", "")).endswith("/Person"):
        kept |= {name: _REMOVED for name in _CONTACT if raw.get(name)}
        places = {name: raw[name] for name in _PLACES if isinstance(raw.get(name), dict)}
        kept |= {name: {key: place[key] for key in ("id", "type") if key in place} for name, place in places.items()}
    return kept
