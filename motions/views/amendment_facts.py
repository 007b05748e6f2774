"""What pages say about amendments: the synopsis line by line, who brings one in, what was ruled on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, groupby
from typing import TYPE_CHECKING, Any

from council import life
from council.may import allowed
from documents.compare import Sort
from documents.models import Paper
from motions import drafting, slate
from motions.amending.composing import Paragraph
from motions.amending.edits import Edit, Unfit
from motions.may import amendments as may
from motions.models import Amendment, Ballot, ChangeOrigin, Ruling
from motions.slate import Slate
from motions.views import mover_facts

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from council.audiences import Standing, Viewer


AS_BEFORE = "wie zuvor"


@dataclass(frozen=True)
class Stretch:
    """A run of words in one of the columns: kept, struck or new."""

    sort: str
    text: str


@dataclass(frozen=True)
class Line:
    """One line of a synopsis, or so many unchanged paragraphs left out."""

    place: str = ""
    old_label: str = ""
    new_label: str = ""
    old: tuple[Stretch, ...] = ()
    new: tuple[Stretch, ...] = ()
    reason: str = ""
    skipped: int = 0


@dataclass(frozen=True)
class Passage:
    """A paragraph of the text with the amendments adopted so far, and who changed it; a struck one has no number."""

    number: int | None
    label: str
    kind: str
    stretches: tuple[Stretch, ...]
    origins: tuple[Amendment, ...]
    struck: bool


def lines(edits: Sequence[Edit], *, parent: str, reason: str) -> list[Line]:
    """The three columns of an amendment; paragraphs that stay are counted, not shown. Raises Unfit."""
    rows = drafting.synopsis(edits, parent=parent, reason=reason)
    found: list[Line] = []
    for is_changed, group in groupby(rows, key=lambda row: row.paragraph.is_changed):
        if is_changed:
            for row in group:
                said = bool(row.reason) and any(line.reason == row.reason for line in found)
                found.append(_line(row.paragraph, AS_BEFORE if said else row.reason))
        else:
            found.append(Line(skipped=sum(1 for _ in group)))
    return found


def passages(standing: Slate) -> list[Passage]:
    """The text with the amendments adopted so far, struck paragraphs included, with the origin of each change."""
    numbers = count(1)
    return [_passage(paragraph, standing, numbers) for paragraph in standing.merged.paragraphs]


def left_out(main: Paper, standing: Standing) -> QuerySet[ChangeOrigin]:
    """The points that are missing in the adopted text because they were rejected by themselves. Costs one query."""
    rows = ChangeOrigin.objects.filter(merging__version__paper=main, ballot__in=Ballot.objects.visible_for(standing))
    return rows.select_related("ballot").order_by("was", "pk")


def _passage(paragraph: Paragraph[int], standing: Slate, numbers: Iterator[int]) -> Passage:
    struck = not paragraph.new.strip()
    return Passage(
        number=None if struck else next(numbers),
        label=paragraph.new_label,
        kind="heading" if set(paragraph.new_label) == {"#"} else "paragraph",
        stretches=tuple(Stretch(piece.sort.value, piece.text) for piece in paragraph.pieces),
        origins=tuple(standing.by_key[pk] for pk in paragraph.origins),
        struck=struck,
    )


def of_amendment(amendment: Amendment, user: Viewer) -> dict[str, Any]:
    """Everything a page shows about an amendment; what is internal only for those it concerns. Costs eight queries."""
    main = Paper.objects.visible_to(user).select_related("body").filter(subordinates=amendment.pk).first()
    internal = allowed(may.read_rulings, user, amendment)
    return {
        "amendment": amendment,
        "main": main,
        "lines": _lines_of(amendment) if main is not None else None,
        "internal": internal,
        "rulings": list(Ruling.objects.filter(paper=amendment.paper).order_by("-made_at", "-pk")) if internal else [],
        **mover_facts.of(amendment, user, internal=internal),
        "through": list(amendment.moot_through.select_related("paper").order_by("paper__reference")),
        "can_withdraw": life.can(amendment.paper, "withdraw"),
        "can_settle": main is not None and main.state not in slate.OPEN and life.can(amendment.paper, "settle"),
    }


def _lines_of(amendment: Amendment) -> list[Line] | None:
    try:
        edits = drafting.load(amendment.edits)
        return lines(edits, parent=amendment.parent_version.text, reason=amendment.reason) if edits else []
    except Unfit:
        return None


def _line(paragraph: Paragraph[None], reason: str) -> Line:
    return Line(
        place=_place(paragraph),
        old_label=paragraph.old_label,
        new_label=paragraph.new_label,
        old=tuple(_stretches(paragraph, but=Sort.INSERT)),
        new=tuple(_stretches(paragraph, but=Sort.DELETE)),
        reason=reason,
    )


def _stretches(paragraph: Paragraph[None], *, but: Sort) -> list[Stretch]:
    return [Stretch(piece.sort.value, piece.text) for piece in paragraph.pieces if piece.sort is not but]


def _place(paragraph: Paragraph[None]) -> str:
    label = (paragraph.new_label if paragraph.number is None else paragraph.old_label).strip(".()")
    if paragraph.number is None:
        return f"Neu: Punkt {label}" if label and label.isalnum() else "Neuer Absatz"
    return f"Punkt {label}" if label and label.isalnum() else f"Absatz {paragraph.number}"
