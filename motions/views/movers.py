"""Pages by which others bring a motion or an amendment in, too: members of the faction join, other factions agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from council import life
from council.requests import SignedInRequest
from motions.actions import movers
from motions.forms.movers import AgreementForm, InvitationForm
from motions.models import JointFaction
from motions.models.movers import Moved
from motions.views import amendments, motions


@dataclass(frozen=True)
class Noun:
    """How a noun is loaded for its readers, for its author, as a draft; and its page with one form."""

    load: Callable[[SignedInRequest, str], Moved]
    own: Callable[[SignedInRequest, str], Moved]
    own_draft: Callable[[SignedInRequest, str], Moved]
    page: Callable[..., HttpResponse]


MOTION = {"noun": Noun(motions.load, motions.own, motions.own_draft, motions.page)}
AMENDMENT = {"noun": Noun(amendments.load, amendments.own, amendments.own_draft, amendments.page)}


def invite(request: SignedInRequest, key: str, noun: Noun) -> HttpResponse:
    """Ask another faction to bring it in jointly."""
    moved = noun.own_draft(request, key)
    form = InvitationForm(request.POST or None, moved=moved)
    if request.method == "POST" and form.is_valid():
        faction = form.cleaned_data["faction"]
        movers.invite(moved, faction=faction, by=request.user)
        messages.success(request, f"{faction} ist eingeladen und liest den Entwurf.")
        return redirect(moved.paper)
    lead = "Mitglieder der eingeladenen Fraktion lesen den gespeicherten Entwurf und können für sie zustimmen."
    return noun.page(request, moved, form, title=f"Gemeinsamer {moved.word}", lead=lead, submit="Einladen")


@require_POST
def uninvite(request: SignedInRequest, key: str, noun: Noun) -> HttpResponse:
    """Take an invitation back."""
    moved = noun.own(request, key)
    movers.uninvite(moved, faction=_joint(request, moved).organization, by=request.user)
    messages.success(request, "Die Einladung ist zurückgenommen.")
    return redirect(moved.paper)


@require_POST
def agree(request: SignedInRequest, key: str, noun: Noun) -> HttpResponse:
    """Agree for the own faction to the text that was read."""
    moved = noun.load(request, key)
    joint = _joint(request, moved)
    movers.accept(joint, sha256=_read(request), by=request.user)
    messages.success(request, f"{joint.organization} bringt den {moved.word} mit ein.")
    return redirect(moved)


@require_POST
def decline(request: SignedInRequest, key: str, noun: Noun) -> HttpResponse:
    """Decline for the own faction."""
    moved = noun.load(request, key)
    joint = _joint(request, moved)
    movers.decline(joint, by=request.user)
    messages.success(request, f"{joint.organization} bringt den {moved.word} nicht mit ein.")
    return redirect("desk")


@require_POST
def join(request: SignedInRequest, key: str, noun: Noun) -> HttpResponse:
    """Join as a co-mover."""
    moved = noun.load(request, key)
    movers.join(moved, sha256=_read(request), by=request.user)
    messages.success(request, f"Sie bringen den {moved.word} mit ein.")
    return redirect(moved.paper)


@require_POST
def leave(request: SignedInRequest, key: str, noun: Noun) -> HttpResponse:
    """Take the own name off the draft."""
    moved = noun.load(request, key)
    movers.leave(moved, by=request.user)
    messages.success(request, f"Ihr Name steht nicht mehr auf dem {moved.word}.")
    return redirect(moved.paper)


def _joint(request: SignedInRequest, moved: Moved) -> JointFaction:
    rows = moved.paper.joint_factions.select_related("organization")
    return get_object_or_404(rows, organization__key=request.POST.get("faction", ""))


def _read(request: SignedInRequest) -> str:
    """The hash of the text that was read. Raises Stale where none can be made out."""
    form = AgreementForm(request.POST)
    if not form.is_valid():
        raise life.Stale("Welchem Text Sie zustimmen, war nicht zu erkennen. Bitte die Seite neu laden.")
    return str(form.cleaned_data["sha256"])
