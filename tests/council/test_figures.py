"""What the operator's monitoring is told, and who may ask."""

import re
import subprocess
import sys

import pytest
from django.db import connection

from council import figures as counted
from council import readiness
from tests import factories

pytestmark = pytest.mark.django_db


def told(client, **asked) -> dict[str, float]:
    text = client.get("/metrics", **asked).content.decode()
    return {name: float(value) for name, value in re.findall(r"^([^#\s]+) (\S+)$", text, flags=re.MULTILINE)}


def test_answers_are_counted_by_page_and_never_by_person(cast, client):
    client.force_login(cast.councillor)
    name = 'council_answers_total{page="people",status="2xx"}'
    before = told(client).get(name, 0)

    client.get("/people/")
    client.get(cast.councillor.person.get_absolute_url())
    client.get("/gibt-es-nicht/?q=Erika")
    text = client.get("/metrics").content.decode()

    assert told(client)[name] == before + 1
    assert 'council_answers_total{page="none",status="4xx"}' in told(client)
    assert [word for word in ("Erika", cast.councillor.person.name, cast.councillor.person.key) if word in text] == []


def test_parts_and_readers_are_told(cast, client):
    factories.person()

    figures = told(client)

    assert figures['council_well{part="database"}'] == 1
    assert figures["council_journal_entries"] > 0
    assert {name for name in figures if name.startswith("council_reader_lag")}


def test_a_database_that_does_not_answer_is_told_too(client):
    def refuse(*args):
        raise OSError("keine Verbindung")

    with connection.execute_wrapper(refuse):
        figures = told(client)

    assert figures['council_well{part="database"}'] == 0
    assert "council_journal_entries" not in figures


SOCKETS = (
    "import sys; from prometheus_client import Gauge\n"
    "Gauge('council_sockets', 'Open sockets', multiprocess_mode='livesum').set(int(sys.argv[1]))\n"
    "print('open', flush=True); sys.stdin.read(1)"
)


def test_sockets_of_a_process_that_ended_without_a_word_are_not_counted_on(client, monkeypatch, tmp_path):
    monkeypatch.setenv(counted.SHARED_FOLDER, str(tmp_path))
    processes = [
        subprocess.Popen([sys.executable, "-c", SOCKETS, sockets], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for sockets in ("3", "2")
    ]
    for process in processes:
        assert process.stdout.readline() == b"open\n"

    both = told(client)["council_sockets"]
    processes[0].kill()
    processes[0].communicate()
    left = told(client)["council_sockets"]
    processes[1].communicate(b".")

    assert (both, left) == (5, 2)


def statuses(client, **asked) -> int:
    return client.get("/metrics", **asked).status_code


def test_only_this_machine_and_whoever_brings_the_token_is_told(client, settings):
    elsewhere = {"REMOTE_ADDR": "203.0.113.7"}
    token = {"HTTP_AUTHORIZATION": "Bearer geheim-und-lang"}

    assert statuses(client) == 200
    assert statuses(client, HTTP_X_FORWARDED_FOR="203.0.113.7") == 404
    assert statuses(client, **elsewhere) == 404
    assert statuses(client, **elsewhere, **token) == 404  # none is named
    settings.METRICS_TOKEN = "geheim-und-lang"
    assert statuses(client, **elsewhere, **token) == 200
    assert statuses(client, **elsewhere, HTTP_AUTHORIZATION="Bearer ü") == 404


def test_redis_away_impairs_and_stops_nothing(client, settings, monkeypatch):
    monkeypatch.setattr(readiness, "PROBES", {"database": readiness.PROBES["database"]})
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    response = client.get("/readyz")

    assert (response.status_code, response.json()["ready"], list(response.json()["impaired"])) == (200, True, ["redis"])


def test_missing_migrations_keep_a_server_from_serving(client, monkeypatch):
    monkeypatch.setattr(readiness, "_up_to_date", set())
    monkeypatch.setattr(readiness.MigrationExecutor, "migration_plan", lambda self, targets: [1, 2])

    assert readiness.problems()["migrations"].startswith("2 Umbauten")


def test_migrations_are_looked_at_until_all_are_there_and_no_more(django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(readiness, "PROBES", {"migrations": readiness.PROBES["migrations"]})
    monkeypatch.setattr(readiness, "_up_to_date", set())

    assert readiness.problems() == {}
    with django_assert_num_queries(0):
        assert readiness.problems() == {}
