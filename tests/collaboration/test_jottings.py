"""What comes back from a device is taken in once, by the same rules as on the pages, or refused in German; nothing is lost."""

import json
from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from collaboration import anchoring, pace
from collaboration.actions import notes
from collaboration.models import Folder, Jotting, Note
from collaboration.packing import markers
from council.actions import rules
from council.models import Entry
from tests import factories

TEXT = "Der Radweg wird gebaut.\n\nDie Kosten trägt die Stadt."
ALTERED = "Diese Änderung wurde schon einmal mit anderem Inhalt übertragen. Nichts wurde geändert."
GONE = "Das gibt es nicht mehr, oder Sie dürfen es nicht mehr lesen. Ihr Text bleibt auf diesem Gerät."


def send(user, *changes, **more):
    client = Client()
    client.force_login(user)
    body = more.pop("body", None) or json.dumps({"changes": list(changes)} | more)
    return client.post(reverse("folder-sync"), body, content_type="application/json")


def results(user, *changes):
    return [(answer["status"], answer.get("sentence", "")) for answer in send(user, *changes).json()["results"]]


def written(paper, **fields):
    return {
        "id": str(uuid4()),
        "kind": "write",
        "paper": paper.key,
        "version": 1,
        "start": 0,
        "end": 23,
        "exact": "Der Radweg wird gebaut.",
        "text": "Wirklich?",
        "circle": "private",
        "motivation": "commenting",
    } | fields


def edited(note, text, **fields):
    return {"id": str(uuid4()), "kind": "edit", "note": note.key, "version": note.version, "text": text} | fields


def note_of(user, paper, circle="private"):
    version = paper.versions.get()
    return notes.write(version, selector=anchoring.describe(TEXT, 0, 23), text="Alt.", circle=circle, by=user)


def test_note_from_a_device_is_written_once_however_often_it_is_sent(cast):
    change = written(factories.paper(text=TEXT), circle="faction")

    answers = [results(cast.councillor, change) for _ in range(3)]

    assert answers == [[("done", "")], [("repeated", "")], [("repeated", "")]]
    note = Note.objects.get()
    assert (note.owner, note.text, note.audience) == (cast.councillor, "Wirklich?", "faction")
    assert note.audience_organization == cast.our_faction
    assert list(Entry.objects.filter(kind="collaboration.note").values_list("verb", flat=True)) == ["note.written"]


def test_replayed_number_with_other_words_changes_nothing(cast):
    paper = factories.paper(text=TEXT)
    change = written(paper)
    send(cast.councillor, change)

    answers = results(cast.councillor, change | {"text": "Anders."}, change | {"circle": "public"})

    assert answers == [("refused", ALTERED), ("refused", ALTERED)]
    assert [(note.text, note.audience) for note in Note.objects.all()] == [("Wirklich?", "private")]


def test_what_was_written_under_another_account_is_not_taken_in(cast):
    change = written(factories.paper(text=TEXT))

    own, foreign = (markers.account_of(user) for user in (cast.councillor, cast.rival))
    refused = send(cast.councillor, change, account=foreign)

    assert (refused.status_code, set(refused.json())) == (409, {"error"})
    assert Note.objects.count() == 0
    assert send(cast.councillor, change, account=own).status_code == 200
    assert Note.objects.get().owner == cast.councillor


def test_same_number_from_another_account_is_its_own(cast):
    change = written(factories.paper(text=TEXT))

    assert results(cast.councillor, change) == results(cast.rival, change) == [("done", "")]
    assert sorted(note.owner.email for note in Note.objects.all()) == ["councillor@example.org", "rival@example.org"]


def test_note_changed_in_two_places_keeps_both_texts_and_asks(cast):
    note = note_of(cast.councillor, factories.paper(text=TEXT))
    change = edited(note, "Vom Gerät.")
    notes.edit(note, text="Von der Seite.", by=cast.councillor)

    answer = send(cast.councillor, change).json()["results"][0]

    note.refresh_from_db()
    assert (answer["status"], answer["note"]["text"], answer["note"]["version"]) == ("conflict", "Von der Seite.", 2)
    assert note.text == "Von der Seite."
    assert Jotting.objects.count() == 0  # once the person has chosen, the same device may ask again
    both = edited(note, "Von der Seite.\n\nVom Gerät.")
    assert results(cast.councillor, both) == [("done", "")]


def test_same_words_from_two_places_are_no_conflict(cast):
    note = note_of(cast.councillor, factories.paper(text=TEXT))
    change = edited(note, "Gleich.")
    notes.edit(note, text="Gleich.", by=cast.councillor)

    assert results(cast.councillor, change) == [("done", "")]


def test_withdrawing_what_was_changed_elsewhere_asks_first(cast):
    note = note_of(cast.councillor, factories.paper(text=TEXT))
    change = {"id": str(uuid4()), "kind": "withdraw", "note": note.key, "version": 1}
    notes.edit(note, text="Neu.", by=cast.councillor)

    assert [status for status, _ in results(cast.councillor, change)] == ["conflict"]
    assert [status for status, _ in results(cast.councillor, change | {"id": str(uuid4()), "version": 2})] == ["done"]
    assert Note.objects.get().state == "withdrawn"


def test_reply_stays_within_the_circle_of_its_note(cast):
    note = note_of(cast.colleague, factories.paper(text=TEXT), "faction")
    reply = {"id": str(uuid4()), "kind": "reply", "note": note.key, "text": "Ja.", "circle": "faction"}

    wider = results(cast.councillor, reply | {"id": str(uuid4()), "circle": "public"})
    fitting = results(cast.councillor, reply)

    assert wider == [("refused", "Eine Antwort liest höchstens, wer auch die Anmerkung liest.")]
    assert fitting == [("done", "")]
    assert results(cast.rival, reply) == [("refused", GONE)]


def test_what_is_forged_is_refused_and_the_rest_goes_through(cast):
    paper, hidden = factories.paper(text=TEXT), factories.paper(text=TEXT, audience="administration")
    others = note_of(cast.rival, paper)
    public = note_of(cast.rival, paper, "public")
    changes = {
        "circle of others": written(paper, circle="council"),
        "no circle": written(paper, circle="everyone"),
        "closed paper": written(hidden),
        "no passage": written(paper, exact="steht nicht da", start=900, end=914),
        "too long": written(paper, text="x" * 10_001),
        "private note of others": edited(others, "Meins."),
        "public note of others": edited(public, "Meins."),
        "good": written(paper),
        "no number": written(paper, id="1"),
        "no kind": written(paper, kind="lift"),
        "no key": written(paper) | {"paper": "../../etc"},
        "nothing": None,
        "list": [],
        "odd version": written(paper, version=-1),
        "huge version": written(paper, version=10**30),
        "unknown version": written(paper, version=7),
        "marks of direction": written(paper, text="\u202egut\ud800"),
        "null": written(paper, text="\u0000"),
    }

    answers = send(cast.citizen, *changes.values()).json()["results"]

    statuses = dict(zip(changes, (answer["status"] for answer in answers), strict=True))
    assert {name for name, status in statuses.items() if status == "done"} == {"good", "marks of direction"}
    assert set(statuses.values()) == {"done", "refused"}
    assert all(answer.get("sentence") for answer in answers if answer["status"] == "refused")
    assert sorted(Note.objects.filter(owner=cast.citizen).values_list("text", flat=True)) == ["Wirklich?", "gut"]
    assert {note.text for note in Note.objects.filter(owner=cast.rival)} == {"Alt."}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("kein JSON", 400),
        ("[]", 400),
        ('{"changes": {}}', 400),
        (json.dumps({"changes": [None] * 101}), 400),
        ("[" * 100_000, 400),
        ('{"changes": [], "place": {"meeting": 5}}', 400),
        ('{"changes": [], "place": {"meeting": "x", "revision": 1, "part": "<b>", "block": 1}}', 400),
        (json.dumps({"changes": [], "place": {"meeting": "\ud800", "revision": 1}}), 400),
        ("x" * (1024 * 1024 + 1), 413),
    ],
)
def test_sending_without_form_is_answered_clearly(cast, body, status):
    answer = send(cast.councillor, body=body)

    assert answer.status_code == status
    assert set(answer.json()) == {"error"}


def test_lost_right_is_lost_here_too_and_the_words_stay_with_the_person(cast):
    paper = factories.paper(text=TEXT, audience="body", audience_organization=cast.committee)
    note = note_of(cast.councillor, paper)
    cast.councillor.person.memberships.all().update(end_date="2026-01-01")

    assert results(cast.councillor, edited(note, "Neu."), written(paper)) == [("refused", GONE), ("refused", GONE)]
    note.refresh_from_db()
    assert note.text == "Alt."


def test_words_for_everyone_wait_for_moderation_where_the_town_checks_first(cast):
    rules.enact("comments.premoderation", True, valid_from=date(2020, 1, 1), legal_basis="Netiquette", by=None)

    assert results(cast.citizen, written(factories.paper(text=TEXT), circle="public")) == [("done", "")]
    assert Note.objects.get().state == "waiting"


def test_too_much_at_once_waits_on_the_device(cast, monkeypatch):
    monkeypatch.setattr(pace, "NOTES_AN_HOUR", 2)
    paper = factories.paper(text=TEXT)
    changes = [written(paper, text=str(number)) for number in range(3)]

    first = results(cast.councillor, *changes)
    monkeypatch.setattr(pace, "NOTES_AN_HOUR", 9)
    second = results(cast.councillor, *changes)

    assert [status for status, _ in first] == ["done", "done", "later"]
    assert [status for status, _ in second] == ["repeated", "repeated", "done"]
    assert sorted(Note.objects.values_list("text", flat=True)) == ["0", "1", "2"]


def test_clock_of_a_device_is_not_believed(cast):
    change = written(factories.paper(text=TEXT), at=4_000_000_000_000, written_at="1970-01-01", created_at="1970-01-01")

    send(cast.councillor, change)

    entry = Entry.objects.get(verb="note.written")
    assert abs((Note.objects.get().created_at - entry.at).total_seconds()) < 5


def test_words_that_others_read_stand_fast_after_their_time_wherever_they_were_changed(cast, monkeypatch):
    note = note_of(cast.councillor, factories.paper(text=TEXT), "public")
    Note.objects.update(told_at="2026-01-01T12:00:00Z")

    [(status, sentence)] = results(cast.councillor, edited(note, "Später geändert."))

    assert status == "refused"
    assert "ihr Text steht fest" in sentence


def test_place_of_reading_goes_along_and_the_later_one_stands(cast):
    meeting = factories.meeting(cast.committee)
    place = {"meeting": meeting.key, "revision": 1, "part": "paper-abc", "block": 7}

    first = send(cast.councillor, place=place).json()["place"]
    late = send(cast.councillor, place=place | {"part": "paper-def"}).json()["place"]
    asked = send(cast.councillor, place={"meeting": meeting.key, "revision": 1}).json()["place"]

    assert first == late == asked == {"revision": 2, "part": "paper-abc", "block": 7}
    assert Folder.objects.get().owner == cast.councillor
    assert list(Entry.objects.filter(kind="collaboration.folder").values_list("verb", flat=True)) == [
        "folder.taken_along"
    ]


def test_place_in_a_closed_meeting_is_kept_for_nobody_outside(cast):
    meeting = factories.meeting(cast.committee, audience="body", audience_organization=cast.committee)

    answer = send(cast.rival, place={"meeting": meeting.key, "revision": 1, "part": "agenda", "block": 0})

    assert answer.json()["place"] is None
    assert Folder.objects.count() == 0
