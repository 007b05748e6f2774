"""What inquiries add to the page of a district: what was asked about it, and what was answered."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from council.models import District
from council.panels import panel
from motions.models import Inquiry
from motions.views import ledger

SHOWN = 10


@panel("district", order=60)
def inquiries_of_district(request: HttpRequest, districts: Sequence[District]) -> dict[int, SafeString]:
    """The latest inquiries about a district with the state of their answers."""
    found = {}
    for district in districts:
        rows = Inquiry.objects.visible_to(request.user).filter(paper__districts=district)
        listed = list(ledger.rows_of(rows).order_by(F("paper__date").desc(nulls_last=True), "-pk")[:SHOWN])
        if listed:
            lines = ledger.lines(listed, on=timezone.localdate())
            context = {"lines": lines, "title": "Anfragen und Antworten zum Ortsbezirk"}
            found[district.pk] = SafeString(render_to_string("motions/_lines.html", context))
    return found
