"""Reads the files of the demo town into plain values: no database, no clock; the day of loading is an argument."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from collaboration.demo import nouns
from collaboration.demo.days import Calendar

HERE = Path(__file__).parent
PAPERS, QUESTION_TIME = 101, 102  # series of references, as in documents.numbering
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_VOTES = re.compile(r"(?:([A-Z]{2}) )?(\d+)-(\d+)-(\d+)(?:-(\d+))?")

Facts = Mapping[str, Any]


def load(*, today: date) -> nouns.Town:
    """Read the town as it stands on that day; raises ValueError or KeyError where a file is faulty."""
    calendar = Calendar(today)
    facts, places = _toml("town.toml"), _toml("town.toml")["place"]
    terms = tuple(nouns.Term(**term) for term in facts["term"])
    districts = tuple(
        nouns.District(**row | {"field": tuple(row["field"])}) for row in _toml("districts.toml")["district"]
    )
    bodies = _bodies(districts)
    people = tuple(nouns.Person(key=key, **person) for key, person in _toml("people.toml").items())
    meetings = _meetings(calendar, terms=terms, bodies=bodies)
    papers, inquiries = _numbered(_papers(calendar, meetings), _inquiries(calendar), terms=terms)
    references = {paper.key: paper.reference for paper in papers} | {
        inquiry.key: inquiry.reference for inquiry in inquiries
    }
    say = _sayer(calendar, references)
    return nouns.Town(
        today=today,
        name=facts["name"],
        short_name=facts["short_name"],
        website=facts["website"],
        terms=terms,
        places=tuple(nouns.Place(**place) for place in places),
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
        referrals=tuple(_referral(row, calendar) for row in _toml("ways.toml")["referral"]),
        statements=tuple(_statement(row, calendar) for row in _toml("ways.toml")["statement"]),
        panel=_panel(facts["panel"], calendar),
    )


def votes(written: str) -> tuple[nouns.Votes, ...]:
    """Read votes such as "GS 18-0-1, BU 0-13-0-1"; raises ValueError."""
    return tuple(_faction_votes(part.strip()) for part in written.split(",")) if written else ()


def _faction_votes(written: str) -> nouns.Votes:
    if not (found := _VOTES.fullmatch(written)):
        raise ValueError(f"Keine Stimmen: {written!r}")
    return nouns.Votes(found[1] or "", int(found[2]), int(found[3]), int(found[4]), int(found[5] or 0))


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


def _split(path: Path) -> tuple[Facts, str]:
    """The facts between the two lines "+++" and the text after them."""
    _, facts, text = path.read_text(encoding="utf-8").split("+++\n", 2)
    return tomllib.loads(facts), text.strip()


def _bodies(districts: Iterable[nouns.District]) -> tuple[nouns.Body, ...]:
    named = [nouns.Body(**body) for body in _toml("bodies.toml")["body"]]
    councils = [
        nouns.Body(
            key=district.council,
            kind="district_council",
            name=f"Ortsbeirat {district.name}",
            classification="Ortsbeirat",
            seats=district.seats,
        )
        for district in districts
    ]
    return (*named, *councils)


def _accounts() -> tuple[nouns.Account, ...]:
    return tuple(
        nouns.Account(
            name=name, what=account["what"], person=account.get("person", ""), shown_as=account.get("name", "")
        )
        for name, account in _toml("accounts.toml").items()
    )


# Seats ------------------------------------------------------------------------------------------------------------


def _seats(
    calendar: Calendar, *, terms: Sequence[nouns.Term], people: Mapping[str, nouns.Person]
) -> tuple[nouns.Seat, ...]:
    facts = _toml("seats.toml")
    by_key = {term.key: term for term in terms}
    return (
        *_faction_seats(facts, by_key, calendar),
        *_committee_seats(facts["committees"], by_key, people),
        *_council_seats(facts["district_councils"], by_key["present"], people),
        *_named_seats(facts["seats"], by_key),
    )


def _faction_seats(facts: Facts, terms: Mapping[str, nouns.Term], calendar: Calendar) -> list[nouns.Seat]:
    """Faction and assembly seats together; the assembly's officers get their seat from their own row."""
    officers = {(row["person"], row["term"]) for row in facts["seats"] if row["body"] == "stavo"}
    seats: list[nouns.Seat] = []
    for faction, rows in facts["factions"].items():
        for term in terms.values():
            for person in (*rows["both"], *rows[term.key]):
                role = _faction_role(person, rows["leaders"]) if term.key == "present" else "Mitglied"
                seats.append(nouns.Seat(person, faction, role, True, start=term.start, end=term.end))
                if (person, term.key) not in officers:
                    seats.append(nouns.Seat(person, "stavo", "Mitglied", True, faction, term.start, term.end))
    for change in facts["changes"]:
        start = calendar.day(change["since"]) if "since" in change else terms["present"].start
        end = calendar.day(change["until"]) if "until" in change else terms["present"].end
        seats.append(nouns.Seat(change["person"], change["faction"], "Mitglied", True, start=start, end=end))
        seats.append(nouns.Seat(change["person"], "stavo", "Mitglied", True, change["faction"], start, end))
    return seats


def _faction_role(person: str, leaders: Sequence[str]) -> str:
    roles = ("Fraktionsvorsitz", "stellvertretender Fraktionsvorsitz")
    return roles[leaders.index(person)] if person in leaders else "Mitglied"


def _committee_seats(
    committees: Facts, terms: Mapping[str, nouns.Term], people: Mapping[str, nouns.Person]
) -> Iterable[nouns.Seat]:
    for committee, by_term in committees.items():
        for term, rows in by_term.items():
            members = {faction: row for faction, row in rows.items() if faction not in ("chair", "deputy")}
            leading = {members[rows["chair"]][0]: "chair", members[rows["deputy"]][0]: "deputy"}
            for faction, persons in members.items():
                for person in persons:
                    role = _leading(people[person], leading.get(person, ""))
                    yield nouns.Seat(person, committee, role, True, faction, terms[term].start, terms[term].end)


def _leading(person: nouns.Person, office: str) -> str:
    """The role in a committee, in the person's own form."""
    female = person.gender == "f"
    if office == "chair":
        return "Vorsitzende" if female else "Vorsitzender"
    if office == "deputy":
        return "stellvertretende Vorsitzende" if female else "stellvertretender Vorsitzender"
    return "Mitglied"


def _council_seats(councils: Facts, term: nouns.Term, people: Mapping[str, nouns.Person]) -> Iterable[nouns.Seat]:
    for district, persons in councils.items():
        for rank, person in enumerate(persons):
            role = _district_role(people[person], rank)
            yield nouns.Seat(person, f"ortsbeirat-{district}", role, True, start=term.start, end=term.end)


def _district_role(person: nouns.Person, rank: int) -> str:
    female = person.gender == "f"
    if rank == 0:
        return "Ortsvorsteherin" if female else "Ortsvorsteher"
    if rank == 1:
        return "stellvertretende Ortsvorsteherin" if female else "stellvertretender Ortsvorsteher"
    return "Mitglied"


def _named_seats(rows: Iterable[Facts], terms: Mapping[str, nouns.Term]) -> Iterable[nouns.Seat]:
    for row in rows:
        term = terms.get(row.get("term", ""))
        yield nouns.Seat(
            person=row["person"],
            body=row["body"],
            role=row["role"],
            voting=row["voting"],
            on_behalf_of=row.get("on_behalf_of", ""),
            start=term.start if term else None,
            end=term.end if term else None,
        )


# Meetings ---------------------------------------------------------------------------------------------------------


def _meetings(
    calendar: Calendar, *, terms: Sequence[nouns.Term], bodies: Iterable[nouns.Body]
) -> tuple[nouns.Meeting, ...]:
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
    series: Facts,
    week: int | str,
    special: Facts,
    calendar: Calendar,
    terms: Sequence[nouns.Term],
    places: Mapping[str, str],
) -> nouns.Meeting:
    facts = {**series, **special}
    day = calendar.day(week if isinstance(week, str) else f"{week} {series['day']}")
    return nouns.Meeting(
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


def _counted(meetings: Iterable[nouns.Meeting], before: Mapping[str, int]) -> tuple[nouns.Meeting, ...]:
    """Number the meetings per body and term; a cancelled one has no number."""
    last: dict[tuple[str, str], int] = {}
    counted = []
    for meeting in meetings:
        key = (meeting.body, meeting.term)
        if not meeting.cancelled:
            last[key] = last.get(key, before[meeting.body] if meeting.term == "past" else 0) + 1
        counted.append(meeting if meeting.cancelled else replace(meeting, number=last[key]))
    return tuple(counted)


def _term(day: date, terms: Sequence[nouns.Term]) -> nouns.Term:
    return next((term for term in reversed(terms) if term.start <= day), terms[0])


def _item(row: Facts) -> nouns.Item:
    facts = {name: value for name, value in row.items() if name not in ("at", "votes")}
    return nouns.Item(meeting=row["at"], votes=votes(row.get("votes", "")), **facts)


# Papers and inquiries ---------------------------------------------------------------------------------------------


def _papers(calendar: Calendar, meetings: Sequence[nouns.Meeting]) -> list[nouns.Paper]:
    by_key = {meeting.key: meeting for meeting in meetings}
    return [_paper(path, calendar, by_key) for path in sorted((HERE / "papers").glob("*.txt"))]


def _paper(path: Path, calendar: Calendar, meetings: Mapping[str, nouns.Meeting]) -> nouns.Paper:
    facts, text = _split(path)
    steps = tuple(_step(step) for step in facts.get("step", ()))
    return nouns.Paper(
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
        plain=facts.get("plain", ""),
        changes=tuple(nouns.Change(**change) for change in facts.get("change", ())),
    )


def _step(row: Facts) -> nouns.Step:
    body, _, week = row["at"].partition(" ")
    return nouns.Step(
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


def _referral(row: Facts, calendar: Calendar) -> nouns.Referral:
    return nouns.Referral(row["paper"], calendar.day(row["on"]), tuple(row["to"]), row["lead"])


def _statement(row: Facts, calendar: Calendar) -> nouns.Statement:
    return nouns.Statement(row["paper"], row["body"], calendar.day(row["on"]), row["stance"], row["text"].strip())


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


def _state(steps: Sequence[nouns.Step], meetings: Mapping[str, nouns.Meeting], today: date) -> str:
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


def _inquiries(calendar: Calendar) -> list[nouns.Inquiry]:
    return [_inquiry(path, calendar) for path in sorted((HERE / "inquiries").glob("*.toml"))]


def _inquiry(path: Path, calendar: Calendar) -> nouns.Inquiry:
    facts = tomllib.loads(path.read_text(encoding="utf-8"))
    return nouns.Inquiry(
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
        questions=tuple(nouns.Question(**question) for question in facts["question"]),
        passages=tuple(nouns.Passage(tuple(row["questions"]), row["text"]) for row in facts.get("passage", ())),
        followups=tuple(
            nouns.FollowUp(row.get("asker", ""), row.get("role", ""), row["text"], row.get("answer", ""), row["status"])
            for row in facts.get("followup", ())
        ),
    )


def _day(facts: Facts, name: str, calendar: Calendar) -> date | None:
    return calendar.day(facts[name]) if name in facts else None


def _numbered(
    papers: Sequence[nouns.Paper], inquiries: Sequence[nouns.Inquiry], *, terms: Sequence[nouns.Term]
) -> tuple[list[nouns.Paper], list[nouns.Inquiry]]:
    """Give references in the order of admission, as the clerk would: one counter per series and term."""
    references: dict[str, str] = {}
    last: dict[tuple[int, int], int] = {}
    amended: dict[str, int] = {}
    things: list[nouns.Paper | nouns.Inquiry] = [*papers, *inquiries]
    for thing in sorted(things, key=lambda thing: (thing.admitted or date.max, thing.key)):
        if thing.admitted is None:
            continue
        if isinstance(thing, nouns.Paper) and thing.parent:
            amended[thing.parent] = amended.get(thing.parent, 0) + 1
            references[thing.key] = f"{references[thing.parent]}/Ä{amended[thing.parent]}"
            continue
        series = QUESTION_TIME if isinstance(thing, nouns.Paper) and thing.kind.startswith("Frage") else PAPERS
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


def _said_paper(paper: nouns.Paper, say: Sayer) -> nouns.Paper:
    steps = tuple(replace(step, resolution=say(step.resolution), remark=say(step.remark)) for step in paper.steps)
    return replace(paper, title=say(paper.title), text=say(paper.text), steps=steps)


def _said_inquiry(inquiry: nouns.Inquiry, say: Sayer) -> nouns.Inquiry:
    return replace(
        inquiry,
        title=say(inquiry.title),
        intro=say(inquiry.intro),
        questions=tuple(replace(question, text=say(question.text)) for question in inquiry.questions),
        passages=tuple(replace(passage, text=say(passage.text)) for passage in inquiry.passages),
    )


def _minutes(path: Path, say: Sayer) -> nouns.Minutes:
    facts, text = _split(path)
    return nouns.Minutes(
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


def _note(row: Facts, calendar: Calendar, say: Sayer) -> nouns.Note:
    return nouns.Note(
        paper=row["paper"],
        quote=say(row["quote"]),
        circle=row["circle"],
        by=row["by"],
        day=calendar.day(row["on"]),
        body=row["body"],
    )


def _panel(facts: Facts, calendar: Calendar) -> nouns.Panel:
    days = [calendar.day(written) for written in facts["sessions"]]
    plain = {
        name: value for name, value in facts.items() if name not in ("sessions", "session_blocks", "blocks", "sent_on")
    }
    return nouns.Panel(
        **plain,
        sent_on=calendar.day(facts["sent_on"]),
        sessions=tuple(zip(days, facts["session_blocks"], strict=True)),
        blocks=tuple(facts["blocks"]),
    )
