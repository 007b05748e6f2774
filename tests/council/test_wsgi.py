"""What stands before gunicorn's pages: the address behind the proxy, and a bound for what comes."""

import os
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db.utils import ConnectionHandler

from council import bounds, kept_lines, proxies
from council import settings as council_settings


def seen(monkeypatch, *, peer, forwarded="", trusted=None):
    monkeypatch.delenv(proxies.TRUSTED, raising=False)
    if trusted is not None:
        monkeypatch.setenv(proxies.TRUSTED, trusted)
    environment = {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": forwarded, "HTTP_X_FORWARDED_PROTO": "https"}
    pages = proxies.Behind(lambda environment, start: [environment["REMOTE_ADDR"], *environment])
    address, *names = pages(environment, None)
    return address, "HTTP_X_FORWARDED_PROTO" in names


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "expected"),
    [
        ("127.0.0.1", "203.0.113.7", None, ("203.0.113.7", True)),
        ("127.0.0.1", "10.9.9.9, 203.0.113.7", None, ("203.0.113.7", True)),  # the first is what the asker claims
        ("127.0.0.1", "", None, ("127.0.0.1", True)),
        ("", "203.0.113.7", None, ("203.0.113.7", True)),
        ("198.51.100.4", "127.0.0.1", None, ("198.51.100.4", False)),
        ("10.0.0.2", "203.0.113.7", "10.0.0.1, 10.0.0.2", ("203.0.113.7", True)),
        ("10.0.0.3", "203.0.113.7", "*", ("203.0.113.7", True)),
    ],
)
def test_the_address_is_what_the_trusted_proxy_saw(monkeypatch, peer, forwarded, trusted, expected):
    assert seen(monkeypatch, peer=peer, forwarded=forwarded, trusted=trusted) == expected


@pytest.mark.parametrize(
    ("length", "passed"),
    [("", True), ("5", True), (str(10**9), False), ("-1", False), ("viel", False), ("9" * 30, False)],
)
def test_what_is_too_much_is_turned_away_before_it_is_read(length, passed):
    said = []
    pages = bounds.BoundedPages(lambda environment, start: [b"gelesen"])

    body = b"".join(pages({"CONTENT_LENGTH": length}, lambda status, headers: said.append((status, dict(headers)))))

    if passed:
        assert (body, said) == (b"gelesen", [])
    else:
        assert "Das ist zu groß" in body.decode()
        assert said == [
            ("413 Content Too Large", {"content-type": "text/plain; charset=utf-8", "content-length": str(len(body))})
        ]


def test_only_lines_to_postgresql_are_shared_by_the_threads_that_serve_pages():
    told = {name: {"ENGINE": f"django.db.backends.{name}", "OPTIONS": {"a": "b"}} for name in ("postgresql", "sqlite3")}
    handler = ConnectionHandler({"default": told["postgresql"], "beside": told["sqlite3"]})

    kept_lines.keep(handler)

    shared, own = handler.settings["default"], handler.settings["beside"]
    assert (shared["OPTIONS"]["a"], "pool" in shared["OPTIONS"], shared["CONN_HEALTH_CHECKS"]) == ("b", True, True)
    assert (own["OPTIONS"], own["CONN_HEALTH_CHECKS"]) == ({"a": "b"}, False)


def process_of(line):
    """The process of the database behind a line, which is given back afterwards, as after a request."""
    with line.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [found] = cursor.fetchone()
    line.close()
    return found


@pytest.mark.services
@pytest.mark.django_db
def test_a_line_is_kept_for_the_next_thread_and_a_dead_one_is_given_to_nobody():
    handler = ConnectionHandler({"default": council_settings.env_database(os.environ["SERVICES_POSTGRESQL"])})
    kept_lines.keep(handler)

    def ask():
        with ThreadPoolExecutor(1) as thread:  # each has a line of its own in Django's eyes
            return thread.submit(lambda: process_of(handler["default"])).result()

    try:
        first, second = ask(), ask()
        with psycopg.connect(os.environ["SERVICES_POSTGRESQL"], autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [first])
        third = ask()
    finally:
        handler["default"].close_pool()

    assert first == second != third
