"""Unofficial notes stand beside the minutes, for the circle that was named, and never among them."""

import pytest
from django.urls import reverse

from council.models import Entry, Meeting
from motions.actions import meeting_notes, minutes
from motions.may.meeting_notes import Denied
from motions.models import MeetingNote
from tests import factories
from tests.motions import minuting

pytestmark = pytest.mark.django_db

TEXT = "Mitgeschrieben: Quandolinfax."


def go(client, user, name, *args, **data):
    client.logout()
    if user.is_authenticated:
        client.force_login(user)
    return client.post(reverse(name, args=args), data) if data else client.get(reverse(name, args=args))


def written(cast, *, audience="public", organization=None, by=None):
    meeting = factories.meeting(cast.assembly)
    by = by or cast.councillor
    return meeting_notes.write(meeting, heading="Notiz", text=TEXT, audience=audience, organization=organization, by=by)


READERS = {
    "private": {"councillor"},
    "faction": {"councillor", "colleague"},
    "council": {"councillor", "colleague", "rival", "chair", "clerk", "deputy", "mayor", "officer"},
    "public": None,
}


@pytest.mark.parametrize("circle", READERS)
def test_notes_are_read_by_their_circle(cast, client, circle):
    note = written(cast, audience=circle, organization=cast.our_faction if circle == "faction" else None)

    readers = {
        n
        for n, user in cast.everyone().items()
        if TEXT in go(client, user, "meeting-notes", note.meeting.key).content.decode()
    }

    assert readers == (READERS[circle] or set(cast.everyone()))


def test_notes_of_a_closed_meeting_go_no_further_than_the_meeting(cast):
    note = written(cast)
    Meeting.objects.filter(pk=note.meeting_id).update(audience="body", audience_organization=cast.assembly)

    assert not MeetingNote.objects.visible_to(cast.nobody).exists()
    assert MeetingNote.objects.visible_to(cast.rival).exists()


def test_member_writes_changes_and_takes_away_notes_of_their_own(cast, client):
    meeting = factories.meeting(cast.assembly)
    faction = f"faction:{cast.our_faction.key}"
    given = {"heading": "Notiz", "text": TEXT, "circle": faction}
    assert go(client, cast.councillor, "meeting-note-new", meeting.key, **given).status_code == 303
    note = MeetingNote.objects.get()
    assert (note.audience, note.audience_organization, note.official) == ("faction", cast.our_faction, False)

    changed = given | {"text": "Anders.", "circle": "council", "version": note.version}
    assert go(client, cast.councillor, "meeting-note-edit", meeting.key, note.key, **changed).status_code == 303
    stale = go(client, cast.councillor, "meeting-note-edit", meeting.key, note.key, **changed)
    other = go(client, cast.colleague, "meeting-note-edit", meeting.key, note.key, **changed)
    assert (stale.status_code, other.status_code) == (409, 403)
    assert go(client, cast.councillor, "meeting-note-withdraw", meeting.key, note.key, ok=1).status_code == 303
    assert not MeetingNote.objects.visible_to(cast.councillor).exists()
    verbs = Entry.objects.filter(kind="motions.meetingnote").order_by("number").values_list("verb", flat=True)
    assert list(verbs) == ["meeting_note.written", "meeting_note.changed", "meeting_note.withdrawn"]


def test_only_members_write_and_the_office_takes_away_what_everyone_reads(cast, client):
    meeting = factories.meeting(cast.assembly)
    answers = {
        n: go(client, getattr(cast, n), "meeting-note-new", meeting.key).status_code
        for n in ("clerk", "citizen", "officer")
    }
    public, internal = written(cast), written(cast, audience="council")

    meeting_notes.withdraw(public, by=cast.clerk)

    assert answers == dict.fromkeys(answers, 403)
    with pytest.raises(Denied):
        meeting_notes.withdraw(internal, by=cast.clerk)


@pytest.mark.parametrize(
    "wrong", [{"text": "\x00"}, {"text": "x" * 100_001}, {"circle": "faction:fremd"}, {"heading": ""}]
)
def test_bad_input_is_refused_with_the_form(cast, client, wrong):
    meeting = factories.meeting(cast.assembly)
    given = {"heading": "Notiz", "text": TEXT, "circle": "private"} | wrong

    assert go(client, cast.councillor, "meeting-note-new", meeting.key, **given).status_code == 422


def test_script_in_notes_is_shown_as_text(cast, client):
    note = written(cast)
    MeetingNote.objects.update(text="<script>alert(1)</script>")

    assert "<script>alert" not in go(client, cast.nobody, "meeting-notes", note.meeting.key).content.decode()


def test_notes_never_stand_in_the_minutes(cast, client):
    meeting = minuting.played(cast)
    meeting_notes.write(meeting, heading="Notiz", text=TEXT, audience="public", organization=None, by=cast.councillor)
    minutes.draft(meeting, by=cast.clerk)
    made = minuting.of(meeting)

    page = go(client, cast.clerk, "minutes", made.key).content.decode()

    assert "Quandolinfax" not in page + "".join(row.text for row in made.sections.all())
    notes = go(client, cast.nobody, "meeting-notes", meeting.key).content.decode()
    assert ("Keine Niederschrift" in notes, "ohne Gewähr" in notes) == (True, True)


def test_list_costs_a_constant_number_of_queries(cast, client, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    note = written(cast)
    address = reverse("meeting-notes", args=[note.meeting.key])
    client.force_login(cast.rival)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for _ in range(2):
        meeting_notes.write(note.meeting, heading="N", text=TEXT, audience="council", organization=None, by=cast.chair)

    with django_assert_num_queries(len(few)):
        client.get(address)
