"""What motions can lay beside each other: questions and answers, a text and itself amended, parts of a programme."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from django.db.models import QuerySet

from council.audiences import Standing
from documents import sides
from documents.models import Paper
from documents.sides import Side
from documents.states import PaperType
from motions import drafting
from motions.amending import notation
from motions.amending.edits import Unfit
from motions.models import Amendment, Answer, Inquiry, Passage, Programme, ProgrammeItem
from motions.states import LinkState, ProgrammePart
from motions.views import synopsis

QUESTIONS, ANSWER, ANSWERS = "questions", "answer", "answers"  # parts of an inquiry; single answers are counted
NONE = 0  # the number of no question


@sides.source
def answers_of_inquiries(standing: Standing, paper: Paper) -> list[Side]:
    """The questions of an inquiry, and each answer to it."""
    if paper.paper_type != PaperType.INQUIRY:
        return []
    inquiry = Inquiry.objects.visible_for(standing).filter(paper=paper).first()
    if inquiry is None:
        return []
    rows = list(_answers(standing, paper))
    found = [Side(paper, QUESTIONS, "Die Fragen", paper.get_absolute_url(), _reader_of_questions(inquiry))]
    for number, answer in enumerate(rows, start=1):
        day = f" vom {answer.given_on:%d.%m.%Y}" if answer.given_on else ""
        mode = str(answer.get_mode_display())
        label = f"{mode[:1].upper()}{mode[1:]}e Antwort{day}"
        found.append(Side(paper, f"{ANSWER}-{number}", label, paper.get_absolute_url(), _reader_of_answers([answer])))
    if len(rows) > 1:
        found.append(Side(paper, ANSWERS, "Alle Antworten", paper.get_absolute_url(), _reader_of_answers(rows)))
    return found if len(found) > 1 else []


@sides.source
def main_texts_as_amended(standing: Standing, paper: Paper) -> list[Side]:
    """The main text as it would read with an amendment, for those who may read both; none where it does not fit."""
    if paper.paper_type != PaperType.AMENDMENT:
        return []
    amendment = Amendment.objects.visible_for(standing).select_related("parent_version").filter(paper=paper).first()
    main = Paper.objects.visible_for(standing).filter(subordinates=paper).first()
    if amendment is None or main is None or not amendment.edits:
        return []
    base = main.versions_for(standing).filter(pk=amendment.parent_version_id).first()
    if base is None:
        return []
    try:
        amended = drafting.apply(base.text, notation.load(amendment.edits))
    except Unfit:
        return []
    label = f"„{main.name[:80]}“ mit dieser Änderung"
    return [Side(paper, "amended", label, paper.get_absolute_url(), lambda: amended, rewrites=True)]


@sides.source
def parts_of_programmes(standing: Standing, paper: Paper) -> list[Side]:
    """The parts of a programme: overview, manifesto, goals."""
    if paper.paper_type != PaperType.PROGRAMME:
        return []
    programme = Programme.objects.visible_for(standing).select_related("paper").filter(paper=paper).first()
    if programme is None:
        return []
    items = synopsis.items_of(programme)
    titles = {
        ProgrammePart.OVERVIEW: f"{programme.title}: Überblick",
        ProgrammePart.MANIFESTO: programme.compared_with or "Wahlprogramm",
        ProgrammePart.GOAL: f"{programme.title}: Ziele",
    }
    return [
        Side(paper, str(kind), title, programme.get_absolute_url(), _reader_of_items(kind, items))
        for kind, title in titles.items()
        if any(item.kind == kind for item in items)
    ]


@sides.pairing
def questions_face_answers(standing: Standing, left: Side, right: Side) -> Sequence[tuple[str, str]] | None:
    """Each question beside the passages that answer it; what answers none stands last."""
    asks = left.part == QUESTIONS or left.part.isdecimal()
    if left.paper.pk != right.paper.pk or not asks or not right.part.startswith(ANSWER):
        return None
    rows = _answers(standing, left.paper)
    wanted = rows if right.part == ANSWERS else rows[int(right.part.removeprefix(f"{ANSWER}-")) - 1 :][:1]
    said: dict[int, list[str]] = defaultdict(list)
    for answer in wanted:
        for passage in answer.passages.prefetch_related("questions").order_by("number"):
            for number in [question.number for question in passage.questions.all()] or [NONE]:
                said[number].append(passage.text)
    asked = Inquiry.objects.get(pk=left.paper.pk).questions.order_by("number")
    pairs = [(str(question), "\n\n".join(said[question.number])) for question in asked]
    return [*pairs, *(("", text) for text in said[NONE])]


@sides.pairing
def manifesto_faces_overview(standing: Standing, left: Side, right: Side) -> Sequence[tuple[str, str]] | None:
    """Points of a manifesto beside those of the agreement's overview, as far as they are linked."""
    kinds = {ProgrammePart.OVERVIEW, ProgrammePart.MANIFESTO}
    if left.paper.pk != right.paper.pk or {left.part, right.part} != kinds:
        return None
    items = synopsis.items_of(Programme.objects.select_related("paper").get(pk=left.paper.pk))
    links = [link for link in synopsis.links_of(items) if link.state != LinkState.REJECTED]
    facing: dict[int, list[ProgrammeItem]] = defaultdict(list)
    for link in links:
        facing[link.source_id].append(link.target)
        facing[link.target_id].append(link.source)
    pairs = [(_said(item), "\n\n".join(map(_said, _of(facing[item.pk], right.part)))) for item in _of(items, left.part)]
    alone = [item for item in _of(items, right.part) if not _of(facing[item.pk], left.part)]
    return [*pairs, *(("", _said(item)) for item in alone)]


def _of(items: Sequence[ProgrammeItem], kind: str) -> list[ProgrammeItem]:
    return [item for item in items if item.kind == kind]


def _said(item: ProgrammeItem) -> str:
    return "\n".join(filter(None, (item.short_heading, item.one_sentence)))


def _reader_of_questions(inquiry: Inquiry) -> Callable[[], str]:
    return lambda: "\n\n".join(map(str, inquiry.questions.order_by("number")))


def _answers(standing: Standing, paper: Paper) -> QuerySet[Answer]:
    return Answer.objects.visible_for(standing).filter(inquiry=paper.pk).order_by("given_on", "pk")


def _reader_of_answers(answers: Sequence[Answer]) -> Callable[[], str]:
    def read() -> str:
        rows = Passage.objects.filter(answer__in=answers).order_by("answer__given_on", "answer", "number")
        return "\n\n".join(rows.values_list("text", flat=True))

    return read


def _reader_of_items(kind: str, items: Sequence[ProgrammeItem]) -> Callable[[], str]:
    def read() -> str:
        parts = [
            (f"## {item.short_heading}" if item.short_heading else "", item.one_sentence)
            for item in items
            if item.kind == kind
        ]
        return "\n\n".join(part for pair in parts for part in pair if part)

    return read
