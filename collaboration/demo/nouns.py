"""The nouns of the demo town as plain values, as its files have them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import cached_property

from collaboration.demo.days import in_words


@dataclass(frozen=True)
class Term:
    """A legislative term; its days are fixed."""

    key: str
    name: str
    number: int
    start: date
    end: date


@dataclass(frozen=True)
class Place:
    """Where bodies meet."""

    key: str
    description: str
    room: str
    street_address: str
    postal_code: str
    district: str = ""


@dataclass(frozen=True)
class Body:
    """A body, faction or office; `letters` stand for a faction in votes, `filled` says by what rule seats are given."""

    key: str
    kind: str
    name: str
    short_name: str = ""
    classification: str = ""
    parent: str = ""
    seats: int | None = None
    place: str = ""
    filled: str = ""
    letters: str = ""


@dataclass(frozen=True)
class District:
    """A district of the town; `field` is its place on the map, a honeycomb of columns and rows."""

    key: str
    name: str
    inhabitants: int
    seats: int
    field: tuple[int, int]

    @property
    def council(self) -> str:
        """The key of its district council."""
        return f"ortsbeirat-{self.key}"


@dataclass(frozen=True)
class Person:
    """Someone of the town."""

    key: str
    given: str
    family: str
    gender: str
    title: str = ""
    affix: str = ""
    life: str = ""
    life_source: str = ""

    @property
    def name(self) -> str:
        """The full name as it is printed."""
        return " ".join(part for part in (self.title, self.given, self.affix, self.family) if part)


@dataclass(frozen=True)
class Seat:
    """Someone's seat or office in a body; without days it is open at that end."""

    person: str
    body: str
    role: str
    voting: bool
    on_behalf_of: str = ""
    start: date | None = None
    end: date | None = None

    def held(self, *, on: date) -> bool:
        """Whether the seat is held on that day."""
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)


@dataclass(frozen=True)
class Account:
    """One of the demo people; without a person it is a resident with a name."""

    name: str
    what: str
    person: str = ""
    shown_as: str = ""


@dataclass(frozen=True)
class Votes:
    """The votes of one faction, in heads; `faction` is empty where factions do not count."""

    faction: str
    yes: int
    no: int
    abstained: int
    absent: int = 0


@dataclass(frozen=True)
class Meeting:
    """A meeting, its hour and its standing items."""

    key: str
    body: str
    day: date
    begin: str
    end: str
    place: str
    number: int | None
    term: str
    closed: bool
    cancelled: str
    standing: tuple[str, ...]

    @property
    def name(self) -> str:
        """What the meeting is called: "31. öffentliche Sitzung am 6. März 2019"."""
        kind = "nichtöffentliche" if self.closed else "öffentliche"
        number = f"{self.number}. " if self.number is not None else ""
        return f"{number}{kind} Sitzung am {in_words(self.day)}"


@dataclass(frozen=True)
class Step:
    """One stage of a paper's way: a meeting, or only a body while no meeting is fixed, and what came of it."""

    body: str
    meeting: str
    role: str
    part: str = ""
    closed: bool = False
    result: str = ""
    votes: tuple[Votes, ...] = ()
    resolution: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Change:
    """What an amendment does at the paragraph with the words `at`: they become others, it goes, or one follows it."""

    at: str
    becomes: str = ""
    strike: bool = False
    insert: str = ""


@dataclass(frozen=True)
class Paper:
    """A paper, its text and its way; `state` is where it stands on the day of loading."""

    key: str
    kind: str
    title: str
    text: str
    originators: tuple[str, ...]
    people: tuple[str, ...]
    submitted: date | None
    admitted: date | None
    withdrawn: date | None
    audience: str
    audience_body: str
    neutral_title: str
    lead: str
    parent: str
    related: tuple[str, ...]
    districts: tuple[str, ...]
    keywords: tuple[str, ...]
    attachments: tuple[str, ...]
    direct_referral: bool
    urgent: bool
    reason: str
    state: str
    steps: tuple[Step, ...]
    reference: str = ""
    plain: str = ""
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Question:
    """A numbered question and what became of it."""

    text: str
    status: str


@dataclass(frozen=True)
class Passage:
    """A passage of the answer and the numbers of the questions it answers."""

    questions: tuple[int, ...]
    text: str


@dataclass(frozen=True)
class FollowUp:
    """A question asked further, by a body (`asker`) or by somebody named by a role in words."""

    asker: str
    role: str
    text: str
    answer: str
    status: str


@dataclass(frozen=True)
class Inquiry:
    """An inquiry to the Magistrat with all that was said to it."""

    key: str
    title: str
    intro: str
    originators: tuple[str, ...]
    people: tuple[str, ...]
    submitted: date | None
    admitted: date | None
    requested: str
    given: str
    lead: str
    state: str
    meeting: str
    answered: date | None
    answered_by: str
    closed: date | None
    keywords: tuple[str, ...]
    districts: tuple[str, ...]
    questions: tuple[Question, ...]
    passages: tuple[Passage, ...]
    followups: tuple[FollowUp, ...]
    reference: str = ""

    @property
    def text(self) -> str:
        """The inquiry as it was handed in."""
        lines = [self.intro, "Wir fragen den Magistrat:"]
        lines += [f"{number}. {question.text}" for number, question in enumerate(self.questions, start=1)]
        if self.requested == "written":
            lines.append("Um schriftliche Antwort wird gebeten.")
        return "\n\n".join(lines)


@dataclass(frozen=True)
class Item:
    """An agenda item without a paper; as `neutral_title` a closed one is announced."""

    meeting: str
    title: str
    part: str = ""
    neutral_title: str = ""
    closed: bool = False
    result: str = ""
    votes: tuple[Votes, ...] = ()
    resolution: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Minutes:
    """What was said in a meeting, by agenda item."""

    meeting: str
    begin: str
    end: str
    chair: str
    secretary: str
    status: str
    present: Mapping[str, int]
    excused: tuple[str, ...]
    sections: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Note:
    """A note on a passage of a paper."""

    paper: str
    quote: str
    circle: str
    by: str
    day: date
    body: str


@dataclass(frozen=True)
class Referral:
    """The chair's referral of a paper to bodies, one of which leads."""

    paper: str
    day: date
    to: tuple[str, ...]
    lead: str


@dataclass(frozen=True)
class Statement:
    """What a body said in its hearing; `stance` is a code of documents.models.HearingStatement."""

    paper: str
    body: str
    day: date
    stance: str
    text: str


@dataclass(frozen=True)
class Panel:
    """The citizens' assembly drawn by lot; `sessions` are days with the number of their block."""

    body: str
    letters_sent: int
    sent_on: date
    replies: int
    target_size: int
    actual_size: int
    criteria: str
    place: str
    sessions: tuple[tuple[date, int], ...]
    blocks: tuple[str, ...]


@dataclass(frozen=True)
class Town:
    """Everything, in the order in which it can be taken in."""

    today: date
    name: str
    short_name: str
    website: str
    terms: tuple[Term, ...]
    places: tuple[Place, ...]
    bodies: tuple[Body, ...]
    districts: tuple[District, ...]
    people: tuple[Person, ...]
    seats: tuple[Seat, ...]
    accounts: tuple[Account, ...]
    meetings: tuple[Meeting, ...]
    items: tuple[Item, ...]
    papers: tuple[Paper, ...]
    inquiries: tuple[Inquiry, ...]
    minutes: tuple[Minutes, ...]
    notes: tuple[Note, ...]
    referrals: tuple[Referral, ...]
    statements: tuple[Statement, ...]
    panel: Panel

    @cached_property
    def factions(self) -> Mapping[str, str]:
        """The key of each faction by its letters."""
        return {body.letters: body.key for body in self.bodies if body.kind == "faction"}

    @cached_property
    def meeting_by_key(self) -> Mapping[str, Meeting]:
        """The meetings by body and week."""
        return {meeting.key: meeting for meeting in self.meetings}

    @cached_property
    def paper_by_key(self) -> Mapping[str, Paper]:
        """The papers by key."""
        return {paper.key: paper for paper in self.papers}

    def members(self, body: str, *, on: date) -> tuple[Seat, ...]:
        """The seats of a body held on that day."""
        return tuple(seat for seat in self.seats if seat.body == body and seat.held(on=on))
