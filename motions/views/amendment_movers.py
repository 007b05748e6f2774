"""Pages by which others bring an amendment in, too: co-movers of the faction, and other factions jointly."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from council import life
from council.requests import SignedInRequest
from motions.actions import amendment_movers
from motions.forms.motions import AgreementForm, InvitationForm
from motions.models import Amendment, AmendmentFaction
from motions.views.amendments import load, own, own_draft, page


def invite(request: SignedInRequest, key: str) -> HttpResponse:
    """Ask another faction to bring the amendment in jointly."""
    amendment = own_draft(request, key)
    form = InvitationForm(request.POST or None, motion=amendment)
    if request.method == "POST" and form.is_valid():
        faction = form.cleaned_data["faction"]
        amendment_movers.invite(amendment, faction=faction, by=request.user)
        messages.success(request, f"{faction} ist eingeladen und liest den Entwurf.")
        return redirect(amendment.paper)
    lead = "Mitglieder der eingeladenen Fraktion lesen den gespeicherten Entwurf und können für sie zustimmen."
    return page(request, amendment, form, title="Gemeinsamer Änderungsantrag", lead=lead, submit="Einladen")


@require_POST
def uninvite(request: SignedInRequest, key: str) -> HttpResponse:
    """Take an invitation back."""
    amendment = own(request, key)
    amendment_movers.uninvite(amendment, faction=_joint(request, amendment).organization, by=request.user)
    messages.success(request, "Die Einladung ist zurückgenommen.")
    return redirect(amendment.paper)


@require_POST
def agree(request: SignedInRequest, key: str) -> HttpResponse:
    """Agree for the own faction to the text that was read."""
    amendment = load(request, key)
    joint = _joint(request, amendment)
    amendment_movers.accept(joint, sha256=_read(request), by=request.user)
    messages.success(request, f"{joint.organization} bringt den Änderungsantrag mit ein.")
    return redirect(amendment)


@require_POST
def decline(request: SignedInRequest, key: str) -> HttpResponse:
    """Decline for the own faction."""
    joint = _joint(request, load(request, key))
    amendment_movers.decline(joint, by=request.user)
    messages.success(request, f"{joint.organization} bringt den Änderungsantrag nicht mit ein.")
    return redirect("desk")


@require_POST
def join(request: SignedInRequest, key: str) -> HttpResponse:
    """Join as a co-mover."""
    amendment = load(request, key)
    amendment_movers.join(amendment, sha256=_read(request), by=request.user)
    messages.success(request, "Sie bringen den Änderungsantrag mit ein.")
    return redirect(amendment.paper)


@require_POST
def leave(request: SignedInRequest, key: str) -> HttpResponse:
    """Take the own name off the draft."""
    amendment = load(request, key)
    amendment_movers.leave(amendment, by=request.user)
    messages.success(request, "Ihr Name steht nicht mehr auf dem Änderungsantrag.")
    return redirect(amendment.paper)


def _joint(request: SignedInRequest, amendment: Amendment) -> AmendmentFaction:
    return get_object_or_404(amendment.joint_factions, organization__key=request.POST.get("faction", ""))


def _read(request: SignedInRequest) -> str:
    """The hash of the text that was read. Raises Stale where none can be made out."""
    form = AgreementForm(request.POST)
    if not form.is_valid():
        raise life.Stale("Welchem Text Sie zustimmen, war nicht zu erkennen. Bitte die Seite neu laden.")
    return str(form.cleaned_data["sha256"])
