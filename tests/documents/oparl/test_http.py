"""Addresses, JSON, errors and CORS: the lines U, J, E and C of the requirements."""

import gzip
import json
import re

import pytest
from django.test import Client

from documents.oparl import mirror
from tests.documents.oparl import asking

SYSTEM = "/oparl/v1.1/system"
ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOMENTS = {"created", "modified", "start", "end"}
DAYS = {"date", "startDate", "endDate"}


def leaves(value, name=""):
    """Every plain value of an object, with the name of its property."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from leaves(below, key)
    elif isinstance(value, list):
        for below in value:
            yield from leaves(below, name)
    else:
        yield name, value


def containers(value):
    if isinstance(value, dict):
        yield value
    if isinstance(value, dict | list):
        for below in value.values() if isinstance(value, dict) else value:
            yield from containers(below)


def test_u1_nobody_needs_a_cookie_and_none_is_given(world):
    answer = asking.ask(asking.body()["paper"])

    assert (answer.status_code, dict(answer.cookies)) == (200, {})


def test_u2_every_id_gives_its_object(world):
    ids = list(asking.download())

    assert [asking.get(id_)["id"] for id_ in ids] == ids


def test_u3_u4_links_are_written_in_one_spelling_and_order(world):
    url = f"{asking.body()['paper']}?limit=1&omit_internal=true&created_since=2000-01-01T00:00:00Z"

    expected = f"{asking.body()['paper']}?created_since=2000-01-01T01%3A00%3A00%2B01%3A00&omit_internal=true&limit=1"
    assert asking.get(url)["links"]["self"] == expected


@pytest.mark.parametrize("path", ["/oparl/v1.1/System", "/oparl/v1.1/system/", "/oparl/v1.1//system"])
def test_u5_another_spelling_leads_to_the_one_address(world, path):
    answer = asking.ask(path)

    assert (answer.status_code, answer.headers["Location"]) == (301, f"http://{asking.HOST}{SYSTEM}")


def test_u5_another_host_leads_to_the_one_host(world, settings):
    settings.ALLOWED_HOSTS = ["rat.example.org", "www.rat.example.org"]
    settings.BASE_URL = "https://rat.example.org"
    settings.ONE_HOST = True

    answer = asking.ask(SYSTEM, host="www.rat.example.org")

    assert (answer.status_code, answer.headers["Location"]) == (301, f"https://rat.example.org{SYSTEM}")


def test_u6_u7_u9_all_addresses_are_of_one_scheme_and_host_and_plain(world):
    urls = [
        value
        for one in asking.download().values()
        for name, value in leaves(one)
        if name != "type" and isinstance(value, str) and value.startswith("http")
    ]

    assert {url.partition("//")[0] for url in urls} == {"http:"}
    assert [url for url in urls if not url.startswith(f"http://{asking.HOST}/")] == []
    assert [url for url in urls if not url.isascii() or "#" in url or " " in url] == []


def test_u8_addresses_hold_nothing_that_changes(world):
    paths = [id_.removeprefix(f"http://{asking.HOST}/oparl/v1.1/") for id_ in asking.download()]

    assert [path for path in paths if not re.fullmatch(r"[a-z]+/[a-z2-7]{26}", path)] == []


def test_u10_head_and_options_work_and_writing_is_refused(world):
    client = Client(enforce_csrf_checks=True)
    head = client.head(SYSTEM, headers={"host": asking.HOST})
    options = client.options(SYSTEM, headers={"host": asking.HOST})
    written = [getattr(client, verb)(SYSTEM, headers={"host": asking.HOST}) for verb in ("post", "put", "delete")]

    assert (head.status_code, head.content, options.status_code) == (200, b"", 204)
    assert [answer.status_code for answer in written] == [405] * 3
    assert written[0].headers["Allow"] == "GET, HEAD, OPTIONS"


def test_u11_the_version_stands_in_the_address_of_its_system(world):
    assert asking.get(SYSTEM)["id"] == f"http://{asking.HOST}/oparl/v1.1/system"


def test_j1_j2_answers_are_json_in_utf8_whatever_is_accepted(world):
    answer = asking.ask(SYSTEM, accept="text/html")

    assert answer.headers["Content-Type"] == "application/json"
    assert "Falkenbrück".encode() in answer.content


def test_j4_j5_days_and_moments_are_exact(world):
    found = [pair for one in asking.download().values() for pair in leaves(one)]

    assert [value for name, value in found if name in MOMENTS and not ISO.fullmatch(value)] == []
    assert [value for name, value in found if name in DAYS and not DAY.fullmatch(value)] == []


def test_j5_a_moment_before_todays_time_zones_keeps_a_plain_offset():
    from datetime import UTC, datetime

    from documents.oparl import values

    assert values.moment(datetime(1880, 1, 1, 12, 0, tzinfo=UTC)) == "1880-01-01T12:00:00+00:00"
    assert values.moment(datetime(2026, 6, 15, 14, 0, 0, 999_999, tzinfo=UTC)) == "2026-06-15T16:00:00+02:00"


def test_j7_nothing_is_said_where_there_is_nothing_to_say(world):
    empty = [
        (box["id"], name)
        for one in asking.download().values()
        for box in containers(one)
        for name, value in box.items()
        if value is None or (value in ("", []) and name != "legislativeTerm") or (value == {} and name != "properties")
    ]

    assert empty == []


def test_j9_own_properties_carry_the_prefix(world, settings):
    settings.OPARL_VENDOR = "stadt"
    asking.publish()

    paper = asking.get(f"/oparl/v1.1/paper/{world['paper'].key}")

    assert paper["stadt:text"] == "Der Radweg wird gebaut."
    assert [name for name in paper if name.startswith("kassel:")] == []


@pytest.mark.parametrize(
    "path", ["/oparl/v1.1", "/oparl/v1.1/nonsense", f"/oparl/v1.1/paper/{'a' * 26}", "/oparl/v1.1/body/aaa/vote"]
)
def test_e1_e2_e3_what_is_unknown_is_a_404_with_an_error_object(world, path):
    answer = asking.ask(path)

    assert (answer.status_code, answer.json()["type"]) == (404, "https://schema.oparl.org/1.1/Error")
    assert sorted(answer.json()) == ["debug", "message", "type"]


def test_e2_a_failure_is_an_error_object(world, monkeypatch):
    monkeypatch.setattr(mirror, "settle_system", lambda: 1 / 0)

    answer = asking.ask(SYSTEM)

    assert (answer.status_code, answer.json()["type"]) == (500, "https://schema.oparl.org/1.1/Error")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_c1_c2_every_answer_may_be_read_from_everywhere(world):
    town = asking.body()
    urls = [SYSTEM, town["id"], town["paper"], "/oparl/v1.1/nonsense", f"{town['paper']}?limit=x", "/oparl/v1.1/System"]
    answers = [asking.ask(url) for url in urls] + [asking.client().post(SYSTEM, headers={"host": asking.HOST})]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 404, 400, 301, 405]
    assert {answer.headers["Access-Control-Allow-Origin"] for answer in answers} == {"*"}
    assert {answer.headers["Cross-Origin-Resource-Policy"] for answer in answers} == {"cross-origin"}
    assert [answer for answer in answers if "Access-Control-Allow-Methods" in answer.headers] == []


def test_answers_are_compressed_and_need_not_be_sent_twice(world):
    first = asking.ask(asking.body()["paper"])
    again = asking.ask(asking.body()["paper"], if_none_match=first.headers["ETag"])
    small = asking.ask(asking.body()["paper"], accept_encoding="gzip")

    assert (again.status_code, again.content) == (304, b"")
    assert json.loads(gzip.decompress(small.content)) == first.json()


def test_odd_addresses_are_answered_with_an_error_object(world):
    odd = ["/oparl/v1.1/%00", "/oparl/v1.1/paper/%E2%80%AE", f"/oparl/v1.1/{'x' * 5000}", "/oparl/v1.1/paper/../.."]

    assert {asking.ask(path).status_code for path in odd} <= {301, 404}
