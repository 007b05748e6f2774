"""Lists, their pages and their filters: the lines L and F of the requirements."""

from datetime import UTC, datetime, timedelta

import pytest

from council import journal
from council.actions import bodies
from documents.actions import papers
from documents.models import OparlObject
from tests.documents.oparl import asking

FILTERS = ("created_since", "created_until", "modified_since", "modified_until")
LATER, EARLIER = "2100-01-01T00:00:00%2B01:00", "1990-01-01T00:00:00%2B01:00"


def every_list() -> list[str]:
    town = asking.body()
    organization = asking.walk(town["organization"])[0]
    system = asking.get("/oparl/v1.1/system")
    return [
        system["body"],
        *(town[name] for name in asking.LISTS),
        organization["meeting"],
        organization["consultation"],
    ]


def moved(type_: str, key: str, **fields) -> None:
    OparlObject.objects.filter(type=type_, key=key).update(**fields)


def test_l1_lists_of_a_body_are_addresses(world):
    assert {type(asking.body()[name]) for name in asking.LISTS} == {str}


def test_l2_every_page_has_its_three_parts(world):
    empty = f"{asking.body()['paper']}?created_since={LATER}"

    assert {tuple(asking.get(url)) for url in [*every_list(), empty]} == {("data", "pagination", "links")}
    assert asking.get(empty)["data"] == []


def test_l3_the_next_page_is_named_on_all_but_the_last(world):
    found = asking.pages(f"{asking.body()['agendaItem']}?limit=1")

    assert ["next" in page["links"] for page in found] == [True, False]


def test_l4_links_give_what_they_say(world):
    first, second = asking.pages(f"{asking.body()['agendaItem']}?limit=1")

    assert asking.get(second["links"]["self"]) == second
    assert asking.get(second["links"]["first"]) == first


def test_l5_the_pagination_counts_rightly(world):
    found = asking.pages(f"{asking.body()['membership']}?limit=5")
    sizes = [len(page["data"]) for page in found]

    assert {page["pagination"]["totalElements"] for page in found} == {sum(sizes)}
    assert {page["pagination"]["elementsPerPage"] for page in found} == {5}
    assert set(sizes[:-1]) == {5}


def test_l7_the_order_stays_whatever_changes(world, cast):
    url = f"{asking.body()['person']}?limit=3"
    before = [one["id"] for one in asking.walk(url)]

    bodies.change(cast.chair.person, name="Frau Vorsitz", by=None)
    journal.drain("oparl")

    assert [one["id"] for one in asking.walk(url)] == before
    assert len(before) == len(set(before))


def test_l8_l9_lists_hold_all_and_only_what_lives(world):
    papers.restrict(world["amendment"], audience="private", by=None)
    journal.drain("oparl")

    listed = asking.walk(asking.body()["paper"])

    assert [one["id"].rpartition("/")[2] for one in listed] == [world["paper"].key]


@pytest.mark.parametrize(
    ("limit", "status"), [("1", 200), ("1000", 200), ("0", 400), ("-1", 400), ("x", 400), ("²", 400)]
)
def test_l10_a_limit_is_obeyed_and_nonsense_refused(world, limit, status):
    assert asking.ask(f"{asking.body()['paper']}?limit={limit}").status_code == status


def test_l10_the_limit_is_repeated_up_to_the_most(world):
    assert asking.get(f"{asking.body()['paper']}?limit=1000")["links"]["self"].endswith("?limit=100")


@pytest.mark.parametrize("name", FILTERS)
def test_f1_every_list_knows_every_filter(world, name):
    is_since = name.endswith("since")
    for url in every_list():
        all_of_it = asking.get(url)["pagination"]["totalElements"]
        kept = asking.get(f"{url}?{name}={EARLIER if is_since else LATER}")["pagination"]["totalElements"]
        none = asking.get(f"{url}?{name}={LATER if is_since else EARLIER}")["pagination"]["totalElements"]

        assert (kept, none) == (all_of_it, 0), url


def test_f2_filters_are_combined(world):
    moved("Paper", world["paper"].key, created_at=datetime(2020, 1, 1, tzinfo=UTC))
    url = asking.body()["paper"]

    found = asking.walk(f"{url}?created_until=2021-01-01T00:00:00Z&modified_since=2025-01-01T00:00:00Z")

    assert [one["id"].rpartition("/")[2] for one in found] == [world["paper"].key]
    assert asking.walk(f"{url}?created_until=2021-01-01T00:00:00Z&modified_until=2025-01-01T00:00:00Z") == []


@pytest.mark.parametrize("text", ["2026-01-01T12:00:00%2B01:00", "2026-01-01T11:00:00Z", "2026-01-01T06:00:00-05:00"])
def test_f3_both_ends_belong_to_the_time_in_any_offset(world, text):
    moment = datetime(2026, 1, 1, 11, 0, tzinfo=UTC)
    moved("Paper", world["paper"].key, modified_at=moment)
    moved("Paper", world["amendment"].key, modified_at=moment - timedelta(seconds=1))
    url = asking.body()["paper"]

    since = asking.walk(f"{url}?modified_since={text}&modified_until={text}")
    until = asking.walk(f"{url}?modified_until={text}")

    assert [len(since), len(until)] == [1, 2]


def test_f4_links_keep_the_filters(world):
    url = f"{asking.body()['person']}?created_since={EARLIER}&modified_since={EARLIER}&omit_internal=true&limit=4"

    first, second = asking.pages(url)[:2]

    assert first["links"]["next"].startswith(first["links"]["self"])
    assert len(second["data"]) == 4
    assert "membership" not in second["data"][0]


def test_f5_tombstones_are_told_to_whoever_asks_what_changed(world):
    papers.restrict(world["amendment"], audience="private", by=None)
    journal.drain("oparl")
    url = asking.body()["paper"]

    told = [one for one in asking.walk(f"{url}?modified_since={EARLIER}") if "deleted" in one]
    others = [f"?created_since={EARLIER}", f"?modified_until={LATER}", ""]

    assert [one["id"].rpartition("/")[2] for one in told] == [world["amendment"].key]
    assert [one for query in others for one in asking.walk(url + query) if "deleted" in one] == []


def test_f6_internal_objects_can_be_left_out(world):
    town = asking.body()
    lean = {
        name: [set(one) for one in asking.walk(f"{town[name]}?omit_internal=true")]
        for name in ("meeting", "paper", "person", "agendaItem")
    }

    assert [keys for keys in lean["meeting"] if keys & {"agendaItem", "auxiliaryFile"}] == []
    assert [keys for keys in lean["paper"] if keys & {"auxiliaryFile", "location"}] == []
    assert [keys for keys in lean["person"] if "membership" in keys] == []
    assert [keys for keys in lean["agendaItem"] if "auxiliaryFile" in keys] == []
    assert "legislativeTerm" not in asking.get("/oparl/v1.1/body?omit_internal=true")["data"][0]
    assert any("consultation" in keys for keys in lean["paper"])


@pytest.mark.parametrize(
    "text", ["gestern", "2026-01-01", "2026-01-01T00:00:00", "0001-01-01T00:00:00%2B05:00", "", "%00"]
)
def test_f10_an_unusable_moment_is_refused_with_an_error_object(world, text):
    answer = asking.ask(f"{asking.body()['paper']}?modified_since={text}")

    assert (answer.status_code, answer.json()["type"]) == (400, "https://schema.oparl.org/1.1/Error")


def test_f10_a_blank_stands_for_the_plus_of_the_offset(world):
    assert len(asking.walk(f"{asking.body()['paper']}?modified_since=1990-01-01T00:00:00+01:00")) == 2
