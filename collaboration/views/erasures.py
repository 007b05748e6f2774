"""The office erases an account: of somebody whose office or mandate is over, or of a resident who asked for it."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from collaboration.actions import erasures
from council import former
from council import may as ground
from council.models import Person, User
from council.requests import SignedInRequest
from council.views import doors, residents

ERASED = "Das Konto ist gelöscht; das Journal hält fest, dass es gelöscht wurde."


@require_http_methods(["GET", "HEAD", "POST"])
def of_person(request: SignedInRequest, key: str) -> HttpResponse:
    """By GET what goes and what stays of somebody whose office is over; by POST, after the password, it goes."""
    ground.open_account(request.user)
    person = get_object_or_404(Person, key=key, deleted_at=None)
    account, back = get_object_or_404(User, person=person), reverse("account-open", args=[key])
    kept = former.keeps(person, on=timezone.localdate())
    context = {"back": back, "person": person, "kept": kept}
    return cast("HttpResponse", _erase(request, account, template="erase_person", then=back, **context))


@require_http_methods(["GET", "HEAD", "POST"])
def of_resident(request: SignedInRequest, token: str) -> HttpResponse:
    """The same for the account of a resident who asked for it in writing."""
    account, back = residents.asked_for(request, token), reverse("resident", args=[token])
    done = reverse("residents")
    return cast("HttpResponse", _erase(request, account, template="erase_resident", then=done, back=back))


@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]  # allauth has no types
def _erase(request: SignedInRequest, account: User, *, template: str, then: str, **context: Any) -> HttpResponse:
    """Show what would go; or erase, and lead on to `then`."""
    if request.method != "POST":
        return render(request, f"collaboration/{template}.html", {"account": account, **context})
    erasures.erase(account, by=request.user)
    messages.success(request, ERASED)
    return doors.see(then)
