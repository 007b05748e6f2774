"""Pages of this floor as PDF: the answer ledger with its filters."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.decorators import login_not_required
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from council.models import Body
from council.templatetags import council as words
from documents.print import pieces
from documents.print.sheets import Block, Fact, ListSheet
from documents.views import prints
from motions.forms.inquiries import LedgerFilter
from motions.models import Inquiry
from motions.views import ledger

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
