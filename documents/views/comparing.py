"""The page that lays two texts beside each other, and where they are chosen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from council import audiences, readings
from council.audiences import Standing
from council.panels import panel
from documents import choosing, compare, sides
from documents.compare import Change, Comparison, Run, Sort
from documents.models import File, Paper, PaperVersion
from documents.sides import Side
from documents.states import FileRole, FileState
from documents.text import Block

TOO_LONG = "Einer der Texte ist zu lang, um ihn hier Wort für Wort zu vergleichen."


@dataclass(frozen=True)
class Line:
    """One row of the page: both wordings, the two in one, and what happened; or only how many rows were left out."""

    change: str = ""
    relabelled: bool = False
    left: str = ""
    right: str = ""
    inline: str = ""
    skipped: int = 0


@require_safe
@login_not_required
def page(request: HttpRequest) -> HttpResponse:
    """Lay two texts beside each other, or help to choose them; what this person may not read is not found."""
    standing = audiences.standing_of(request.user)
    chosen = [_found(request.GET.get(name, ""), standing) for name in ("left", "right")]
    left, right = chosen
    if left is None or right is None:
        return _choose(request, left or right, standing=standing)
    readings.note(request.user, "paper", [left.paper, right.paper])
    return _compare(request, left, right, standing=standing)


def _found(name: str, standing: Standing) -> Side | None:
    if not name:
        return None
    side = sides.find(name, standing=standing)
    if side is None:
        raise Http404
    return side


def _choose(request: HttpRequest, left: Side | None, *, standing: Standing) -> HttpResponse:
    words = choosing.clean(request.GET.get("q", ""))
    among = _with_text(standing)
    context = {
        "left": left,
        "others": _others(left, standing) if left else [],
        "related": _related(left.paper, standing) if left else [],
        "words": words,
        "found": choosing.papers(words, among=among.exclude(pk=left.paper.pk) if left else among),
    }
    return render(request, "documents/compare_choose.html", context)


def _others(left: Side, standing: Standing) -> list[Side]:
    return [side for side in sides.of(left.paper, standing=standing) if side.name != left.name]


def _related(paper: Paper, standing: Standing) -> list[Paper]:
    """The paper it belongs to, and those that belong to it."""
    rows = _with_text(standing)
    above = rows.filter(pk=paper.superordinate_id) if paper.superordinate_id else rows.none()
    return [*above, *rows.filter(superordinate=paper).order_by("reference", "pk")[: choosing.SHOWN]]


def _with_text(standing: Standing) -> QuerySet[Paper]:
    """The papers someone of this standing may read that have anything to compare."""
    files = File.objects.filter(state=FileState.READABLE, paper=OuterRef("pk"))
    versions = PaperVersion.objects.filter(paper=OuterRef("pk"))
    return Paper.objects.visible_for(standing).filter(Exists(versions) | Exists(files))


def _compare(request: HttpRequest, left: Side, right: Side, *, standing: Standing) -> HttpResponse:
    only = request.GET.get("changes") == "1"
    context = {
        "left": left,
        "right": right,
        "only": only,
        "all_url": _address(left, right),
        "changes_url": f"{_address(left, right)}&changes=1",
        "swapped_url": _address(right, left),
    }
    facing = sides.pairs(left, right, standing=standing)
    if facing is not None:
        return render(request, "documents/compare.html", context | {"facing": facing})
    old, new = left.read(), right.read()
    if max(len(old), len(new)) > sides.LONGEST:
        return render(request, "documents/compare.html", context | {"problem": TOO_LONG})
    compared = compare.compare(old, new)
    context |= {"compared": compared, "counts": _counts(compared), "lines": list(_lines(compared, only=only))}
    return render(request, "documents/compare.html", context)


def _address(left: Side, right: Side) -> str:
    return f"{reverse('compare')}?{urlencode({'left': left.name, 'right': right.name}, safe='~')}"


def _counts(compared: Comparison) -> dict[str, int]:
    return {str(change): compared.count(change) for change in Change}


def _lines(compared: Comparison, *, only: bool) -> Iterator[Line]:
    """The rows as they are shown; with `only`, rows that stayed as they were are counted instead."""
    skipped = 0
    for row in compared.rows:
        if only and row.change is Change.UNCHANGED:
            skipped += 1
            continue
        if skipped:
            yield Line(skipped=skipped)
        skipped = 0
        yield _line(row)
    if skipped:
        yield Line(skipped=skipped)


def _line(row: compare.Row) -> Line:
    if row.change is Change.UNCHANGED and len(row.runs) == 1 and not row.is_relabelled:
        said = _paragraph(row.new, row.runs, without=None)
        return Line(change=row.change, left=said, right=said)
    return Line(
        change=row.change,
        relabelled=row.is_relabelled,
        left=_paragraph(row.old, row.runs, without=Sort.INSERT),
        right=_paragraph(row.new, row.runs, without=Sort.DELETE),
        inline=_paragraph(row.new or row.old, row.runs, without=None),
    )


def _paragraph(block: Block | None, runs: Sequence[Run], *, without: Sort | None) -> SafeString:
    """A block in its kind with its runs marked; nothing where there is no block."""
    if block is None:
        return SafeString()
    label = f"{block.label} " if block.label and block.kind != "heading" else ""
    return format_html('<p class="{}">{}{}</p>', block.kind, label, _marked(runs, without=without))


def _marked(runs: Sequence[Run], *, without: Sort | None) -> SafeString:
    return format_html_join("", "{}", ((_run(run),) for run in runs if run.sort is not without))


def _run(run: Run) -> SafeString | str:
    if run.sort is Sort.EQUAL or run.is_blank:
        return run.text
    return format_html("<del>{}</del>" if run.sort is Sort.DELETE else "<ins>{}</ins>", run.text)


@panel("paper.aside", order=60)
def ways_to_compare(request: HttpRequest, papers: Sequence[Paper]) -> dict[int, SafeString]:
    """The ways from a paper to comparing its two newest versions, with what it belongs to, and with any other text."""
    standing = audiences.standing_of(request.user)
    wordless = [paper for paper in papers if not paper.texts_for(standing)]
    readable = File.objects.visible_for(standing).filter(state=FileState.READABLE, role=FileRole.MAIN)
    filed = set(readable.filter(paper__in=wordless).values_list("paper_id", flat=True)) if wordless else set()
    mains = [row.superordinate_id for row in papers if row.superordinate_id]
    above = Paper.objects.visible_for(standing).in_bulk(mains) if mains else {}
    found = {}
    for paper in papers:
        numbers = [version.number for version in paper.texts_for(standing)[:2]]
        if numbers or paper.pk in filed:
            main = above.get(paper.superordinate_id or 0)
            context = {
                "paper": paper,
                "numbers": numbers,
                "above": main,
                "rewritten": _rewritten(paper, main, standing),
            }
            found[paper.pk] = SafeString(render_to_string("documents/_compare.html", context))
    return found


def _rewritten(paper: Paper, main: Paper | None, standing: Standing) -> str:
    """The name of what is laid beside the main paper: its text written anew, if there is one, else the paper itself."""
    found = sides.of(paper, standing=standing) if main else []
    return next((side.name for side in found if side.rewrites), paper.key)
