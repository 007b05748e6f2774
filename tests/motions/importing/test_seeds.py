"""The client's five texts against the tables of the domain brief, section 7."""

import datetime
from collections import Counter
from pathlib import Path

import pytest

from motions.importing import decisions, text
from motions.importing.plain import lines
from motions.importing.plain.decided import AnswerStatus, Audience
from motions.importing.plain.proposal import AnswerMode, PaperType
from tests import shared

pytestmark = shared.MARKS

SEEDS = Path(decisions.__file__).with_name("seeds.toml")
INQUIRIES = ("000_2eeec42456ee2a20.txt", "001_82c734ab0da61516.txt")
ALL = (*INQUIRIES, "002_7cc76d6abc4ed96f.txt", "003_f5b4157165a7e349.txt", "004_351e0dfb9423081d.txt")
ANSWERED, PARTIAL, UNANSWERED = AnswerStatus.ANSWERED, AnswerStatus.PARTIAL, AnswerStatus.UNANSWERED


def source(name):
    return lines.decode((shared.SHARED / "seeds" / name).read_bytes(), name=name)


def read(name):
    return text.read(source(name), name=name)


def settled(name):
    proposal = read(name)
    match = decisions.find(decisions.load(SEEDS), name=name, sha256=proposal.sha256)
    assert match.warnings == ()
    return decisions.settle(proposal, decision=match.decision)


@pytest.mark.parametrize("name", ALL)
def test_every_open_point_of_the_seeds_is_decided(name):
    assert read(name).open != ()
    assert settled(name).proposal.open == ()


@pytest.mark.parametrize("name", ALL)
def test_source_is_kept_letter_by_letter(name):
    assert read(name).source.encode() == (shared.SHARED / "seeds" / name).read_bytes()


def test_both_inquiries_together_have_fourteen_questions_of_which_seven_are_answered():
    results = [settled(name) for name in INQUIRIES]

    statuses = Counter(answer.status for result in results for answer in result.answers)
    assert [len(result.answers) for result in results] == [6, 8]
    assert statuses == {ANSWERED: 7, PARTIAL: 6, UNANSWERED: 1}
    assert [len(result.proposal.notes.follow_ups) for result in results] == [1, 1]


def test_000_head_is_read():
    proposal = settled(INQUIRIES[0]).proposal

    assert proposal.paper_type == PaperType.INQUIRY
    assert proposal.title == source(INQUIRIES[0]).split("\n")[0]
    assert (proposal.reference, proposal.date, proposal.addressed_to) == (None, None, "Magistrat")
    assert (proposal.direct_referral, proposal.referred_to) == (None, None)
    assert proposal.originator == "Fraktion FDP + Freie Wähler + Piraten"


def test_000_written_answer_is_outstanding():
    proposal = read(INQUIRIES[0])

    assert (proposal.answer_mode_requested, proposal.answer_mode_actual) == (AnswerMode.WRITTEN, AnswerMode.ORAL)
    assert proposal.answer_mode_honoured is False
    assert proposal.written_answer_outstanding is True


def test_000_meeting_has_a_day_and_nothing_else():
    meeting = settled(INQUIRIES[0]).proposal.meeting

    assert meeting.date == datetime.date(2020, 2, 6)
    assert (meeting.name, meeting.number, meeting.body, meeting.public) == (None, None, None, None)


def test_000_answers_stand_under_their_numbers():
    result = settled(INQUIRIES[0])

    assert [(answer.question.number, answer.status, answer.passages) for answer in result.answers] == [
        (1, ANSWERED, ("P1",)),
        (2, PARTIAL, ("P2", "P3")),
        (3, ANSWERED, ("P4", "P5")),
        (4, PARTIAL, ("P6",)),
        (5, PARTIAL, ("P7",)),
        (6, UNANSWERED, ()),
    ]
    assert len(result.proposal.notes.passages[0].bullets) == 2


def test_000_second_list_of_questions_is_only_a_repetition():
    proposal = read(INQUIRIES[0])

    assert len(proposal.repeated) == 7
    assert [question.text[-1] for question in proposal.questions] == ["?"] * 6
    assert [question.number for question in proposal.questions if question.sub_questions] == [4]


def test_000_remark_and_omission_are_recognised():
    passages = {passage.key: passage for passage in read(INQUIRIES[0]).notes.passages}

    assert [len(passages[key].remarks) for key in ("P6", "P7", "P8")] == [0, 1, 1]
    assert [passages[key].says_something for key in ("P6", "P7", "P8")] == [True, True, False]


def test_000_faction_asks_on_and_is_answered_in_part():
    result = settled(INQUIRIES[0])
    (follow_up,) = result.proposal.notes.follow_ups

    assert follow_up.asker == "Fraktion FDP + Freie Wähler + Piraten"
    assert source(INQUIRIES[0]).endswith(f"{follow_up.text} {follow_up.answer}")
    assert len(follow_up.answer.split(".")) == 4
    assert [(decided.status, decided.question) for decided in result.decision.follow_ups] == [(PARTIAL, None)]


def test_001_head_is_read():
    proposal = settled(INQUIRIES[1]).proposal

    assert proposal.paper_type == PaperType.INQUIRY
    assert f"Anfrage: {proposal.title}" == source(INQUIRIES[1]).split("\n")[0]
    assert (proposal.reference, proposal.date, proposal.originator) == (None, None, None)
    assert (proposal.direct_referral, proposal.addressed_to) == (True, "Magistrat")
    assert proposal.referred_to == "Ausschuss für Finanzen, Wirtschaft und Grundsatzfragen"
    assert (proposal.answer_mode_requested, proposal.answer_mode_actual) == (None, AnswerMode.ORAL)
    assert proposal.answer_mode_honoured is None


def test_001_meeting_is_read():
    meeting = read(INQUIRIES[1]).meeting

    assert meeting.name == "31. öffentliche Sitzung am 6. März 2019"
    assert (meeting.number, meeting.date, meeting.public) == (31, datetime.date(2019, 3, 6), True)
    assert meeting.body == "Ausschuss für Finanzen, Wirtschaft und Grundsatzfragen"


def test_001_notes_have_eleven_passages_with_the_bullets_in_the_second():
    notes = read(INQUIRIES[1]).notes

    assert (notes.official, notes.disclaimer) == (False, "ohne Gewähr")
    assert [passage.key for passage in notes.passages] == [f"P{number}" for number in range(1, 12)]
    assert [len(passage.bullets) for passage in notes.passages] == [0, 3, *[0] * 9]
    assert source(INQUIRIES[1])[notes.passages[7].end : notes.passages[8].start] == "\n"
    assert [passage.key for passage in notes.passages if passage.remarks] == ["P8"]


def test_001_passages_answer_questions_many_to_many():
    result = settled(INQUIRIES[1])

    assert [(answer.question.number, answer.status, answer.passages) for answer in result.answers] == [
        (1, ANSWERED, ("P1", "P11")),
        (2, ANSWERED, ("P2", "P5", "P6")),
        (3, PARTIAL, ("P2", "P3", "P4", "P6")),
        (4, ANSWERED, ("P7",)),
        (5, ANSWERED, ("P8",)),
        (6, ANSWERED, ("P8", "P6")),
        (7, PARTIAL, ("P9",)),
        (8, PARTIAL, ("P10",)),
    ]


def test_001_board_asks_on_and_is_answered():
    result = settled(INQUIRIES[1])
    (follow_up,) = result.proposal.notes.follow_ups

    assert (follow_up.asker, follow_up.passages) == ("Seniorenbeirat", ("P11",))
    assert source(INQUIRIES[1]).endswith(f"{follow_up.text}{follow_up.answer}")
    assert len(follow_up.answer.split()) == 4
    assert [(decided.status, decided.question) for decided in result.decision.follow_ups] == [(ANSWERED, 1)]


def test_002_has_eleven_and_ten_items_and_twelve_goals():
    result = settled(ALL[2])
    proposal = result.proposal
    groups = [position for position, section in enumerate(proposal.sections) if section.level == 1]

    assert (proposal.paper_type, proposal.section, proposal.title) == (PaperType.PROGRAMME, "X", "Digitalisierung")
    assert [len(section.paragraphs) for section in proposal.sections if section.level == 1] == [3, 0, 0, 12]
    assert groups == [0, 1, 13, 24]
    assert len(proposal.sections) == 25


def test_003_says_everything_once():
    proposal = read(ALL[3])

    assert [len(section.paragraphs) for section in proposal.sections] == [5]
    assert len(proposal.repeated) == 2
    assert [mention.text for mention in proposal.mentions if mention.day] == []
    assert "Ende 2022" in [mention.text for mention in proposal.mentions]


def test_003_brings_a_body_by_lot_with_four_sessions_in_two_blocks():
    decision = settled(ALL[3]).decision

    assert (decision.body.name, decision.body.classification) == ("Bürgerrat Smart Kassel", "Bürgerrat")
    assert (decision.sortition.letters, decision.sortition.seats, decision.sortition.actual_seats) == (1656, 30, None)
    assert (decision.sessions.count, decision.sessions.blocks, decision.sessions.assumed) == (4, 2, False)


def test_004_is_a_plain_information_with_six_sections():
    result = settled(ALL[4])
    proposal = result.proposal

    assert (proposal.paper_type, result.decision.plain_language) == (PaperType.INFORMATION, "simple")
    assert proposal.title == source(ALL[4]).split("\n")[0]
    assert [section.heading is None for section in proposal.sections] == [True, *[False] * 6]
    assert {len(section.paragraphs) for section in proposal.sections} == {1}
    assert "²³" in proposal.sections[2].heading
    assert proposal.questions == ()


def test_papers_are_public_and_so_are_the_notes_the_client_published():
    results = [settled(name).decision for name in INQUIRIES]

    assert [(decision.audience, decision.notes_audience) for decision in results] == [
        (Audience.PUBLIC, Audience.PUBLIC)
    ] * 2
