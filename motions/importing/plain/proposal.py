"""What a plain text seems to say: proposed facts, and what a human must still decide."""

import datetime
import re
from dataclasses import dataclass
from enum import StrEnum


class TextProblem(ValueError):
    """The text cannot be read; the message is one German sentence for the person who brought it."""


class PaperType(StrEnum):
    """The kinds of text this importer tells apart (domain §3.1); a programme only a human can tell."""

    INQUIRY = "inquiry"
    MOTION = "motion"
    EXECUTIVE_PROPOSAL = "executive_proposal"
    INFORMATION = "information"
    PROGRAMME = "programme"
    OTHER = "other"


class AnswerMode(StrEnum):
    """How an answer was asked for or given (domain §3.7)."""

    WRITTEN = "written"
    ORAL = "oral"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph; `start` and `end` are code points of the source."""

    text: str
    start: int
    end: int
    follows_blank: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    number: int
    text: str
    sub_questions: tuple[str, ...] = ()


_REMARK = re.compile(r"\[[^\[\]\n]{0,400}\]|\(Es folg(?:t|en)\b[^()\n]{0,400}\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One paragraph of notes or of an answer, with the bullets that belong to it.

    `questions` are the numbers under which the text itself puts the passage; empty when it does not say.
    """

    key: str
    text: str
    bullets: tuple[str, ...] = ()
    questions: tuple[int, ...] = ()
    start: int
    end: int

    @property
    def remarks(self) -> tuple[str, ...]:
        """The editorial remarks in it, with their brackets: they answer nothing."""
        return tuple(_REMARK.findall(self._whole))

    @property
    def says_something(self) -> bool:
        """Whether words are left once editorial remarks and "[…]" are taken out."""
        return any(letter.isalnum() for letter in _REMARK.sub("", self._whole))

    @property
    def _whole(self) -> str:
        return "\n".join((self.text, *self.bullets))


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    number: int
    asker: str | None
    text: str
    answer: str | None
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """Notes on how the matter was treated; `official` is False for notes "ohne Gewähr", never True.

    `start` is where their heading begins in the source, `below` where it ends (code points).
    """

    start: int
    below: int
    heading: str
    disclaimer: str | None
    official: bool | None
    passages: tuple[Passage, ...]
    follow_ups: tuple[FollowUp, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """What the text says about the meeting; None is unknown."""

    name: str | None
    number: int | None
    date: datetime.date | None
    date_text: str | None
    body: str | None
    public: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading (None for the introduction) with its paragraphs; level 2 hangs under the level 1 before it."""

    heading: str | None
    level: int
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMention:
    """A date as the text writes it; `day` is None where it is fuzzy ("Ende 2022")."""

    text: str
    day: datetime.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """A paragraph that says again what another says, and so is taken once."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """What a human must decide, why (one German sentence), and what the text suggests."""

    field: str
    why: str
    suggestion: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Everything read from one text; None is unknown ("nicht angegeben"), `source` is the text verbatim.

    `introduction` stands above the formula, `remainder` between and below the questions; `numbered` is False where the
    numbers of the questions are ours.
    """

    name: str
    source: str
    sha256: str
    paper_type: PaperType
    title: str | None
    section: str | None = None
    subtitle: str | None = None
    reference: str | None = None
    date: datetime.date | None = None
    addressed_to: str | None = None
    originator: str | None = None
    direct_referral: bool | None = None
    referred_to: str | None = None
    answer_mode_requested: AnswerMode | None = None
    answer_mode_actual: AnswerMode | None = None
    introduction: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    numbered: bool = True
    remainder: tuple[str, ...] = ()
    resolution: str | None = None
    reasons: str | None = None
    notes: Notes | None = None
    meeting: Meeting | None = None
    sections: tuple[Section, ...] = ()
    mentions: tuple[DateMention, ...] = ()
    repeated: tuple[Repeated, ...] = ()
    open: tuple[Open, ...] = ()

    @property
    def answer_mode_honoured(self) -> bool | None:
        """Whether the answer came as asked; None if nothing was asked for or nothing is known (domain §3.7)."""
        if self.answer_mode_requested is None or self.answer_mode_actual is None:
            return None
        return self.answer_mode_requested == self.answer_mode_actual

    @property
    def written_answer_outstanding(self) -> bool:
        """A written answer was asked for and none came: keeps the inquiry off `closed` (domain §3.7)."""
        return self.answer_mode_requested == AnswerMode.WRITTEN and self.answer_mode_actual not in (
            AnswerMode.WRITTEN,
            AnswerMode.MIXED,
        )
