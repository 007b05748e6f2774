"""Pages of this floor as PDF: the answer ledger with its filters, and the receipt of a motion."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.decorators import login_not_required
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from council.models import Body
from council.requests import SignedInRequest
from council.templatetags import council as words
from documents.print import compose, pieces
from documents.print.sheets import Block, Fact, ListSheet, PaperSheet
from documents.views import prints
from motions.forms.inquiries import LedgerFilter
from motions.models import Inquiry, Motion
from motions.views import ledger, motion_facts

MOST = 500  # lines of one ledger in print


@require_safe
@login_not_required
def inquiries(request: HttpRequest) -> HttpResponse:
    """Give the answer ledger as PDF: the same inquiries as on the page with these filters, all in one."""
    today = timezone.localdate()
    wanted = LedgerFilter(request.GET)
    rows = ledger.rows_of(ledger.narrowed(Inquiry.objects.visible_to(request.user), wanted.values(), on=today))
    found = list(rows.order_by(F("paper__date").desc(nulls_last=True), "-paper_id")[: MOST + 1])
    lines = ledger.lines(found[:MOST], on=today)
    sheet = ListSheet(
        city=Body.objects.filter(home=True).values_list("name", flat=True).first() or "",
        issuer="Stadtverordnetenversammlung",
        kind="Anfragen und Antworten",
        title="Was den Magistrat gefragt wurde, was beantwortet ist und was noch aussteht",
        facts=(Fact(label="Stand", value=words.day(today)), *_chosen(wanted)),
        blocks=tuple(_read(lines)) or (Block(text="Keine Anfragen."),),
        note=f"Gedruckt sind die ersten {MOST} Anfragen; bitte eingrenzen." if len(found) > MOST else "",
    )
    return prints.answer(prints.pressed(sheet), name="Anfragen-und-Antworten", public=request.user.is_anonymous)


@require_safe
def receipt(request: SignedInRequest, key: str) -> HttpResponse:
    """Give the receipt of a motion as PDF: what was handed in, when, by whom, and its hash."""
    rows = Motion.objects.visible_to(request.user).select_related("paper__body", "aimed_at", "handed_in")
    motion = get_object_or_404(rows, paper__key=key)
    version, paper = motion_facts.handed_in(motion), motion.paper
    originators = paper.originators.select_related("person", "organization").order_by("order")
    sheet = PaperSheet(
        city=paper.body.name,
        issuer="Stadtverordnetenversammlung",
        closed=paper.audience != "public",
        kind="Eingangsbestätigung",
        title=paper.name,
        reference=paper.reference or "",
        originators=tuple(map(str, originators)) or (compose.UNKNOWN,),
        facts=(
            Fact(label="Art", value=str(motion.get_kind_display())),
            Fact(label="Eingereicht", value=words.moment(paper.submitted_at)),
            Fact(label="Frist", value=_deadline(motion)),
            Fact(label="Prüfsumme (SHA-256)", value=version.sha256),
        ),
        blocks=(Block(kind="heading", text="Wortlaut, wie er eingereicht wurde"), *compose.blocks(version.text)),
    )
    return prints.answer(prints.pressed(sheet), name=f"Eingangsbestätigung-{paper.name}", public=False)


def _chosen(wanted: LedgerFilter) -> Iterable[Fact]:
    """What the ledger was narrowed to, in the words of its form."""
    values = wanted.values()
    if "stand" in values:
        labels = dict(wanted.fields["stand"].choices)  # type: ignore[attr-defined]  # a field of choices
        yield Fact(label="Eingegrenzt auf", value=str(labels[values["stand"]]))
    if "fraktion" in values:
        yield Fact(label="Fraktion", value=str(values["fraktion"]))


def _read(lines: Iterable[ledger.Line]) -> Iterable[Block]:
    for line in lines:
        row = render_to_string("motions/_line.html", {"line": line})
        yield from pieces.blocks(f"<ul>{row}</ul>")


def _deadline(motion: Motion) -> str:
    if motion.deadline_met is None or motion.aimed_at is None:
        return "Für das Gremium war keine Sitzung geplant."
    day = words.day(motion.aimed_at.date)
    return f"eingehalten vor der Sitzung am {day}" if motion.deadline_met else f"zu spät für die Sitzung am {day}"
