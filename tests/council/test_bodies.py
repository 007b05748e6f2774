"""The pages of bodies and districts: who sits where on which day, and which of their meetings one may see."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from council.actions import bodies
from council.models import District
from council.states import Audience, BodyKind
from council.views.bodies import CHAPTERS
from tests import factories

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


def text(response):
    return response.content.decode()


def queries(client, url):
    with CaptureQueriesContext(connection) as seen:
        client.get(url)
    return len(seen)


def district(cast, **fields):
    fields = {"body": cast.town, "name": "Mitte", "council": cast.district_council} | fields
    return bodies.enter(District(**fields), by=None)


def test_bodies_stand_by_kind_with_the_members_of_today(cast, client):
    someone = factories.person()
    factories.membership(someone, cast.committee, end_date=TODAY - timedelta(days=1))
    factories.membership(factories.person(), cast.committee, start_date=TODAY + timedelta(days=1))

    shown = text(client.get("/bodies/"))

    chapters = ["Versammlung", "Ausschüsse", "Fraktionen", "Magistrat und Ämter", "Ortsbeiräte"]
    places = [shown.index(f"<h2>{chapter}</h2>") for chapter in chapters]
    assert places == sorted(places)
    row = shown[shown.index(cast.committee.get_absolute_url()) :]
    assert row[: row.index("</li>")].count("2 Mitglieder") == 1


def test_every_kind_of_body_has_a_chapter():
    kinds = [kind for _, kinds in CHAPTERS for kind in kinds]

    assert sorted(kinds) == sorted(BodyKind)


def test_bodies_page_asks_as_much_for_three_bodies_as_for_one(cast, client):
    one = queries(client, "/bodies/")
    for _ in range(2):
        factories.membership(factories.person(), factories.organization(BodyKind.COMMITTEE))

    assert queries(client, "/bodies/") == one


def test_another_towns_bodies_have_a_tab_of_their_own(cast, client):
    other = factories.body(name="Nachbarstadt", home=False)
    factories.organization(BodyKind.COMMITTEE, body=other, name="Ausschuss der Nachbarn")

    ours, theirs = text(client.get("/bodies/")), text(client.get(f"/bodies/?town={other.key}"))

    assert ("Ausschuss der Nachbarn" in ours, "Ausschuss für Umwelt" in ours) == (False, True)
    assert ("Ausschuss der Nachbarn" in theirs, "Ausschuss für Umwelt" in theirs) == (True, False)
    assert f"?town={other.key}" in ours


def test_former_bodies_stand_behind_a_link(cast, client):
    factories.organization(BodyKind.COMMITTEE, name="Alter Ausschuss", end_date=TODAY - timedelta(days=1))

    assert "Alter Ausschuss" not in text(client.get("/bodies/"))
    assert "Alter Ausschuss" in text(client.get("/bodies/?former=1"))


def test_bodies_of_an_empty_town_say_so(client):
    assert "Keine Gremien" in text(client.get("/bodies/"))


def test_body_shows_its_members_of_the_day_asked_for(cast, client):
    gone, come = factories.person(name="Alte Zeit"), factories.person(name="Neue Zeit")
    factories.membership(gone, cast.committee, start_date=date(2021, 4, 1), end_date=date(2024, 6, 30))
    factories.membership(come, cast.committee, start_date=date(2024, 7, 1))
    url = cast.committee.get_absolute_url()

    seen = {
        day: ("Alte Zeit" in shown, "Neue Zeit" in shown)
        for day in ("", "2024-06-30", "2024-07-01")
        for shown in [text(client.get(f"{url}?on={day}"))]
    }

    assert seen == {"": (False, True), "2024-06-30": (True, False), "2024-07-01": (False, True)}


def test_impossible_day_is_answered_with_a_sentence_and_today(cast, client):
    response = client.get(f"{cast.committee.get_absolute_url()}?on=2026-02-31")

    assert response.status_code == 200
    assert "Dieses Datum gibt es nicht. Gezeigt wird der heutige Stand." in text(response)
    assert "2 Mitglieder" in text(response)


def test_leading_offices_come_first_then_deputies_then_names(cast, client):
    body = factories.organization(BodyKind.COMMITTEE)
    for name, role in [("Anna Abel", ""), ("Zoe Zander", "Vorsitzende"), ("Max Maier", "Stellv. Vorsitzender")]:
        factories.membership(factories.person(name=name), body, role=role, voting_right=name != "Anna Abel")

    shown = text(client.get(body.get_absolute_url()))

    places = [shown.index(name) for name in ("Zoe Zander", "Max Maier", "Anna Abel")]
    assert places == sorted(places)
    assert "Mitglied · beratend" in shown


@pytest.mark.parametrize("page", ["body", "district"])
def test_closed_meetings_of_a_body_are_shown_to_those_who_may_read_them(cast, client, page):
    body = cast.district_council
    closed = {"audience": Audience.BODY, "audience_organization": body, "public": False}
    factories.meeting(body, name="Offene", date=TODAY + timedelta(days=5))
    factories.meeting(body, name="Geheime", date=TODAY + timedelta(days=5), **closed)
    factories.meeting(body, name="Verschwiegene", date=TODAY - timedelta(days=5), **closed)
    url = {"body": body, "district": district(cast)}[page].get_absolute_url()

    seen = {}
    for name, user in cast.everyone().items():
        client.logout()
        if name != "nobody":
            client.force_login(user)
        shown = text(client.get(url))
        seen[name] = ("Offene" in shown, "Geheime" in shown, "Verschwiegene" in shown)

    may_read = {"clerk", "deputy", "mayor", "district"}
    assert seen == {name: (True, name in may_read, name in may_read) for name in cast.everyone()}


def test_body_asks_as_much_for_three_meetings_and_members_as_for_one(cast, client):
    body = factories.organization(BodyKind.COMMITTEE)
    url = body.get_absolute_url()
    factories.meeting(body, date=TODAY)
    factories.membership(factories.person(), body, on_behalf_of=cast.our_faction)
    one = queries(client, url)
    for _ in range(2):
        factories.meeting(body, date=TODAY)
        factories.membership(factories.person(), body, on_behalf_of=cast.our_faction)

    assert queries(client, url) == one


def test_deleted_body_is_not_there(cast, client):
    bodies.change(cast.committee, by=None, deleted_at=timezone.now())

    assert client.get(cast.committee.get_absolute_url()).status_code == 404


def test_districts_are_listed_with_their_councils(cast, client):
    district(cast)
    district(cast, name="Südstadt", council=None)

    shown = text(client.get("/districts/"))

    assert ("Mitte" in shown, "Ortsbeirat Mitte" in shown, "Südstadt" in shown) == (True, True, True)
    assert "Ortsbeirat nicht angegeben" in shown


def test_districts_page_asks_as_much_for_three_as_for_one(cast, client):
    district(cast)
    one = queries(client, "/districts/")
    for name in ("Nord", "Süd"):
        district(cast, name=name, council=factories.organization(BodyKind.DISTRICT_COUNCIL))

    assert queries(client, "/districts/") == one


def test_no_districts_say_so(client, db):
    assert "Keine Ortsbezirke" in text(client.get("/districts/"))


def test_district_names_its_council_and_who_sits_in_it(cast, client):
    shown = text(client.get(district(cast).get_absolute_url()))

    assert cast.district_council.get_absolute_url() in shown
    assert "Frau District" in shown


def test_district_without_a_council_says_so(cast, client):
    shown = text(client.get(district(cast, council=None).get_absolute_url()))

    assert "nicht angegeben" in shown


def test_unknown_district_is_not_there(client, db):
    assert client.get("/districts/gibtesnicht/").status_code == 404
