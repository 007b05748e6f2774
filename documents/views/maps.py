"""Districts and located papers for maps (GeoJSON, RFC 7946: longitude before latitude). Public matter only.

A paper lies where its districts lie; its places are the middles of theirs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, TypeAlias

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import HttpRequest, JsonResponse, StreamingHttpResponse
from django.views.decorators.http import conditional_page, require_safe

from council import paging
from council.models import District
from council.requests import shared
from documents.models import Paper
from documents.views import atom

MIME = "application/geo+json"
Place: TypeAlias = list[float]
_SHAPES = {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"}


@require_safe
@login_not_required
@shared
@conditional_page
def districts(request: HttpRequest) -> JsonResponse:
    """Give the districts with their outlines; one whose place is not known has none."""
    rows = District.objects.filter(deleted_at=None).select_related("location", "council", "body")
    features = [
        {
            "type": "Feature",
            "id": row.key,
            "geometry": shape_of(row),
            "properties": {
                "name": row.name,
                "council": row.council.name if row.council is not None else None,
                "town": row.body.name,
                "url": request.build_absolute_uri(row.get_absolute_url()),
            },
        }
        for row in rows.order_by("-body__home", "body__name", "name")
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features}, content_type=MIME)


@require_safe
@login_not_required
@shared
def papers(request: HttpRequest) -> StreamingHttpResponse:
    """Give the papers that concern a district whose place is known, the latest first."""
    located = District.objects.filter(deleted_at=None, location__geojson__isnull=False).select_related("location")
    middles = {row.pk: middle for row in located if (middle := middle_of(shape_of(row))) is not None}
    rows = atom.public_papers().filter(
        pk__in=Paper.districts.through.objects.filter(district__in=middles).values("paper")
    )
    fetched = Paper.objects.prefetch_related(Prefetch("districts", District.objects.order_by("name")))
    found = paging.through(rows.order_by("-date", "-pk"), fetched=fetched) if request.method != "HEAD" else ()
    features = (_feature(request, row, middles) for row in found)
    return StreamingHttpResponse(_collection(features), content_type=MIME)


def _feature(request: HttpRequest, paper: Paper, middles: dict[int, Place]) -> dict[str, Any]:
    districts = [row for row in paper.districts.all() if row.pk in middles]
    places = [middles[row.pk] for row in districts]
    return {
        "type": "Feature",
        "id": paper.key,
        "geometry": {"type": "Point", "coordinates": places[0]}
        if len(places) == 1
        else {"type": "MultiPoint", "coordinates": places},
        "properties": {
            "reference": paper.reference,
            "title": paper.name,
            "kind": paper.kind_label,
            "date": paper.date.isoformat() if paper.date else None,
            "districts": [row.name for row in districts],
            "url": request.build_absolute_uri(paper.get_absolute_url()),
        },
    }


def _collection(features: Iterable[dict[str, Any]]) -> Iterator[str]:
    """A collection, feature by feature."""
    yield '{"type": "FeatureCollection", "features": ['
    for number, part in enumerate(paging.parts(features)):
        yield (",\n" if number else "\n") + ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in part)
    yield "\n]}\n"


def shape_of(district: District) -> dict[str, Any] | None:
    """The outline or point of a district, bare of everything that may stand around it; None for what is none."""
    given = district.location.geojson if district.location is not None else None
    if isinstance(given, dict) and given.get("type") == "Feature":
        given = given.get("geometry")
    if not isinstance(given, dict) or given.get("type") not in _SHAPES or middle_of(given) is None:
        return None
    return {"type": given["type"], "coordinates": given["coordinates"]}


def middle_of(shape: dict[str, Any] | None) -> Place | None:
    """The middle of the box around a shape, to six places (a few centimetres); None where there are no places."""
    places = list(_places(shape.get("coordinates"))) if shape is not None else []
    if not places:
        return None
    spans = [(min(numbers), max(numbers)) for numbers in zip(*places, strict=True)]
    return [round((low + high) / 2, 6) for low, high in spans]


def _places(given: object) -> Iterator[tuple[float, float]]:
    """Longitude and latitude of every place in nested lists."""
    if not isinstance(given, list):
        return
    if len(given) >= 2 and all(isinstance(number, int | float) for number in given[:2]):
        if -180 <= given[0] <= 180 and -90 <= given[1] <= 90:
            yield float(given[0]), float(given[1])
        return
    yield from chain.from_iterable(map(_places, given))
