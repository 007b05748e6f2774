"""Lays what a human decided over what a text proposes; decisions are tied to the content of the text."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from motions.importing.plain import decision_tables
from motions.importing.plain.decided import AnswerStatus, FileDecision, MeetingDecision, QuestionDecision
from motions.importing.plain.proposal import Meeting, Open, Passage, Proposal, Question
from motions.importing.plain.tables import DecisionProblem, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The decision for a text, if there is one, and what the person should know about the match."""

    decision: FileDecision | None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A question with its status (None: open) and the keys of the passages that answer it (many to many)."""

    question: Question
    status: AnswerStatus | None
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A proposal with a human's decisions laid over it; `proposal.open` is what is left."""

    proposal: Proposal
    decision: FileDecision | None
    answers: tuple[Answer, ...]


def load(path: Path) -> tuple[FileDecision, ...]:
    """The decisions of a file. Raises DecisionProblem for anything it does not understand."""
    try:
        return parse(path.read_text(encoding="utf-8"), name=path.name)
    except UnicodeDecodeError as problem:
        raise DecisionProblem(f"„{path.name}“ ist nicht in UTF-8 gespeichert.") from problem
    except OSError as problem:
        raise DecisionProblem(f"„{path.name}“ lässt sich nicht lesen ({problem.strerror}).") from problem


def parse(toml: str, *, name: str) -> tuple[FileDecision, ...]:
    """The decisions of a TOML text; `name` is for messages. Raises DecisionProblem."""
    try:
        root = Table(tomllib.loads(toml), where=f"„{name}“")
    except tomllib.TOMLDecodeError as problem:
        raise DecisionProblem(f"„{name}“ ist kein gültiges TOML ({problem}).") from problem
    municipality = decision_tables.municipality(root.table("municipality"))
    decided = tuple(decision_tables.file(table, municipality=municipality) for table in root.tables("file"))
    root.close()
    names = Counter(decision.name for decision in decided)
    if repeated := [file for file, count in names.items() if count > 1]:
        raise DecisionProblem(f"„{name}“ entscheidet zweimal über „{repeated[0]}“.")
    return decided


def blank(*, name: str, sha256: str) -> FileDecision:
    """A decision about that text which decides nothing."""
    return decision_tables.file(Table({"name": name, "sha256": sha256}, where=f"„{name}“"))


def find(decided: Sequence[FileDecision], *, name: str, sha256: str) -> Match:
    """The decision made for exactly this text.

    The content decides: a known name with other content is not what was decided on, so nothing is applied; the same
    content under another name is.
    """
    for decision in decided:
        if decision.sha256 == sha256:
            return Match(decision=decision, warnings=_renamed(name, known_as=decision.name))
    if any(decision.name == name for decision in decided):
        return Match(
            decision=None,
            warnings=(f"Der Text von „{name}“ hat sich seit der Entscheidung geändert; sie wird nicht angewandt.",),
        )
    return Match(decision=None)


def _renamed(name: str, *, known_as: str) -> tuple[str, ...]:
    return () if name == known_as else (f"„{name}“ ist der Text, über den als „{known_as}“ entschieden wurde.",)


def settle(proposal: Proposal, *, decision: FileDecision | None) -> Settled:
    """The proposal with the decision laid over it.

    Raises DecisionProblem if the decision speaks of a question, passage, follow-up or open point the text has not.
    """
    if decision is None:
        return Settled(proposal=proposal, decision=None, answers=tuple(_answers(proposal, {})))
    _check(proposal, decision)
    settled = replace(
        proposal,
        paper_type=decision.paper_type or proposal.paper_type,
        title=decision.title or proposal.title,
        reference=decision.reference or proposal.reference,
        date=decision.date or proposal.date,
        originator=decision.originator.name if decision.originator else proposal.originator,
        direct_referral=proposal.direct_referral if decision.direct_referral is None else decision.direct_referral,
        referred_to=decision.referred_to or proposal.referred_to,
        answer_mode_requested=decision.answer_mode_requested or proposal.answer_mode_requested,
        answer_mode_actual=decision.answer_mode_actual or proposal.answer_mode_actual,
        meeting=_meeting(proposal, decision.meeting),
        open=tuple(_left(proposal.open, decided=set(_decided(proposal, decision)))),
    )
    by_number = {question.number: question for question in decision.questions}
    answers = _answers(proposal, by_number, besides=decision.no_answers)
    return Settled(proposal=settled, decision=decision, answers=tuple(answers))


def _answers(
    proposal: Proposal, decided: Mapping[int, QuestionDecision], *, besides: Sequence[str] = ()
) -> Iterator[Answer]:
    for question in proposal.questions:
        decision = decided.get(question.number)
        said = decision.passages if decision else None
        by_text = tuple(key for key in placed(proposal, question) if key not in besides)
        yield Answer(
            question=question,
            status=decision.status if decision else None,
            passages=by_text if said is None else said,
        )


def placed(proposal: Proposal, question: Question) -> tuple[str, ...]:
    """The passages the text itself puts under the question; an omission ("[…]") is none."""
    return tuple(p.key for p in _passages(proposal) if question.number in p.questions and p.says_something)


def _passages(proposal: Proposal) -> tuple[Passage, ...]:
    return proposal.notes.passages if proposal.notes else ()


def _meeting(proposal: Proposal, decision: MeetingDecision | None) -> Meeting | None:
    if decision is None:
        return proposal.meeting
    read = proposal.meeting or Meeting(name=None, number=None, date=None, date_text=None, body=None, public=None)
    return replace(
        read,
        name=decision.name or read.name,
        number=decision.number or read.number,
        date=decision.date or read.date,
        body=decision.body or read.body,
        public=read.public if decision.public is None else decision.public,
    )


def _decided(proposal: Proposal, decision: FileDecision) -> Iterator[str]:
    """The open fields that the decision closes."""
    yield from decision.confirmed
    for field in ("paper_type", "title", "audience", "originator", "answer_mode_actual"):
        if getattr(decision, field) is not None:
            yield field
    for field in ("number", "date", "body", "public"):
        if decision.meeting and getattr(decision.meeting, field) is not None:
            yield f"meeting.{field}"
    judged = {question.number for question in decision.questions if question.status is not None}
    if judged == {question.number for question in proposal.questions}:
        yield "questions.status"
    if any(question.passages is not None for question in decision.questions):
        yield "questions.passages"
    for follow_up in decision.follow_ups:
        if follow_up.status is not None:
            yield f"follow_ups.{follow_up.number}"
        if follow_up.asker:
            yield f"follow_ups.{follow_up.number}.asker"


def _left(points: Iterable[Open], *, decided: set[str]) -> Iterator[Open]:
    return (point for point in points if point.field not in decided)


def _check(proposal: Proposal, decision: FileDecision) -> None:
    where = f"Entscheidung zu „{decision.name}“"
    numbers = {question.number for question in proposal.questions}
    keys = {passage.key for passage in _passages(proposal)}
    follow_ups = {follow_up.number for follow_up in proposal.notes.follow_ups} if proposal.notes else set()
    _known((question.number for question in decision.questions), among=numbers, where=where, what="die Frage")
    for question in decision.questions:
        _known(question.passages or (), among=keys, where=where, what="der Absatz")
    _known(decision.no_answers, among=keys, where=where, what="der Absatz")
    _either(decision, where=where)
    _known((follow_up.number for follow_up in decision.follow_ups), among=follow_ups, where=where, what="die Nachfrage")
    linked = (follow_up.question for follow_up in decision.follow_ups if follow_up.question is not None)
    _known(linked, among=numbers, where=where, what="die Frage")
    _known(decision.confirmed, among={point.field for point in proposal.open}, where=where, what="der offene Punkt")


def _either(decision: FileDecision, *, where: str) -> None:
    """No passage both answers a question and answers nothing."""
    answering = {key for question in decision.questions for key in question.passages or ()}
    for key in decision.no_answers:
        if key in answering:
            raise DecisionProblem(f"{where}: der Absatz {key} ist einer Frage zugeordnet und zugleich keine Antwort.")


def _known(things: Iterable[int | str], *, among: set[int] | set[str], where: str, what: str) -> None:
    for thing in things:
        if thing not in among:
            raise DecisionProblem(f"{where}: {what} {thing} kommt im Text nicht vor.")
