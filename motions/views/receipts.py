"""The receipt for what was handed in, whatever its kind: as a page, in print, as text and as PDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from council.models import Meeting
from council.requests import SignedInRequest
from council.templatetags import council as words
from documents import text
from documents.models import Paper, PaperVersion
from documents.print import compose
from documents.print.sheets import Block, Fact, PaperSheet
from documents.views import prints

PRINTED = {"template": "motions/receipt_print.html"}


@dataclass(frozen=True)
class Receipt:
    """What was handed in and how it met the deadline; its addresses begin with `name`, `back` leads to its page.

    What `changes` another text is in time until the debate is closed, and has no deadline of its own.
    """

    name: str
    word: str
    paper: Paper
    handed_in: PaperVersion | None
    deadline_met: bool | None
    aimed_at: Meeting | None
    back: str
    changes: Paper | None = None

    @property
    def version(self) -> PaperVersion:
        """The text as it was handed in; not found while nothing was."""
        if self.handed_in is None:
            raise Http404
        return self.handed_in

    @property
    def originators(self) -> tuple[str, ...]:
        """Who brought it in, in their order. Costs one query."""
        rows = self.paper.originators.select_related("person", "organization").order_by("order")
        return tuple(map(str, rows)) or (compose.UNKNOWN,)

    @property
    def deadline(self) -> str:
        """How it stood to the next meeting, in words; nothing for what has no deadline."""
        if self.changes is not None:
            return ""
        if self.deadline_met is None or self.aimed_at is None:
            return "Für das Gremium war keine Sitzung geplant."
        day = words.day(self.aimed_at.date)
        return f"eingehalten vor der Sitzung am {day}" if self.deadline_met else f"zu spät für die Sitzung am {day}"

    def address(self, form: str) -> str:
        """Where it is shown in another form."""
        return reverse(f"{self.name}-receipt{form}", args=[self.paper.key])


def page(request: SignedInRequest, receipt: Receipt, *, template: str) -> HttpResponse:
    """Confirm what was handed in, when and by whom: full text and hash."""
    context = {
        "receipt": receipt,
        "paper": receipt.paper,
        "version": receipt.version,
        "blocks": text.blocks(receipt.version.text),
        "originators": receipt.originators,
    }
    forms = {"receipt_url": "", "print_url": "-print", "text_url": "-text", "pdf_url": "-pdf"}
    return render(request, template, context | {name: receipt.address(form) for name, form in forms.items()})


def as_text(receipt: Receipt) -> HttpResponse:
    """Give the text handed in, byte for byte, so that anybody can compute its hash."""
    answer = HttpResponse(receipt.version.text.encode(), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{receipt.name}-{receipt.paper.key}.txt"'
    return answer


def as_pdf(receipt: Receipt) -> HttpResponse:
    """Give the receipt as PDF with the words of its page."""
    paper, version = receipt.paper, receipt.version
    sheet = PaperSheet(
        city=paper.body.name,
        issuer="Stadtverordnetenversammlung",
        closed=paper.audience != "public",
        kind="Eingangsbestätigung",
        title=paper.name,
        reference=paper.reference or "",
        originators=receipt.originators,
        facts=tuple(_facts(receipt)),
        blocks=(Block(kind="heading", text="Wortlaut, wie er eingereicht wurde"), *compose.blocks(version.text)),
    )
    return prints.answer(prints.pressed(sheet), name=f"Eingangsbestätigung-{paper.name}", public=False)


def _facts(receipt: Receipt) -> Iterator[Fact]:
    yield Fact(label="Art", value=receipt.word)
    if receipt.changes is not None:
        yield Fact(label="Ändert", value=str(receipt.changes))
    yield Fact(label="Eingereicht", value=words.moment(receipt.paper.submitted_at))
    if receipt.deadline:
        yield Fact(label="Frist", value=receipt.deadline)
    yield Fact(label="Prüfsumme (SHA-256)", value=receipt.version.sha256)
