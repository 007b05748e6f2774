"""What was asked about a district stands on its page, for those who may read it."""

import pytest

from council.actions import bodies
from council.models import District
from council.states import Audience
from documents.actions import districts
from tests.motions.test_sides import asked

pytestmark = pytest.mark.django_db


def test_inquiries_of_a_district_are_shown_to_their_readers(cast, client):
    harbour = bodies.enter(District(body=cast.town, name="Hafenviertel"), by=None)
    for name, audience in (("Offene Frage", Audience.PUBLIC), ("Geheime Frage", Audience.MEMBERS)):
        districts.assign(asked(cast, name=name, audience=audience).paper, [harbour], by=None)
    asked(cast, name="Anderswo")

    outside = client.get(harbour.get_absolute_url()).content.decode()
    client.force_login(cast.rival)
    inside = client.get(harbour.get_absolute_url()).content.decode()

    names = ("Offene Frage", "Geheime Frage", "Anderswo", "Anfragen und Antworten zum Ortsbezirk")
    assert [name in outside for name in names] == [True, False, False, True]
    assert [name in inside for name in names] == [True, True, False, True]
