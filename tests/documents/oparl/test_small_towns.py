"""Single lines of the requirements that need little to be seen, or more of one thing than a town has."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from council import journal
from council.actions import meetings
from documents.models import OparlObject
from documents.oparl import following, kinds
from tests import factories
from tests.documents.oparl import asking


def of(type_: str, thing) -> dict:
    return asking.get(f"/oparl/v1.1/{type_}/{thing.key}")


def test_j3_nothing_is_escaped_as_html(cast):
    factories.paper(name='Ampel & Radweg "Süd" <b>')
    asking.publish()

    assert asking.walk(asking.body()["paper"])[0]["name"] == 'Ampel & Radweg "Süd" <b>'


def test_j6_a_mandatory_list_without_entries_is_empty(db):
    factories.home()
    asking.publish()

    assert asking.body()["legislativeTerm"] == []


def test_l6_no_page_is_longer_than_a_hundred(cast):
    for number in range(103):
        factories.person(name=f"Person {number}")
    asking.publish()

    sizes = [len(page["data"]) for page in asking.pages(asking.body()["person"])]

    assert (sizes[0], sum(sizes)) == (100, 103 + 10)


@pytest.mark.parametrize("many", [1, 3])
def test_a_page_costs_the_same_however_long_it_is(cast, many):
    for _ in range(many):
        meeting = factories.meeting(cast.committee, location=asking.place())
        item = factories.item(meeting)
        factories.file(meeting=meeting, item=item, sha512="d" * 128, size=1)
        factories.file(paper=factories.paper(), sha512="d" * 128, size=1)
    asking.publish()
    town = asking.body()

    with CaptureQueriesContext(connection) as meetings:
        asking.get(town["meeting"])
    with CaptureQueriesContext(connection) as of_papers:
        asking.get(town["paper"])

    assert (len(meetings), len(of_papers)) == (10, 8)


def test_the_first_round_of_the_comparison_enters_everything(cast):
    following.compare(datetime.now(UTC))
    following.compare(datetime.now(UTC))

    assert len(asking.walk(asking.body()["organization"])) == 10


def test_the_comparison_finds_what_is_gone_from_among_others(cast, monkeypatch):
    gone, _ = factories.person(name="Fort"), factories.person(name="Bleibt")
    asking.publish()
    key = gone.key
    gone.delete()
    monkeypatch.setattr(following, "_reached", dict.fromkeys(kinds.registered(), 0))

    following.compare(datetime.now(UTC))

    assert OparlObject.objects.get(type="Person", key=key).deleted


@pytest.mark.parametrize(
    ("text", "told"), [("female", "female"), ("Männlich", "male"), ("weiblich", "female"), ("unbekannt?", None)]
)
def test_o15_gender_is_a_lower_case_english_word(cast, text, told):
    person = factories.person(gender=text)
    asking.publish()

    assert of("person", person).get("gender") == told


def test_o17_a_life_is_short_and_says_where_it_comes_from(cast, client):
    person = factories.person(given_name="Ada", family_name="Beispiel")
    client.force_login(cast.clerk)
    typed = {"family_name": "Beispiel", "life": f"Lehrerin.\x00 {'x' * 289}", "life_source": "Selbstauskunft"}

    answers = [
        client.post(f"{person.get_absolute_url()}edit/", typed | {"version": person.version, **more}).status_code
        for more in ({"life": "x" * 300}, {"life_source": ""}, {})
    ]
    asking.publish()

    told = of("person", person)
    assert answers == [422, 422, 303]
    page = client.get(person.get_absolute_url()).content.decode()
    assert ("Zur Person" in page, "Quelle: Selbstauskunft" in page, "\x00" in page) == (True, True, False)
    assert (len(told["life"]), told["life"][:10], told["lifeSource"]) == (299, "Lehrerin. ", "Selbstauskunft")


def test_o17_a_life_that_nobody_vouches_for_is_not_told(cast):
    persons = factories.person(life="Lehrerin"), factories.person(life_source="Selbstauskunft")
    asking.publish()

    assert [{"life", "lifeSource"} & set(of("person", person)) for person in persons] == [set(), set()]


def test_o18_the_state_of_a_meeting_is_one_of_three_words(cast):
    meeting = factories.meeting(cast.assembly)
    asking.publish()
    before = of("meeting", meeting)["meetingState"]

    meetings.cancel(meeting, by=cast.clerk)
    journal.drain("oparl")
    after = of("meeting", meeting)

    assert (before, after["meetingState"], after["cancelled"]) == ("terminiert", "terminiert", True)


def test_f7_what_was_taken_over_keeps_the_moment_its_source_gives(cast):
    person = factories.person(origin="https://rat.example.org/1")
    type(person).objects.filter(pk=person.pk).update(created_at=datetime(2019, 5, 1, 12, tzinfo=UTC))
    asking.publish()

    assert asking.get(f"/oparl/v1.1/person/{person.key}")["created"] == "2019-05-01T14:00:00+02:00"
