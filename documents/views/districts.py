"""What papers and items have to do with districts: on their pages by hand and proposed, and on the district's page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_POST

from council import audiences
from council.audiences import Standing
from council.may import allowed
from council.models import AgendaItem, District
from council.panels import panel, row_panel
from council.requests import SignedInRequest
from council.views import doors
from documents import gazetteer, may, sides
from documents.actions import districts
from documents.forms.districts import DistrictsForm
from documents.models import Paper, Slot
from documents.states import PaperType

SHOWN = 10


@require_http_methods(["GET", "HEAD", "POST"])
def of_paper(request: SignedInRequest, key: str) -> HttpResponse:
    """Say by hand which districts a paper concerns."""
    paper = _paper(request, key)
    return _by_hand(request, paper, body_id=paper.body_id)


@require_http_methods(["GET", "HEAD", "POST"])
def of_item(request: SignedInRequest, key: str, item_key: str) -> HttpResponse:
    """Say by hand which districts an item concerns."""
    item = doors.item(request, key, item_key)
    return _by_hand(request, item, body_id=_body_of(item))


@require_POST
def decide_on_paper(request: SignedInRequest, key: str) -> HttpResponse:
    """Take over a proposed district, or say that it is not meant."""
    paper = _paper(request, key)
    return _decide(request, paper, back=paper.get_absolute_url())


@require_POST
def decide_on_item(request: SignedInRequest, key: str, item_key: str) -> HttpResponse:
    """Take over a district proposed for an item, or say that it is not meant."""
    return _decide(request, doors.item(request, key, item_key), back=reverse("item-districts", args=[key, item_key]))


def _paper(request: HttpRequest, key: str) -> Paper:
    return get_object_or_404(Paper.objects.visible_to(request.user), key=key)


def _body_of(item: AgendaItem) -> int:
    organization = item.meeting.organization
    return organization.body_id if organization is not None else 0


def _by_hand(request: SignedInRequest, thing: Any, *, body_id: int) -> HttpResponse:
    may.locate(request.user, thing)
    known = gazetteer.districts_of(body_id)
    chosen = [district.key for district in thing.districts.all()]
    form = DistrictsForm(doors.typed(request), districts=known, initial={"districts": chosen})
    if form.is_valid():
        districts.assign(thing, list(form.cleaned_data["districts"]), by=request.user)
        messages.success(request, "Die Ortsbezirke sind gespeichert.")
        return doors.see(thing.get_absolute_url())
    context = {
        "thing": thing,
        "known": known,
        "form": form,
        "proposed": _proposed(thing, standing=audiences.standing_of(request.user), body_id=body_id),
        "decide_url": _decide_url(thing),
    }
    return render(request, "documents/districts.html", context, status=doors.REFUSED if form.errors else 200)


def _decide(request: SignedInRequest, thing: Any, *, back: str) -> HttpResponse:
    district = get_object_or_404(District, key=request.POST.get("district", ""), deleted_at=None)
    if request.POST.get("verdict") == "refuse":
        districts.refuse(thing, district, by=request.user)
        messages.success(request, f"„{district}“ wird hier nicht mehr vorgeschlagen.")
    else:
        districts.add(thing, district, by=request.user)
        messages.success(request, f"Eingetragen: {district}.")
    return doors.see(back)


def _decide_url(thing: Paper | AgendaItem) -> str:
    if isinstance(thing, Paper):
        return reverse("paper-district", args=[thing.key])
    return reverse("item-district", args=[thing.meeting.key, thing.key])


def _proposed(thing: Paper | AgendaItem, *, standing: Standing, body_id: int) -> list[gazetteer.Proposed]:
    """The districts a thing names that nobody has decided on."""
    settled = {*thing.districts.values_list("pk", flat=True), *thing.not_meant.values_list("district_id", flat=True)}
    return gazetteer.propose(_text_of(thing, standing), body_id=body_id, leaving_out=settled)


def _text_of(thing: Paper | AgendaItem, standing: Standing) -> str:
    if isinstance(thing, AgendaItem):
        return thing.name
    texts = sides.of(thing, standing=standing)[:1]
    return "\n\n".join([thing.name, *(side.read() for side in texts)])


# On the pages of papers and items


@panel("paper.aside", order=30)
def districts_of_papers(request: HttpRequest, papers: Sequence[Paper]) -> dict[int, SafeString]:
    """For those who may say it: the districts proposed from the text, one tap each, and the way to the form."""
    standing = audiences.standing_of(request.user)
    found = {}
    for paper in papers:
        if allowed(may.locate, request.user, paper) and District.objects.filter(body=paper.body_id).exists():
            context = {
                "proposed": _proposed(paper, standing=standing, body_id=paper.body_id),
                "decide_url": _decide_url(paper),
                "edit_url": reverse("paper-districts", args=[paper.key]),
            }
            html = render_to_string("documents/_districts.html", context, request=request)
            found[paper.pk] = SafeString(html)
    return found


@panel("item.edit", order=30)
def districts_of_item(request: HttpRequest, items: Sequence[AgendaItem]) -> dict[int, SafeString]:
    """The districts of an item where the office works on it, and the way to the form."""
    return {
        item.pk: SafeString(
            render_to_string(
                "documents/_districts_of_item.html",
                {"item": item, "districts": item.districts.order_by("name")},
                request=request,
            )
        )
        for item in items
    }


@row_panel("item", order=40)
def districts_of_items(standing: Standing, items: Sequence[AgendaItem]) -> dict[int, SafeString]:
    """The districts that items concern, by themselves or by their paper. Costs two queries."""
    of_items = District.objects.filter(items__in=items, deleted_at=None)
    rows = set(of_items.values_list("items__pk", "name", "key"))
    readable = Paper.objects.visible_for(standing)
    slots = Slot.objects.filter(item__in=items, consultation__paper__in=readable)
    by_paper = slots.filter(consultation__paper__districts__deleted_at=None)
    names = "consultation__paper__districts__name", "consultation__paper__districts__key"
    rows |= {row for row in by_paper.values_list("item_id", *names) if row[1] is not None}
    found: dict[int, list[tuple[str, str]]] = {}
    for pk, name, key in sorted(rows):
        found.setdefault(pk, []).append((name, reverse("district", args=[key])))
    return {
        pk: SafeString(render_to_string("documents/_districts_of_row.html", {"districts": places}))
        for pk, places in found.items()
    }


# On the page of a district


def papers_of(district: District, *, standing: Standing) -> QuerySet[Paper]:
    """The papers about a district that someone of this standing may read, the newest first."""
    rows = Paper.objects.visible_for(standing).filter(districts=district)
    return rows.order_by(F("date").desc(nulls_last=True), "-pk")


def items_of(district: District, *, standing: Standing) -> QuerySet[AgendaItem]:
    """The items about a district, by themselves or by their paper, that someone of this standing may read."""
    papers = Paper.objects.visible_for(standing).filter(districts=district)
    slots = Slot.objects.filter(consultation__paper__in=papers)
    rows = AgendaItem.objects.visible_for(standing)
    return rows.filter(Q(pk__in=district.items.values("pk")) | Q(pk__in=slots.values("item")))


@panel("district", order=50)
def papers_of_district(request: HttpRequest, found: Sequence[District]) -> dict[int, SafeString]:
    """The latest papers that concern a district; inquiries stand with their answers further down."""
    standing = audiences.standing_of(request.user)
    html = {}
    for district in found:
        papers = list(papers_of(district, standing=standing).exclude(paper_type=PaperType.INQUIRY)[:SHOWN])
        if papers:
            all_url = f"{reverse('papers')}?bezirk={district.key}"
            context = {"papers": papers, "title": "Vorlagen zum Ortsbezirk", "all_url": all_url}
            html[district.pk] = SafeString(render_to_string("documents/_papers.html", context))
    return html


@panel("district", order=55)
def items_of_district(request: HttpRequest, found: Sequence[District]) -> dict[int, SafeString]:
    """Where the district was or will be on an agenda."""
    standing = audiences.standing_of(request.user)
    html = {}
    for district in found:
        rows = items_of(district, standing=standing).select_related("meeting__organization")
        items = list(rows.order_by(F("meeting__date").desc(nulls_last=True), "-pk")[:SHOWN])
        if items:
            html[district.pk] = SafeString(render_to_string("documents/_items_of_district.html", {"items": items}))
    return html
