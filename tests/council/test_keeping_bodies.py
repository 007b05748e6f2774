"""The office enters and changes bodies; with the end of a body its seats end, said before and done in one act."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from council import audiences
from council.actions import bodies
from council.models import Entry, Organization, User
from council.states import BodyKind
from tests import factories

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)


def text(response):
    return response.content.decode()


def aware(response):
    found = re.search(r'name="aware" value="([0-9a-f]{64})"', text(response))
    return found[1] if found else ""


def edit(body):
    return f"{body.get_absolute_url()}edit/"


def strike(body):
    return f"{body.get_absolute_url()}strike/"


def sent(body, **fields):
    return {"kind": body.kind, "name": body.name, "version": body.version} | fields


def test_office_enters_a_body_from_the_list(cast, client):
    client.force_login(cast.clerk)
    way = text(client.get("/bodies/"))

    done = client.post(
        "/bodies/new/",
        {
            "kind": "committee",
            "name": "Ausschuss für  Kultur",
            "short_name": "KultA",
            "parent": cast.assembly.key,
            "statutory_seats": 13,
            "start_date": TODAY,
            "website": "kultur.example.org",
        },
    )

    body = Organization.objects.get(short_name="KultA")
    assert 'href="/bodies/new/"' in way
    assert done.status_code == 303
    assert (body.name, body.body, body.parent) == ("Ausschuss für Kultur", cast.town, cast.assembly)
    assert (body.classification, body.statutory_seats, body.website) == ("Ausschuss", 13, "https://kultur.example.org")
    assert Entry.objects.get(verb="organization.entered").thing == body.pk
    assert f"{body.get_absolute_url()}members/new/" in text(client.get(body.get_absolute_url()))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "Dieses Feld ist zwingend erforderlich."),
        ({"name": "x" * 200_000}, "höchstens 300 Zeichen"),
        ({"name": "ausschuss für Umwelt und Energie"}, "So heißt schon ein bestehendes Gremium."),
        ({"kind": "council"}, "keine gültige Auswahl"),
        ({"kind": ""}, "Dieses Feld ist zwingend erforderlich."),
        ({"parent": "x"}, "keine gültige Auswahl"),
        ({"parent": "\x00"}, "Nullzeichen"),
        ({"statutory_seats": 0}, "größer oder gleich 1"),
        ({"statutory_seats": 10**30}, "kleiner oder gleich 200"),
        ({"website": "javascript:alert(1)"}, "gültige Adresse"),
        ({"start_date": TODAY, "end_date": YESTERDAY}, "Das Ende liegt vor dem Beginn."),
    ],
)
def test_what_is_no_body_is_refused_with_a_sentence(cast, client, fields, sentence):
    client.force_login(cast.clerk)
    known = Organization.objects.count()

    response = client.post("/bodies/new/", {"kind": "committee", "name": "Kultur"} | fields)

    assert (response.status_code, Organization.objects.count()) == (422, known)
    assert sentence in text(response)


def test_office_changes_a_body_once_for_each_version(cast, client):
    client.force_login(cast.clerk)
    url, page = edit(cast.committee), text(client.get(cast.committee.get_absolute_url()))

    done = client.post(url, sent(cast.committee, short_name="UmwA"))
    late = client.post(url, sent(cast.committee, short_name="Spät"))

    cast.committee.refresh_from_db()
    assert url in page
    assert (done.status_code, late.status_code, cast.committee.short_name) == (303, 409, "UmwA")
    assert 'value="Spät"' in text(late)


def test_kind_stands_once_somebody_sits_in_the_body_for_rights_follow_from_it(cast, client):
    empty = factories.organization(BodyKind.COMMITTEE)
    client.force_login(cast.clerk)

    client.post(edit(cast.committee), sent(cast.committee, kind="assembly_office"))
    client.post(edit(empty), sent(empty, kind="commission"))

    cast.committee.refresh_from_db()
    empty.refresh_from_db()
    assert (cast.committee.kind, empty.kind) == ("committee", "commission")
    assert "Die Art steht fest" in text(client.get(edit(cast.committee)))
    with pytest.raises(Exception, match="Art dieses Gremiums steht fest"):
        bodies.remodel(cast.committee, by=cast.clerk, version=cast.committee.version, kind="assembly")


def test_body_does_not_belong_to_itself_nor_to_what_belongs_to_it(cast, client):
    child = factories.organization(parent=cast.committee)
    grandchild = factories.organization(parent=child)
    client.force_login(cast.clerk)

    answers = [
        client.post(edit(cast.committee), sent(cast.committee, parent=parent.key)).status_code
        for parent in (cast.committee, child, grandchild)
    ]

    assert answers == [422] * 3


def test_seats_end_with_the_body_in_one_act_and_are_listed_before(cast, client):
    coming = factories.person(name="Kommt Später")
    factories.membership(coming, cast.committee, start_date=TODAY + timedelta(days=9))
    factories.meeting(cast.committee, date=TODAY + timedelta(days=5))
    child = factories.organization(parent=cast.committee, name="Unterausschuss")
    client.force_login(cast.clerk)

    asked = client.post(edit(cast.committee), sent(cast.committee, end_date=TOMORROW))
    cast.committee.refresh_from_db()
    nothing_yet = cast.committee.end_date
    done = client.post(edit(cast.committee), sent(cast.committee, end_date=TOMORROW, aware=aware(asked)))

    shown = text(asked)
    assert (asked.status_code, nothing_yet, done.status_code) == (200, None, 303)
    assert "Frau Councillor (Mitglied): Der Sitz endet am" in shown
    assert "Kommt Später (Mitglied): Der Sitz wird gestrichen" in shown
    assert f"Bleibt bestehen: {child.name}" in shown
    assert "Bleibt im Kalender: 1 spätere Sitzung. Bitte absagen." in shown
    ended = cast.committee.memberships.filter(deleted_at=None)
    assert set(ended.values_list("end_date", flat=True)) == {TOMORROW}
    assert not ended.filter(person=coming).exists()
    councillor = User.objects.get(pk=cast.councillor.pk)
    reads = [
        cast.committee.pk in audiences.standing_of(councillor, on=day).bodies
        for day in (TOMORROW, TOMORROW + timedelta(days=1))
    ]
    assert reads == [True, False]
    entries = Entry.objects.filter(verb__in=["organization.changed", "membership.ended", "membership.changed"])
    assert sorted(entries.values_list("verb", flat=True)) == [
        "membership.changed",
        "membership.ended",
        "membership.ended",
        "organization.changed",
    ]
    assert len(set(entries.values_list("act", flat=True))) == 1


def test_end_of_a_faction_names_the_seats_that_stay(cast, client):
    seat = cast.councillor.person.memberships.get(organization=cast.committee)
    bodies.change(seat, by=None, on_behalf_of=cast.our_faction)
    client.force_login(cast.clerk)

    asked = text(client.post(edit(cast.our_faction), sent(cast.our_faction, end_date=TODAY)))

    assert f"Bleibt bestehen: der Sitz von Frau Councillor in {cast.committee.name}." in asked


def test_office_that_keeps_all_this_does_not_end(cast, client):
    client.force_login(cast.clerk)
    asked = client.post(edit(cast.assembly_office), sent(cast.assembly_office, end_date=TODAY))

    refused = client.post(edit(cast.assembly_office), sent(cast.assembly_office, end_date=TODAY, aware=aware(asked)))

    cast.assembly_office.refresh_from_db()
    assert (refused.status_code, cast.assembly_office.end_date) == (422, None)
    assert "Bitte zuerst die Nachfolge eintragen." in text(refused)


def test_body_entered_by_mistake_is_struck_and_one_in_use_is_not(cast, client):
    mistaken = factories.organization(name="Irrtum")
    met, leading, writing = (factories.organization() for _ in range(3))
    factories.meeting(met)
    factories.organization(parent=leading)
    factories.paper(under_direction_of=writing)
    client.force_login(cast.clerk)

    answers = [
        client.post(strike(body), {"version": 1}).status_code
        for body in (cast.committee, met, leading, writing, mistaken)
    ]

    assert answers == [409, 409, 409, 409, 303]
    assert "Das geht nicht mehr" in text(client.get(strike(met)))
    assert client.get(mistaken.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("name", ["chair", "councillor", "mayor", "officer", "moderator", "citizen"])
def test_nobody_else_keeps_bodies(cast, client, name):
    client.force_login(cast.people[name])
    urls = ("/bodies/new/", edit(cast.committee), strike(cast.committee))

    answers = [getattr(client, method)(url).status_code for url in urls for method in ("get", "post")]

    cast.committee.refresh_from_db()
    pages = text(client.get("/bodies/")) + text(client.get(cast.committee.get_absolute_url()))
    assert answers == [403] * 6
    assert (cast.committee.version, "/new/" in pages, "Für das Büro" in pages) == (1, False, False)
