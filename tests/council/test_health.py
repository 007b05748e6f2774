"""What machines ask: is it up, may it serve."""

import pytest
from django.db import connection

from council import journal, readiness
from council.models import Bookmark, Head
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def slow_reader(monkeypatch):
    monkeypatch.setitem(journal.READERS, "slow", lambda entries: None)
    Bookmark.objects.create(reader="slow", number=1)


def test_healthz_answers_without_asking_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-cache" in response["Cache-Control"]


def test_readyz_is_ready_when_all_is_well(client, monkeypatch):
    monkeypatch.setattr(readiness, "PROBES", {name: readiness.PROBES[name] for name in ("database", "readers")})

    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (
        200,
        {"ready": True, "problems": {}, "impaired": {}},
    )


def test_readyz_says_when_readers_are_far_behind(cast, client, slow_reader):
    Head.objects.update_or_create(pk=1, defaults={"number": readiness.READERS_MAY_LAG + 2})

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["problems"]["readers"].endswith("Lesern des Journals sind weit zurück")
    assert "slow" not in response.content.decode()


def test_readers_a_little_behind_do_not_matter(cast, slow_reader):
    factories.person()

    assert "readers" not in readiness.problems()


def test_a_probe_that_breaks_is_a_problem_not_an_error(client, monkeypatch):
    def broken():
        raise OSError("die Platte ist voll")

    monkeypatch.setitem(readiness.PROBES, "index", broken)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["problems"]["index"] == "antwortet nicht"


def test_a_database_that_does_not_answer_is_a_problem(client):
    with connection.execute_wrapper(_refuse):
        response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["problems"]["database"] == "antwortet nicht"


def _refuse(*args):
    raise OSError("keine Verbindung")


def test_a_registered_probe_is_asked(monkeypatch):
    monkeypatch.setattr(readiness, "PROBES", {})
    readiness.probe("index")(lambda: "wird gerade neu gebaut")

    assert readiness.problems() == {"index": "wird gerade neu gebaut"}
