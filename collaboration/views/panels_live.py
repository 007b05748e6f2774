"""What lies beside the live page for members: the papers of the item under discussion, and their own notes on them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from collaboration.models import Note
from collaboration.states import NoteState
from council import audiences
from council.audiences import Standing
from council.models import AgendaItem
from council.panels import panel
from council.views.blocks import Agenda
from documents.models import File, Paper

SHOWN = 20  # papers, and notes on each


@panel("beside", order=10)
def papers_beside(request: HttpRequest, agendas: Sequence[Agenda]) -> dict[int, SafeString]:
    """The papers and files of the current item, else of the one to come; four queries, however many notes there are."""
    standing = audiences.standing_of(request.user)
    return {
        agenda.pk: SafeString(render_to_string("collaboration/live/_beside.html", _context(item, agenda, standing)))
        for agenda in agendas
        if (item := agenda.current or agenda.following) is not None
    }


def _context(item: AgendaItem, agenda: Agenda, standing: Standing) -> dict[str, object]:
    papers = list(_papers(item, standing))
    notes = _notes(papers, standing)
    return {
        "item": item,
        "current": item == agenda.current,
        "papers": [(paper, notes.get(paper.pk, [])) for paper in papers],
        "files": list(File.objects.visible_for(standing).filter(meeting_files__item=item).order_by("pk")[:SHOWN]),
    }


def _papers(item: AgendaItem, standing: Standing) -> Sequence[Paper]:
    """The item's paper, and what is laid beside it: amendments, answers."""
    treated = Q(consultations__slots__item=item) | Q(superordinate__consultations__slots__item=item)
    rows = Paper.objects.visible_for(standing).filter(treated).distinct()
    return list(rows.order_by("superordinate", "reference", "pk")[:SHOWN])


def _notes(papers: Sequence[Paper], standing: Standing) -> dict[int, list[Note]]:
    rows = Note.objects.visible_for(standing).filter(owner=standing.user_id, paper__in=papers, state=NoteState.OPEN)
    found: dict[int, list[Note]] = {}
    for note in rows.order_by("paper", "start", "pk"):
        if len(found.setdefault(note.paper_id, [])) < SHOWN:
            found[note.paper_id].append(note)
    return found
