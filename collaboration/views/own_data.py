"""What an account is handed of itself: a page that says what, and the file."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from collaboration import own_data
from council import readings
from council.actions import disclosures
from council.requests import SignedInRequest

SHOWN = 20  # of what was read last


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: SignedInRequest) -> HttpResponse:
    """By GET what the file has; by POST the file, as an attachment."""
    if request.method != "POST":
        context = {"readings": readings.latest_of(request.user, most=SHOWN)}
        return render(request, "collaboration/own_data.html", context)
    found = own_data.of(request.user)
    disclosures.note_handed_out(request.user, by=request.user)
    response = JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="meine-daten.json"'
    return response
