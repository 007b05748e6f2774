"""The calendar, a meeting's pages, and what the office and the chair do with a meeting: who sees and who may what."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from council.actions import agenda, bodies, meetings
from council.models import Location, Meeting, Membership
from council.states import Audience, BodyKind, MeetingState
from tests import factories, inviting

pytestmark = pytest.mark.django_db

SOON = timezone.localdate() + timedelta(days=20)
PLANS = {"date": "2027-03-01", "hour": "16:00", "public": "yes", "number": "", "name": "", "location": ""}


def page(client, user, url):
    client.logout()
    if user is not None and user.is_authenticated:
        client.force_login(user)
    return client.get(url)


def text(response):
    return response.content.decode()


def queries(client, url):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        client.get(url)
    return len(seen)


def closed_meeting(cast, **fields):
    fields = {
        "audience": Audience.BODY,
        "audience_organization": cast.committee,
        "public": False,
        "date": SOON,
    } | fields
    return factories.meeting(cast.committee, **fields)


def running(cast, *, items=3):
    meeting = factories.meeting(cast.assembly, date=SOON)
    rows = [factories.item(meeting, number=str(number + 1), name=f"Punkt {number + 1}") for number in range(items)]
    meeting = meetings.start(meetings.publish_agenda(meeting, by=None), by=None)
    return meeting, rows


# The calendar


def test_calendar_shows_each_person_exactly_the_meetings_they_may_read(cast, client):
    factories.meeting(cast.assembly, name="Offene Sitzung", date=SOON)
    closed_meeting(cast, name="Geheime Klausur")

    seen = {
        name: ("Offene Sitzung" in shown, "Geheime Klausur" in shown)
        for name, user in cast.everyone().items()
        for shown in [text(page(client, user, "/meetings/"))]
    }

    committee = {"councillor", "colleague"}
    shared = {"clerk", "deputy", "mayor"}
    assert seen == {name: (True, name in committee | shared) for name in cast.everyone()}


def test_calendar_parts_what_comes_from_what_was(cast, client):
    factories.meeting(cast.assembly, name="Anberaumte", date=timezone.localdate())
    factories.meeting(cast.assembly, name="Gewesene", date=timezone.localdate() - timedelta(days=1))
    factories.meeting(cast.assembly, name="Ohne Tag", date=None, starts_at=None)

    to_come, past = text(client.get("/meetings/")), text(client.get("/meetings/?past=1"))

    assert [name in to_come for name in ("Anberaumte", "Gewesene", "Ohne Tag")] == [True, False, False]
    assert [name in past for name in ("Anberaumte", "Gewesene", "Ohne Tag")] == [False, True, True]
    assert past.index("Gewesene") < past.index("Ohne Tag")
    assert "Tag nicht angegeben" in past


def test_calendar_keeps_a_meeting_that_runs_past_midnight_among_those_to_come(cast, client):
    meeting = factories.meeting(cast.assembly, name="Lange Nacht", date=timezone.localdate() - timedelta(days=1))
    meetings.start(meetings.publish_agenda(meeting, by=None), by=None)

    assert "Lange Nacht" in text(client.get("/meetings/"))
    assert "Lange Nacht" not in text(client.get("/meetings/?past=1"))


def test_calendar_groups_by_german_months(cast, client):
    factories.meeting(cast.assembly, date=date(2031, 3, 3))
    factories.meeting(cast.assembly, date=date(2031, 3, 17))
    factories.meeting(cast.assembly, date=date(2031, 5, 5))

    shown = text(client.get("/meetings/"))

    assert (shown.count("<h2>März 2031</h2>"), shown.count("<h2>Mai 2031</h2>")) == (1, 1)


def test_calendar_of_one_body_shows_also_its_joint_meetings(cast, client):
    factories.meeting(cast.assembly, name="Nur Versammlung", date=SOON)
    joint = factories.meeting(cast.assembly, name="Gemeinsame", date=SOON)
    joint.joint_organizations.add(cast.committee)
    factories.meeting(cast.committee, name="Nur Ausschuss", date=SOON)

    shown = text(client.get(f"/meetings/?body={cast.committee.key}"))

    assert [name in shown for name in ("Nur Versammlung", "Gemeinsame", "Nur Ausschuss")] == [False, True, True]


def test_calendar_of_an_unknown_body_says_so(cast, client):
    factories.meeting(cast.assembly, name="Trotzdem da", date=SOON)

    response = client.get("/meetings/?body=gibtesnicht&page=hundert")

    assert response.status_code == 200
    assert "Dieses Gremium gibt es nicht" in text(response)
    assert "Trotzdem da" in text(response)


def test_empty_calendar_says_so(cast, client):
    assert "Keine Sitzung geplant" in text(client.get("/meetings/"))
    assert "Keine vergangenen Sitzungen" in text(client.get("/meetings/?past=1"))


def test_calendar_is_paged_and_keeps_the_filter(cast, client):
    for _ in range(31):
        factories.meeting(cast.committee, date=SOON)

    shown = text(client.get(f"/meetings/?body={cast.committee.key}"))

    assert shown.count('class="row"') == 30
    assert "Seite 1 von 2" in shown
    assert f"body={cast.committee.key}&amp;page=2" in shown
    assert text(client.get(f"/meetings/?body={cast.committee.key}&page=2")).count('class="row"') == 1


def test_calendar_asks_as_much_for_three_meetings_as_for_one(cast, client):
    place = Location(body=cast.town, description="Rathaus")
    bodies.enter(place, by=None)
    factories.meeting(cast.assembly, date=SOON, location=place)
    one = queries(client, "/meetings/")
    factories.meeting(cast.committee, date=SOON, location=place)
    factories.meeting(cast.magistrat, date=SOON, location=place)

    assert queries(client, "/meetings/") == one


# The page of a meeting


@pytest.mark.parametrize("view", ["meeting", "meeting-live"])
def test_meeting_is_not_there_for_whoever_may_not_read_it(cast, client, view):
    url = reverse(view, args=[closed_meeting(cast, name="Geheime Klausur").key])

    seen = {name: page(client, user, url).status_code for name, user in cast.everyone().items()}

    may_read = {"clerk", "deputy", "councillor", "colleague", "mayor"}
    assert seen == {name: 200 if name in may_read else 404 for name in cast.everyone()}


@pytest.mark.parametrize("view", ["meeting", "meeting-live"])
def test_closed_item_is_shown_to_those_who_may_read_it_and_to_nobody_else(cast, client, view):
    meeting = factories.meeting(cast.committee)
    factories.item(meeting, name="Radweg")
    factories.item(
        meeting, name="Ankauf Hafenkante", audience=Audience.BODY, audience_organization=cast.committee, public=False
    )
    url = reverse(view, args=[meeting.key])

    seen = {
        name: ("Radweg" in shown, "Hafenkante" in shown, "nichtöffentlich</span>" in shown)
        for name, user in cast.everyone().items()
        for shown in [text(page(client, user, url))]
    }

    may_read = {"clerk", "deputy", "councillor", "colleague", "mayor"}
    assert seen == {name: (True, name in may_read, name in may_read) for name in cast.everyone()}


@pytest.mark.parametrize("view", ["meeting", "meeting-live"])
def test_closed_item_under_discussion_leaves_no_trace_in_public(cast, client, view):
    meeting, (first, second, third) = running(cast)
    agenda.close_to_public(second, by=None)
    agenda.close(agenda.call(first, by=None), result="adopted", by=None)
    agenda.call(second, by=None)

    shown = text(page(client, None, reverse(view, args=[meeting.key])))

    assert "Zurzeit ist kein Tagesordnungspunkt aufgerufen." in shown
    assert "1 von 2 Punkten abgeschlossen" in shown
    assert "Punkt 2" not in shown
    assert second.key not in shown


def test_barred_person_loses_the_closed_item_at_once(cast, client):
    meeting = factories.meeting(cast.committee)
    item = factories.item(
        meeting, name="Ankauf Hafenkante", audience=Audience.BODY, audience_organization=cast.committee, public=False
    )
    assert "Hafenkante" in text(page(client, cast.councillor, meeting.get_absolute_url()))

    agenda.bar(item, person=cast.councillor.person, by=cast.clerk)

    barred = cast.everyone()["councillor"]
    assert "Hafenkante" not in text(page(client, barred, meeting.get_absolute_url()))
    assert "Hafenkante" in text(page(client, cast.colleague, meeting.get_absolute_url()))


def test_unknown_things_are_called_not_given(cast, client):
    meeting = factories.meeting(None, name="Sitzung vom 6. Februar", date=None, starts_at=None, public=None)
    factories.item(meeting, number="", public=None, name="Anfrage")

    shown = text(client.get(meeting.get_absolute_url()))

    assert "Gremium nicht angegeben" in shown
    assert "Nummer nicht angegeben" in shown
    assert "öffentlich oder nicht: nicht angegeben" in shown
    assert [f"{word} nicht angegeben</span>" in shown for word in ("Tag", "Uhrzeit", "Ort")] == [True] * 3
    # body, number, term, public yes or no
    assert shown.count('<dd><span class="missing">nicht angegeben</span></dd>') == 4


def test_agenda_stands_in_parts_and_nested(cast, client):
    meeting = factories.meeting(cast.assembly)
    second = factories.item(meeting, part="II", number="II/1", name="Ohne Aussprache")
    first = factories.item(meeting, part="I", number="I/1", name="Mit Aussprache")
    below = factories.item(meeting, part="I", number="I/1.1", name="Darunter", parent=first)

    shown = text(client.get(meeting.get_absolute_url()))

    order = [
        "part-I", f"top-{first.key}", f"top-{below.key}", "part-II", f"top-{second.key}",
    ]  # fmt: skip
    places = [shown.index(f'id="{name}"') for name in order]
    assert places == sorted(places)
    assert f'id="top-{below.key}" data-block data-into="agenda" class="level-1 "' in shown
    assert "Tagesordnung I – mit Aussprache" in shown


def test_public_item_under_a_closed_one_is_not_lost(cast, client):
    meeting = factories.meeting(cast.committee)
    closed = factories.item(
        meeting, name="Verschlossen", audience=Audience.BODY, audience_organization=cast.committee, public=False
    )
    factories.item(meeting, name="Offen darunter", parent=closed)

    shown = text(client.get(meeting.get_absolute_url()))

    assert "Offen darunter" in shown
    assert "Verschlossen" not in shown


def test_meeting_asks_as_much_for_thirty_items_as_for_one(cast, client):
    meeting = factories.meeting(cast.assembly)
    factories.item(meeting)
    addresses = [reverse(view, args=[meeting.key]) for view in ("meeting", "meeting-live", "meeting-projector")]
    one = [queries(client, url) for url in addresses]
    for _ in range(29):
        factories.item(meeting)

    assert [queries(client, url) for url in addresses] == one


def test_console_asks_as_much_for_thirty_items_as_for_one(cast, client):
    meeting, (item,) = running(cast, items=1)
    client.force_login(cast.clerk)
    addresses = [reverse(view, args=[meeting.key]) for view in ("meeting", "meeting-agenda", "meeting-invitation")]
    one = [queries(client, url) for url in addresses]
    for number in range(29):
        factories.item(meeting, parent=item if number % 2 else None)

    assert [queries(client, url) for url in addresses] == one


def test_console_is_shown_to_chair_and_office_only(cast, client):
    meeting, _ = running(cast)

    seen = {
        name: 'id="console"' in text(page(client, user, meeting.get_absolute_url()))
        for name, user in cast.everyone().items()
    }

    assert seen == {name: name in {"clerk", "deputy", "chair"} for name in cast.everyone()}


def test_projector_shows_the_public_agenda_whoever_is_signed_in(cast, client):
    meeting = factories.meeting(cast.committee)
    factories.item(meeting, name="Radweg")
    factories.item(
        meeting, name="Ankauf Hafenkante", audience=Audience.BODY, audience_organization=cast.committee, public=False
    )
    url = reverse("meeting-projector", args=[meeting.key])

    seen = {
        name: ("Radweg" in shown, "Hafenkante" in shown)
        for name, user in cast.everyone().items()
        for shown in [text(page(client, user, url))]
    }

    assert seen == dict.fromkeys(cast.everyone(), (True, False))


def test_projector_knows_no_closed_meeting(cast, client):
    url = reverse("meeting-projector", args=[closed_meeting(cast).key])

    assert page(client, cast.clerk, url).status_code == 404


# Planning and changing


def test_planning_is_for_chair_and_office_only(cast, client):
    seen = {name: page(client, user, "/meetings/plan/").status_code for name, user in cast.everyone().items()}

    assert seen == {
        name: 200 if name in {"clerk", "deputy", "chair"} else 302 if name == "nobody" else 403
        for name in cast.everyone()
    }


def test_planned_meeting_counts_on_per_body_and_term_and_stays_closed(cast, client):
    factories.meeting(cast.assembly, term=cast.term, number=30)
    factories.meeting(cast.committee, term=cast.term, number=7)
    client.force_login(cast.clerk)

    response = client.post("/meetings/plan/", PLANS | {"body": cast.assembly.key})

    meeting = Meeting.objects.get(number=31)
    assert (response.status_code, response.url) == (303, meeting.get_absolute_url())
    assert (meeting.name, meeting.organization, meeting.term) == ("31. öffentliche Sitzung", cast.assembly, cast.term)
    assert timezone.localtime(meeting.starts_at).isoformat() == "2027-03-01T16:00:00+01:00"
    assert (meeting.public, meeting.audience, meeting.audience_organization) == (True, Audience.BODY, cast.assembly)
    assert meeting.state == MeetingState.PLANNED
    assert page(client, None, meeting.get_absolute_url()).status_code == 404


def test_announced_meeting_is_in_the_calendar_at_once(cast, client):
    client.force_login(cast.clerk)

    soon = {"date": inviting.soon().isoformat(), "name": "Sondersitzung"}
    client.post("/meetings/plan/", PLANS | soon | {"body": cast.assembly.key, "announce": "on"})

    client.logout()
    assert "Sondersitzung" in text(client.get("/meetings/"))


def test_closed_meeting_is_never_announced(cast, client):
    client.force_login(cast.clerk)

    client.post("/meetings/plan/", PLANS | {"body": cast.committee.key, "announce": "on", "public": "no"})

    meeting = Meeting.objects.get()
    assert (meeting.public, meeting.audience, meeting.name) == (False, Audience.BODY, "1. nichtöffentliche Sitzung")


def test_closed_meeting_of_the_magistrat_is_not_planned_by_the_office_that_could_not_read_it(cast, client):
    client.force_login(cast.clerk)

    shown = client.post("/meetings/plan/", PLANS | {"body": cast.magistrat.key, "public": "no"})

    assert "lädt der Magistrat selbst ein" in text(shown)
    assert Meeting.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"body": ""}, "Dieses Feld ist zwingend erforderlich."),
        ({"body": "gibtesnicht"}, "Bitte eine gültige Auswahl treffen. Dies ist keine gültige Auswahl."),
        ({"date": "31.02.2027"}, "Bitte ein gültiges Datum eingeben."),
        ({"hour": "25:99"}, "Bitte eine gültige Uhrzeit eingeben."),
        ({"number": "30"}, "Diese Nummer hat schon eine andere Sitzung des Gremiums."),
        ({"number": "-1"}, "Dieser Wert muss größer oder gleich 1 sein."),
        ({"name": "x" * 301}, "Bitte sicherstellen, dass der Wert aus höchstens 300 Zeichen besteht."),
        ({"location": "gibtesnicht"}, "Bitte eine gültige Auswahl treffen. Dies ist keine gültige Auswahl."),
    ],
)
def test_bad_plan_comes_back_with_a_sentence_and_what_was_typed(cast, client, change, sentence):
    factories.meeting(cast.assembly, term=cast.term, number=30)
    client.force_login(cast.clerk)

    response = client.post("/meetings/plan/", PLANS | {"body": cast.assembly.key, "name": "Getippt"} | change)

    assert response.status_code == 422
    assert sentence in text(response)
    assert change.get("name", "Getippt") in text(response)
    assert Meeting.objects.count() == 1


def test_an_empty_plan_comes_back(cast, client):
    client.force_login(cast.clerk)

    assert client.post("/meetings/plan/", {}).status_code == 422


def test_two_towns_keep_their_bodies_apart(cast, client):
    other = factories.body(name="Nachbarstadt", home=False)
    foreign = factories.organization(BodyKind.COMMITTEE, body=other, name="Ausschuss der Nachbarn")
    client.force_login(cast.clerk)

    assert "Ausschuss der Nachbarn" not in text(client.get("/meetings/plan/"))
    assert client.post("/meetings/plan/", PLANS | {"body": foreign.key}).status_code == 422


def test_change_of_a_meeting_is_saved(cast, client):
    meeting = factories.meeting(cast.assembly, term=cast.term, number=3)
    client.force_login(cast.chair)
    url = reverse("meeting-edit", args=[meeting.key])
    assert f'value="{meeting.date:%Y-%m-%d}"' in text(client.get(url))

    response = client.post(url, PLANS | {"number": "3", "name": "Neuer Name", "version": meeting.version})

    meeting.refresh_from_db()
    assert response.status_code == 303
    assert (meeting.name, meeting.date, meeting.number) == ("Neuer Name", date(2027, 3, 1), 3)
    assert meeting.audience == Audience.PUBLIC


def test_meeting_made_closed_is_gone_for_the_public_at_once(cast, client):
    meeting = factories.meeting(cast.assembly, term=cast.term, number=3)
    client.force_login(cast.clerk)

    client.post(
        reverse("meeting-edit", args=[meeting.key]),
        PLANS | {"number": "3", "public": "no", "version": meeting.version},
    )

    assert page(client, None, meeting.get_absolute_url()).status_code == 404
    assert page(client, cast.rival, meeting.get_absolute_url()).status_code == 200


def test_stale_change_keeps_what_was_typed_and_saves_nothing(cast, client):
    meeting = factories.meeting(cast.assembly, term=cast.term, number=3, name="Alt")
    old = meeting.version
    meetings.change(meeting, by=cast.deputy, name="Von der Kollegin")
    client.force_login(cast.clerk)
    url = reverse("meeting-edit", args=[meeting.key])

    response = client.post(url, PLANS | {"number": "3", "name": "Getippt", "version": old})

    meeting.refresh_from_db()
    assert response.status_code == 409
    assert "Inzwischen hat jemand anderes etwas geändert" in text(response)
    assert 'value="Getippt"' in text(response)
    assert meeting.name == "Von der Kollegin"
    assert f'name="version" value="{meeting.version}"' in text(response)


def test_change_without_a_version_is_refused(cast, client):
    meeting = factories.meeting(cast.assembly, name="Alt")
    client.force_login(cast.clerk)

    response = client.post(reverse("meeting-edit", args=[meeting.key]), PLANS | {"name": "Getippt"})

    meeting.refresh_from_db()
    assert (response.status_code, meeting.name) == (409, "Alt")


# Running the meeting

STEPS = ["meeting-start", "meeting-interrupt", "meeting-resume", "meeting-close", "meeting-cancel"]


def test_meeting_is_opened_interrupted_resumed_and_closed_by_the_chair(cast, client):
    meeting = meetings.publish_agenda(factories.meeting(cast.assembly), by=None)
    client.force_login(cast.chair)

    states = []
    for step in STEPS[:4]:
        response = client.post(reverse(step, args=[meeting.key]), {"version": meeting.version})
        meeting.refresh_from_db()
        states.append((response.status_code, response.url, meeting.state))

    console = f"{meeting.get_absolute_url()}#console"
    assert states == [(303, console, state) for state in ("running", "interrupted", "running", "closed")]


@pytest.mark.parametrize("step", STEPS)
def test_steps_of_a_meeting_are_refused_to_everyone_else(cast, client, step):
    meeting = factories.meeting(cast.assembly)
    url = reverse(step, args=[meeting.key])

    seen = {}
    for name, user in cast.everyone().items():
        client.logout()
        if name != "nobody":
            client.force_login(user)
        seen[name] = client.post(url, {"version": 0}).status_code

    allowed = {"clerk", "deputy", "chair"}
    assert seen == {name: 409 if name in allowed else 302 if name == "nobody" else 403 for name in cast.everyone()}
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.PLANNED


def test_refusal_says_why_in_german(cast, client):
    meeting = factories.meeting(cast.assembly)
    client.force_login(cast.rival)

    response = client.post(reverse("meeting-start", args=[meeting.key]), {"version": meeting.version})

    assert response.status_code == 403
    assert "Das kann nur die Sitzungsleitung oder das Büro der Stadtverordnetenversammlung." in text(response)


@pytest.mark.parametrize("step", STEPS)
def test_steps_of_a_hidden_meeting_are_not_there(cast, client, step):
    meeting = closed_meeting(cast)
    client.force_login(cast.rival)

    assert client.post(reverse(step, args=[meeting.key]), {"version": meeting.version}).status_code == 404


@pytest.mark.parametrize("step", ["meeting-start", "meeting-interrupt", "meeting-resume", "meeting-close"])
def test_step_in_the_wrong_state_is_refused_with_a_sentence(cast, client, step):
    meeting = factories.meeting(cast.assembly)
    client.force_login(cast.clerk)

    response = client.post(reverse(step, args=[meeting.key]), {"version": meeting.version})

    meeting.refresh_from_db()
    assert response.status_code == 409
    assert "Das geht jetzt nicht: Der Stand ist „terminiert“" in text(response)
    assert meeting.state == MeetingState.PLANNED


@pytest.mark.parametrize("step", ["meeting-start", "meeting-interrupt", "meeting-resume"])
def test_steps_need_a_post(cast, client, step):
    client.force_login(cast.clerk)

    assert client.get(reverse(step, args=[factories.meeting(cast.assembly).key])).status_code == 405


@pytest.mark.parametrize("step", ["meeting-close", "meeting-cancel"])
def test_what_cannot_be_undone_asks_again(cast, client, step):
    meeting, (first, *_) = running(cast)
    client.force_login(cast.chair)

    response = client.get(reverse(step, args=[meeting.key]))

    meeting.refresh_from_db()
    assert "Das lässt sich nicht rückgängig machen." in text(response)
    assert meeting.state == MeetingState.RUNNING
    assert (first.name in text(response)) == (step == "meeting-close")


def test_meeting_with_a_called_item_is_not_closed(cast, client):
    meeting, (first, *_) = running(cast)
    agenda.call(first, by=None)
    client.force_login(cast.chair)

    response = client.post(reverse("meeting-close", args=[meeting.key]), {"version": meeting.version})

    assert response.status_code == 409
    assert "Ein Tagesordnungspunkt ist noch aufgerufen." in text(response)


def test_cancelled_meeting_is_shown_as_cancelled(cast, client):
    meeting = factories.meeting(cast.assembly, date=SOON)
    client.force_login(cast.clerk)

    client.post(reverse("meeting-cancel", args=[meeting.key]), {"version": meeting.version})

    client.logout()
    assert "abgesagt" in text(client.get("/meetings/"))
    assert "Die Sitzung fällt aus." in text(client.get(meeting.get_absolute_url()))


def test_rights_that_ended_yesterday_open_no_console(cast, client):
    meeting, _ = running(cast)
    seat = Membership.objects.get(person=cast.clerk.person)
    bodies.end_membership(seat, on=timezone.localdate() - timedelta(days=1), by=None)

    client.force_login(cast.clerk)
    response = client.post(reverse("meeting-interrupt", args=[meeting.key]), {"version": meeting.version})

    assert response.status_code == 403
