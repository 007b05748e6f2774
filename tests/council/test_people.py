"""The page of a person: offices now, before and to come, and nothing of the account behind."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from council.actions import bodies
from tests import factories

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


def text(response):
    return response.content.decode()


def test_person_shows_offices_now_before_and_to_come(cast, client):
    person = factories.person(name="Ada Beispiel")
    factories.membership(person, cast.assembly, role="Stadtverordnete")
    factories.membership(person, cast.committee, end_date=TODAY - timedelta(days=1))
    factories.membership(person, cast.magistrat, start_date=TODAY + timedelta(days=1), voting_right=False)

    shown = text(client.get(person.get_absolute_url()))

    now, _, rest = shown.partition("<h2>Künftig</h2>")
    to_come, _, former = rest.partition("<h2>Früher</h2>")
    assert [cast.assembly.get_absolute_url() in part for part in (now, to_come, former)] == [True, False, False]
    assert [cast.magistrat.get_absolute_url() in part for part in (now, to_come, former)] == [False, True, False]
    assert [cast.committee.get_absolute_url() in part for part in (now, to_come, former)] == [False, False, True]
    assert "Stadtverordnete" in now
    assert "beratend" in to_come


def test_seat_is_held_on_its_last_day(cast, client):
    person = factories.person()
    factories.membership(person, cast.committee, end_date=TODAY)

    assert "<h2>Früher</h2>" not in text(client.get(person.get_absolute_url()))


def test_unknown_beginning_is_called_not_given(cast, client):
    person = factories.person()
    factories.membership(person, cast.committee, start_date=None)

    assert "Beginn nicht angegeben" in text(client.get(person.get_absolute_url()))


def test_address_of_the_account_is_nowhere(cast, client):
    client.force_login(cast.clerk)

    assert "councillor@example.org" not in text(client.get(cast.councillor.person.get_absolute_url()))


def test_person_without_office_says_so(cast, client):
    assert "Zurzeit ist keine Mitgliedschaft eingetragen." in text(client.get(factories.person().get_absolute_url()))


def test_deleted_person_is_not_there(cast, client):
    person = factories.person()
    bodies.change(person, by=None, deleted_at=timezone.now())

    assert client.get(person.get_absolute_url()).status_code == 404


def test_deleted_person_is_no_member_any_more(cast, client):
    person = factories.person(name="Gelöschte Person")
    factories.membership(person, cast.committee)
    bodies.change(person, by=None, deleted_at=timezone.now())

    assert "Gelöschte Person" not in text(client.get(cast.committee.get_absolute_url()))


def test_person_asks_as_much_for_three_seats_as_for_one(cast, client):
    person = factories.person()
    factories.membership(person, cast.committee, on_behalf_of=cast.our_faction)
    with CaptureQueriesContext(connection) as one:
        client.get(person.get_absolute_url())
    factories.membership(person, cast.assembly, on_behalf_of=cast.our_faction)
    factories.membership(person, cast.magistrat, on_behalf_of=cast.our_faction)

    with CaptureQueriesContext(connection) as three:
        client.get(person.get_absolute_url())

    assert len(three) == len(one)
