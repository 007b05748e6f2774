"""The open-data interface (OParl 1.1): every answer is JSON that any page in the world may read."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.request import split_domain_port
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page

from council.requests import shared
from documents.forms import oparl as questions
from documents.models import OparlObject
from documents.models.oparl import OparlObjectQuerySet
from documents.oparl import addresses, answers, bodies, following, kinds, mirror

logger = logging.getLogger(__name__)

# A look from this machine itself is no second copy of the interface.
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_LISTS = {
    "Body": {type_.lower(): type_ for type_ in bodies.LISTS.values()},
    "Organization": {type_.lower(): type_ for type_ in bodies.LISTS_OF_ORGANIZATION.values()},
}

_View = Callable[..., HttpResponse]


class NotThere(Exception):
    """There is no such object or list; the text is the German sentence."""


def _open(view: _View) -> _View:
    """Make a view part of the interface: open to all, read only, in JSON whatever happens."""

    @wraps(view)
    def wrapper(request: HttpRequest, **named: str) -> HttpResponse:
        response = _answer(view, request, **named)
        if not request.user.is_authenticated:
            response["Cache-Control"] = "no-cache"  # kept, but asked for each time: withdrawal acts at once
        return response

    wrapped: _View = csrf_exempt(login_not_required(gzip_page(shared(wrapper))))
    return wrapped


def _answer(view: _View, request: HttpRequest, **named: str) -> HttpResponse:
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers={"Allow": "GET, HEAD, OPTIONS", "Access-Control-Allow-Headers": "*"})
    if request.method not in ("GET", "HEAD"):
        refused = _error(405, "Diese Schnittstelle gibt nur Auskunft; ändern lässt sich hier nichts.", "use GET")
        refused["Allow"] = "GET, HEAD, OPTIONS"
        return refused
    try:
        if other := _other_spelling(request):
            return HttpResponsePermanentRedirect(other)
        return view(request, **named)
    except NotThere as problem:
        return _error(404, str(problem), f"unknown: {request.path}")
    except questions.Unusable as problem:
        return _error(400, str(problem), f"unusable query: {request.META.get('QUERY_STRING', '')[:500]}")
    except Exception:  # whatever goes wrong, clients of an interface get its kind of answer
        logger.exception("Die offene Schnittstelle konnte nicht antworten")
        return _error(500, "Das hat leider nicht geklappt. Bitte versuchen Sie es später noch einmal.", "server error")


@_open
def system(request: HttpRequest) -> HttpResponse:
    """The entrance of the interface."""
    row = mirror.settle_system()
    return _one(request, row)


@_open
def body_list(request: HttpRequest) -> HttpResponse:
    """The list of all municipalities."""
    return _list(request, OparlObject.objects.of("Body", body=""), url=addresses.bodies())


@_open
def thing(request: HttpRequest, segment: str, key: str) -> HttpResponse:
    """One object, or the tombstone of what once was one."""
    if segment not in addresses.TYPES:
        raise NotThere("Diese Art von Objekten gibt es nicht.")
    return _one(request, _row(addresses.TYPES[segment], key))


@_open
def listing(request: HttpRequest, segment: str, key: str, listed: str) -> HttpResponse:
    """The objects of one type that belong to a body or an organization."""
    owner = addresses.TYPES.get(segment, "")
    type_ = _LISTS.get(owner, {}).get(listed)
    if type_ is None or not OparlObject.objects.filter(type=owner, key=key).exists():
        raise NotThere("Diese Liste gibt es nicht.")
    if owner == "Body":
        rows = OparlObject.objects.of(type_, body=key)
    else:
        rows = OparlObject.objects.filter(type=type_, listings__organization=key)
    return _list(request, rows, url=addresses.listing(owner, key, type_))


@_open
def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Whatever else is asked for below the interface."""
    raise NotThere("Unter dieser Adresse gibt es nichts.")


def _row(type_: str, key: str) -> OparlObject:
    """The object; one that was published a moment ago is entered now."""
    row = OparlObject.objects.filter(type=type_, key=key).first()
    if row is None and following.is_behind() and type_ in (registered := kinds.registered()):
        pks = set(registered[type_].rows().filter(key=key).values_list("pk", flat=True))
        mirror.settle({type_: pks})
        row = OparlObject.objects.filter(type=type_, key=key).first()
    if row is None:
        raise NotThere("Dieses Objekt gibt es nicht.")
    return row


def _one(request: HttpRequest, row: OparlObject) -> HttpResponse:
    within = answers.Within([row])
    if not within.settled():
        row.refresh_from_db()
        within = answers.Within([row])
    return _json(request, within.object(row), changed=http_date(row.modified_at.timestamp()))


def _list(request: HttpRequest, rows: OparlObjectQuerySet, *, url: str) -> HttpResponse:
    """One page of a list in the order of their ids, found by the index alone; the next begins behind its last."""
    asked = questions.read(request.GET)
    wanted = _wanted(rows, asked)
    page = _page(wanted, asked)
    if not page.within.settled():
        page = _page(wanted, asked)
    without = answers.internal(page.rows[0].type) if page.rows and asked.omit_internal else ()
    links = {"first": url + asked.behind(0).query(), "self": url + asked.query()}
    if page.follows:
        links["next"] = url + asked.behind(page.rows[-1].pk).query()
    content = {
        "data": [page.within.object(row, without=without) for row in page.rows],
        "pagination": {"totalElements": wanted.count(), "elementsPerPage": asked.per_page},
        "links": links,
    }
    return _json(request, content)


class _Page:
    """The objects of a page, and whether others follow."""

    def __init__(self, rows: list[OparlObject], *, follows: bool) -> None:
        self.rows = rows
        self.follows = follows
        self.within = answers.Within(rows)


def _wanted(rows: OparlObjectQuerySet, asked: questions.Asked) -> OparlObjectQuerySet:
    """All pages of the list; tombstones are told to whoever asks what has changed since."""
    rows = rows if asked.modified_since else rows.living()
    rows = rows.created(since=asked.created_since, until=asked.created_until)
    return rows.modified(since=asked.modified_since, until=asked.modified_until)


def _page(wanted: OparlObjectQuerySet, asked: questions.Asked) -> _Page:
    keys = wanted.filter(pk__gt=asked.after).order_by("pk").values_list("pk", flat=True)
    pks = list(keys[: asked.per_page + 1])
    shown = pks[: asked.per_page]
    found = OparlObject.objects.in_bulk(shown)
    return _Page([found[pk] for pk in shown if pk in found], follows=len(pks) > len(shown))


def _json(request: HttpRequest, content: Any, *, changed: str = "") -> HttpResponse:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    etag = quote_etag(hashlib.sha256(text).hexdigest()[:32])
    response = HttpResponse(text, content_type="application/json", headers={"ETag": etag})
    if changed:
        response["Last-Modified"] = changed
    return get_conditional_response(request, etag=etag, response=response) or response


def _error(status: int, message: str, debug: str) -> HttpResponse:
    content = {"type": addresses.SCHEMA + "Error", "message": message, "debug": debug}
    text = json.dumps(content, ensure_ascii=False)
    return HttpResponse(text, status=status, content_type="application/json")


def _other_spelling(request: HttpRequest) -> str:
    """The one right address, if this one is spelled otherwise (case, slashes, host); else ""."""
    parts = [part for part in request.path.lower().split("/") if part]
    if len(parts) < 3 or parts[2] not in (addresses.SYSTEM_KEY, *addresses.TYPES):
        return ""
    plain = "/".join(parts)
    base = settings.BASE_URL
    host = request.get_host()
    is_ours = host == base.partition("//")[2] or split_domain_port(host)[0] in _LOOPBACK or not settings.ONE_HOST
    if f"/{plain}" == request.path and is_ours:
        return ""
    query = request.META.get("QUERY_STRING", "")
    return f"{base}/{plain}" + (f"?{query}" if query else "")
