"""Notes for programs: a container after the W3C Web Annotation Protocol (https://www.w3.org/TR/annotation-protocol/)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers

from collaboration import circles, may, pace, texts
from collaboration.actions import notes
from collaboration.api import web_annotations
from collaboration.api.web_annotations import Incoming, Json, Refused
from collaboration.forms.notes import EditForm, LiftForm, NoteForm, ReplyForm
from collaboration.models import Note
from collaboration.states import NoteState
from collaboration.views.notes import page_of, version_of
from council import audiences
from council.life import Stale, WrongState
from council.may import Denied
from council.models import User
from documents.models import Paper

PER_PAGE = 100
LDP = "http://www.w3.org/ns/ldp"
IRIS_ONLY = "http://www.w3.org/ns/oa#PreferContainedIRIs"
MINIMAL = "http://www.w3.org/ns/ldp#PreferMinimalContainer"
CONTAINER_LINKS = (
    f'<{LDP}#BasicContainer>; rel="type", <http://www.w3.org/TR/annotation-protocol/>; rel="{LDP}#constrainedBy"'
)
NOT_THERE = "Diese Anmerkung gibt es nicht, oder sie ist für Sie nicht lesbar."
View = Callable[..., HttpResponse]


def _answers_in_json(view: View) -> View:
    """Answer every refusal with its sentence as JSON."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refused as problem:
            return _problem(str(problem), status=problem.status)
        except Http404:
            return _problem(NOT_THERE, status=404)
        except Denied as problem:
            return _problem(str(problem), status=403)
        except WrongState as problem:
            return _problem(str(problem), status=409)
        except Stale as problem:
            return _problem(str(problem), status=412)
        except pace.TooMany as problem:
            response = _problem(str(problem), status=429)
            response["Retry-After"] = str(int(pace.HOUR.total_seconds()))
            return response

    return wrapper


@login_not_required
@_answers_in_json
def container(request: HttpRequest) -> HttpResponse:
    """All notes this person may read, or those on one paper (`?paper=`); POST adds one."""
    if request.method == "POST":
        return _create(request)
    if request.method == "OPTIONS":
        return _allow(HttpResponse(status=204), "GET, HEAD, OPTIONS, POST")
    if request.method not in ("GET", "HEAD"):
        return _allow(_problem("Das geht hier nicht.", status=405), "GET, HEAD, OPTIONS, POST")
    rows = _readable(request).exclude(state=NoteState.WITHDRAWN)
    if "paper" in request.GET:
        rows = rows.filter(paper__key=request.GET["paper"])
    pages = Paginator(rows.order_by("created_at", "pk"), PER_PAGE)
    content = _page(request, pages) if "page" in request.GET else _collection(request, pages)
    response = _json(content)
    response["Link"] = CONTAINER_LINKS
    response["Accept-Post"] = web_annotations.MEDIA_TYPE
    response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    patch_vary_headers(response, ["Accept", "Cookie", "Prefer"])
    return _conditional(request, _allow(response, "GET, HEAD, OPTIONS, POST"))


@login_not_required
@_answers_in_json
def annotation(request: HttpRequest, key: str) -> HttpResponse:
    """One note: read it, change it (PUT with If-Match), withdraw it (DELETE)."""
    if request.method == "OPTIONS":
        return _allow(HttpResponse(status=204), "DELETE, GET, HEAD, OPTIONS, PUT")
    if request.method not in ("GET", "HEAD", "PUT", "DELETE"):
        return _allow(_problem("Das geht hier nicht.", status=405), "DELETE, GET, HEAD, OPTIONS, PUT")
    note = _readable(request).filter(key=key).first()
    if note is None:
        raise Http404
    if note.state == NoteState.WITHDRAWN:
        raise Refused("Diese Anmerkung wurde vom Verfasser zurückgezogen.", status=410)
    if request.method == "PUT":
        return _change(request, note)
    if request.method == "DELETE":
        return _withdraw(request, note)
    return _conditional(request, _one(request, note))


def _create(request: HttpRequest) -> HttpResponse:
    by = _account(request)
    given = web_annotations.read(_sent(request))
    if given.reply_to is not None:
        return _created(request, _reply(request, given, by=by))
    on = _text_of(given, by=by)
    form = NoteForm(
        {"circle": "private"} | given.fields,
        canonical_text=texts.canonical(on),
        choices=circles.choices(by, paper=texts.paper_of(on), file=texts.file_of(on)),
    )
    clean = _clean(form)
    pace.check(by, at=timezone.now())
    made = notes.write(
        on,
        selector=clean["selector"],
        text=clean["text"],
        circle=clean["circle"],
        motivation=clean["motivation"],
        by=by,
    )
    return _created(request, made)


def _text_of(given: Incoming, *, by: User) -> texts.Text:
    """The version or the page that is written on, if it may be read. Raises Refused, Http404."""
    if given.file is not None:
        try:
            return page_of(by, given.file, given.page)
        except Http404:
            sentence = (
                "Diese Seite gibt es nicht, sie ist für Sie nicht lesbar, oder die Datei gehört zu keiner Vorlage."
            )
            raise Refused(sentence, status=404) from None
    if given.paper is None:
        raise Refused("target fehlt: Eine Anmerkung gehört zu einer Stelle im Text einer Vorlage.")
    paper = Paper.objects.visible_to(by).filter(key=given.paper).first()
    if paper is None:
        raise Refused("Diese Vorlage gibt es nicht, oder sie ist für Sie nicht lesbar.", status=404)
    return version_of(paper, given.version, standing=audiences.standing_of(by))


def _reply(request: HttpRequest, given: Incoming, *, by: User) -> Note:
    """Reply to the note that is the target, to its circle unless a narrower one is said."""
    above = _readable(request).filter(key=given.reply_to).first()
    if above is None:
        raise Http404
    circle = given.fields.get("circle", above.audience)
    may.reply(by, above, str(circle))
    choices = circles.choices(by, paper=above.paper, file=above.file, within=above.audience)
    clean = _clean(ReplyForm({"text": given.fields.get("text", ""), "circle": circle}, choices=choices))
    pace.check(by, at=timezone.now())
    return notes.reply(above, text=clean["text"], circle=clean["circle"], by=by)


def _created(request: HttpRequest, made: Note) -> HttpResponse:
    response = _one(request, _readable(request).get(pk=made.pk), status=201)
    response["Location"] = request.build_absolute_uri(reverse("note-api", args=[made.key]))
    return response


def _change(request: HttpRequest, note: Note) -> HttpResponse:
    """Take over new words or a wider circle; the passage and the kind of a note stay as they are."""
    by = _account(request)
    may.change(by, note)
    version = _expected(request, note, required=True)
    given = web_annotations.read(_sent(request))
    _same_passage(note, given)
    text, circle = given.fields.get("text", ""), given.fields.get("circle", note.audience)
    if text != note.text and circle != note.audience:
        raise Refused("Bitte erst den Text ändern, dann den Kreis: beides zugleich geht nicht.")
    if text != note.text:
        form = EditForm({"text": text, "version": note.version}, motivation=note.motivation)
        notes.edit(note, text=_clean(form)["text"], version=version, by=by)
    elif circle != note.audience:
        within = note.reply_to.audience if note.reply_to is not None else ""
        choices = circles.choices(by, paper=note.paper, file=note.file, wider_than=note.audience, within=within)
        notes.lift(note, circle=_clean(LiftForm({"circle": circle}, choices=choices))["circle"], by=by)
    return _one(request, _readable(request).get(pk=note.pk))


def _withdraw(request: HttpRequest, note: Note) -> HttpResponse:
    by = _account(request)
    may.change(by, note)
    _expected(request, note, required=False)
    notes.withdraw(note, by=by)
    return HttpResponse(status=204)


def _same_passage(note: Note, given: Incoming) -> None:
    kept = {
        "exact": note.exact,
        "start": note.start,
        "end": note.end,
        "motivation": note.motivation,
    }
    if given.reply_to is not None and (note.reply_to is None or note.reply_to.key != given.reply_to):
        raise Refused("Stelle und Art einer Anmerkung lassen sich nicht ändern; bitte eine neue schreiben.")
    if _is_elsewhere(note, given) or any(given.fields.get(name, value) != value for name, value in kept.items()):
        raise Refused("Stelle und Art einer Anmerkung lassen sich nicht ändern; bitte eine neue schreiben.")


def _is_elsewhere(note: Note, given: Incoming) -> bool:
    """Whether what was sent is about another text than the note's."""
    if given.file is not None:
        return note.file is None or (given.file, given.page) != (note.file.key, str(note.page))
    if given.paper is None:
        return False
    version = note.version_of_text
    return version is None or given.paper != note.paper.key or given.version not in ("", str(version.number))


def _readable(request: HttpRequest) -> QuerySet[Note]:
    visible = Note.objects.visible_for(audiences.standing_of(request.user))
    rows = visible.annotate(above_is_read=Exists(visible.filter(pk=OuterRef("reply_to"))))
    return rows.select_related("paper", "version_of_text", "file", "owner__person", "audience_organization", "reply_to")


def _account(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Refused("Bitte zuerst anmelden.", status=401)
    return request.user


def _sent(request: HttpRequest) -> Json:
    if int(request.META.get("CONTENT_LENGTH") or 0) > web_annotations.LONGEST_BODY:
        raise Refused("Die Sendung ist zu groß.", status=413)
    try:
        return web_annotations.parsed(request.body)
    except RequestDataTooBig:
        raise Refused("Die Sendung ist zu groß.", status=413) from None


def _clean(form: NoteForm | EditForm | LiftForm | ReplyForm) -> dict[str, Any]:
    """The clean values of a form. Raises Refused with its sentences."""
    if not form.is_valid():
        raise Refused(" ".join(str(sentence) for errors in form.errors.values() for sentence in errors))
    return form.cleaned_data


def _expected(request: HttpRequest, note: Note, *, required: bool) -> int | None:
    """The state of the note the program knows (If-Match). Raises Refused if it says none or knows another."""
    given = request.headers.get("If-Match", "").strip()
    if not given and required:
        raise Refused("Bitte mit If-Match sagen, welchen Stand der Anmerkung Sie ändern.", status=428)
    if given in ("", "*"):
        return None
    if _tag(note) not in re.findall(r'(?:W/)?"[^"]*"', given):
        raise Refused("Die Anmerkung wurde inzwischen geändert. Bitte neu lesen.", status=412)
    return note.version


def _tag(note: Note) -> str:
    return f'"{note.version}"'


def _one(request: HttpRequest, note: Note, *, status: int = 200) -> HttpResponse:
    response = _json(web_annotations.written(note, absolute=request.build_absolute_uri), status=status)
    response["ETag"] = _tag(note)
    response["Link"] = f'<{LDP}#Resource>; rel="type"'
    patch_vary_headers(response, ["Accept", "Cookie"])
    return _allow(response, "DELETE, GET, HEAD, OPTIONS, PUT")


def _collection(request: HttpRequest, pages: Paginator[Note]) -> Json:
    """The container with its first page; `Prefer` says how much of it."""
    preferred = request.headers.get("Prefer", "")
    first: Json | str = _page_address(request, 0)
    if MINIMAL not in preferred:
        first = {name: value for name, value in _page(request, pages, number=0).items() if name != "@context"}
        first.pop("partOf")
    collection: Json = {
        "@context": [web_annotations.CONTEXT, f"{LDP}.jsonld"],
        "id": _address(request),
        "type": ["BasicContainer", "AnnotationCollection"],
        "label": "Anmerkungen",
        "total": pages.count,
    }
    if pages.count:
        collection |= {"first": first, "last": _page_address(request, pages.num_pages - 1)}
    return collection


def _page(request: HttpRequest, pages: Paginator[Note], number: int | None = None) -> Json:
    """One page of the container, counted from 0. Raises Refused for a page there is not."""
    if number is None:
        asked = request.GET["page"]
        number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else -1
        if not 0 <= number < pages.num_pages:
            raise Refused("Diese Seite gibt es nicht.", status=404)
    iris = IRIS_ONLY in request.headers.get("Prefer", "")
    absolute = request.build_absolute_uri
    page: Json = {
        "@context": web_annotations.CONTEXT,
        "id": _page_address(request, number),
        "type": "AnnotationPage",
        "partOf": {"id": _address(request), "total": pages.count},
        "startIndex": number * PER_PAGE,
        "items": [
            absolute(reverse("note-api", args=[note.key])) if iris else _item(note, absolute)
            for note in pages.page(number + 1)
        ],
    }
    if number:
        page["prev"] = _page_address(request, number - 1)
    if number + 1 < pages.num_pages:
        page["next"] = _page_address(request, number + 1)
    return page


def _item(note: Note, absolute: Callable[[str], str]) -> Json:
    """A note inside a page, whose context it shares."""
    content = web_annotations.written(note, absolute=absolute)
    del content["@context"]
    return content


def _address(request: HttpRequest, **more: int) -> str:
    query = {"paper": request.GET["paper"]} if "paper" in request.GET else {}
    asked = urlencode(query | {name: str(value) for name, value in more.items()})
    return request.build_absolute_uri(reverse("notes-api") + (f"?{asked}" if asked else ""))


def _page_address(request: HttpRequest, number: int) -> str:
    return _address(request, page=number)


def _json(content: Json, *, status: int = 200) -> HttpResponse:
    encoded = json.dumps(content, ensure_ascii=False).encode()
    return HttpResponse(encoded, content_type=web_annotations.MEDIA_TYPE, status=status)


def _problem(sentence: str, *, status: int) -> HttpResponse:
    encoded = json.dumps({"error": sentence}, ensure_ascii=False).encode()
    return HttpResponse(encoded, content_type="application/json; charset=utf-8", status=status)


def _allow(response: HttpResponse, methods: str) -> HttpResponse:
    response["Allow"] = methods
    return response


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Say 304 to whoever has this answer already."""
    found = get_conditional_response(request, etag=response["ETag"], response=response)
    return found if isinstance(found, HttpResponse) else response
