import re
from collections import Counter
from datetime import date, timedelta

import pytest

from collaboration.demo import agenda, content
from council import states as council_states
from council.law import seats
from documents import states as document_states
from documents import text
from motions import states as motion_states

TODAY = date(2026, 11, 26)
DAYS = [TODAY + timedelta(days=offset) for offset in range(-3, 4)]
LATER = [date(2027, 3, 14), date(2028, 2, 29)]
DECIDED = {"adopted": True, "adopted_unanimously": True, "adopted_amended": True, "rejected": False}
CAST = {
    "clerk",
    "deputy",
    "chair",
    "councillor",
    "colleague",
    "rival",
    "mayor",
    "officer",
    "district",
    "moderator",
    "citizen",
}


@pytest.fixture(scope="module")
def town():
    return content.load(today=TODAY)


def keys(things):
    return {thing.key for thing in things}


def duplicates(values):
    return sorted(value for value, times in Counter(values).items() if times > 1)


def person_of(town, account):
    return next(row.person for row in town.accounts if row.name == account)


def bodies_of(town, person, *, on=TODAY):
    return {seat.body for seat in town.seats if seat.person == person and seat.held(on=on)}


def decisions(town):
    """Every place with votes: (where, day, body, result, votes)."""
    for paper in town.papers:
        for step in paper.steps:
            if step.votes:
                yield f"{paper.key} in {step.meeting}", town.meeting_by_key[step.meeting], step
    for item in town.items:
        if item.votes:
            yield f"{item.title} in {item.meeting}", town.meeting_by_key[item.meeting], item


# The frame


def test_every_key_is_given_once(town):
    for things in (town.people, town.bodies, town.districts, town.places, town.meetings, town.terms):
        assert duplicates(thing.key for thing in things) == []
    assert duplicates(thing.key for thing in (*town.papers, *town.inquiries)) == []


def test_kinds_states_and_results_are_those_of_the_product(town):
    assert {body.kind for body in town.bodies} - set(council_states.BodyKind.values) == set()
    assert {paper.kind for paper in town.papers} - set(document_states.PaperType.labels) == set()
    assert {paper.state for paper in town.papers} - set(document_states.PaperState.values) == set()
    assert {paper.audience for paper in town.papers} - set(council_states.Audience.values) == set()
    assert {inquiry.state for inquiry in town.inquiries} - set(document_states.PaperState.values) == set()
    results = {step.result for paper in town.papers for step in paper.steps} | {item.result for item in town.items}
    assert results - set(council_states.Result.values) == {""}
    statuses = {question.status for inquiry in town.inquiries for question in inquiry.questions}
    assert statuses == set(motion_states.AnswerStatus.values)


def test_every_reference_leads_somewhere(town):
    people, bodies, papers = keys(town.people), keys(town.bodies), keys(town.papers)
    districts, accounts = keys(town.districts), {account.name for account in town.accounts}
    meetings = keys(town.meetings)

    named_people = {seat.person for seat in town.seats} | {row.person for row in town.accounts if row.person}
    named_bodies = {seat.body for seat in town.seats} | {seat.on_behalf_of for seat in town.seats if seat.on_behalf_of}
    named_bodies |= {body.parent for body in town.bodies if body.parent} | {meeting.body for meeting in town.meetings}
    for thing in (*town.papers, *town.inquiries):
        named_people |= set(thing.people)
        named_bodies |= set(thing.originators) | ({thing.lead} if thing.lead else set())
    for inquiry in town.inquiries:
        named_people |= {inquiry.answered_by} if inquiry.answered_by else set()
        named_bodies |= {followup.asker for followup in inquiry.followups if followup.asker}
    for paper in town.papers:
        named_bodies |= {step.body for step in paper.steps} | ({paper.audience_body} if paper.audience_body else set())
    for minutes in town.minutes:
        named_people |= {minutes.chair, minutes.secretary, *minutes.excused}
    named_meetings = {step.meeting for paper in town.papers for step in paper.steps if step.meeting}
    named_meetings |= {inquiry.meeting for inquiry in town.inquiries if inquiry.meeting}
    named_meetings |= {item.meeting for item in town.items} | {minutes.meeting for minutes in town.minutes}
    named_papers = {paper.parent for paper in town.papers if paper.parent} | {note.paper for note in town.notes}
    named_papers |= {key for paper in town.papers for key in paper.related}
    named_districts = {key for thing in (*town.papers, *town.inquiries) for key in thing.districts}
    named_districts |= {place.district for place in town.places if place.district}

    assert named_people - people == set()
    assert named_bodies - bodies == set()
    assert named_meetings - meetings == set()
    assert named_papers - papers == set()
    assert named_districts - districts == set()
    assert {note.by for note in town.notes} - accounts == set()
    places = {meeting.place for meeting in town.meetings if meeting.place}
    assert places - keys(town.places) == set()


def test_everyone_has_a_seat_or_had_one(town):
    seated = {seat.person for seat in town.seats}

    assert keys(town.people) - seated == set()


# Seats


@pytest.mark.parametrize(
    ("day", "sizes"),
    [
        (date(2021, 4, 1), [20, 17, 15, 7, 7, 5]),
        (date(2026, 3, 31), [20, 17, 15, 7, 7, 5]),
        (date(2026, 4, 1), [19, 17, 14, 8, 7, 6]),
        (TODAY, [19, 17, 14, 8, 7, 6]),
    ],
)
def test_the_assembly_has_71_seats_in_six_factions_on_every_day(town, day, sizes):
    factions = [body.key for body in town.bodies if body.kind == "faction"]

    assembly = town.members("stavo", on=day)

    in_factions = {faction: {seat.person for seat in town.members(faction, on=day)} for faction in factions}
    assert sorted((len(members) for members in in_factions.values()), reverse=True) == sizes
    assert sum(sizes) == 71
    assert len(assembly) == 71
    assert {seat.person for seat in assembly} == set().union(*in_factions.values())
    assert {seat.voting for seat in assembly} == {True}


def test_a_seat_vacated_in_the_term_is_taken_the_day_after(town):
    left, came = "luedecke-peter", "petersen-finn"
    last = next(seat.end for seat in town.seats if seat.person == left and seat.body == "stavo")

    assert "stavo" in bodies_of(town, left, on=last)
    assert bodies_of(town, left, on=last + timedelta(days=1)) == set()
    assert bodies_of(town, came, on=last) == set()
    assert "stavo" in bodies_of(town, came, on=last + timedelta(days=1))


@pytest.mark.parametrize("day", [date(2026, 3, 31), TODAY])
def test_committees_have_13_members_by_hare_niemeyer(town, day):
    factions = [body.key for body in town.bodies if body.kind == "faction"]
    strength = {faction: len(town.members(faction, on=day)) for faction in factions}
    expected = seats.hare_niemeyer(strength, seats=13)
    committees = [body for body in town.bodies if body.filled == "hare_niemeyer"]

    given = {body.key: Counter(seat.on_behalf_of for seat in town.members(body.key, on=day)) for body in committees}

    assert len(committees) == 7
    assert expected.is_final
    assert given == {body.key: Counter(expected.sure) for body in committees}
    assert {body.seats for body in committees} == {13}


@pytest.mark.parametrize("day", [date(2026, 3, 31), TODAY])
def test_committee_members_sit_in_the_faction_they_were_named_by(town, day):
    committees = [body.key for body in town.bodies if body.filled == "hare_niemeyer"]
    wrong = [
        (seat.person, committee)
        for committee in committees
        for seat in town.members(committee, on=day)
        if seat.on_behalf_of not in bodies_of(town, seat.person, on=day)
    ]

    assert wrong == []


def test_nobody_sits_twice_in_the_same_body(town):
    for body in town.bodies:
        assert duplicates(seat.person for seat in town.members(body.key, on=TODAY)) == []


def test_all_23_districts_have_a_council_with_its_seats(town):
    councils = {district.council: district.seats for district in town.districts}
    leaders = Counter(
        seat.body for seat in town.seats if seat.role in ("Ortsvorsteherin", "Ortsvorsteher") and seat.held(on=TODAY)
    )

    assert len(councils) == 23
    assert {key: len(town.members(key, on=TODAY)) for key in councils} == councils
    assert leaders == Counter(councils.keys())


def test_other_bodies_have_as_many_members_as_seats(town):
    counted = {body.key: len(town.members(body.key, on=TODAY)) for body in town.bodies if body.seats}

    assert counted == {body.key: body.seats for body in town.bodies if body.seats}


def test_the_magistrat_sits_neither_in_the_assembly_nor_in_its_committees(town):
    magistrat = {seat.person for seat in town.members("magistrat", on=TODAY)}

    assert magistrat & {seat.person for seat in town.members("stavo", on=TODAY)} == set()


# The demo people (design §10)


def test_the_cast_is_complete(town):
    assert {account.name for account in town.accounts} == CAST


def test_the_cast_holds_the_offices_of_the_plan(town):
    by_size = sorted(town.factions.values(), key=lambda key: -len(town.members(key, on=TODAY)))
    clerk, deputy = (bodies_of(town, person_of(town, name)) for name in ("clerk", "deputy"))
    chair = person_of(town, "chair")

    assert clerk == deputy == {"stavo-buero"}
    assert bodies_of(town, chair) & set(by_size) == {by_size[2]}
    assert {seat.role for seat in town.members("stavo", on=TODAY) if seat.person == chair} == {
        "Stadtverordnetenvorsteherin"
    }
    assert "magistrat" in bodies_of(town, person_of(town, "mayor"))
    assert bodies_of(town, person_of(town, "officer")) == {"tiefbauamt"}
    assert bodies_of(town, person_of(town, "district")) == {"ortsbeirat-hafenviertel"}
    assert bodies_of(town, person_of(town, "moderator")) == {"moderation"}
    assert person_of(town, "citizen") == ""


def test_councillor_and_colleague_share_faction_and_committee_and_the_rival_neither(town):
    councillor, colleague, rival = (
        bodies_of(town, person_of(town, name)) for name in ("councillor", "colleague", "rival")
    )
    factions = set(town.factions.values())

    assert councillor & factions == colleague & factions == {"gruene-stadt"}
    assert rival & factions == {"sozialer-aufbruch"}
    assert {"mobilitaet" in bodies for bodies in (councillor, colleague)} == {True}
    assert "mobilitaet" not in rival
    assert "stavo" in councillor & colleague & rival


def test_only_the_first_officer_of_the_assembly_is_its_chair(town):
    chairs = [
        seat.person for seat in town.members("stavo", on=TODAY) if seat.role.startswith("Stadtverordnetenvorsteher")
    ]

    assert chairs == [person_of(town, "chair")]


# Meetings and agendas


@pytest.mark.parametrize("today", [*DAYS, *LATER])
def test_on_every_day_there_was_a_meeting_yesterday_is_one_today_and_several_will_come(today):
    town = content.load(today=today)

    days = Counter(
        "yesterday" if meeting.day == today - timedelta(days=1) else "today" if meeting.day == today else "later"
        for meeting in town.meetings
        if meeting.day >= today - timedelta(days=1)
    )

    assert town.meeting_by_key["finanzen gestern"].day == today - timedelta(days=1)
    assert town.meeting_by_key["stavo heute"].day == today
    assert days["later"] >= 10


def test_meetings_reach_back_two_years(town):
    first = min(meeting.day for meeting in town.meetings)

    assert (TODAY - first).days // 7 == 101
    assert len(town.meetings) >= 120


@pytest.mark.parametrize("today", [TODAY, *LATER])
def test_no_body_meets_twice_on_one_day_and_numbers_count_up(today):
    town = content.load(today=today)

    assert duplicates((meeting.body, meeting.day) for meeting in town.meetings) == []
    assert duplicates((m.body, m.term, m.number) for m in town.meetings if m.number is not None) == []


def test_meetings_are_named_as_in_the_house(town):
    assert town.meeting_by_key["stavo -5"].name == "7. öffentliche Sitzung am 19. Oktober 2026"
    assert town.meeting_by_key["stavo -101"].name == "38. öffentliche Sitzung am 16. Dezember 2024"
    assert town.meeting_by_key["aeltestenrat -1"].name == "3. nichtöffentliche Sitzung am 19. November 2026"


def test_what_is_over_has_a_result_and_what_is_to_come_has_none(town):
    over = {True: [], False: []}
    for meeting in town.meetings:
        if meeting.cancelled:
            continue
        for entry, _ in agenda.flat(agenda.of(town, meeting)):
            over[meeting.day < TODAY].append((meeting.key, entry.title, bool(entry.result)))

    assert [row for row in over[True] if not row[2]] == []
    assert [row for row in over[False] if row[2]] == []


def test_every_paper_and_inquiry_is_on_the_agendas_that_it_names(town):
    expected = Counter((step.meeting, paper.key) for paper in town.papers for step in paper.steps if step.meeting)
    expected += Counter((inquiry.meeting, inquiry.key) for inquiry in town.inquiries if inquiry.meeting)

    listed = Counter(
        (meeting.key, entry.paper)
        for meeting in town.meetings
        for entry, _ in agenda.flat(agenda.of(town, meeting))
        if entry.paper
    )

    assert listed == expected


def test_agenda_of_the_assembly_has_parts_nested_and_closed_items(town):
    rows = [
        (entry.number, parent.number if parent else "", entry.paper, entry.closed)
        for entry, parent in agenda.flat(agenda.of(town, town.meeting_by_key["stavo heute"]))
    ]

    assert rows[:6] == [
        ("I/1", "", "", False),
        ("I/2", "", "", False),
        ("I/2.1", "I/2", "ahlheim-bus", False),
        ("I/2.2", "I/2", "rosengarten", False),
        ("I/3", "", "", False),
        ("I/3.1", "I/3", "frage-falkenpass", False),
    ]
    assert [row for row in rows if row[2].startswith("radweg-hafenstrasse")] == [
        ("I/4", "", "radweg-hafenstrasse", False)
    ]
    assert rows[-6:] == [
        ("I/9", "", "grundstueck-hafen", True),
        ("II/1", "", "", False),
        ("II/2", "", "", False),
        ("II/3", "", "spielplatzplanung", False),
        ("II/4", "", "strassenreinigung", False),
        ("II/5", "", "oeffentliche-toiletten", False),
    ]


def test_closed_items_are_announced_without_their_title(town):
    closed = [
        entry
        for meeting in town.meetings
        for entry, _ in agenda.flat(agenda.of(town, meeting))
        if entry.closed and not meeting.closed
    ]

    assert len(closed) >= 6
    assert [entry.title for entry in closed if entry.announced == entry.title] == []


def test_nobody_decides_before_the_paper_was_admitted(town):
    early = [
        (paper.key, step.meeting)
        for paper in town.papers
        for step in paper.steps
        if step.meeting
        and paper.admitted
        and town.meeting_by_key[step.meeting].day < paper.admitted
        and paper.kind not in ("Vorschlag des Ortsbeirats",)
        and step.body != "magistrat"
    ]

    assert early == []
    assert [paper.key for paper in town.papers if paper.admitted and paper.submitted > paper.admitted] == []
    assert [paper.key for paper in town.papers if paper.admitted and paper.admitted > TODAY] == []


# Votes


def test_votes_of_a_body_fit_its_members(town):
    wrong = [
        (where, vote)
        for where, meeting, decision in decisions(town)
        for vote in decision.votes
        if not fits(town, meeting, vote)
    ]

    assert wrong == []


def fits(town, meeting, vote):
    """All heads of a faction are accounted for; without factions there are no more heads than seats."""
    body = next(body for body in town.bodies if body.key == meeting.body)
    heads = vote.yes + vote.no + vote.abstained + vote.absent
    if not vote.faction:
        return heads <= body.seats
    seats_held = town.members(body.key, on=meeting.day)
    faction = town.factions[vote.faction]
    if body.kind == "assembly":
        return heads == len(town.members(faction, on=meeting.day))
    return heads == sum(seat.on_behalf_of == faction for seat in seats_held)


def test_every_faction_is_counted_once(town):
    letters = sorted(town.factions)
    counted = {
        where: sorted(vote.faction for vote in decision.votes)
        for where, _, decision in decisions(town)
        if decision.votes[0].faction
    }

    assert {where: found for where, found in counted.items() if found != letters} == {}
    assert len(counted) >= 80


def test_results_follow_from_the_votes(town):
    wrong = []
    for where, _, decision in decisions(town):
        yes, no = sum(vote.yes for vote in decision.votes), sum(vote.no for vote in decision.votes)
        if decision.result in DECIDED and (yes > no) != DECIDED[decision.result]:
            wrong.append((where, yes, no))
        if (decision.result == "adopted_unanimously") != (decision.result in DECIDED and no == 0 and yes > 0) and (
            decision.result in ("adopted", "adopted_unanimously")
        ):
            wrong.append((where, decision.result, yes, no))

    assert wrong == []


def test_the_main_by_law_found_the_majority_of_all_seats(town):
    step = town.paper_by_key["hauptsatzung"].steps[-1]

    assert sum(vote.yes for vote in step.votes) >= 36


# Papers


def test_there_are_papers_of_every_kind_of_the_domain(town):
    kinds = Counter(paper.kind for paper in town.papers)

    assert len(town.papers) >= 60
    assert set(kinds) == {
        "Magistratsvorlage",
        "Antrag",
        "Änderungsantrag",
        "Frage (Fragestunde)",
        "Eingabe",
        "Mitteilung",
        "Bericht",
        "Vorschlag des Ortsbeirats",
        "Bürgergutachten",
        "Programm",
    }


def test_papers_stand_in_many_states(town):
    assert {paper.state for paper in town.papers} == {
        "draft",
        "submitted",
        "inadmissible",
        "admitted",
        "referred",
        "scheduled",
        "postponed",
        "recommended",
        "adopted",
        "adopted_amended",
        "rejected",
        "noted",
        "withdrawn",
        "settled",
        "lapsed",
        "in_implementation",
        "implemented",
        "answered_oral",
        "answered_written",
        "written_owed",
        "in_committee",
        "petitioner_informed",
        "handed_over",
        "recorded",
        "suspended",
    }


def test_references_are_given_once_and_in_order(town):
    things = [thing for thing in (*town.papers, *town.inquiries) if thing.reference]
    plain = sorted(
        ((thing.admitted, thing.key, thing.reference) for thing in things if "/" not in thing.reference),
    )

    assert duplicates(thing.reference for thing in things) == []
    assert {bool(re.fullmatch(r"10[12]\.(19|20)\.\d+(/Ä\d)?", thing.reference)) for thing in things} == {True}
    for prefix in ("101.19.", "101.20.", "102.20."):
        serials = [int(reference[7:]) for _, _, reference in plain if reference.startswith(prefix)]
        assert serials == list(range(1, len(serials) + 1))
    assert [
        thing.key for thing in (*town.papers, *town.inquiries) if bool(thing.reference) != bool(thing.admitted)
    ] == []


def test_texts_are_written_out(town):
    long = [paper.key for paper in town.papers if len(paper.text.split()) >= 780]
    texts = [(thing.key, thing.text) for thing in (*town.papers, *town.inquiries)]

    assert len(long) >= 5
    assert [key for key, written in texts if "{" in written or "}" in written] == []
    assert [key for key, written in texts if re.search(r"lorem|TODO|XXX", written, re.IGNORECASE)] == []
    assert [key for key, written in texts if text.normalise(written) != written] == []


def test_motions_and_proposals_say_what_is_to_be_decided_and_why(town):
    kinds = ("Magistratsvorlage", "Antrag", "Änderungsantrag")
    for paper in town.papers:
        if paper.kind in kinds:
            blocks = text.blocks(paper.text)
            assert [b.text for b in blocks if b.kind == "heading" and b.label == "##"] == [
                "Beschlussvorschlag",
                "Begründung",
            ]
            assert [b.label for b in blocks if b.kind == "point"][:1] == ["1."]


def test_amendments_have_a_parent_and_nothing_else_has(town):
    assert {paper.kind for paper in town.papers if paper.parent} == {"Änderungsantrag"}
    assert [paper.key for paper in town.papers if paper.kind == "Änderungsantrag" and not paper.parent] == []


def test_closed_papers_are_treated_in_closed_items_only(town):
    closed = [paper for paper in town.papers if paper.audience == "body" and paper.state != "submitted"]

    assert {paper.key for paper in closed} == {"grundstueck-hafen", "personal-sozialamt", "rechtsstreit-theater"}
    assert {step.closed for paper in closed for step in paper.steps} == {True}
    assert {step.closed for paper in town.papers if paper.audience == "public" for step in paper.steps} == {False}
    assert [paper.key for paper in closed if not paper.neutral_title] == []


@pytest.mark.parametrize("today", LATER)
def test_the_town_never_grows_old(today):
    town = content.load(today=today)

    assert town.paper_by_key["haushalt"].title.endswith(f"für das Jahr {today.year + 1} mit Investitionsprogramm")
    assert town.paper_by_key["radweg-hafenstrasse"].state == "scheduled"
    assert duplicates(thing.reference for thing in (*town.papers, *town.inquiries) if thing.reference) == []


def test_loading_twice_gives_the_same(town):
    assert content.load(today=TODAY) == town


# Inquiries


def test_the_panel_met_four_times_and_then_handed_in_its_report(town):
    days = [day for day, _ in town.panel.sessions]

    assert [day.strftime("%a") for day in days] == ["Sat"] * 4
    assert max(days) < town.paper_by_key["buergergutachten"].submitted
    assert {block for _, block in town.panel.sessions} == {1, 2}
    assert town.panel.body in keys(town.bodies)


def test_inquiries_stand_in_every_state_of_answer(town):
    states = Counter(inquiry.state for inquiry in town.inquiries)

    assert len(town.inquiries) >= 16
    assert set(states) == {
        "draft",
        "submitted",
        "scheduled",
        "answer_requested",
        "answered_oral",
        "answered_written",
        "followup_open",
        "closed",
        "lapsed",
    }


def test_answers_name_questions_that_exist_and_statuses_fit(town):
    wrong = []
    for inquiry in town.inquiries:
        answered = {number for passage in inquiry.passages for number in passage.questions}
        wrong += [(inquiry.key, number) for number in answered if not 1 <= number <= len(inquiry.questions)]
        for number, question in enumerate(inquiry.questions, start=1):
            if (question.status == "unanswered") == (number in answered):
                wrong.append((inquiry.key, number, question.status))

    assert wrong == []


def test_open_inquiries_have_no_answer_and_answered_ones_say_how(town):
    open_states = ("draft", "submitted", "scheduled", "answer_requested", "lapsed")

    assert [i.key for i in town.inquiries if (i.state in open_states) == bool(i.given)] == []
    assert [i.key for i in town.inquiries if bool(i.passages) != bool(i.given)] == []
    assert [
        i.key for i in town.inquiries if i.state == "closed" and (i.requested, i.given) == ("written", "oral")
    ] == []


def test_a_written_answer_is_outstanding_and_one_inquiry_is_overdue(town):
    outstanding = [i.key for i in town.inquiries if (i.requested, i.given) == ("written", "oral")]
    overdue = [
        i.key for i in town.inquiries if i.state == "answer_requested" and i.submitted + timedelta(weeks=6) < TODAY
    ]

    assert outstanding == ["onlineantraege"]
    assert overdue == ["strassenbaeume"]


# Notes and minutes


def test_quotes_stand_in_the_text_exactly_once(town):
    found = {note.quote: town.paper_by_key[note.paper].text.count(note.quote) for note in town.notes}

    assert {quote: times for quote, times in found.items() if times != 1} == {}


def test_notes_are_in_all_four_circles_and_from_people_who_may(town):
    factionless = ("citizen", "district", "mayor", "officer", "moderator", "clerk")
    outside = ("citizen", "district", "moderator")

    assert {note.circle for note in town.notes} == {"private", "faction", "council", "public"}
    assert [note.by for note in town.notes if note.circle == "faction" and note.by in factionless] == []
    assert [note.by for note in town.notes if note.circle == "council" and note.by in outside] == []
    assert {note.day < TODAY for note in town.notes} == {True}
    assert [note.paper for note in town.notes if note.day < town.paper_by_key[note.paper].admitted] == []


def test_minutes_speak_of_items_that_were_on_the_agenda(town):
    wrong = []
    for minutes in town.minutes:
        meeting = town.meeting_by_key[minutes.meeting]
        entries = [entry for entry, _ in agenda.flat(agenda.of(town, meeting))]
        known = {entry.paper for entry in entries} | {entry.title for entry in entries} | {"Eröffnung", "Schluss"}
        wrong += [(minutes.meeting, heading) for heading in minutes.sections if heading not in known]

    assert wrong == []
    assert len(town.minutes) >= 5


def test_presence_in_the_minutes_fits_the_votes(town):
    wrong = []
    for minutes in town.minutes:
        for paper in town.papers:
            for step in paper.steps:
                if step.meeting != minutes.meeting or not minutes.present:
                    continue
                for vote in step.votes:
                    if vote.yes + vote.no + vote.abstained != minutes.present[vote.faction]:
                        wrong.append((minutes.meeting, paper.key, vote))

    assert wrong == []
