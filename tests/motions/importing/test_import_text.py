"""Texts become matters of the council: the client's five by the checklist of the domain brief, and bad input by name."""

import datetime
import io
from collections import Counter

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command

from council.models import Body, Entry, Meeting, Organization
from council.states import Audience, BodyKind, ItemState, MeetingState
from documents.models import Consultation, Originator, Paper
from documents.states import PaperState, PaperType
from motions.importing import text, texts
from motions.importing.plain import lines
from motions.models import Answer, FollowUp, Inquiry, MeetingNote, PanelSession, Passage, Question, SortitionProcess
from motions.states import AnswerMode, AnswerStatus
from motions.views import lights
from tests import factories, shared
from tests.motions.importing import seed_table

NOBODY = AnonymousUser()
COMMITTEE = "Ausschuss für Finanzen, Wirtschaft und Grundsatzfragen"
FACTION = "Fraktion FDP + Freie Wähler + Piraten"
NAMES = (
    "000_2eeec42456ee2a20.txt",
    "001_82c734ab0da61516.txt",
    "002_7cc76d6abc4ed96f.txt",
    "003_f5b4157165a7e349.txt",
    "004_351e0dfb9423081d.txt",
)

INQUIRY = """Anfrage: Ampeln am Hafen

Wir fragen den Magistrat:

1. Wann werden die Ampeln erneuert?
2. Wer bezahlt das?

Um schriftliche Antwort wird gebeten.

Notizen zur 4. öffentlichen Sitzung am 3. November 2021 (ohne Gewähr)

Die Ampeln würden im Frühjahr erneuert.

Über das Geld werde noch verhandelt [ohne Zahl].

Der Seniorenbeirat fragt nach, ob das sicher sei. Der Magistrat bestätigt das.
"""
DOCUMENT = """Leitfaden für Gäste

Wer kommt, ist willkommen, und wer bleibt, bekommt einen Stuhl und ein Glas Wasser, solange der Vorrat reicht.
"""


# what the tests need


def write(folder, name, content=INQUIRY):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def decide(folder, rest, *, source=INQUIRY, name="ampeln.txt", head=""):
    toml = f'{head}[[file]]\nname = "{name}"\nsha256 = "{text.fingerprint(source)}"\n{rest}\n'
    return write(folder, "entscheidungen.toml", toml)


def command(*arguments, **options):
    """What the command prints, and the sentence it ends with (None: it ends well)."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_text", *map(str, arguments), stdout=out, stderr=err, **options)
    except CommandError as problem:
        return out.getvalue() + err.getvalue(), str(problem)
    return out.getvalue() + err.getvalue(), None


def everything():
    models = (Paper, Meeting, Organization, Body, Question, Answer, MeetingNote, FollowUp, Entry)
    return {model.__name__: model.objects.count() for model in models}


@pytest.fixture
def home(db):
    return factories.home()


# the client's five texts


@pytest.fixture
def seeds(db):
    assert (shared.SHARED / "seeds").is_dir(), "../shared/seeds liegt nicht neben dem Quellbaum"
    return texts.import_seeds(shared.SHARED / "seeds")


def source(name):
    return lines.decode((shared.SHARED / "seeds" / name).read_bytes(), name=name)


def of(name):
    return Paper.objects.get(origin=f"text:{text.fingerprint(source(name))}")


@shared.needs_shared
def test_all_five_seeds_come_in_with_nothing_left_open(seeds):
    assert [(outcome.name, outcome.open, outcome.remarks, outcome.problem) for outcome in seeds.outcomes] == [
        (name, (), (), "") for name in NAMES
    ]
    assert (seeds.taken, seeds.unchanged, seeds.refused) == (5, 0, 0)
    assert [of(name).paper_type for name in NAMES] == [
        PaperType.INQUIRY,
        PaperType.INQUIRY,
        PaperType.PROGRAMME,
        PaperType.OTHER,
        PaperType.INFORMATION,
    ]


@shared.needs_shared
def test_point_1_two_inquiries_bring_fourteen_questions_two_meetings_and_two_follow_ups(seeds):
    inquiries = Inquiry.objects.filter(paper__in=[of(NAMES[0]), of(NAMES[1])]).order_by("pk")

    assert Inquiry.objects.count() == 2
    assert [inquiry.questions.count() for inquiry in inquiries] == [6, 8]
    assert Meeting.objects.exclude(panel_session__isnull=False).count() == 2
    assert Counter(Question.objects.values_list("answer_status", flat=True)) == {
        AnswerStatus.ANSWERED: 7,
        AnswerStatus.PARTIAL: 6,
        AnswerStatus.UNANSWERED: 1,
    }
    assert [inquiry.overall for inquiry in inquiries] == [AnswerStatus.PARTIAL] * 2
    followups = FollowUp.objects.order_by("inquiry")
    assert [(f.asker_organization.name, f.answer_status, f.question and f.question.number) for f in followups] == [
        (FACTION, AnswerStatus.PARTIAL, None),
        ("Seniorenbeirat", AnswerStatus.ANSWERED, 1),
    ]


@shared.needs_shared
@pytest.mark.parametrize("name", NAMES[:2])
def test_inquiries_come_out_as_the_table_says(seeds, name):
    assert seed_table.entered(name) == seed_table.EXPECTED[name]


@shared.needs_shared
def test_point_1_passages_answer_questions_many_to_many(seeds):
    def answered_by(name):
        questions = Question.objects.filter(inquiry__paper=of(name)).order_by("number")
        return [list(question.passages.order_by("number").values_list("number", flat=True)) for question in questions]

    assert answered_by(NAMES[0]) == [[1], [2, 3], [4, 5], [6], [7], []]
    assert answered_by(NAMES[1]) == [[1, 11], [2, 5, 6], [2, 3, 4, 6], [7], [8], [6, 8], [9], [10]]
    assert [Passage.objects.filter(answer__inquiry__paper=of(name)).count() for name in NAMES[:2]] == [7, 11]


@shared.needs_shared
def test_point_2_committee_shows_its_31st_meeting_with_the_inquiry_to_everyone(seeds):
    committee = Organization.objects.get(name=COMMITTEE)

    (meeting,) = committee.meetings.visible_to(NOBODY)
    (item,) = meeting.items.visible_to(NOBODY)

    assert (committee.kind, committee.body.name, committee.body.home) == (BodyKind.COMMITTEE, "Stadt Kassel", False)
    assert (meeting.number, meeting.date, meeting.public) == (31, datetime.date(2019, 3, 6), True)
    assert (meeting.state, meeting.term.name) == (MeetingState.CLOSED, "XVIII. Wahlperiode")
    assert (item.state, item.result, item.public) == (ItemState.CLOSED, "answered_oral", True)
    assert item.slot.consultation.paper == of(NAMES[1])
    assert (item.slot.consultation.role, item.slot.consultation.authoritative) == ("answering", False)
    assert of(NAMES[1]).direct_referral is True


@shared.needs_shared
def test_point_3_faction_has_an_open_inquiry_whose_written_answer_was_not_given(seeds):
    faction = Organization.objects.get(name=FACTION)

    (originator,) = Originator.objects.filter(organization=faction)
    inquiry = originator.paper.inquiry

    assert faction.kind == BodyKind.FACTION
    assert (originator.paper, originator.inferred) == (of(NAMES[0]), True)
    assert (inquiry.answer_mode_requested, inquiry.answer_mode_actual) == (AnswerMode.WRITTEN, AnswerMode.ORAL)
    assert (inquiry.answer_mode_honoured, inquiry.written_answer_outstanding) == (False, True)
    assert inquiry.paper.state == PaperState.ANSWERED_ORAL
    light = lights.of_inquiry(inquiry, on=datetime.date(2026, 1, 1))
    assert (light.state, light.text) == ("red", "schriftliche Antwort nicht erfolgt")


@shared.needs_shared
def test_points_2_and_3_are_on_the_pages_of_committee_and_faction(seeds, client):
    committee, faction = Organization.objects.get(name=COMMITTEE), Organization.objects.get(name=FACTION)

    of_committee = client.get(committee.get_absolute_url()).content.decode()
    of_faction = client.get(faction.get_absolute_url()).content.decode()

    assert of_committee.count("31. öffentliche Sitzung am 6. März 2019") == 1
    assert of_committee.count(of(NAMES[1]).get_absolute_url()) == 1
    outstanding = of_faction.partition("Offene Anfragen der Fraktion")[2].partition("</section>")[0]
    assert outstanding.count(of(NAMES[0]).get_absolute_url()) == 1
    assert outstanding.count("schriftliche Antwort nicht erfolgt") == 1


@shared.needs_shared
def test_point_5_panel_has_its_lot_two_blocks_and_four_sessions_without_a_day(seeds):
    process = SortitionProcess.objects.get()
    sessions = PanelSession.objects.order_by("number")

    assert (process.organization.name, process.organization.kind) == ("Bürgerrat Smart Kassel", BodyKind.PANEL)
    assert (process.letters_sent, process.target_size, process.actual_size, process.replies) == (1656, 30, None, None)
    assert (process.sent_on, process.criteria) == (None, "")
    assert [block.number for block in process.blocks.order_by("number")] == [1, 2]
    assert [(s.number, s.block, s.meeting.date, s.meeting.starts_at) for s in sessions] == [
        (number, None, None, None) for number in (1, 2, 3, 4)
    ]
    assert Meeting.objects.visible_to(NOBODY).filter(panel_session__process=process).count() == 4


@shared.needs_shared
def test_point_7_superscript_is_stored_as_it_stands(seeds):
    (version,) = of(NAMES[4]).versions.all()

    assert version.text.count("Kassel²³") == source(NAMES[4]).count("Kassel²³") == 2


@shared.needs_shared
def test_point_8_what_is_unknown_is_kept_unknown(seeds):
    first, second = of(NAMES[0]), of(NAMES[1])
    meeting = first.consultations.get().meeting
    item = meeting.items.get()

    assert [(paper.reference, paper.date) for paper in (first, second)] == [(None, None)] * 2
    assert (first.direct_referral, second.originators.count()) == (None, 0)
    assert second.inquiry.answer_mode_requested == ""
    assert second.inquiry.answer_mode_honoured is None
    assert (meeting.organization, meeting.number, meeting.public, meeting.starts_at) == (None, None, None, None)
    assert (meeting.date, meeting.name) == (datetime.date(2020, 2, 6), "Sitzung am 6. Februar 2020")
    assert (item.number, item.public) == ("", None)
    assert Meeting.objects.exclude(starts_at=None).count() == 0


@shared.needs_shared
def test_point_8_page_of_an_inquiry_says_not_stated(seeds, client):
    page = client.get(of(NAMES[1]).get_absolute_url()).content.decode()
    facts = " ".join(page.partition("<h2>Angaben</h2>")[2].partition("</dl>")[0].split())

    for label in ("Nummer", "Datum", "Eingebracht von"):
        value = facts.partition(f"<dt>{label}</dt>")[2].partition("</dd>")[0]
        assert "nicht angegeben" in value, label


@shared.needs_shared
@pytest.mark.parametrize("name", NAMES[:2])
def test_paper_heading_and_notes_together_are_the_source(seeds, name):
    paper = of(name)
    note = paper.meeting_notes.get()

    body, kept = paper.versions.get().text, source(name)

    assert kept.startswith(body)
    assert kept.endswith(note.text)
    between = kept.removeprefix(body).removesuffix(note.text)
    assert " ".join(between.split()) == " ".join(note.heading.split())


@shared.needs_shared
def test_seed_without_notes_keeps_every_line_once_and_marks_its_headings(seeds):
    kept = [line.strip() for line in source(NAMES[4]).split("\n") if line.strip()]
    stored = [line.strip() for line in of(NAMES[4]).versions.get().text.split("\n") if line.strip()]

    assert [line.removeprefix("## ") for line in stored] == kept
    assert sum(line.startswith("## ") for line in stored) == 6


@shared.needs_shared
def test_repeated_teaser_of_003_is_kept_once(seeds):
    body = of(NAMES[3]).versions.get().text

    assert body.count("Die Stadt Kassel richtet einen Bürgerrat Smart Kassel ein") == 1
    assert "Startschuss" not in body


@shared.needs_shared
def test_notes_are_released_but_always_marked_as_unofficial(seeds):
    notes = MeetingNote.objects.visible_to(NOBODY).order_by("paper")

    assert [(note.paper, note.official, note.disclaimer) for note in notes] == [
        (of(NAMES[0]), False, "ohne Gewähr"),
        (of(NAMES[1]), False, "ohne Gewähr"),
    ]
    assert Answer.objects.visible_to(NOBODY).count() == 2
    assert Paper.objects.filter(paper_type=PaperType.MINUTES).count() == 0


@shared.needs_shared
def test_all_five_seeds_are_public(seeds):
    assert set(Paper.objects.visible_to(NOBODY)) == {of(name) for name in NAMES}


@shared.needs_shared
def test_second_import_of_the_seeds_changes_nothing(seeds):
    before = everything()

    again = texts.import_seeds(shared.SHARED / "seeds")

    assert (again.taken, again.unchanged, again.refused) == (0, 5, 0)
    assert everything() == before


# without decisions


def test_without_decisions_unknown_stays_unknown_and_closed(home, tmp_path):
    printed, problem = command(write(tmp_path, "ampeln.txt"))

    paper = Paper.objects.get()
    assert problem is None
    assert (paper.name, paper.state, paper.reference, paper.date) == (
        "Ampeln am Hafen",
        PaperState.RECORDED,
        None,
        None,
    )
    assert list(Paper.objects.visible_to(NOBODY)) == []
    assert list(Meeting.objects.visible_to(NOBODY)) == []
    assert (
        list(Question.objects.order_by("number").values_list("answer_status", "status_reason"))
        == [(AnswerStatus.UNANSWERED, "noch nicht eingeschätzt")] * 2
    )
    assert "offen (audience): Ob der Text öffentlich ist" in printed
    assert "offen (questions.status): Ob eine Frage beantwortet ist, entscheidet ein Mensch." in printed


def test_what_is_closed_is_read_by_the_assembly_office_alone(cast, tmp_path):
    command(write(tmp_path, "ampeln.txt"))

    readers = {name for name, user in cast.everyone().items() if Paper.objects.visible_to(user).exists()}
    note_readers = {name for name, user in cast.everyone().items() if MeetingNote.objects.visible_to(user).exists()}

    assert readers == {"clerk", "deputy"}
    assert note_readers == readers


def test_notes_stay_closed_when_only_the_paper_is_released(cast, tmp_path):
    decided = decide(tmp_path, 'audience = "public"')

    printed, problem = command(write(tmp_path, "ampeln.txt"), decisions=decided)

    assert problem is None
    assert Paper.objects.visible_to(NOBODY).count() == 1
    assert (MeetingNote.objects.count(), MeetingNote.objects.visible_to(NOBODY).count()) == (1, 0)
    assert (Answer.objects.count(), Answer.objects.visible_to(NOBODY).count()) == (1, 0)
    assert FollowUp.objects.count() == 0
    assert "Hinweis: Die Nachfragen bleiben in den Notizen" in printed
    assert "Frühjahr" not in Paper.objects.get().versions.get().text


def test_remark_of_the_editor_is_marked_as_no_answer(home, tmp_path):
    command(write(tmp_path, "ampeln.txt"))

    assert list(Passage.objects.order_by("number").values_list("text", "remark")) == [
        ("Die Ampeln würden im Frühjahr erneuert.", ""),
        (
            "Über das Geld werde noch verhandelt [ohne Zahl].",
            "enthält eine redaktionelle Anmerkung, die keine Antwort ist",
        ),
    ]


def test_text_belongs_to_the_installations_own_town(home, tmp_path):
    command(write(tmp_path, "ampeln.txt"))

    assert Paper.objects.get().body == home


def test_without_any_town_the_text_is_refused(db, tmp_path):
    printed, problem = command(write(tmp_path, "ampeln.txt"))

    assert "Es ist noch keine Stadt eingerichtet, zu der der Text gehören könnte." in printed
    assert problem == "1 von 1 Texten wurden nicht übernommen."
    assert everything() == dict.fromkeys(everything(), 0)


def test_text_without_title_is_called_by_its_file(home, tmp_path):
    command(write(tmp_path, "brief.txt", "Wir fragen den Magistrat:\n\n1. Wann?\n"))

    assert Paper.objects.get().name == "Ohne Titel (brief.txt)"


# with decisions, and with what is there already


def test_body_that_exists_is_used_and_not_entered_again(home, tmp_path):
    board = factories.organization(BodyKind.ADVISORY_BOARD, name="Seniorenbeirat")

    command(write(tmp_path, "ampeln.txt"))

    assert FollowUp.objects.get().asker_organization == board
    assert Organization.objects.filter(name="Seniorenbeirat").count() == 1


def test_two_texts_of_one_session_share_the_meeting(home, tmp_path):
    council = factories.organization(BodyKind.COMMITTEE, name="Hafenausschuss")
    meeting = factories.meeting(council, date=datetime.date(2021, 11, 3), number=4, state=MeetingState.CLOSED)
    decided = decide(tmp_path, 'meeting = { body = "Hafenausschuss" }')

    command(write(tmp_path, "ampeln.txt"), decisions=decided)

    assert [item.name for item in meeting.items.all()] == ["Ampeln am Hafen"]
    assert Meeting.objects.count() == 1


def test_recorded_state_stays_as_decided_though_the_matter_was_on_an_agenda(home, tmp_path):
    decided = decide(tmp_path, 'state = "postponed"')

    command(write(tmp_path, "ampeln.txt"), decisions=decided)

    assert Paper.objects.get().state == PaperState.POSTPONED
    assert Consultation.objects.get().slots.get().item.meeting.number == 4


def test_clerk_answers_for_what_is_imported(cast, tmp_path):
    _, problem = command(write(tmp_path, "ampeln.txt"), by="clerk@example.org")

    assert problem is None
    assert Paper.objects.get().owner == cast.clerk
    entries = Entry.objects.filter(verb__in=["paper.recorded", "item.recorded", "meeting.planned"]).exclude(
        kind="council.membership"
    )
    assert [entry.actor for entry in entries] == [cast.clerk] * 3


@pytest.mark.parametrize("name", ["councillor", "mayor", "citizen"])
def test_who_is_not_of_the_office_imports_nothing(cast, tmp_path, name):
    before = everything()

    printed, problem = command(write(tmp_path, "ampeln.txt"), by=f"{name}@example.org")

    assert "Das kann nur das Büro der Stadtverordnetenversammlung." in printed
    assert problem == "1 von 1 Texten wurden nicht übernommen."
    assert everything() == before


def test_unknown_account_is_named(home, tmp_path):
    _, problem = command(write(tmp_path, "ampeln.txt"), by="niemand@example.org")

    assert problem == "Es gibt kein Konto mit der Adresse „niemand@example.org“."


def test_motion_with_notes_keeps_them_apart(home, tmp_path):
    motion = (
        "Antrag: Bänke\n\nDer Magistrat wird gebeten, Bänke aufzustellen.\n\n"
        "Begründung:\n\nMan sitzt gern.\n\nNotizen vom 3.11.2021 (ohne Gewähr)\n\nEs wurde viel gelacht.\n"
    )

    command(write(tmp_path, "baenke.txt", motion))

    note = MeetingNote.objects.get()
    assert (note.text, note.paper, note.official) == ("Es wurde viel gelacht.\n", Paper.objects.get(), False)
    assert "gelacht" not in Paper.objects.get().versions.get().text


def test_answer_of_unknown_form_stays_a_note(home, tmp_path):
    inquiry = "Wege\n\nWir fragen den Magistrat:\n\n1. Wann?\n\nAntwort des Magistrats:\n\nBald.\n"

    printed, _ = command(write(tmp_path, "wege.txt", inquiry))

    assert (Answer.objects.count(), MeetingNote.objects.get().text) == (0, "Bald.\n")
    assert "offen (answer_mode_actual)" in printed


# twice


def test_same_text_again_is_unchanged_and_leaves_no_trace(home, tmp_path):
    path = write(tmp_path, "ampeln.txt")
    command(path)
    before = everything()

    printed, problem = command(path)

    assert problem is None
    assert printed == "ampeln.txt: unverändert.\n0 übernommen, 1 unverändert, 0 abgelehnt.\n"
    assert everything() == before


def test_changed_text_under_the_same_name_is_no_overwrite(home, tmp_path):
    path = write(tmp_path, "ampeln.txt")
    command(path)
    before, wording = everything(), Paper.objects.get().versions.get().text
    write(tmp_path, "ampeln.txt", INQUIRY.replace("bezahlt", "zahlt"))

    printed, problem = command(path)

    assert "„ampeln.txt“ wurde schon mit einem anderen Text übernommen. Nichts wurde geändert" in printed
    assert problem == "1 von 1 Texten wurden nicht übernommen."
    assert everything() == before
    assert Paper.objects.get().versions.get().text == wording


def test_reference_is_not_given_twice(home, tmp_path):
    factories.paper(reference="101.20.7")
    before = everything()

    printed, _ = command(write(tmp_path, "nummer.txt", f"101.20.7\n\n{INQUIRY}"))

    assert "trägt die Nummer 101.20.7, unter der schon eine Vorlage steht." in printed
    assert everything() == before


# bad input


BAD = [
    ("Anfrage: Nichts\n\nWir fragen den Magistrat:\n\nDanke.\n", "enthält danach aber keine Frage."),
    (b"Wir fragen\x00den Magistrat", "„schlecht.txt“ enthält Nullbytes und ist kein reiner Text."),
    (b"", "„schlecht.txt“ ist leer."),
    (b" \n\t\n", "„schlecht.txt“ ist leer."),
    (b"\x89PNG\r\n\x1a\n" + bytes(range(1, 256)), "„schlecht.txt“ ist nicht in UTF-8 gespeichert"),
    (b"%PDF-1.7 \xff\xfe", "„schlecht.txt“ ist ein PDF, kein reiner Text."),
    (b"a b\n" * 524_288, "„schlecht.txt“ ist zu groß"),
]


@pytest.mark.parametrize(("content", "why"), BAD, ids=["no question", "NUL", "empty", "blank", "binary", "PDF", "2 MB"])
def test_bad_text_is_refused_in_german_and_nothing_of_it_is_kept(home, tmp_path, content, why):
    before = everything()

    printed, problem = command(write(tmp_path, "schlecht.txt", content))

    assert "schlecht.txt: nicht übernommen. " in printed
    assert why in printed
    assert problem == "1 von 1 Texten wurden nicht übernommen."
    assert everything() == before


def test_missing_file_and_folder_are_named(home, tmp_path):
    printed, problem = command(tmp_path / "fehlt.txt", tmp_path)

    assert "fehlt.txt: nicht übernommen. „fehlt.txt“ lässt sich nicht lesen" in printed
    assert problem == "2 von 2 Texten wurden nicht übernommen."


def test_unknown_key_in_the_decisions_stops_before_the_first_text(home, tmp_path):
    decided = decide(tmp_path, 'farbe = "rot"')

    printed, problem = command(write(tmp_path, "ampeln.txt"), decisions=decided)

    assert problem.startswith("Entscheidung zu „ampeln.txt“: „farbe“ ist hier kein bekannter Schlüssel (bekannt: ")
    assert (printed, Paper.objects.count()) == ("", 0)


@pytest.mark.parametrize(
    ("rest", "why"),
    [
        ('state = "fertig"', "„state“ muss eines von draft, "),
        ('agenda_item = { result = "gut" }', "„result“ muss eines von adopted_unanimously, "),
        ('consultation = { role = "gut" }', "„role“ muss eines von preparation, "),
        ('meeting = { state = "vorbei" }', "„state“ muss eines von planned, "),
        ('plain_language = "leicht"', "„plain_language“ muss eines von simple, easy sein."),
        ('audience = "faction"', "Wer mit „faction“ gemeint ist, ist bei diesem Text nicht bekannt."),
        ('audience = "named"', "Wer mit „named“ gemeint ist, ist bei diesem Text nicht bekannt."),
        ("sessions = { count = 4 }", "Zum Losverfahren fehlt das Gremium („body“)."),
        ('question = [{ number = 9, status = "answered" }]', "die Frage 9 kommt im Text nicht vor."),
    ],
)
def test_decision_that_cannot_be_carried_out_leaves_nothing_behind(home, tmp_path, rest, why):
    before = everything()

    printed, problem = command(write(tmp_path, "ampeln.txt"), decisions=decide(tmp_path, rest))

    assert why in printed
    assert problem == "1 von 1 Texten wurden nicht übernommen."
    assert everything() == before


def test_first_file_is_in_though_the_second_is_bad(home, tmp_path):
    good, bad = write(tmp_path, "gut.txt", DOCUMENT), write(tmp_path, "schlecht.txt", b"\x00")

    printed, problem = command(good, bad)

    assert [paper.name for paper in Paper.objects.all()] == ["Leitfaden für Gäste"]
    assert "schlecht.txt: nicht übernommen. „schlecht.txt“ enthält Nullbytes und ist kein reiner Text." in printed
    assert "1 übernommen, 0 unverändert, 1 abgelehnt." in printed
    assert problem == "1 von 2 Texten wurden nicht übernommen."


def test_text_without_formula_is_a_document_with_its_wording(home, tmp_path):
    command(write(tmp_path, "leitfaden.txt", DOCUMENT))

    paper = Paper.objects.get()
    assert (paper.paper_type, paper.audience) == (PaperType.OTHER, Audience.PRIVATE)
    assert paper.versions.get().text == DOCUMENT
