"""What a human decided, read strictly and laid over the proposal."""

import datetime
import re

import pytest

from motions.importing import decisions, text
from motions.importing.plain.decided import AnswerStatus, Audience
from motions.importing.plain.proposal import AnswerMode, PaperType
from motions.importing.plain.tables import DecisionProblem

INQUIRY = """Anfrage: Ampeln

Wir fragen den Magistrat:

1. Wann?
2. Wo?

Notizen vom 3.11.21 (ohne Gewähr)

Bald.

Überall.

Der Beirat fragt nach, ob das sicher sei. Der Magistrat bestätigt das.
"""
SHA = text.fingerprint(INQUIRY)


def toml(rest="", *, sha256=SHA):
    return f'[[file]]\nname = "ampeln.txt"\nsha256 = "{sha256}"\n{rest}'


def settled(rest):
    (decision,) = decisions.parse(toml(rest), name="d.toml")
    return decisions.settle(text.read(INQUIRY, name="ampeln.txt"), decision=decision)


def test_statuses_and_passages_are_laid_over_the_questions():
    result = settled(
        'question = [{ number = 1, status = "answered", passages = ["P1", "P2"] },'
        ' { number = 2, status = "partial", passages = ["P2"] }]'
    )

    assert [(answer.question.number, answer.status, answer.passages) for answer in result.answers] == [
        (1, AnswerStatus.ANSWERED, ("P1", "P2")),
        (2, AnswerStatus.PARTIAL, ("P2",)),
    ]


def test_without_decision_every_status_stays_open():
    proposal = text.read(INQUIRY, name="ampeln.txt")

    result = decisions.settle(proposal, decision=None)

    assert [answer.status for answer in result.answers] == [None, None]
    assert result.proposal == proposal


def test_status_of_some_questions_leaves_the_others_open():
    result = settled('question = [{ number = 2, status = "answered" }]')

    assert [answer.status for answer in result.answers] == [None, AnswerStatus.ANSWERED]
    assert "questions.status" in [point.field for point in result.proposal.open]


def test_passages_of_the_text_hold_where_nothing_was_decided():
    source = "Ampeln\n\nWir fragen den Magistrat:\n1. Wann?\n2. Wo?\n\nNotizen (ohne Gewähr)\nZu 1: Bald.\nZu 2: […]"
    proposal = text.read(source.replace("Zu 2: […]", "2. Wo?\n[…]"), name="x")

    result = decisions.settle(proposal, decision=None)

    assert [answer.passages for answer in result.answers] == [("P1",), ()]


def test_decided_facts_replace_the_proposed_ones():
    result = settled(
        'paper_type = "motion"\ntitle = "Neu"\nreference = "101.19.5"\ndate = 2021-10-01\naudience = "public"\n'
        'answer_mode_requested = "written"\nanswer_mode_actual = "written"\n'
        'originator = { name = "Fraktion Linde", inferred = true }\n'
        'meeting = { date = 2021-11-04, number = 9, body = "Ausschuss für Bäume", public = false, name = "9. Sitzung" }'
    )

    proposal = result.proposal
    assert (proposal.paper_type, proposal.title, proposal.reference) == (PaperType.MOTION, "Neu", "101.19.5")
    assert (proposal.date, proposal.originator) == (datetime.date(2021, 10, 1), "Fraktion Linde")
    assert (proposal.answer_mode_requested, proposal.answer_mode_actual) == (AnswerMode.WRITTEN, AnswerMode.WRITTEN)
    assert (proposal.meeting.date, proposal.meeting.number) == (datetime.date(2021, 11, 4), 9)
    assert (proposal.meeting.body, proposal.meeting.public) == ("Ausschuss für Bäume", False)
    assert result.decision.audience == Audience.PUBLIC


def test_referral_is_decided_where_the_text_does_not_say_it():
    said = settled('direct_referral = true\nreferred_to = "Hafenausschuss"').proposal

    assert (said.direct_referral, said.referred_to) == (True, "Hafenausschuss")
    assert settled("direct_referral = false").proposal.direct_referral is False


def test_passage_that_is_no_answer_answers_no_question():
    source = INQUIRY.replace("Bald.", "Zu Frage 1: Bald.")
    table = f'[[file]]\nname = "ampeln.txt"\nsha256 = "{text.fingerprint(source)}"\nno_answers = ["P1"]'
    (decision,) = decisions.parse(table, name="d.toml")
    proposal = text.read(source, name="ampeln.txt")

    assert decisions.settle(proposal, decision=None).answers[0].passages == ("P1", "P2", "P3")
    assert decisions.settle(proposal, decision=decision).answers[0].passages == ("P2", "P3")


def test_passage_cannot_answer_and_be_no_answer():
    with pytest.raises(DecisionProblem) as refusal:
        settled('no_answers = ["P1"]\nquestion = [{ number = 1, status = "partial", passages = ["P1"] }]')

    assert str(refusal.value) == (
        "Entscheidung zu „ampeln.txt“: der Absatz P1 ist einer Frage zugeordnet und zugleich keine Antwort."
    )


def test_undecided_facts_stand_as_the_text_has_them():
    result = settled('meeting = { state = "closed" }')

    assert (result.proposal.title, result.proposal.meeting.date) == ("Ampeln", datetime.date(2021, 11, 3))


def test_decided_points_are_no_longer_open():
    before = [point.field for point in text.read(INQUIRY, name="ampeln.txt").open]

    result = settled(
        'audience = "public"\nconfirmed = ["originator", "meeting.body", "meeting.public", "meeting.number"]\n'
        'answer_mode_actual = "oral"\nmeeting = { date = 2021-11-03 }\n'
        'question = [{ number = 1, status = "answered", passages = ["P1"] }, { number = 2, status = "answered" }]\n'
        'follow_up = [{ number = 1, status = "answered", asker = "Beirat", question = 2 }]'
    )

    assert before == [
        "originator",
        "audience",
        "questions.status",
        "questions.passages",
        "answer_mode_actual",
        "follow_ups.1",
        "meeting.body",
        "meeting.public",
        "meeting.number",
        "meeting.date",
    ]
    assert result.proposal.open == ()


def test_body_with_its_lot_and_sessions_is_read():
    (decision,) = decisions.parse(
        toml(
            'body = { name = "Bürgerrat", classification = "Bürgerrat", audience = "public" }\n'
            "sortition = { letters = 100, seats = 10, actual_seats = 11 }\nsessions = { count = 4, blocks = 2 }"
        ),
        name="d.toml",
    )

    assert (decision.body.name, decision.body.advises) == ("Bürgerrat", None)
    assert (decision.sortition.letters, decision.sortition.seats, decision.sortition.actual_seats) == (100, 10, 11)
    assert (decision.sessions.count, decision.sessions.blocks, decision.sessions.assumed) == (4, 2, False)


# which text a decision is about


def test_decision_is_found_by_name_and_content():
    decided = decisions.parse(toml(), name="d.toml")

    match = decisions.find(decided, name="ampeln.txt", sha256=SHA)

    assert (match.decision, match.warnings) == (decided[0], ())


def test_changed_text_is_not_what_was_decided_on():
    decided = decisions.parse(toml(), name="d.toml")

    match = decisions.find(decided, name="ampeln.txt", sha256="0" * 64)

    assert match.decision is None
    assert match.warnings == (
        "Der Text von „ampeln.txt“ hat sich seit der Entscheidung geändert; sie wird nicht angewandt.",
    )


def test_renamed_text_is_recognised_with_a_warning():
    decided = decisions.parse(toml(), name="d.toml")

    match = decisions.find(decided, name="kopie.txt", sha256=SHA)

    assert match.decision == decided[0]
    assert match.warnings == ("„kopie.txt“ ist der Text, über den als „ampeln.txt“ entschieden wurde.",)


def test_unknown_text_has_no_decision():
    match = decisions.find(decisions.parse(toml(), name="d.toml"), name="anderes.txt", sha256="0" * 64)

    assert (match.decision, match.warnings) == (None, ())


# refusals


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("[[file", r"„d\.toml“ ist kein gültiges TOML \(.*\)\."),
        ('titel = "x"', r"„d\.toml“: „titel“ ist hier kein bekannter Schlüssel \(bekannt: file, municipality\)\."),
        ("file = 3", r"„d\.toml“: „file“ muss eine Liste von Tabellen \(\[\[…file\]\]\) sein\."),
        ('[[file]]\nsha256 = "0"', r"„d\.toml“, file 1: „name“ fehlt\."),
        ('[[file]]\nname = "a"', r"Entscheidung zu „a“: „sha256“ fehlt\."),
        (toml(sha256="abc"), r"Entscheidung zu „ampeln\.txt“: „sha256“ muss aus 64 .* bestehen\."),
        (
            toml("satus = 1"),
            r"Entscheidung zu „ampeln\.txt“: „satus“ ist hier kein bekannter Schlüssel \(bekannt: .*\)\.",
        ),
        (toml('audience = "alle"'), r"Entscheidung zu „ampeln\.txt“: „audience“ muss eines von public, .* sein\."),
        (toml("title = 3"), r"Entscheidung zu „ampeln\.txt“: „title“ muss ein nicht leerer Text sein\."),
        (toml('title = " "'), r"Entscheidung zu „ampeln\.txt“: „title“ muss ein nicht leerer Text sein\."),
        (toml('date = "2020-02-06"'), r"Entscheidung zu „ampeln\.txt“: „date“ muss ein Tag wie .* sein\."),
        (toml("date = 2020-02-06T10:00:00"), r"Entscheidung zu „ampeln\.txt“: „date“ muss ein Tag wie .* sein\."),
        (toml('keywords = ["a", 1]'), r"Entscheidung zu „ampeln\.txt“: „keywords“ muss eine Liste von Texten sein\."),
        (toml("meeting = 1"), r"Entscheidung zu „ampeln\.txt“: „meeting“ muss eine Tabelle sein\."),
        (toml("meeting = { number = true }"), r".*, meeting: „number“ muss eine ganze Zahl ab 1 sein\."),
        (toml("meeting = { public = 1 }"), r".*, meeting: „public“ muss true oder false sein\."),
        (
            toml("meeting = { nummer = 1 }"),
            r".*, meeting: „nummer“ ist hier kein bekannter Schlüssel \(bekannt: .*\)\.",
        ),
        (toml("question = [{ number = 1 }]"), r".*, question 1: „status“ fehlt\."),
        (toml('question = [{ status = "partial" }]'), r".*, question 1: „number“ fehlt\."),
        (
            toml('question = [{ number = 0, status = "partial" }]'),
            r".*, question 1: „number“ muss eine ganze Zahl ab 1 sein\.",
        ),
        (
            toml('question = [{ number = 1, status = "partial" }, { number = 1, status = "answered" }]'),
            r"Entscheidung zu „ampeln\.txt“: die Frage 1 ist zweimal entschieden\.",
        ),
        (toml() + toml(), r"„d\.toml“ entscheidet zweimal über „ampeln\.txt“\."),
    ],
)
def test_decisions_file_is_refused_with_the_place_and_the_reason(source, sentence):
    with pytest.raises(DecisionProblem) as refusal:
        decisions.parse(source, name="d.toml")

    assert re.fullmatch(sentence, str(refusal.value)), str(refusal.value)


@pytest.mark.parametrize(
    ("rest", "sentence"),
    [
        ('question = [{ number = 3, status = "partial" }]', "die Frage 3"),
        ('question = [{ number = 1, status = "partial", passages = ["P9"] }]', "der Absatz P9"),
        ('follow_up = [{ number = 2, status = "partial" }]', "die Nachfrage 2"),
        ('follow_up = [{ number = 1, status = "partial", question = 7 }]', "die Frage 7"),
        ('confirmed = ["farbe"]', "der offene Punkt farbe"),
        ('no_answers = ["P9"]', "der Absatz P9"),
    ],
)
def test_decision_about_what_the_text_has_not_is_refused(rest, sentence):
    with pytest.raises(DecisionProblem) as refusal:
        settled(rest)

    assert str(refusal.value) == f"Entscheidung zu „ampeln.txt“: {sentence} kommt im Text nicht vor."


def test_missing_file_is_refused_with_a_sentence(tmp_path):
    with pytest.raises(DecisionProblem) as refusal:
        decisions.load(tmp_path / "fehlt.toml")

    assert str(refusal.value).startswith("„fehlt.toml“ lässt sich nicht lesen")


def test_file_in_another_encoding_is_refused_with_a_sentence(tmp_path):
    path = tmp_path / "d.toml"
    path.write_bytes("# Grüße".encode("latin-1"))

    with pytest.raises(DecisionProblem) as refusal:
        decisions.load(path)

    assert str(refusal.value) == "„d.toml“ ist nicht in UTF-8 gespeichert."


def test_municipality_and_its_terms_hold_for_every_text_of_the_file():
    head = '[municipality]\nname = "Stadt Muster"\nterm = [{ name = "V. Wahlperiode", start = 2016-04-01 }]\n'

    (decision,) = decisions.parse(head + toml(), name="d.toml")

    assert decision.municipality.name == "Stadt Muster"
    assert [(term.name, term.number, term.start, term.end) for term in decision.municipality.terms] == [
        ("V. Wahlperiode", None, datetime.date(2016, 4, 1), None)
    ]


def test_without_municipality_the_text_is_the_installations_own():
    (decision,) = decisions.parse(toml(), name="d.toml")

    assert decision.municipality is None
