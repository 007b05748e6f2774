"""From TOML tables to decisions: the one place that knows the keys of a decisions file."""

import re
from collections.abc import Iterable

from motions.importing.plain.decided import (
    AgendaItemDecision,
    AnswerStatus,
    Audience,
    BodyDecision,
    ConsultationDecision,
    Counterpart,
    FileDecision,
    FollowUpDecision,
    MeetingDecision,
    MunicipalityDecision,
    Originator,
    Participant,
    ProgrammeDecision,
    QuestionDecision,
    Sessions,
    Sortition,
    TermDecision,
)
from motions.importing.plain.proposal import AnswerMode, PaperType
from motions.importing.plain.tables import DecisionProblem, Table

_SHA256 = re.compile(r"[0-9a-f]{64}")


def municipality(table: Table | None) -> MunicipalityDecision | None:
    """The municipality of all texts of the file, with its terms; None: the installation's own."""
    if table is None:
        return None
    decision = MunicipalityDecision(
        name=table.needed_text("name"), terms=tuple(_term(entry) for entry in table.tables("term"))
    )
    table.close()
    return decision


def file(table: Table, *, municipality: MunicipalityDecision | None = None) -> FileDecision:
    """The decision about one text. Raises DecisionProblem for what is unknown, missing, doubled or of a wrong kind."""
    name = table.needed_text("name")
    table.where = f"Entscheidung zu „{name}“"
    decision = FileDecision(
        name=name,
        sha256=_sha256(table),
        paper_type=table.choice("paper_type", among=PaperType),
        title=table.text("title"),
        audience=table.choice("audience", among=Audience),
        notes_audience=table.choice("notes_audience", among=Audience),
        state=table.text("state"),
        reference=table.text("reference"),
        date=table.day("date"),
        originator=_originator(table.table("originator")),
        direct_referral=table.flag("direct_referral"),
        referred_to=table.text("referred_to"),
        answer_mode_requested=table.choice("answer_mode_requested", among=AnswerMode),
        answer_mode_actual=table.choice("answer_mode_actual", among=AnswerMode),
        plain_language=table.text("plain_language"),
        keywords=table.texts("keywords") or (),
        confirmed=table.texts("confirmed") or (),
        no_answers=table.texts("no_answers") or (),
        questions=tuple(_question(entry) for entry in table.tables("question")),
        follow_ups=tuple(_follow_up(entry) for entry in table.tables("follow_up")),
        participants=tuple(_participant(entry) for entry in table.tables("participant")),
        meeting=_meeting(table.table("meeting")),
        agenda_item=_agenda_item(table.table("agenda_item")),
        consultation=_consultation(table.table("consultation")),
        body=_body(table.table("body")),
        sortition=_sortition(table.table("sortition")),
        sessions=_sessions(table.table("sessions")),
        programme=_programme(table.table("programme")),
        municipality=municipality,
    )
    table.close()
    _once((question.number for question in decision.questions), where=table.where, what="die Frage")
    _once((follow_up.number for follow_up in decision.follow_ups), where=table.where, what="die Nachfrage")
    return decision


def _sha256(table: Table) -> str:
    value = table.needed_text("sha256")
    if not _SHA256.fullmatch(value):
        raise DecisionProblem(f"{table.where}: „sha256“ muss aus 64 Ziffern und Buchstaben a bis f bestehen.")
    return value


def _term(table: Table) -> TermDecision:
    term = TermDecision(
        name=table.needed_text("name"), number=table.number("number"), start=table.day("start"), end=table.day("end")
    )
    table.close()
    return term


def _originator(table: Table | None) -> Originator | None:
    if table is None:
        return None
    originator = Originator(name=table.needed_text("name"), inferred=bool(table.flag("inferred")))
    table.close()
    return originator


def _question(table: Table) -> QuestionDecision:
    question = QuestionDecision(
        number=table.needed_number("number"),
        status=table.needed_choice("status", among=AnswerStatus),
        passages=table.texts("passages"),
        unspecific=bool(table.flag("unspecific")),
    )
    table.close()
    return question


def _follow_up(table: Table) -> FollowUpDecision:
    follow_up = FollowUpDecision(
        number=table.needed_number("number"),
        status=table.needed_choice("status", among=AnswerStatus),
        asker=table.text("asker"),
        question=table.number("question"),
    )
    table.close()
    return follow_up


def _participant(table: Table) -> Participant:
    participant = Participant(role=table.needed_text("role"), part=table.needed_text("part"))
    table.close()
    return participant


def _meeting(table: Table | None) -> MeetingDecision | None:
    if table is None:
        return None
    meeting = MeetingDecision(
        name=table.text("name"),
        number=table.number("number"),
        date=table.day("date"),
        body=table.text("body"),
        public=table.flag("public"),
        state=table.text("state"),
        audience=table.choice("audience", among=Audience),
    )
    table.close()
    return meeting


def _agenda_item(table: Table | None) -> AgendaItemDecision | None:
    if table is None:
        return None
    item = AgendaItemDecision(
        number=table.text("number"),
        public=table.flag("public"),
        result=table.text("result"),
        audience=table.choice("audience", among=Audience),
    )
    table.close()
    return item


def _consultation(table: Table | None) -> ConsultationDecision | None:
    if table is None:
        return None
    consultation = ConsultationDecision(role=table.text("role"), authoritative=table.flag("authoritative"))
    table.close()
    return consultation


def _body(table: Table | None) -> BodyDecision | None:
    if table is None:
        return None
    body = BodyDecision(
        name=table.needed_text("name"),
        classification=table.needed_text("classification"),
        advises=table.text("advises"),
        audience=table.choice("audience", among=Audience),
    )
    table.close()
    return body


def _sortition(table: Table | None) -> Sortition | None:
    if table is None:
        return None
    sortition = Sortition(
        letters=table.needed_number("letters"),
        seats=table.needed_number("seats"),
        actual_seats=table.number("actual_seats"),
        begins=table.text("begins"),
        ends=table.text("ends"),
    )
    table.close()
    return sortition


def _sessions(table: Table | None) -> Sessions | None:
    if table is None:
        return None
    sessions = Sessions(
        count=table.needed_number("count"),
        blocks=table.number("blocks"),
        subjects=table.texts("subjects") or (),
        assumed=bool(table.flag("assumed")),
    )
    table.close()
    return sessions


def _programme(table: Table | None) -> ProgrammeDecision | None:
    if table is None:
        return None
    programme = ProgrammeDecision(
        title=table.needed_text("title"),
        compared_with=table.text("compared_with"),
        parties=table.texts("parties") or (),
        valid_until=table.day("valid_until"),
        overview=table.number("overview"),
        manifesto=table.number("manifesto"),
        goals=table.number("goals"),
        goals_of=tuple(_goal_of(entry) for entry in table.tables("goal_of")),
        counterparts=tuple(_counterpart(entry) for entry in table.tables("counterpart")),
        deadlines=tuple(_deadline(entry) for entry in table.tables("deadline")),
    )
    table.close()
    _once((goal for goal, _ in programme.deadlines), where=table.where, what="die Frist von Ziel")
    return programme


def _goal_of(table: Table) -> tuple[int, int]:
    pair = table.needed_number("overview"), table.needed_number("goal")
    table.close()
    return pair


def _counterpart(table: Table) -> Counterpart:
    found = Counterpart(
        manifesto=table.needed_number("manifesto"),
        overview=table.needed_number("overview"),
        weak=bool(table.flag("weak")),
    )
    table.close()
    return found


def _deadline(table: Table) -> tuple[int, str]:
    pair = table.needed_number("goal"), table.needed_text("says")
    table.close()
    return pair


def _once(numbers: Iterable[int], *, where: str, what: str) -> None:
    seen: set[int] = set()
    for number in numbers:
        if number in seen:
            raise DecisionProblem(f"{where}: {what} {number} ist zweimal entschieden.")
        seen.add(number)
