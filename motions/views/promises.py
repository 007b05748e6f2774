"""Pages of promises: the public list, one promise, recording and settling it, and putting it before the body again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from council import life, tables
from council.forms.agenda import NewItemForm, parts_of
from council.models import AgendaItem, Meeting
from council.requests import SignedInRequest
from council.states import Audience, BodyKind
from council.tables import Column
from council.views import doors
from motions.actions import promises
from motions.forms import promises as forms
from motions.may import promises as may
from motions.models import Promise
from motions.models.promises import PromiseQuerySet
from motions.views import inquiries

PER_PAGE = 25


def shown(rows: PromiseQuerySet) -> PromiseQuerySet:
    """Fetch what a line or a page needs, those due first."""
    rows = rows.select_related("organization", "speaker", "item__meeting", "inquiry__paper")
    return rows.order_by(F("due").asc(nulls_last=True), "made_on", "pk")


@require_safe
@login_not_required
def listing(request: HttpRequest) -> HttpResponse:
    """List the promises this person may read."""
    today = timezone.localdate()
    visible = Promise.objects.visible_to(request.user)
    wanted = forms.PromiseFilter(request.GET, promises=visible)
    page = Paginator(shown(_narrowed(visible, wanted.values())), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [(promise, promise.is_overdue(on=today)) for promise in page],
        "filter": wanted,
        "figures": {"open": visible.open().count(), "overdue": visible.overdue(on=today).count()},
    }
    return render(request, "motions/promises.html", context)


@require_safe
@login_not_required
def as_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Give the promises of the list with its filters as a table for spreadsheets."""
    visible = Promise.objects.visible_to(request.user)
    rows = shown(_narrowed(visible, forms.PromiseFilter(request.GET, promises=visible).values()))
    columns: list[Column[Promise]] = [
        Column("Zusage", lambda row: row.text),
        Column("Gremium", lambda row: row.organization),
        Column("Zugesagt am", lambda row: row.made_on),
        Column("Fällig am", lambda row: row.due),
        Column("Stand", lambda row: row.get_state_display()),
        Column("Adresse", tables.address_of(request)),
    ]
    return tables.streamed(
        request, rows, name="zusagen", columns=columns, fetched=shown(Promise.objects.all()).order_by()
    )


def _narrowed(rows: PromiseQuerySet, wanted: dict[str, Any]) -> PromiseQuerySet:
    if "gremium" in wanted:
        rows = rows.filter(organization=wanted["gremium"])
    match wanted.get("stand"):
        case None:
            return rows
        case "overdue":
            return rows.filter(pk__in=Promise.objects.overdue(on=timezone.localdate()).values("pk"))
        case state:
            return rows.filter(state=state)


@require_safe
@login_not_required
def show(request: HttpRequest, key: str) -> HttpResponse:
    """Show one promise and the meetings at which the body was reminded of it."""
    promise = _promise(request, key)
    items = AgendaItem.objects.visible_to(request.user).filter(promises_taken_up=promise).select_related("meeting")
    context = {
        "promise": promise,
        "overdue": promise.is_overdue(on=timezone.localdate()),
        "items": items.order_by("meeting__date", "pk"),
    }
    return render(request, "motions/promise.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def from_meeting(request: SignedInRequest, key: str) -> HttpResponse:
    """Record a promise made at an item of a meeting."""
    meeting = doors.meeting(request, key)
    may.keep(request.user, meeting)
    if meeting.organization is None:
        raise life.WrongState("Für diese Sitzung ist kein Gremium angegeben, dem etwas zugesagt sein könnte.")
    initial = {"made_on": meeting.date}
    form = forms.MeetingPromiseForm(doors.typed(request), items=doors.items(request, meeting), initial=initial)
    if form.is_valid():
        return _recorded(request, Promise(organization=meeting.organization, **form.values()))
    lead = f"Was dem Gremium „{meeting.organization}“ in der Sitzung „{meeting}“ zugesagt wurde."
    return _page(request, form, title="Zusage festhalten", lead=lead, back=meeting.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def from_inquiry(request: SignedInRequest, key: str) -> HttpResponse:
    """Record a promise made with the answer to an inquiry."""
    inquiry = inquiries.found(request, key)
    may.keep(request.user)
    form = forms.InquiryPromiseForm(doors.typed(request), inquiry=inquiry, initial={"made_on": timezone.localdate()})
    if form.is_valid():
        return _recorded(request, Promise(inquiry=inquiry, **form.values()))
    lead = f"Was in der Antwort auf „{inquiry.paper.name}“ zugesagt wurde."
    return _page(request, form, title="Zusage festhalten", lead=lead, back=inquiry.paper.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, key: str) -> HttpResponse:
    """Correct what was recorded of an open promise."""
    promise = _promise(request, key)
    may.keep(request.user, promise)
    initial = {name: getattr(promise, name) for name in ("text", "speaker_role", "made_on", "due", "condition")}
    initial |= {"speaker": promise.speaker_id, "version": promise.version}
    form = forms.PromiseForm(doors.typed(request), initial=initial)
    if form.is_valid():
        promises.correct(promise, by=request.user, version=form.cleaned_data["version"] or 0, **form.values())
        messages.success(request, "Die Zusage ist berichtigt.")
        return doors.see(promise.get_absolute_url())
    lead = "Wer, was, bis wann: so wie es gesagt wurde."
    return _page(request, form, title="Zusage berichtigen", lead=lead, back=promise.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def fulfil(request: SignedInRequest, key: str) -> HttpResponse:
    """Say that the promise was fulfilled."""
    promise = _promise(request, key)
    may.keep(request.user, promise)
    form = forms.SettleForm(doors.typed(request))
    if form.is_valid():
        promises.fulfil(promise, by=request.user, **form.cleaned_data)
        messages.success(request, "Die Zusage gilt als erfüllt.")
        return doors.see(promise.get_absolute_url())
    return _page(request, form, title="Zusage erfüllt", lead=promise.text, back=promise.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: SignedInRequest, key: str) -> HttpResponse:
    """Say that the promise was withdrawn."""
    promise = _promise(request, key)
    may.keep(request.user, promise)
    form = forms.SettleForm(doors.typed(request))
    if form.is_valid():
        promises.withdraw(promise, by=request.user, **form.cleaned_data)
        messages.success(request, "Die Zusage gilt als zurückgezogen.")
        return doors.see(promise.get_absolute_url())
    return _page(request, form, title="Zusage zurückgezogen", lead=promise.text, back=promise.get_absolute_url())


@require_POST
def reopen(request: SignedInRequest, key: str) -> HttpResponse:
    """Take back what was said of its end."""
    promise = promises.reopen(_promise(request, key), by=request.user)
    messages.success(request, "Die Zusage ist wieder offen.")
    return doors.see(promise.get_absolute_url())


@require_POST
def take_up(request: SignedInRequest, key: str) -> HttpResponse:
    """Put the promise on the agenda of the meeting named in the form (`meeting`)."""
    promise = _promise(request, key)
    may.keep(request.user, promise)
    rows = Meeting.objects.visible_to(request.user).select_related("organization")
    meeting = get_object_or_404(rows, key=request.POST.get("meeting", ""))
    if not of_body(promise, meeting):
        raise life.WrongState("Diese Zusage wurde einem anderen Gremium gegeben.")
    item = promises.take_up(promise, item=_item(request, promise, meeting), by=request.user)
    messages.success(request, f"„{item}“ steht auf der Tagesordnung.")
    return doors.see(meeting.get_absolute_url())


def of_body(promise: Promise, meeting: Meeting) -> bool:
    """Whether the meeting is one of the body the promise was given to."""
    if meeting.organization_id == promise.organization_id:
        return True
    return meeting.joint_organizations.filter(pk=promise.organization_id).exists()


def _item(request: SignedInRequest, promise: Promise, meeting: Meeting) -> AgendaItem:
    """A new item at the end of the agenda, as open to the public as what it reminds of, the meeting included."""
    items = doors.items(request, meeting)
    known = _is_public(promise)
    if not known and meeting.organization_id != promise.organization_id:
        raise life.WrongState("Nichtöffentliches wird nur dem Gremium vorgelegt, dem es zugesagt wurde.")
    public = meeting.public is not False and known
    is_assembly = meeting.organization is not None and meeting.organization.kind == BodyKind.ASSEMBLY
    usual = next(iter(parts_of(meeting)), "") if is_assembly else ""
    typed = {
        "name": promise.title,
        "part": items[-1].part if items else usual,
        "public": "yes" if public else "no",
    }
    form = NewItemForm(typed, meeting=meeting, items=items)
    if not form.is_valid():
        raise life.WrongState("Die Tagesordnung nimmt den Punkt so nicht an; bitte von Hand hinzufügen.")
    return AgendaItem(
        meeting=meeting,
        public=public,
        audience=Audience.PUBLIC if public else Audience.BODY,
        audience_organization=None if public else meeting.organization,
        **form.values(),
    )


def _is_public(promise: Promise) -> bool:
    """Whether everybody may read it."""
    return Promise.objects.visible_to(None).filter(pk=promise.pk).exists()


def _recorded(request: SignedInRequest, promise: Promise) -> HttpResponse:
    kept = promises.record(promise, by=request.user)
    messages.success(request, "Die Zusage ist festgehalten. Sie wird dem Gremium vorgelegt, bis sie erfüllt ist.")
    return doors.see(kept.get_absolute_url())


def _promise(request: HttpRequest, key: str) -> Promise:
    return get_object_or_404(shown(Promise.objects.visible_to(request.user)), key=key)


def _page(request: SignedInRequest, form: Any, *, title: str, lead: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "lead": lead, "back": back}
    return render(request, "motions/promise_form.html", context, status=doors.REFUSED if form.errors else 200)
