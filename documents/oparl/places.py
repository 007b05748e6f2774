"""Places (Location): each is given out once for every thing that it is the place of."""

from __future__ import annotations

import hashlib
from base64 import b32encode
from collections.abc import Mapping
from typing import Any

from council.keys import LENGTH
from council.models import Location
from documents.oparl import addresses, values
from documents.oparl.addresses import Name
from documents.oparl.kinds import Rendering

TYPE = "Location"
# The property that leads back to what a place is the place of.
BACK: Mapping[str, str] = {
    "Body": "bodies",
    "Organization": "organizations",
    "Person": "persons",
    "Meeting": "meetings",
    "Paper": "papers",
}


def part(place: Location | None, *, of: Name, body: str, district: str = "") -> Rendering | None:
    """The place of one thing. A hall where thousands of meetings were held would else change with every new one."""
    if place is None or place.deleted_at is not None:
        return None
    properties = values.filled(
        {
            "description": place.description or district,
            "streetAddress": place.street_address,
            "room": place.room,
            "postalCode": place.postal_code,
            "subLocality": place.sub_locality or district,
            "locality": place.locality,
            "geojson": _feature(place.geojson),
            BACK[of.type]: [addresses.of(of.type, of.key)],
        }
    )
    begun = place.created_at if place.origin else None
    return Rendering(name=Name(TYPE, _key(place, of)), body=body, properties=properties, begun_at=begun)


def _key(place: Location, of: Name) -> str:
    digest = hashlib.sha256(f"{place.key}:{of.type}:{of.key}".encode()).digest()
    return b32encode(digest).decode("ascii").lower()[:LENGTH]


def _feature(value: Any) -> dict[str, Any] | None:
    """A whole feature of GeoJSON (RFC 7946 §3.2); a bare geometry becomes one, what is neither is left out."""
    if not isinstance(value, dict):
        return None
    if value.get("type") == "Feature" and isinstance(value.get("geometry"), dict):
        return value | {"properties": value.get("properties") or {}}
    if "coordinates" in value:
        return {"type": "Feature", "geometry": value, "properties": {}}
    return None
