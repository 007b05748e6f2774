"""The journal is numbered without gaps, chained, free of words; its readers go on from their bookmarks."""

import io
import json
import re
import threading
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction

from collaboration import anchoring
from collaboration.actions import notes
from council import bell, journal, life
from council.actions import bodies
from council.models import Bookmark, Entry, Head, Organization
from council.states import BodyKind
from documents.actions import papers
from documents.models import Paper
from documents.states import PaperType
from motions.actions import inquiries
from tests import factories

THREADS, ACTS = 8, 25
CODE = re.compile(r"[A-Za-z0-9_:.+-]{0,128}")


@pytest.fixture
def committed(db, django_capture_on_commit_callbacks):
    """Six entries of six acts (a town, a body with five changes), witnessed as if each had been committed."""
    with django_capture_on_commit_callbacks(execute=True):
        council = factories.organization()
        for number in range(4):
            bodies.change(council, name=f"Rat {number}", by=None)
    return council


@pytest.fixture
def readers(monkeypatch):
    """No readers but the test's own."""
    monkeypatch.setattr(journal, "READERS", {})
    return journal.READERS


def numbers():
    return list(Entry.objects.order_by("number").values_list("number", flat=True))


@journal.act
def found(*names, fail_after=None):
    """Found bodies, and stumble after so many of them."""
    made = []
    for count, name in enumerate(names):
        if count == fail_after:
            raise LookupError(name)
        made.append(factories.organization(name=name))
    return made


# Numbers


def test_entries_are_numbered_from_one_in_the_order_of_their_acts(committed):
    assert numbers() == [1, 2, 3, 4, 5, 6]
    assert list(Entry.objects.order_by("number").values_list("act", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_entries_of_one_act_share_its_number_and_are_sealed_once(db, django_assert_num_queries):
    town = factories.home()

    found("Erster", "Zweiter", "Dritter")

    assert list(Entry.objects.filter(number__gt=1).values_list("number", "act").order_by("number")) == [
        (2, 2),
        (3, 2),
        (4, 2),
    ]
    assert town.organizations.count() == 3


def test_nested_acts_write_the_head_once(db, django_capture_on_commit_callbacks):
    factories.home()
    written = []

    def watch(execute, sql, params, many, context):
        if sql.startswith("UPDATE") and Head._meta.db_table in sql:
            written.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch), django_capture_on_commit_callbacks() as callbacks:
        found("Erster", "Zweiter", "Dritter")

    assert len(written) == 1
    assert len(callbacks) == 1


def test_act_that_fails_in_the_middle_leaves_neither_rows_nor_a_hole(db):
    factories.home()

    with pytest.raises(LookupError):
        found("Erster", "Zweiter", "Dritter", fail_after=2)
    found("Vierter")

    assert numbers() == [1, 2]
    assert list(Organization.objects.values_list("name", flat=True)) == ["Vierter"]


def test_inner_act_that_fails_leaves_nothing_when_the_outer_goes_on(db):
    factories.home()

    @journal.act
    def outer():
        found("Vorher")
        with pytest.raises(LookupError):
            found("Erster", "Zweiter", fail_after=1)
        found("Nachher")

    outer()

    made = list(Organization.objects.order_by("pk").values_list("pk", "name"))
    assert [name for _, name in made] == ["Vorher", "Nachher"]
    assert list(Entry.objects.filter(act=2).order_by("number").values_list("thing", flat=True)) == [
        pk for pk, _ in made
    ]


def test_act_rolled_back_from_outside_leaves_nothing(db):
    factories.home()

    with pytest.raises(LookupError), transaction.atomic():
        found("Erster")
        raise LookupError

    assert numbers() == [1]
    assert journal.head_number() == 1


def test_nothing_is_recorded_outside_an_act(db):
    town = factories.home()

    with pytest.raises(RuntimeError, match="nur ein Akt"):
        journal.record("body.changed", town, by=None)

    assert numbers() == [1]


@pytest.mark.django_db(transaction=True)
def test_eight_threads_leave_no_gap_no_fork_and_no_trace_of_what_failed():
    factories.home()
    problems, faults = [], []
    done = threading.Event()

    def work(worker):
        try:
            for turn in range(ACTS):
                if turn % 5 == 4:
                    with pytest.raises(LookupError):
                        found(f"{worker}-{turn}-a", "nie", fail_after=1)
                else:
                    found(f"{worker}-{turn}-a", f"{worker}-{turn}-b")
        except Exception as problem:  # shown by the assertion below
            problems.append(problem)
        finally:
            connections.close_all()

    def watch():
        while not done.is_set():
            faults.extend(journal.verify())
        connections.close_all()

    workers = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
    watcher = threading.Thread(target=watch)
    for thread in (watcher, *workers):
        thread.start()
    for thread in workers:
        thread.join()
    done.set()
    watcher.join()

    acts = THREADS * ACTS * 4 // 5
    rows = list(Entry.objects.order_by("number").values_list("number", "act", "thing"))
    assert problems == []
    assert faults == []
    assert [number for number, _, _ in rows] == list(range(1, 2 + 2 * acts))
    assert [act for _, act, _ in rows[1:]] == [
        number for start in range(2, 2 + 2 * acts, 2) for number in (start, start)
    ]
    assert sorted(thing for _, _, thing in rows[1:]) == sorted(Organization.objects.values_list("pk", flat=True))
    assert Organization.objects.count() == 2 * acts
    assert journal.head_number() == 1 + 2 * acts
    assert journal.witnessed_number() == 1 + 2 * acts
    assert journal.verify() == []


# What an entry holds


def test_steps_of_a_life_note_their_numbers_beside_the_states(cast):
    paper = factories.paper()

    consultation = papers.refer(paper, to=cast.committee, by=cast.clerk)

    entry = Entry.objects.get(verb="paper.referred")
    assert (entry.kind, entry.thing, entry.actor, entry.room) == (
        "documents.paper",
        paper.pk,
        cast.clerk,
        f"paper:{paper.pk}",
    )
    numbers = {"referral": consultation.referral_id, "consultations": [consultation.pk]}
    assert (entry.before, entry.after, entry.numbers) == ("admitted", "referred", numbers)


@pytest.mark.parametrize(
    "value", ["Frau Müller fragt", "zwei Wörter", "x" * 129, "ä", "a\n", 1.5, {"a": 1}, ["Text mit Worten"], [[1]]]
)
def test_text_is_refused(db, value):
    town = factories.home()

    with pytest.raises(ValueError, match="weder Zahl noch Code"), journal.acting():
        journal.record("body.changed", town, by=None, value=value)

    assert numbers() == [1]


@pytest.mark.parametrize("value", [0, 7, [1, 2], [], "f" * 128, "2026-06-15", "adopted_unanimously", "council.body"])
def test_numbers_hashes_and_codes_are_kept(db, value):
    town = factories.home()

    with journal.acting():
        journal.record("body.changed", town, by=None, value=value)

    assert Entry.objects.get(number=2).numbers == {"value": value}


def test_a_whole_story_leaves_no_word_and_no_name_in_the_journal(cast):
    paper = Paper(body=cast.town, paper_type=PaperType.INQUIRY, name="Kanarienvogel im Titel")
    inquiry = inquiries.draft(paper, questions=["Kanarienvogel in der Frage?"], written=True, by=cast.councillor)
    inquiries.submit(inquiry, by=cast.councillor)
    inquiries.admit(inquiry, by=cast.clerk, on=date(2026, 6, 1))
    inquiries.request_answer(inquiry, office=cast.office, by=cast.clerk)
    inquiries.extend(inquiry, due=date(2030, 1, 1), reason="Kanarienvogel im Grund", by=cast.clerk)
    passage = inquiries.NewPassage("Kanarienvogel in der Antwort.", (1,))
    inquiries.answer_in_writing(inquiry, answer=inquiries.NewAnswer("written", [passage]), by=cast.mayor)
    inquiries.set_status(inquiry, number=1, status="partial", reason="Kanarienvogel fehlt", by=cast.clerk)
    version = inquiry.paper.versions.get()
    note = notes.write(
        version, selector=anchoring.describe(version.text, 0, 9), text="Kanarienvogel", circle="public", by=cast.rival
    )
    notes.edit(note, text="Noch ein Kanarienvogel", by=cast.rival)
    factories.file(pages=("Kanarienvogel auf der Seite",), name="Kanarienvogel.pdf")

    dump = json.dumps(list(Entry.objects.values()), default=str, ensure_ascii=False)
    strings = [one for numbers in Entry.objects.values_list("numbers", flat=True) for one in strings_in(numbers)]
    assert ("Kanarienvogel" in dump, "Frau " in dump, "example.org" in dump) == (False, False, False)
    assert [one for one in strings if not CODE.fullmatch(one)] == []
    assert {kind for kind in Entry.objects.values_list("kind", flat=True) if " " in kind} == set()


def strings_in(value):
    if isinstance(value, str):
        return [value]
    inside = [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else []
    return [found for one in inside for found in strings_in(one)]


# The chain


def test_untouched_journal_is_sound(committed):
    assert journal.verify() == []


def test_empty_journal_is_sound(db):
    assert journal.verify() == []


FLIPPED = {
    "number": {"number": 30},
    "act": {"act": 2},
    "at": {"at": None},  # moved by the test itself
    "actor": {"actor": None},  # likewise
    "verb": {"verb": "organization.entered"},
    "kind": {"kind": "council.person"},
    "thing": {"thing": 999},
    "room": {"room": "meeting:1"},
    "before": {"before": "x"},
    "after": {"after": "planned"},
    "numbers": {"numbers": {"to": 1}},
    "seal": {"seal": "f" * 64},
}


def test_every_field_of_an_entry_is_in_the_table_of_flips():
    assert set(FLIPPED) == {field.name for field in Entry._meta.get_fields()}


@pytest.mark.parametrize("field", FLIPPED)
@pytest.mark.parametrize("number", [1, 3, 6])
def test_flipped_field_is_found_wherever_it_stands(committed, field, number):
    row = Entry.objects.get(number=number)
    change = FLIPPED[field]
    if field == "at":
        change = {"at": row.at + timedelta(microseconds=1)}
    if field == "actor":
        change = {"actor": factories.user()}
    if field == "act" and number == 3:
        change = {"act": 4}
    if field == "verb" and row.verb == "organization.entered":
        change = {"verb": "organization.changed"}

    Entry.objects.filter(number=number).update(**change)

    assert journal.verify() != []


def test_flipped_field_is_named(committed):
    Entry.objects.filter(number=3).update(thing=999)

    assert journal.verify() == ["Eintrag 3 wurde verändert oder vertauscht."]


@pytest.mark.parametrize("number", [1, 3, 5])
def test_removed_entry_is_found(committed, number):
    Entry.objects.filter(number=number).delete()

    assert journal.verify() == [
        f"Eintrag {number} fehlt (es folgt {number + 1}).",
        f"Eintrag {number + 1} wurde verändert oder vertauscht.",
    ]


def content(number):
    return Entry.objects.filter(number=number).values().get()


@pytest.mark.parametrize("with_seals", [True, False])
def test_swapped_entries_are_found(committed, with_seals):
    third, fourth = content(3), content(4)
    kept = ("number",) if with_seals else ("number", "seal")

    Entry.objects.filter(number=3).update(**{name: value for name, value in fourth.items() if name not in kept})
    Entry.objects.filter(number=4).update(**{name: value for name, value in third.items() if name not in kept})

    assert [fault for fault in journal.verify() if "vertauscht" in fault] != []


def cut_off(*, after):
    """Do as someone who can write the database but not the witness: the head agrees with what is left."""
    Entry.objects.filter(number__gt=after).delete()
    seal = Entry.objects.get(number=after).seal if after else journal.FIRST_SEAL
    Head.objects.update(number=after, seal=seal)


@pytest.mark.parametrize("after", [0, 3, 5])
def test_cut_off_end_is_found_by_the_witness(committed, after):
    cut_off(after=after)

    assert journal.verify() == [f"Bezeugt ist Eintrag 6, das Journal endet mit {after}: Das Ende wurde abgeschnitten."]


def test_end_that_was_cut_off_and_written_anew_is_found(committed, django_capture_on_commit_callbacks):
    cut_off(after=4)

    with django_capture_on_commit_callbacks(execute=True):
        for number in range(4):
            bodies.change(committed, name=f"Anders {number}", by=None)

    assert journal.verify() == [
        "Eintrag 5 trägt ein anderes Siegel als bezeugt.",
        "Eintrag 6 trägt ein anderes Siegel als bezeugt.",
    ]


def test_chain_forged_from_the_beginning_is_found_by_the_witness(committed):
    seal = journal.FIRST_SEAL
    for entry in Entry.objects.order_by("number"):
        entry.thing += 1
        seal = entry.seal = journal.seal_of(entry, before=seal)
        Entry.objects.filter(number=entry.number).update(thing=entry.thing, seal=seal)
    Head.objects.update(seal=seal)

    assert journal.verify() == [f"Eintrag {number} trägt ein anderes Siegel als bezeugt." for number in range(1, 7)]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"number": 5}, "Der Kopf nennt Eintrag 5, das Journal endet mit 6."),
        ({"number": 7}, "Der Kopf nennt Eintrag 7, das Journal endet mit 6."),
        ({"seal": "f" * 64}, "Der Kopf trägt ein anderes Siegel als Eintrag 6."),
    ],
)
def test_tampered_head_is_found(committed, change, fault):
    Head.objects.update(**change)

    assert fault in journal.verify()


def test_removed_head_is_found(committed):
    Head.objects.all().delete()

    assert journal.verify() == ["Der Kopf nennt Eintrag 0, das Journal endet mit 6."]


def test_witness_holds_every_head_in_order(committed, settings):
    lines = settings.JOURNAL_WITNESS.read_text(encoding="ascii").splitlines()

    assert lines == [f"{entry.number} {entry.seal}" for entry in Entry.objects.order_by("number")]


def test_torn_line_of_the_witness_is_passed_over(committed, settings):
    with settings.JOURNAL_WITNESS.open("a", encoding="utf-8") as witness:
        witness.write("9 abc\n\nunsinn ä\n6\n")

    assert journal.verify() == []


def test_act_stands_when_its_witness_cannot_write(db, settings, tmp_path, django_capture_on_commit_callbacks, caplog):
    (tmp_path / "file").write_text("")
    settings.JOURNAL_WITNESS = tmp_path / "file" / "journal.heads"
    told = []
    bell.listen(told.append)

    with django_capture_on_commit_callbacks(execute=True):
        meeting = factories.meeting(factories.organization())

    bell._listeners.remove(told.append)
    assert told == [meeting.room]
    assert [record.getMessage() for record in caplog.records][-1] == (
        f"Der Kopf {journal.head_number()} des Journals konnte nicht bezeugt werden"
    )


def test_command_says_that_all_is_well_and_up_to_where_it_is_witnessed(committed):
    out, err = io.StringIO(), io.StringIO()

    call_command("verify_journal", stdout=out, stderr=err)

    assert out.getvalue() == "Das Journal ist unversehrt (6 Einträge, bezeugt bis 6).\n"
    assert err.getvalue() == ""


def test_command_says_when_there_is_no_witness(committed, settings):
    settings.JOURNAL_WITNESS.unlink()
    out, err = io.StringIO(), io.StringIO()

    call_command("verify_journal", stdout=out, stderr=err)

    assert out.getvalue() == "Das Journal ist unversehrt (6 Einträge, bezeugt bis 0).\n"
    assert err.getvalue() == "Kein Zeuge außerhalb der Datenbank: Ein abgeschnittenes Ende fiele nicht auf.\n"


def test_command_fails_with_the_faults(committed):
    cut_off(after=3)
    err = io.StringIO()

    with pytest.raises(CommandError, match="1 Befund"):
        call_command("verify_journal", stdout=io.StringIO(), stderr=err)

    assert err.getvalue() == "Bezeugt ist Eintrag 6, das Journal endet mit 3: Das Ende wurde abgeschnitten.\n"


# Readers


def test_reader_gets_every_entry_once(committed, readers):
    seen = []
    journal.reader("one")(lambda entries: seen.extend(entry.number for entry in entries))

    journal.drain()
    journal.drain()
    bodies.change(committed, name="Neu", by=None)
    journal.drain()

    assert seen == [1, 2, 3, 4, 5, 6, 7]
    assert journal.lag() == {"one": 0}


def test_reader_gets_slices_in_order(committed, readers, monkeypatch):
    monkeypatch.setattr(journal, "SLICE", 4)
    slices = []
    journal.reader("one")(lambda entries: slices.append([entry.number for entry in entries]))

    given = journal.drain()

    assert slices == [[1, 2, 3, 4], [5, 6]]
    assert given == 2


def test_reader_works_outside_any_transaction(transactional_db, readers):
    factories.home()
    inside = []
    journal.reader("one")(lambda entries: inside.append(connection.in_atomic_block))

    journal.drain()

    assert inside == [False]


def test_failing_reader_keeps_its_bookmark_while_the_others_go_on(committed, readers, monkeypatch, caplog):
    monkeypatch.setattr(journal, "SLICE", 2)
    seen, broken = {"weak": [], "strong": []}, True

    @journal.reader("weak")
    def weak(entries):
        if broken and entries[0].number == 3:
            raise OSError("Index gesperrt")
        seen["weak"].extend(entry.number for entry in entries)

    journal.reader("strong")(lambda entries: seen["strong"].extend(entry.number for entry in entries))

    journal.drain()
    journal.drain()
    halted = Bookmark.objects.get(pk="weak")
    broken = False
    before_repair = {name: list(numbers) for name, numbers in seen.items()}
    journal.drain()
    repaired = Bookmark.objects.get(pk="weak")

    assert before_repair == {"weak": [1, 2], "strong": [1, 2, 3, 4, 5, 6]}
    assert (halted.number, halted.failures, halted.problem) == (2, 2, "OSError")
    assert seen == {"weak": [1, 2, 3, 4, 5, 6], "strong": [1, 2, 3, 4, 5, 6]}
    assert (repaired.number, repaired.failures, repaired.problem) == (6, 0, "")


def test_slice_broken_off_in_the_middle_is_given_again_whole(committed, readers, caplog):
    """At least once: what a reader saw before it fell comes again, so an idempotent one ends with the same set."""
    seen, kept = [], set()

    @journal.reader("one")
    def one(entries):
        for entry in entries:
            seen.append(entry.number)
            kept.add(entry.number)
            if entry.number == 4 and len(seen) == 4:
                raise RuntimeError

    journal.drain()
    journal.drain()

    assert seen == [1, 2, 3, 4, 1, 2, 3, 4, 5, 6]
    assert kept == {1, 2, 3, 4, 5, 6}


def test_replayed_reader_begins_again_and_the_others_do_not(committed, readers):
    seen = {"one": [], "two": []}
    for name, kept in seen.items():
        journal.reader(name)(lambda entries, kept=kept: kept.extend(entry.number for entry in entries))
    journal.drain()

    journal.replay("one")
    journal.drain()

    assert seen == {"one": [1, 2, 3, 4, 5, 6] * 2, "two": [1, 2, 3, 4, 5, 6]}


def test_reader_sent_back_while_it_reads_begins_again(committed, readers):
    """A rebuild of the index asks for a replay while a slice is under way; the late bookmark must not win."""
    seen = []

    @journal.reader("one")
    def one(entries):
        if not seen:
            journal.replay("one")
        seen.extend(entry.number for entry in entries)

    Bookmark.objects.create(reader="one", number=3)
    journal.drain()

    assert seen == [4, 5, 6, 1, 2, 3, 4, 5, 6]


def test_reader_may_be_drained_alone(committed, readers):
    seen = []
    journal.reader("one")(lambda entries: seen.append("one"))
    journal.reader("two")(lambda entries: seen.append("two"))

    journal.drain("two")

    assert seen == ["two"]
    assert journal.lag() == {"one": 6, "two": 0}


# The bell


@pytest.fixture
def listeners(monkeypatch):
    monkeypatch.setattr(bell, "_listeners", [])


def test_bell_that_breaks_harms_neither_the_act_nor_the_other_listeners(
    db, listeners, django_capture_on_commit_callbacks, caplog
):
    told = []

    def broken(room):
        raise ConnectionError(room)

    bell.listen(broken)
    bell.listen(told.append)

    with django_capture_on_commit_callbacks(execute=True):
        meeting = factories.meeting(factories.organization())

    assert told == [meeting.room]
    assert numbers() == [1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_bell_rings_once_a_room_after_the_commit_and_never_for_what_failed(listeners):
    told = []
    bell.listen(lambda room: told.append((room, connection.in_atomic_block)))
    meeting = factories.meeting(factories.organization(BodyKind.ASSEMBLY))
    told.clear()

    @journal.act
    def two_items():
        factories.item(meeting)
        factories.item(meeting)

    @journal.act
    def broken():
        factories.item(meeting)
        raise life.WrongState("nein")

    two_items()
    with pytest.raises(life.WrongState):
        broken()

    assert told == [(meeting.room, False)]


def test_listener_is_heard_once_however_often_it_registers(listeners):
    told = []
    bell.listen(told.append)
    bell.listen(told.append)

    bell.ring({"meeting:2", "meeting:1"})

    assert told == ["meeting:1", "meeting:2"]
