"""Following and no longer: the buttons, the list of what one follows, the signed links in mails."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from collaboration import following, stopping
from collaboration.actions import subscriptions
from collaboration.models import Lookout, Subscription
from collaboration.states import Rhythm
from council import audiences
from council.models import District, Organization, Person
from council.requests import SignedInRequest
from council.views import doors
from documents.models import Paper
from documents.views import search

KINDS = {"paper": "Vorlagen", "organization": "Gremien", "district": "Ortsbezirke", "person": "Personen"}
_ENDED = "following-ended"  # in the session: an address would let others put words into the page
_ROWS: dict[str, type[models.Model]] = {"organization": Organization, "district": District, "person": Person}


@require_safe
def overview(request: SignedInRequest) -> HttpResponse:
    """List what this account follows, as far as it may still be read, with what can be done about each."""
    standing = audiences.standing_of(request.user)
    rows = Subscription.objects.shown_for(standing).select_related("paper", "organization", "district", "person")
    kept = list(rows.order_by("-since", "pk"))
    chapters = [(label, [row for row in kept if getattr(row, f"{kind}_id")]) for kind, label in KINDS.items()]
    searches = [(row, following.wish_of(row.search)) for row in kept if row.search]
    context: dict[str, Any] = {
        "chapters": [(label, found) for label, found in chapters if found],
        "searches": [(row, wish.typed, search.address(wish)) for row, wish in searches],
        "lookout": Lookout.objects.filter(user=request.user).first(),
        "ended": _ended(request),
    }
    return render(request, "collaboration/following/overview.html", context)


@require_POST
def follow(request: SignedInRequest, kind: str, key: str) -> HttpResponse:
    """Follow the thing whose page this was pressed on."""
    thing = _thing(request, kind, key)
    subscriptions.follow({kind: thing}, by=request.user)
    messages.success(
        request, "Sie verfolgen das jetzt. Wie oft Sie davon hören, bestimmen Sie unter „Was ich verfolge“."
    )
    return doors.see(doors.back(request, default=reverse("following")))


@require_POST
def follow_search(request: SignedInRequest) -> HttpResponse:
    """Follow a search: what is found by it from now on."""
    wish = following.wish_of(request.POST.get("search", ""))
    if not wish.typed.strip():
        raise Http404
    subscriptions.follow({"search": search.parameters(wish.ordered("relevance"))}, by=request.user)
    messages.success(request, "Sie verfolgen diese Suche jetzt.")
    return doors.see(doors.back(request, default=reverse("following")))


@require_POST
def stop(request: SignedInRequest, key: str) -> HttpResponse:
    """Follow it no longer; the list offers to take that back."""
    found = _own(request, key)
    subscriptions.unfollow(found)
    back = doors.back(request, default="")
    if not back:
        request.session[_ENDED] = found.search or f"{_kind(found)}/{found.thing.key if found.thing else ''}"
    return doors.see(back or reverse("following"))


@require_POST
def pause(request: SignedInRequest, key: str) -> HttpResponse:
    """Hear nothing of it for a while."""
    subscriptions.pause([_own(request, key)])
    return doors.see(reverse("following"))


@require_POST
def resume(request: SignedInRequest, key: str) -> HttpResponse:
    """Hear of it again."""
    subscriptions.resume(_own(request, key))
    return doors.see(reverse("following"))


@require_POST
def choose_rhythm(request: SignedInRequest, key: str) -> HttpResponse:
    """Choose whether dates and deadlines are told at once."""
    found, rhythm = _own(request, key), request.POST.get("rhythm", "")
    if rhythm in Rhythm.values:
        subscriptions.choose_rhythm(found, rhythm=rhythm)
        messages.success(request, "Gespeichert.")
    return doors.see(reverse("following"))


@csrf_exempt  # the signed link is the proof, and mail programs send no token (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def stop_by_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Stop what a signed link from a mail names, without signing in: asked on GET, done on POST."""
    try:
        found = stopping.found(token)
    except stopping.Forged as forged:
        raise Http404 from forged
    name = _public_name(found)
    done = found is None or request.method == "POST"  # a second click, or a mail program that asks again
    if done:
        stopping.carry_out(found)
    context = {"thing": name, "all": isinstance(found, Lookout), "done": done}
    response = render(request, "collaboration/following/stop.html", context)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _thing(request: HttpRequest, kind: str, key: str) -> models.Model:
    """Find what is to be followed, as far as this person may read it."""
    if kind == "paper":
        return get_object_or_404(Paper.objects.visible_to(request.user), key=key)
    if kind not in _ROWS:
        raise Http404
    return get_object_or_404(_ROWS[kind]._default_manager.filter(deleted_at=None), key=key)


def _own(request: SignedInRequest, key: str) -> Subscription:
    rows = Subscription.objects.filter(user=request.user)
    return get_object_or_404(rows.select_related("paper", "organization", "district", "person"), key=key)


def _kind(subscription: Subscription) -> str:
    return next((kind for kind in KINDS if getattr(subscription, f"{kind}_id")), "search")


def _ended(request: SignedInRequest) -> dict[str, str] | None:
    """What was ended a moment ago, with the way to follow it again; nothing for what may not be read."""
    ended = request.session.pop(_ENDED, "")
    kind, _, key = ended.partition("/")
    if kind in KINDS:
        try:
            thing = _thing(request, kind, key)
        except Http404:
            return None
        return {"name": str(thing), "url": reverse("follow", args=[kind, key])}
    wish = following.wish_of(ended)
    if not wish.typed.strip():
        return None
    return {"name": f"Suche „{wish.typed[:80]}“", "url": reverse("follow-search"), "search": search.parameters(wish)}


def _public_name(found: Subscription | Lookout | None) -> str:
    """What was followed, as far as everybody may know it: who holds the mail is not signed in."""
    if found is None or isinstance(found, Lookout):
        return ""
    if found.search:
        return f"die Suche „{following.wish_of(found.search).typed[:80]}“"
    if found.paper_id is None:
        return f"„{found.thing}“" if Subscription.objects.there().contains(found) else "etwas, das es nicht mehr gibt"
    public = Paper.objects.visible_for(audiences.standing_of(None)).filter(pk=found.paper_id)
    return f"„{found.paper}“" if public.exists() else "eine Vorlage"
