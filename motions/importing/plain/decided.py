"""What a human may decide about a text, as values; None is always "not decided here"."""

import datetime
from dataclasses import dataclass
from enum import StrEnum

from motions.importing.plain.proposal import AnswerMode, PaperType


class AnswerStatus(StrEnum):
    """How far a question is answered; set by a human only (domain §3.7)."""

    UNANSWERED = "unanswered"
    PARTIAL = "partial"
    ANSWERED = "answered"
    REFUSED = "refused"
    DEFERRED = "deferred"


class Audience(StrEnum):
    """Who may read (design §1)."""

    PUBLIC = "public"
    MEMBERS = "members"
    BODY = "body"
    FACTION = "faction"
    ADMINISTRATION = "administration"
    COUNCIL = "council"
    NAMED = "named"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionDecision:
    """`status` None: not judged; `passages` None: as the text puts them; `unspecific`: the note calls the answer so."""

    number: int
    status: AnswerStatus | None
    passages: tuple[str, ...] | None
    unspecific: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpDecision:
    number: int
    status: AnswerStatus | None
    asker: str | None
    question: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingDecision:
    name: str | None
    number: int | None
    date: datetime.date | None
    body: str | None
    public: bool | None
    state: str | None
    audience: Audience | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItemDecision:
    number: str | None
    public: bool | None
    result: str | None
    audience: Audience | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationDecision:
    role: str | None
    authoritative: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Originator:
    """`inferred`: nobody says it, a human concluded it."""

    name: str
    inferred: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Somebody who took part, by role: `part` is what they did ("respondent", "asker", "advisory")."""

    role: str
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyDecision:
    name: str
    classification: str
    advises: str | None
    audience: Audience | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sortition:
    """A draw by lot: letters sent, seats aimed at and filled (persons); when the work begins and ends, in words."""

    letters: int
    seats: int
    actual_seats: int | None
    begins: str | None
    ends: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessions:
    """Planned sessions in blocks; which session lies in which block is not known unless `assumed`.

    `subjects` says what the blocks are about, the first one first; it may be shorter than there are blocks.
    """

    count: int
    blocks: int | None
    subjects: tuple[str, ...]
    assumed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterpart:
    """A point of the manifesto and the one of the overview it may belong to, by their numbers."""

    manifesto: int
    overview: int
    weak: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeDecision:
    """Which chapters of a programme's text are what (by number), and which points belong together (by number).

    `goals_of` are pairs of overview and goal; `counterparts` stay proposals until a human confirms each; `deadlines`
    are the times the text sets for goals, as it says them.
    """

    title: str
    compared_with: str | None
    parties: tuple[str, ...]
    valid_until: datetime.date | None
    overview: int | None
    manifesto: int | None
    goals: int | None
    goals_of: tuple[tuple[int, int], ...]
    counterparts: tuple[Counterpart, ...]
    deadlines: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermDecision:
    name: str
    number: int | None
    start: datetime.date | None
    end: datetime.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MunicipalityDecision:
    """The municipality that all texts of one decisions file come from, and the terms they may lie in."""

    name: str
    terms: tuple[TermDecision, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDecision:
    """Everything decided about one text; None is "not decided here": the proposal stands.

    `no_answers` are passages of the notes that answer nothing, such as an editorial remark; they stay in the notes.
    """

    name: str
    sha256: str
    paper_type: PaperType | None
    title: str | None
    audience: Audience | None
    notes_audience: Audience | None
    state: str | None
    reference: str | None
    date: datetime.date | None
    originator: Originator | None
    direct_referral: bool | None
    referred_to: str | None
    answer_mode_requested: AnswerMode | None
    answer_mode_actual: AnswerMode | None
    plain_language: str | None
    keywords: tuple[str, ...]
    confirmed: tuple[str, ...]
    no_answers: tuple[str, ...]
    questions: tuple[QuestionDecision, ...]
    follow_ups: tuple[FollowUpDecision, ...]
    participants: tuple[Participant, ...]
    meeting: MeetingDecision | None
    agenda_item: AgendaItemDecision | None
    consultation: ConsultationDecision | None
    body: BodyDecision | None
    sortition: Sortition | None
    sessions: Sessions | None
    programme: ProgrammeDecision | None
    municipality: MunicipalityDecision | None
