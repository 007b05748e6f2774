"""Reads the files of the demo town into plain values: no database, no clock; the day of loading is an argument."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from collaboration.demo.days import Calendar, in_words

HERE = Path(__file__).parent
PAPERS, QUESTION_TIME = 101, 102  # series of references, as in documents.numbering
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_VOTES = re.compile(r"(?:([A-Z]{2}) )?(\d+)-(\d+)-(\d+)(?:-(\d+))?")

Facts = Mapping[str, Any]


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
    """A district of the town."""

    key: str
    name: str
    inhabitants: int
    seats: int

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
    """A question asked further."""

    asker: str
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


def load(*, today: date) -> Town:
    """Read the town as it stands on that day; raises ValueError or KeyError where a file is faulty."""
    calendar = Calendar(today)
    facts, places = _toml("town.toml"), _toml("town.toml")["place"]
    terms = tuple(Term(**term) for term in facts["term"])
    districts = tuple(District(**district) for district in _toml("districts.toml")["district"])
    bodies = _bodies(districts)
    people = tuple(Person(key=key, **person) for key, person in _toml("people.toml").items())
    meetings = _meetings(calendar, terms=terms, bodies=bodies)
    papers, inquiries = _numbered(_papers(calendar, meetings), _inquiries(calendar), terms=terms)
    say = _sayer(calendar, {thing.key: thing.reference for thing in (*papers, *inquiries)})
    return Town(
        today=today,
        name=facts["name"],
        short_name=facts["short_name"],
        website=facts["website"],
        terms=terms,
        places=tuple(Place(**place) for place in places),
        bodies=bodies,
        districts=districts,
        people=people,
        seats=_seats(calendar, terms=terms, people={person.key: person for person in people}),
        accounts=_accounts(),
        meetings=meetings,
        items=tuple(_item(row) for row in _toml("meetings.toml")["item"]),
        papers=tuple(_said_paper(paper, say) for paper in papers),
        inquiries=tuple(_said_inquiry(inquiry, say) for inquiry in inquiries),
        minutes=tuple(_minutes(path, say) for path in sorted((HERE / "minutes").glob("*.txt"))),
        notes=tuple(_note(row, calendar, say) for row in _toml("notes.toml")["note"]),
        panel=_panel(facts["panel"], calendar),
    )


def votes(written: str) -> tuple[Votes, ...]:
    """Read votes such as "GS 18-0-1, BU 0-13-0-1"; raises ValueError."""
    return tuple(_faction_votes(part.strip()) for part in written.split(",")) if written else ()


def _faction_votes(written: str) -> Votes:
    if not (found := _VOTES.fullmatch(written)):
        raise ValueError(f"Keine Stimmen: {written!r}")
    return Votes(found[1] or "", int(found[2]), int(found[3]), int(found[4]), int(found[5] or 0))


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


def _split(path: Path) -> tuple[Facts, str]:
    """The facts between the two lines "+++" and the text after them."""
    _, facts, text = path.read_text(encoding="utf-8").split("+++\n", 2)
    return tomllib.loads(facts), text.strip()


def _bodies(districts: Iterable[District]) -> tuple[Body, ...]:
    named = [Body(**body) for body in _toml("bodies.toml")["body"]]
    councils = [
        Body(
            key=district.council,
            kind="district_council",
            name=f"Ortsbeirat {district.name}",
            classification="Ortsbeirat",
            seats=district.seats,
        )
        for district in districts
    ]
    return (*named, *councils)


def _accounts() -> tuple[Account, ...]:
    return tuple(
        Account(name=name, what=account["what"], person=account.get("person", ""), shown_as=account.get("name", ""))
        for name, account in _toml("accounts.toml").items()
    )


# Seats ------------------------------------------------------------------------------------------------------------


def _seats(calendar: Calendar, *, terms: Sequence[Term], people: Mapping[str, Person]) -> tuple[Seat, ...]:
    facts = _toml("seats.toml")
    by_key = {term.key: term for term in terms}
    return (
        *_faction_seats(facts, by_key, calendar),
        *_committee_seats(facts["committees"], by_key, people),
        *_council_seats(facts["district_councils"], by_key["present"], people),
        *_named_seats(facts["seats"], by_key),
    )


def _faction_seats(facts: Facts, terms: Mapping[str, Term], calendar: Calendar) -> list[Seat]:
    """Faction and assembly seats together; the assembly's officers get their seat from their own row."""
    officers = {(row["person"], row["term"]) for row in facts["seats"] if row["body"] == "stavo"}
    seats: list[Seat] = []
    for faction, rows in facts["factions"].items():
        for term in terms.values():
            for person in (*rows["both"], *rows[term.key]):
                role = _faction_role(person, rows["leaders"]) if term.key == "present" else "Mitglied"
                seats.append(Seat(person, faction, role, True, start=term.start, end=term.end))
                if (person, term.key) not in officers:
                    seats.append(Seat(person, "stavo", "Mitglied", True, faction, term.start, term.end))
    for change in facts["changes"]:
        start = calendar.day(change["since"]) if "since" in change else terms["present"].start
        end = calendar.day(change["until"]) if "until" in change else terms["present"].end
        seats.append(Seat(change["person"], change["faction"], "Mitglied", True, start=start, end=end))
        seats.append(Seat(change["person"], "stavo", "Mitglied", True, change["faction"], start, end))
    return seats


def _faction_role(person: str, leaders: Sequence[str]) -> str:
    roles = ("Fraktionsvorsitz", "stellvertretender Fraktionsvorsitz")
    return roles[leaders.index(person)] if person in leaders else "Mitglied"


def _committee_seats(committees: Facts, terms: Mapping[str, Term], people: Mapping[str, Person]) -> Iterable[Seat]:
    for committee, by_term in committees.items():
        for term, rows in by_term.items():
            members = {faction: row for faction, row in rows.items() if faction not in ("chair", "deputy")}
            leading = {members[rows["chair"]][0]: "chair", members[rows["deputy"]][0]: "deputy"}
            for faction, persons in members.items():
                for person in persons:
                    role = _leading(people[person], leading.get(person, ""))
                    yield Seat(person, committee, role, True, faction, terms[term].start, terms[term].end)


def _leading(person: Person, office: str) -> str:
    """The role in a committee, in the person's own form."""
    female = person.gender == "f"
    if office == "chair":
        return "Vorsitzende" if female else "Vorsitzender"
    if office == "deputy":
        return "stellvertretende Vorsitzende" if female else "stellvertretender Vorsitzender"
    return "Mitglied"


def _council_seats(councils: Facts, term: Term, people: Mapping[str, Person]) -> Iterable[Seat]:
    for district, persons in councils.items():
        for rank, person in enumerate(persons):
            role = _district_role(people[person], rank)
            yield Seat(person, f"ortsbeirat-{district}", role, True, start=term.start, end=term.end)


def _district_role(person: Person, rank: int) -> str:
    female = person.gender == "f"
    if rank == 0:
        return "Ortsvorsteherin" if female else "Ortsvorsteher"
    if rank == 1:
        return "stellvertretende Ortsvorsteherin" if female else "stellvertretender Ortsvorsteher"
    return "Mitglied"


def _named_seats(rows: Iterable[Facts], terms: Mapping[str, Term]) -> Iterable[Seat]:
    for row in rows:
        term = terms.get(row.get("term", ""))
        yield Seat(
            person=row["person"],
            body=row["body"],
            role=row["role"],
            voting=row["voting"],
            on_behalf_of=row.get("on_behalf_of", ""),
            start=term.start if term else None,
            end=term.end if term else None,
        )


# Meetings ---------------------------------------------------------------------------------------------------------


def _meetings(calendar: Calendar, *, terms: Sequence[Term], bodies: Iterable[Body]) -> tuple[Meeting, ...]:
    facts = _toml("meetings.toml")
    places = {body.key: body.place for body in bodies}
    special = {row["at"]: row for row in facts.get("meeting", ())}
    planned = [
        _meeting(series, week, special.get(f"{series['body']} {week}", {}), calendar, terms, places)
        for series in facts["series"]
        for week in series["weeks"]
    ]
    before = {series["body"]: series.get("before", 0) for series in facts["series"]}
    return _counted(sorted(planned, key=lambda meeting: (meeting.day, meeting.begin, meeting.key)), before)


def _meeting(
    series: Facts, week: int | str, special: Facts, calendar: Calendar, terms: Sequence[Term], places: Mapping[str, str]
) -> Meeting:
    facts = {**series, **special}
    day = calendar.day(week if isinstance(week, str) else f"{week} {series['day']}")
    return Meeting(
        key=f"{series['body']} {week}",
        body=series["body"],
        day=day,
        begin=facts["begin"],
        end=facts.get("end", ""),
        place=facts.get("place") or places[series["body"]],
        number=None,
        term=_term(day, terms).key,
        closed=facts.get("closed", False),
        cancelled=facts.get("cancelled", ""),
        standing=tuple(facts["standing"]),
    )


def _counted(meetings: Iterable[Meeting], before: Mapping[str, int]) -> tuple[Meeting, ...]:
    """Number the meetings per body and term; a cancelled one has no number."""
    last: dict[tuple[str, str], int] = {}
    counted = []
    for meeting in meetings:
        key = (meeting.body, meeting.term)
        if not meeting.cancelled:
            last[key] = last.get(key, before[meeting.body] if meeting.term == "past" else 0) + 1
        counted.append(meeting if meeting.cancelled else replace(meeting, number=last[key]))
    return tuple(counted)


def _term(day: date, terms: Sequence[Term]) -> Term:
    return next((term for term in reversed(terms) if term.start <= day), terms[0])


def _item(row: Facts) -> Item:
    facts = {name: value for name, value in row.items() if name not in ("at", "votes")}
    return Item(meeting=row["at"], votes=votes(row.get("votes", "")), **facts)


# Papers and inquiries ---------------------------------------------------------------------------------------------


def _papers(calendar: Calendar, meetings: Sequence[Meeting]) -> list[Paper]:
    by_key = {meeting.key: meeting for meeting in meetings}
    return [_paper(path, calendar, by_key) for path in sorted((HERE / "papers").glob("*.txt"))]


def _paper(path: Path, calendar: Calendar, meetings: Mapping[str, Meeting]) -> Paper:
    facts, text = _split(path)
    steps = tuple(_step(step) for step in facts.get("step", ()))
    return Paper(
        key=path.stem,
        kind=facts["kind"],
        title=facts["title"],
        text=text,
        originators=tuple(facts.get("originators", ())),
        people=tuple(facts.get("people", ())),
        submitted=_day(facts, "submitted", calendar),
        admitted=_day(facts, "admitted", calendar),
        withdrawn=_day(facts, "withdrawn", calendar),
        audience=facts.get("audience", "public"),
        audience_body=facts.get("audience_body", ""),
        neutral_title=facts.get("neutral_title", ""),
        lead=facts.get("lead", ""),
        parent=facts.get("parent", ""),
        related=tuple(facts.get("related", ())),
        districts=tuple(facts.get("districts", ())),
        keywords=tuple(facts["keywords"]),
        attachments=tuple(facts.get("attachments", ())),
        direct_referral=facts.get("direct_referral", False),
        urgent=facts.get("urgent", False),
        reason=facts.get("reason", ""),
        state=facts.get("state") or _state(steps, meetings, calendar.today),
        steps=steps,
    )


def _step(row: Facts) -> Step:
    body, _, week = row["at"].partition(" ")
    return Step(
        body=body,
        meeting=row["at"] if week else "",
        role=row["role"],
        part=row.get("part", ""),
        closed=row.get("closed", False),
        result=row.get("result", ""),
        votes=votes(row.get("votes", "")),
        resolution=row.get("resolution", ""),
        remark=row.get("remark", ""),
    )


_OUTCOMES = {
    "adopted": "adopted",
    "adopted_unanimously": "adopted",
    "elected": "adopted",
    "adopted_amended": "adopted_amended",
    "rejected": "rejected",
    "noted": "noted",
    "settled": "settled",
    "answered_oral": "answered_oral",
    "referred": "referred",
    "postponed": "postponed",
}
_FINAL_ROLES = ("Entscheidung", "Wahl", "Beantwortung")


def _state(steps: Sequence[Step], meetings: Mapping[str, Meeting], today: date) -> str:
    """Where a paper stands after its steps, if its file does not say so itself; on an agenda ahead it is scheduled."""
    done = [step for step in steps if step.result]
    open_steps = [step for step in steps if not step.result]
    ahead = [step for step in open_steps if step.meeting]
    if any(meetings[step.meeting].day >= today for step in ahead):
        return "scheduled"
    if not done:
        return "admitted"
    last = done[-1]
    if last.role in _FINAL_ROLES or last.result in ("referred", "postponed", "settled") or not open_steps:
        return _OUTCOMES[last.result]
    return "recommended"


def _inquiries(calendar: Calendar) -> list[Inquiry]:
    return [_inquiry(path, calendar) for path in sorted((HERE / "inquiries").glob("*.toml"))]


def _inquiry(path: Path, calendar: Calendar) -> Inquiry:
    facts = tomllib.loads(path.read_text(encoding="utf-8"))
    return Inquiry(
        key=path.stem,
        title=facts["title"],
        intro=facts["intro"],
        originators=tuple(facts["originators"]),
        people=tuple(facts.get("people", ())),
        submitted=_day(facts, "submitted", calendar),
        admitted=_day(facts, "admitted", calendar),
        requested=facts.get("requested", ""),
        given=facts.get("given", ""),
        lead=facts.get("lead", ""),
        state=facts["state"],
        meeting=facts.get("at", ""),
        answered=_day(facts, "answered", calendar),
        answered_by=facts.get("answered_by", ""),
        closed=_day(facts, "closed", calendar),
        keywords=tuple(facts["keywords"]),
        districts=tuple(facts.get("districts", ())),
        questions=tuple(Question(**question) for question in facts["question"]),
        passages=tuple(Passage(tuple(row["questions"]), row["text"]) for row in facts.get("passage", ())),
        followups=tuple(
            FollowUp(row["asker"], row["text"], row.get("answer", ""), row["status"])
            for row in facts.get("followup", ())
        ),
    )


def _day(facts: Facts, name: str, calendar: Calendar) -> date | None:
    return calendar.day(facts[name]) if name in facts else None


def _numbered(
    papers: Sequence[Paper], inquiries: Sequence[Inquiry], *, terms: Sequence[Term]
) -> tuple[list[Paper], list[Inquiry]]:
    """Give references in the order of admission, as the clerk would: one counter per series and term."""
    references: dict[str, str] = {}
    last: dict[tuple[int, int], int] = {}
    amended: dict[str, int] = {}
    for thing in sorted((*papers, *inquiries), key=lambda thing: (thing.admitted or date.max, thing.key)):
        if thing.admitted is None:
            continue
        if isinstance(thing, Paper) and thing.parent:
            amended[thing.parent] = amended.get(thing.parent, 0) + 1
            references[thing.key] = f"{references[thing.parent]}/Ä{amended[thing.parent]}"
            continue
        series = QUESTION_TIME if isinstance(thing, Paper) and thing.kind.startswith("Frage") else PAPERS
        counter = (series, _term(thing.admitted, terms).number)
        last[counter] = last.get(counter, 0) + 1
        references[thing.key] = f"{series}.{counter[1]:02d}.{last[counter]}"
    return (
        [replace(paper, reference=references.get(paper.key, "")) for paper in papers],
        [replace(inquiry, reference=references.get(inquiry.key, "")) for inquiry in inquiries],
    )


# Texts ------------------------------------------------------------------------------------------------------------

Sayer = Callable[[str], str]


def _sayer(calendar: Calendar, references: Mapping[str, str]) -> Sayer:
    """Make the function that replaces the placeholders of a text."""

    def word(found: re.Match[str]) -> str:
        name, _, key = found[1].partition(" ")
        return references[key] if name == "ref" else calendar.word(found[1])

    return lambda text: _PLACEHOLDER.sub(word, text)


def _said_paper(paper: Paper, say: Sayer) -> Paper:
    steps = tuple(replace(step, resolution=say(step.resolution), remark=say(step.remark)) for step in paper.steps)
    return replace(paper, title=say(paper.title), text=say(paper.text), steps=steps)


def _said_inquiry(inquiry: Inquiry, say: Sayer) -> Inquiry:
    return replace(
        inquiry,
        title=say(inquiry.title),
        intro=say(inquiry.intro),
        questions=tuple(replace(question, text=say(question.text)) for question in inquiry.questions),
        passages=tuple(replace(passage, text=say(passage.text)) for passage in inquiry.passages),
    )


def _minutes(path: Path, say: Sayer) -> Minutes:
    facts, text = _split(path)
    return Minutes(
        meeting=facts["at"],
        begin=facts["begin"],
        end=facts["end"],
        chair=facts["chair"],
        secretary=facts["secretary"],
        status=facts["status"],
        present=facts["present"],
        excused=tuple(facts["excused"]),
        sections=_sections(say(text)),
    )


def _sections(text: str) -> dict[str, tuple[str, ...]]:
    parts = [part.strip().split("\n\n") for part in re.split(r"^## ", text, flags=re.MULTILINE) if part.strip()]
    return {heading: tuple(paragraphs) for heading, *paragraphs in parts}


def _note(row: Facts, calendar: Calendar, say: Sayer) -> Note:
    return Note(
        paper=row["paper"],
        quote=say(row["quote"]),
        circle=row["circle"],
        by=row["by"],
        day=calendar.day(row["on"]),
        body=row["body"],
    )


def _panel(facts: Facts, calendar: Calendar) -> Panel:
    days = [calendar.day(written) for written in facts["sessions"]]
    plain = {
        name: value for name, value in facts.items() if name not in ("sessions", "session_blocks", "blocks", "sent_on")
    }
    return Panel(
        **plain,
        sent_on=calendar.day(facts["sent_on"]),
        sessions=tuple(zip(days, facts["session_blocks"], strict=True)),
        blocks=tuple(facts["blocks"]),
    )
