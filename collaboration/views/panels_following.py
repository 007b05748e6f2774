"""What following adds to other pages: the button with the feeds beside it, and the ways to what is new."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from collaboration import subscribing
from collaboration.models import Subscription
from collaboration.subscribing import Channel
from council import audiences
from council.models import District, Organization, Person
from council.panels import panel
from documents.models import Paper
from documents.views import search


@panel("paper.aside", order=20)
def follow_paper(request: HttpRequest, shown: Sequence[Paper]) -> dict[int, SafeString]:
    """The button on a paper; what is not public has no feed."""
    return {
        paper.pk: _button(request, "paper", paper, label="Vorlage verfolgen", channels=subscribing.of_paper(paper))
        for paper in shown
    }


@panel("body.aside", order=20)
def follow_body(request: HttpRequest, shown: Sequence[Organization]) -> dict[int, SafeString]:
    """The button on a body."""
    return {
        body.pk: _button(request, "organization", body, label="Gremium verfolgen", channels=subscribing.of_body(body))
        for body in shown
    }


@panel("person", order=20)
def follow_person(request: HttpRequest, shown: Sequence[Person]) -> dict[int, SafeString]:
    """The button on a person."""
    return {
        person.pk: _button(request, "person", person, label="Person verfolgen", channels=subscribing.of_person(person))
        for person in shown
    }


@panel("district.aside", order=5)
def follow_district(request: HttpRequest, shown: Sequence[District]) -> dict[int, SafeString]:
    """The button on a district."""
    return {
        row.pk: _button(request, "district", row, label="Ortsbezirk verfolgen", channels=subscribing.of_district(row))
        for row in shown
    }


@panel("search", order=20)
def follow_search(request: HttpRequest, things: Sequence[object]) -> dict[None, SafeString]:
    """The button below a search."""
    wish = search.wish_of(request.GET).ordered("relevance")
    typed = search.parameters(wish)
    context = _context(request, label="Diese Suche verfolgen", channels=subscribing.of_search(typed))
    context |= {"url": reverse("follow-search"), "search": typed}
    if context["signed_in"]:
        context["subscription"] = Subscription.objects.filter(user=context["signed_in"], search=typed).first()
    return {None: SafeString(render_to_string("collaboration/following/_panel.html", context))}


@panel("desk.top", order=1)
@panel("home.aside", order=1)
def ways_to_news(request: HttpRequest, things: Sequence[object]) -> dict[None, SafeString]:
    """The ways to what is new and to what one follows."""
    context = {"signed_in": request.user.is_authenticated}
    return {None: SafeString(render_to_string("collaboration/following/_ways.html", context))}


def _button(request: HttpRequest, kind: str, thing: Any, *, label: str, channels: Sequence[Channel]) -> SafeString:
    context = _context(request, label=label, channels=channels)
    context["url"] = reverse("follow", args=[kind, thing.key])
    if context["signed_in"]:
        context["subscription"] = Subscription.objects.filter(user=context["signed_in"], **{kind: thing}).first()
    return SafeString(render_to_string("collaboration/following/_panel.html", context))


def _context(request: HttpRequest, *, label: str, channels: Sequence[Channel]) -> dict[str, Any]:
    signed_in = audiences.standing_of(request.user).user_id
    here = request.get_full_path()
    return {
        "signed_in": signed_in,
        "label": label,
        "channels": channels,
        "here": here,
        "login_url": f"{reverse('account_login')}?{urlencode({'next': here})}",
        "csrf_token": get_token(request) if signed_in else "",
    }


@panel("account")
def following_of_account(request: HttpRequest, things: Sequence[object]) -> dict[None, SafeString]:
    """The way from one's account to what one follows."""
    text = "Themen, Gremien, Personen, und wie oft Sie davon hören"
    context = {"title": "Was ich verfolge", "url": reverse("following"), "text": text}
    return {None: SafeString(render_to_string("components/row.html", context))}
