"""What the reader of plain texts proposes, shown on invented texts of the shapes that councils write."""

import datetime
import time

import pytest

from motions.importing import text
from motions.importing.plain import lines
from motions.importing.plain.proposal import (
    AnswerMode,
    DateMention,
    Open,
    PaperType,
    Question,
    Section,
    TextProblem,
)

PROSE = """Anfrage: Trinkbrunnen in der Innenstadt

Anfrage zur direkten Überweisung in den Ausschuss für Wasser, Grünflächen und Friedhöfe

Wir fragen den Magistrat:

  1. Wie viele Trinkbrunnen gibt es?
  2. Falls es welche gibt, wer wartet sie, welche Kosten entstehen und wann wird neu gebaut?
  3. Gibt es weitere Orte? Falls ja, welche?

Notizen aus dem Ausschuss für Wasser, Grünflächen und Friedhöfe, zur 7. öffentlichen Sitzung am 4. Mai 2021 (ohne Gewähr)

Es gebe vier Brunnen, die Stadt nenne drei Orte:

  • Marktplatz
  • Bahnhof
  • Hafen, Nordseite

Die Wartung liege beim Bauhof.
Die Kosten hingen vom Wetter ab (Es folgt ein Exkurs über Regen).

Der Kinderbeirat fragt nach, ob die Brunnen im Winter laufen.Die Stadträtin verneint das.
"""

ANSWERED = """Laubbläser auf städtischen Wegen

Wir fragen den Magistrat:

1. Wie viele Laubbläser besitzt die Stadt?

2. Mit welchen Ämtern wird geteilt, und mit welchen Vereinen bestehen Verträge?

3. Welche Alternativen werden geprüft?

Um schriftliche Antwort wird gebeten.

\u00a0


Update: Der Antrag wurde am 3.11.21 behandelt.
Notizen ohne Gewähr, eine schriftliche Antwort gab es nicht:

Wir fragen den Magistrat:
1. Wie viele Laubbläser besitzt die Stadt?

  • zwölf mit Akku
  • drei mit Motor

2.Mit welchen Ämtern wird geteilt und mit welchen Vereinen bestehen Verträge

Man teile mit dem\u00a0Sportamt.
Verträge gebe es [noch keine].

3. Welche Alternativen werden geprüft?

[…]

Diskussion:
Die Fraktion Mehr Rechen + Harken erinnert an den Herbst. Sie verweist auf Nachbarstädte. Sie fragt, ob man tauschen könne. Dieser entgegnet, das werde geprüft.
"""

MOTION = """Antrag der Fraktion Linde und Ahorn zur direkten Überweisung in den Ausschuss für Bäume

Bänke am Fluss

101.19.77

Die Stadtverordnetenversammlung möge beschließen:

Der Magistrat wird beauftragt,
1. zehn Bänke aufzustellen,
2. darüber zu berichten.

Begründung:
Wer läuft, möchte sitzen.

Und wer sitzt, möchte schauen.
"""

SIMPLE = """Radwege kurz erklärt
Radwege sind Wege für Räder. Die Stadt baut sie, pflegt sie und streut sie im Winter, soweit das Geld dafür reicht.
Grüne Wellen³
Grüne Wellen lassen Räder rollen, auch am Abend. In jedem Viertel soll es eine geben, die sich mit der nächsten trifft.
Mitmachen: Wo fehlt ein Weg?
Wo fahren Sie gern? Und wo fahren Sie ungern, weil der Weg fehlt oder zu schmal ist, um sich dort sicher zu fühlen?"""

PROGRAMME = """IV) Gärten

Vergleichen Sie das gemeinsame Gartenabkommen der Parzellen 2030 – 2035 mit dem Beetprogramm der Laube 2030

Gärten haben unsere Stadt verändert. Sie geben Schatten, und wer in ihnen arbeitet, kommt mit anderen ins Gespräch.

Abkommen im Überblick

Wasser sparen

wir sammeln Regen in Tonnen und geben ihn im Sommer wieder ab

Kompost

wir kompostieren gemeinsam

Beetprogramm der Laube

Mehr Beete

auf allen Dächern

Offene Zäune

Nachbarn besuchen sich

Die Parzellen verfolgen daher folgende Ziele:

Wir sammeln Regen in Tonnen.

Wir kompostieren gemeinsam, bis zum Herbst 2031."""


def fields(proposal):
    return [point.field for point in proposal.open]


# the inquiry


def test_formula_makes_an_inquiry_of_it():
    proposal = text.read(PROSE, name="brunnen.txt")

    assert proposal.paper_type == PaperType.INQUIRY
    assert proposal.addressed_to == "Magistrat"


def test_word_antrag_in_the_notes_does_not_make_a_motion_of_it():
    proposal = text.read(ANSWERED, name="laub.txt")

    assert proposal.paper_type == PaperType.INQUIRY
    assert proposal.open[0] == Open(
        field="paper_type",
        why="Der Text nennt die Sache „Antrag“, nach ihrer Formel ist sie eine Anfrage.",
        suggestion="inquiry",
    )


@pytest.mark.parametrize(
    ("formula", "addressee"),
    [
        ("Wir fragen den Magistrat:", "Magistrat"),
        ("Wir fragen daher den Magistrat:", "Magistrat"),
        ("Ich frage die Oberbürgermeisterin:", "Oberbürgermeisterin"),
        ("Vor diesem Hintergrund fragen wir den Magistrat:", "Magistrat"),
        ("Die Fraktion Linde fragt den Magistrat:", "Magistrat"),
        ("Hierzu fragt die Fraktion Linde die Verwaltung:", "Verwaltung"),
    ],
)
def test_formula_names_whom_it_asks(formula, addressee):
    proposal = text.read(f"Ampeln\n\n{formula}\n\n1. Wann?", name="x.txt")

    assert proposal.addressed_to == addressee


def test_label_is_stripped_from_the_title():
    assert text.read(PROSE, name="x").title == "Trinkbrunnen in der Innenstadt"


def test_title_without_label_stays():
    assert text.read(ANSWERED, name="x").title == "Laubbläser auf städtischen Wegen"


def test_inquiry_without_title_stays_open():
    proposal = text.read("Wir fragen den Magistrat:\n1. Wann?", name="x")

    assert proposal.title is None
    assert fields(proposal)[0] == "title"


def test_direct_referral_names_the_committee():
    proposal = text.read(PROSE, name="x")

    assert proposal.direct_referral is True
    assert proposal.referred_to == "Ausschuss für Wasser, Grünflächen und Friedhöfe"


def test_unmentioned_referral_is_unknown():
    proposal = text.read(ANSWERED, name="x")

    assert (proposal.direct_referral, proposal.referred_to) == (None, None)


def test_questions_are_taken_with_their_numbers_and_parts():
    proposal = text.read(PROSE, name="x")

    assert proposal.questions == (
        Question(number=1, text="Wie viele Trinkbrunnen gibt es?"),
        Question(
            number=2,
            text="Falls es welche gibt, wer wartet sie, welche Kosten entstehen und wann wird neu gebaut?",
            sub_questions=(
                "Falls es welche gibt",
                "wer wartet sie",
                "welche Kosten entstehen",
                "wann wird neu gebaut?",
            ),
        ),
        Question(
            number=3,
            text="Gibt es weitere Orte? Falls ja, welche?",
            sub_questions=("Gibt es weitere Orte?", "Falls ja, welche?"),
        ),
    )


def test_questions_listed_twice_are_taken_once():
    proposal = text.read(ANSWERED, name="x")

    assert [question.number for question in proposal.questions] == [1, 2, 3]
    assert [repeated.text for repeated in proposal.repeated] == [
        "Wir fragen den Magistrat:",
        "1. Wie viele Laubbläser besitzt die Stadt?",
        "2.Mit welchen Ämtern wird geteilt und mit welchen Vereinen bestehen Verträge",
        "3. Welche Alternativen werden geprüft?",
    ]


@pytest.mark.parametrize("line", ["2.An welchen Orten?", "2) An welchen Orten?", "Frage 2: An welchen Orten?"])
def test_number_is_read_however_it_is_set(line):
    proposal = text.read(f"Ampeln\n\nWir fragen den Magistrat:\n1. Wann?\n{line}", name="x")

    assert proposal.questions[1] == Question(number=2, text="An welchen Orten?")


def test_question_going_on_in_the_next_line_is_one_question():
    proposal = text.read(
        "Ampeln\n\nWir fragen den Magistrat:\n1. Wann wird die Ampel\nendlich grün?\na) an der Post\n2. Wo?", name="x"
    )

    assert [question.text for question in proposal.questions] == [
        "Wann wird die Ampel\nendlich grün?\na) an der Post",
        "Wo?",
    ]


def test_questions_without_numbers_get_some_and_stay_open():
    proposal = text.read("Ampeln\n\nWir fragen den Magistrat:\n\n• Wann?\n• Wo?", name="x")

    assert [(question.number, question.text) for question in proposal.questions] == [(1, "Wann?"), (2, "Wo?")]
    assert fields(proposal) == ["originator", "audience", "questions.number", "questions.status"]


def test_gap_in_the_numbers_is_kept_and_told():
    proposal = text.read("Ampeln\n\nWir fragen den Magistrat:\n1. Wann?\n3. Wo?", name="x")

    assert [question.number for question in proposal.questions] == [1, 3]
    assert "questions.number" in fields(proposal)


def test_reasons_after_the_questions_are_no_question():
    proposal = text.read(
        "Ampeln\n\nWir fragen den Magistrat:\n1. Wann?\n\nBegründung:\n2. Weil es dunkel ist.\nUnd kalt?", name="x"
    )

    assert [question.number for question in proposal.questions] == [1]
    assert proposal.reasons == "2. Weil es dunkel ist.\nUnd kalt?"


def test_text_between_questions_is_kept_and_told():
    proposal = text.read("Ampeln\n\nWir fragen den Magistrat:\n1. Wann?\n\nEs eilt.\n\n2. Wo?", name="x")

    assert [question.number for question in proposal.questions] == [1, 2]
    assert proposal.remainder == ("Es eilt.",)
    assert "remainder" in fields(proposal)


def test_introduction_above_the_formula_is_kept():
    proposal = text.read("Ampeln\n\nEs ist dunkel.\n\nWir fragen den Magistrat:\n1. Wann?", name="x")

    assert proposal.introduction == ("Es ist dunkel.",)


@pytest.mark.parametrize(
    ("sentence", "mode"),
    [
        ("Um schriftliche Antwort wird gebeten.", AnswerMode.WRITTEN),
        ("Wir bitten um eine schriftliche Beantwortung.", AnswerMode.WRITTEN),
        ("Um mündliche Antwort wird gebeten.", AnswerMode.ORAL),
        ("Es eilt.", None),
    ],
)
def test_requested_form_of_answer_is_read(sentence, mode):
    proposal = text.read(f"Ampeln\n\nWir fragen den Magistrat:\n1. Wann?\n\n{sentence}", name="x")

    assert proposal.answer_mode_requested == mode


def test_written_answer_asked_for_and_given_orally_is_outstanding():
    proposal = text.read(ANSWERED, name="x")

    assert proposal.answer_mode_requested == AnswerMode.WRITTEN
    assert proposal.answer_mode_actual == AnswerMode.ORAL
    assert proposal.answer_mode_honoured is False
    assert proposal.written_answer_outstanding is True


def test_honoured_is_unknown_when_nothing_was_asked_for():
    proposal = text.read(PROSE, name="x")

    assert proposal.answer_mode_honoured is None
    assert proposal.written_answer_outstanding is False


def test_wrapped_lines_are_joined():
    proposal = text.read(
        "Beleuchtung der Wege im Stadtpark\n\nWir fragen den Magistrat:\n\n"
        "1. Welche Wege im Stadtpark werden im kommenden Winter beleuch-\n"
        "   tet, und welche Wege bleiben aus Rücksicht auf die Fledermäuse\n"
        "   auch künftig dunkel?\n2. Wann?\n",
        name="x",
    )

    assert [question.text for question in proposal.questions] == [
        "Welche Wege im Stadtpark werden im kommenden Winter beleuchtet, und welche Wege bleiben aus Rücksicht"
        " auf die Fledermäuse auch künftig dunkel?",
        "Wann?",
    ]


# notes


def test_notes_without_warranty_are_never_official():
    notes = text.read(PROSE, name="x").notes

    assert (notes.official, notes.disclaimer) == (False, "ohne Gewähr")


def test_bullets_belong_to_the_paragraph_before_and_a_line_break_starts_a_passage():
    passages = text.read(PROSE, name="x").notes.passages

    assert [(passage.key, passage.text[:12], passage.bullets) for passage in passages] == [
        ("P1", "Es gebe vier", ("Marktplatz", "Bahnhof", "Hafen, Nordseite")),
        ("P2", "Die Wartung ", ()),
        ("P3", "Die Kosten h", ()),
        ("P4", "Der Kinderbe", ()),
    ]


def test_passage_is_found_verbatim_at_its_place_in_the_source():
    first = text.read(PROSE, name="x").notes.passages[0]

    assert PROSE[first.start : first.end] == (
        "Es gebe vier Brunnen, die Stadt nenne drei Orte:\n\n  • Marktplatz\n  • Bahnhof\n  • Hafen, Nordseite"
    )


def test_passages_of_prose_belong_to_no_question_until_a_human_says_so():
    proposal = text.read(PROSE, name="x")

    assert {passage.questions for passage in proposal.notes.passages} == {()}
    assert "questions.passages" in fields(proposal)


def test_answers_under_repeated_questions_belong_to_them():
    passages = text.read(ANSWERED, name="x").notes.passages

    assert [(passage.key, passage.questions, passage.text[:17]) for passage in passages] == [
        ("P1", (1,), ""),
        ("P2", (2,), "Man teile mit dem"),
        ("P3", (2,), "Verträge gebe es "),
        ("P4", (3,), "[…]"),
        ("P5", (), "Die Fraktion Mehr"),
    ]
    assert passages[0].bullets == ("zwölf mit Akku", "drei mit Motor")


def test_answers_under_numbers_alone_belong_to_these_questions():
    notes = text.read(
        "Ampeln\n\nWir fragen den Magistrat:\n1. Wann?\n2. Wo?\n3. Wie?\n\n"
        "Antwort des Magistrats:\n1. Morgen.\nSpätestens.\nZu Frage 2 und 3: Überall.",
        name="x",
    ).notes

    assert [(passage.text, passage.questions) for passage in notes.passages] == [
        ("1. Morgen.", (1,)),
        ("Spätestens.", (1,)),
        ("Zu Frage 2 und 3: Überall.", (2, 3)),
    ]
    assert notes.official is None


def test_date_at_the_start_of_a_passage_is_no_number():
    notes = text.read(
        "Ampeln\n\nWir fragen den Magistrat:\n1. Wann?\n\nNotizen (ohne Gewähr)\n\n1. März 2021 sei der Tag.", name="x"
    ).notes

    assert notes.passages[0].questions == ()


@pytest.mark.parametrize(
    ("passage", "remarks", "says_something"),
    [
        (1, (), True),
        (2, ("[noch keine]",), True),
        (3, ("[…]",), False),
    ],
)
def test_bracketed_remark_answers_nothing(passage, remarks, says_something):
    found = text.read(ANSWERED, name="x").notes.passages[passage]

    assert (found.remarks, found.says_something) == (remarks, says_something)


def test_announced_digression_is_a_remark():
    assert text.read(PROSE, name="x").notes.passages[2].remarks == ("(Es folgt ein Exkurs über Regen)",)


def test_follow_up_in_the_prose_is_told_apart_from_its_answer():
    (follow_up,) = text.read(PROSE, name="x").notes.follow_ups

    assert follow_up.asker == "Kinderbeirat"
    assert follow_up.text == "Der Kinderbeirat fragt nach, ob die Brunnen im Winter laufen."
    assert follow_up.answer == "Die Stadträtin verneint das."
    assert follow_up.passages == ("P4",)


def test_discussion_is_a_follow_up():
    (follow_up,) = text.read(ANSWERED, name="x").notes.follow_ups

    assert follow_up.answer == "Dieser entgegnet, das werde geprüft."
    assert follow_up.passages == ("P5",)


def test_asking_faction_is_suggested_as_originator_but_not_taken():
    source = ANSWERED.replace(
        "Die Fraktion Mehr Rechen + Harken erinnert", "Die Fraktion Mehr Rechen + Harken verweist"
    )

    proposal = text.read(source, name="x")

    assert proposal.originator is None
    assert [point.suggestion for point in proposal.open if point.field == "originator"] == [
        "Fraktion Mehr Rechen + Harken"
    ]


def test_heading_of_the_notes_tells_the_meeting():
    meeting = text.read(PROSE, name="x").meeting

    assert meeting.name == "7. öffentliche Sitzung am 4. Mai 2021"
    assert (meeting.number, meeting.date, meeting.public) == (7, datetime.date(2021, 5, 4), True)
    assert meeting.body == "Ausschuss für Wasser, Grünflächen und Friedhöfe"


def test_meeting_of_which_only_the_day_is_known_stays_open():
    proposal = text.read(ANSWERED, name="x")

    assert (proposal.meeting.name, proposal.meeting.number, proposal.meeting.body) == (None, None, None)
    assert (proposal.meeting.date, proposal.meeting.public) == (datetime.date(2021, 11, 3), None)
    assert [field for field in fields(proposal) if field.startswith("meeting")] == [
        "meeting.body",
        "meeting.public",
        "meeting.number",
        "meeting.date",
    ]


@pytest.mark.parametrize(
    ("heading", "body", "public"),
    [
        (
            "Notizen zur 3. nichtöffentlichen Sitzung des Ausschusses für Bäume am 1.2.2021",
            "Ausschuss für Bäume",
            False,
        ),
        ("Notizen aus dem Ortsbeirat Nord vom 1.2.2021", "Ortsbeirat Nord", None),
        ("Notizen aus der Stadtverordnetenversammlung am 1.2.2021", "Stadtverordnetenversammlung", None),
        ("Notizen vom 1.2.2021", None, None),
    ],
)
def test_body_and_publicity_are_read_from_the_heading(heading, body, public):
    meeting = text.read(f"Ampeln\n\nWir fragen den Magistrat:\n1. Wann?\n\n{heading}\n\nMorgen.", name="x").meeting

    assert (meeting.body, meeting.public) == (body, public)


def test_impossible_day_stays_words():
    proposal = text.read(ANSWERED.replace("3.11.21", "31.11.21"), name="x")

    assert (proposal.meeting.date, proposal.meeting.date_text) == (None, "31.11.21")
    assert Open(field="meeting.date", why="Der Tag der Sitzung ist nicht sicher zu lesen.", suggestion="31.11.21") in (
        proposal.open
    )


# motions and proposals


def test_motion_is_known_by_its_formula():
    proposal = text.read(MOTION, name="x")

    assert proposal.paper_type == PaperType.MOTION
    assert proposal.title == "Bänke am Fluss"
    assert proposal.originator == "Fraktion Linde und Ahorn"
    assert proposal.referred_to == "Ausschuss für Bäume"
    assert proposal.reference == "101.19.77"


def test_motion_has_resolution_and_reasons_verbatim():
    proposal = text.read(MOTION, name="x")

    assert proposal.resolution == (
        "Der Magistrat wird beauftragt,\n1. zehn Bänke aufzustellen,\n2. darüber zu berichten."
    )
    assert proposal.reasons == "Wer läuft, möchte sitzen.\n\nUnd wer sitzt, möchte schauen."


def test_motion_whose_reasons_are_given_orally_says_so():
    source = MOTION[: MOTION.index("Begründung")] + "Begründung erfolgt mündlich"

    assert text.read(source, name="x").reasons == "Begründung erfolgt mündlich"


def test_motion_without_reasons_stays_open():
    proposal = text.read(MOTION[: MOTION.index("Begründung")], name="x")

    assert proposal.reasons is None
    assert fields(proposal) == ["audience", "reasons"]


def test_executive_proposal_is_known_by_its_formula():
    proposal = text.read(
        "Neubau der Brücke\n\nKassel, den 3. Mai 2018\n\n"
        "Die Stadtverordnetenversammlung wird gebeten, folgenden Beschluss zu fassen:\n\n"
        "„Die Brücke wird gebaut.“\n\nBegründung:\nDer Fluss ist breit.",
        name="x",
    )

    assert proposal.paper_type == PaperType.EXECUTIVE_PROPOSAL
    assert proposal.date == datetime.date(2018, 5, 3)
    assert proposal.resolution == "„Die Brücke wird gebaut.“"


def test_motion_mentioned_in_prose_is_a_document():
    proposal = text.read(
        "Rückblick auf das Jahr\n\nIm Mai kam ein Antrag: Er sagte, der Magistrat wird aufgefordert, Bänke aufzustellen.",
        name="x",
    )

    assert proposal.paper_type == PaperType.OTHER


# documents


@pytest.mark.parametrize(
    ("beginning", "title"),
    [
        ("Mitteilung: Badesaison beginnt", "Badesaison beginnt"),
        ("Mitteilung des Magistrats\n\nBadesaison beginnt", "Badesaison beginnt"),
        ("Mitteilung des Magistrats: Badesaison beginnt", "Badesaison beginnt"),
    ],
)
def test_information_is_known_by_its_label(beginning, title):
    proposal = text.read(f"{beginning}\n\nDas Bad öffnet am 1. Mai 2024 um acht Uhr.", name="x")

    assert (proposal.paper_type, proposal.title) == (PaperType.INFORMATION, title)


def test_what_a_document_is_stays_open():
    assert fields(text.read(SIMPLE, name="x")) == ["paper_type", "audience", "sections"]


def test_questions_in_a_document_do_not_make_an_inquiry_of_it():
    proposal = text.read(SIMPLE, name="x")

    assert (proposal.paper_type, proposal.questions) == (PaperType.OTHER, ())


def test_headings_between_paragraphs_make_sections():
    proposal = text.read(SIMPLE, name="x")

    assert proposal.title == "Radwege kurz erklärt"
    assert [(section.heading, section.level, len(section.paragraphs)) for section in proposal.sections] == [
        (None, 1, 1),
        ("Grüne Wellen³", 1, 1),
        ("Mitmachen: Wo fehlt ein Weg?", 1, 1),
    ]


def test_headings_under_a_heading_are_its_items():
    proposal = text.read(PROGRAMME, name="x")

    assert (proposal.section, proposal.title) == ("IV", "Gärten")
    assert proposal.subtitle.startswith("Vergleichen Sie")
    assert proposal.sections[1:] == (
        Section(heading="Abkommen im Überblick", level=1, paragraphs=()),
        Section(
            heading="Wasser sparen",
            level=2,
            paragraphs=("wir sammeln Regen in Tonnen und geben ihn im Sommer wieder ab",),
        ),
        Section(heading="Kompost", level=2, paragraphs=("wir kompostieren gemeinsam",)),
        Section(heading="Beetprogramm der Laube", level=1, paragraphs=()),
        Section(heading="Mehr Beete", level=2, paragraphs=("auf allen Dächern",)),
        Section(heading="Offene Zäune", level=2, paragraphs=("Nachbarn besuchen sich",)),
        Section(
            heading="Die Parzellen verfolgen daher folgende Ziele:",
            level=1,
            paragraphs=("Wir sammeln Regen in Tonnen.", "Wir kompostieren gemeinsam, bis zum Herbst 2031."),
        ),
    )


def test_fuzzy_date_of_a_document_is_kept_as_words():
    assert text.read(PROGRAMME, name="x").mentions == (DateMention(text="bis zum Herbst 2031", day=None),)


def test_teaser_and_repeated_headline_are_dropped():
    teaser = (
        "Die Stadt lost Bürgerinnen und Bürger aus. Das Besondere ist, dass wirklich jede und jeder dabei sein kann."
    )

    proposal = text.read(
        f"Losverfahren beginnt\n\n{teaser}\n\nEndlich: Losverfahren beginnt\n\n{teaser} Gelost wird am Montag.\n\nAlles gut.",
        name="x",
    )

    assert proposal.sections == (
        Section(heading=None, level=1, paragraphs=(f"{teaser} Gelost wird am Montag.", "Alles gut.")),
    )
    assert [repeated.text for repeated in proposal.repeated] == [teaser, "Endlich: Losverfahren beginnt"]


def test_title_of_a_document_may_begin_with_the_name_of_a_type():
    assert text.read("Antrag auf Zuschuss richtig stellen\n\nSo geht es: erst lesen.", name="x").title == (
        "Antrag auf Zuschuss richtig stellen"
    )


# the source


def test_source_is_kept_verbatim():
    source = "Titel „mit“ “allen” Zeichen…²³\u00a0\r\n\r\nUnd ein Absatz.\r\n"

    proposal = text.read(source, name="x")

    assert proposal.source == source
    assert proposal.sha256 == text.fingerprint(source)


def test_windows_line_ends_change_nothing():
    unix, windows = text.read(PROSE, name="x"), text.read(PROSE.replace("\n", "\r\n"), name="x")

    assert windows.questions == unix.questions
    assert [passage.text for passage in windows.notes.passages] == [passage.text for passage in unix.notes.passages]


def test_replacement_characters_are_told():
    assert "source" in fields(text.read("Gr\ufffdner Weg\n\nEin Absatz.", name="x"))


# bad input


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("", "„x.txt“ ist leer."),
        (" \n\u00a0\n…", "„x.txt“ ist leer."),
        ("Ampeln\x00", "„x.txt“ enthält Nullbytes und ist kein reiner Text."),
        ("Ampeln\x1b[31m", "„x.txt“ enthält Steuerzeichen und ist kein reiner Text."),
        ("Ampeln \ud800", "„x.txt“ enthält Zeichen, die es in Unicode nicht gibt."),
        ("a" * 2_000_000, "„x.txt“ ist zu groß; ein Text darf höchstens 500.000 Zeichen haben."),
        (
            "Ampeln\n\nWir fragen den Magistrat:\n\nBald mehr.",
            "„x.txt“ beginnt wie eine Anfrage („Wir fragen …:“), enthält danach aber keine Frage.",
        ),
    ],
)
def test_unreadable_text_is_refused_with_a_sentence(source, sentence):
    with pytest.raises(TextProblem) as refusal:
        text.read(source, name="x.txt")

    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7", "„x.txt“ ist ein PDF, kein reiner Text."),
        (b"PK\x03\x04word", "„x.txt“ ist ein Office- oder ZIP-Dokument, kein reiner Text."),
        ("Grüße".encode("latin-1"), "„x.txt“ ist nicht in UTF-8 gespeichert (Byte 3); bitte als UTF-8 speichern."),
        ("Grüße".encode("utf-16"), "„x.txt“ ist in UTF-16 gespeichert; bitte als UTF-8 speichern."),
        (b"\x89PNG\r\n\x1a\n\x00", "„x.txt“ enthält Nullbytes und ist kein reiner Text."),
        (b"a" * 2_000_001, "„x.txt“ ist zu groß; ein Text darf höchstens 500.000 Zeichen haben."),
    ],
)
def test_other_files_are_refused_with_a_sentence(content, sentence):
    with pytest.raises(TextProblem) as refusal:
        lines.decode(content, name="x.txt")

    assert str(refusal.value) == sentence


def test_utf8_is_decoded_without_its_mark():
    assert lines.decode("\ufeffGrüße".encode(), name="x.txt") == "Grüße"


@pytest.mark.parametrize(
    "filling",
    [
        "• ab\n",
        "ab\n",
        "1. Wie?\n",
        "x" * 100 + "\n",
        "Der Rat fragt nach, ob.\n",
        "[a",
        "nach den ",
        ", welche und wie ",
    ],
)
def test_long_text_is_read_in_bounded_time(filling):
    source = "Titel\nWir fragen den Magistrat:\n1. Wie?\nNotizen (ohne Gewähr)\n"
    source += filling * ((lines.MAX_CHARACTERS - len(source)) // len(filling))
    started = time.process_time()

    text.read(source, name="x")

    assert time.process_time() - started < 15
