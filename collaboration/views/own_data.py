"""What an account is handed of itself, and how it is erased: pages that say what, and the file."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from collaboration import may, own_data
from collaboration.actions import erasures
from council import may as ground
from council import readings
from council.actions import disclosures
from council.requests import SignedInRequest
from council.views import doors

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


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]  # allauth has no types
def erase(request: SignedInRequest) -> HttpResponse:
    """By GET what would go and what stays, and why; by POST, after the password once more, the account goes."""
    if request.method != "POST":
        context = {"can_erase": ground.allowed(may.erase_account, request.user, request.user)}
        return render(request, "collaboration/own_data_erase.html", context)
    erasures.erase(request.user, by=request.user)
    logout(request)
    messages.success(request, "Ihr Konto ist gelöscht.")
    return doors.see("/")
