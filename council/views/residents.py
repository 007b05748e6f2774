"""Accounts of residents, for the office: found by the address somebody writes with, signed out everywhere."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from council import may, residents
from council.actions import accounts
from council.forms.access import ResidentForm
from council.models import User
from council.requests import SignedInRequest
from council.views import asking, doors

TRAIL = ("Konten von Einwohnern", "/residents/")


@require_http_methods(["GET", "HEAD", "POST"])
def find(request: SignedInRequest) -> HttpResponse:
    """The office asks for the account of one address; there is no list. The address is sent, never part of a link."""
    may.open_account(request.user)
    form = ResidentForm(doors.typed(request))
    if form.is_valid():
        account = form.cleaned_data["account"]
        if account.person is not None:
            return doors.see(reverse("account-open", args=[account.person.key]))
        return doors.see(reverse("resident", args=[residents.name_of(account)]))
    return render(request, "council/residents.html", {"form": form}, status=doors.REFUSED if form.errors else 200)


@require_safe
def show(request: SignedInRequest, token: str) -> HttpResponse:
    """What the office needs to know of it to help: since when it is there, and on how many devices."""
    account = asked_for(request, token)
    context = {
        "account": account,
        "token": token,
        "devices": UserSession.objects.filter(user=account).count(),
    }
    return render(request, "council/resident.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: SignedInRequest, token: str) -> HttpResponse:
    """The office asks, then ends every sign-in of a resident who lost a device."""
    account, back = asked_for(request, token), reverse("resident", args=[token])
    if request.method == "POST":
        accounts.sign_out(account, by=request.user)
        messages.success(request, "Dieses Konto ist überall abgemeldet.")
        return doors.see(back)
    return asking.confirm(request, account, trail=[TRAIL, (account.email, back)], **asking.SIGN_OUT)


def asked_for(request: SignedInRequest, token: str) -> User:
    """The resident's account, for the office; raises Denied for others and Http404 where there is none."""
    may.open_account(request.user)
    account = residents.named(token)
    if account is None:
        raise Http404
    return account
