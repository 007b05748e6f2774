"""What stands before gunicorn's pages: the address behind the proxy, and a bound for what comes."""

import pytest
from django.db import connections

from council import bounds, kept_lines, proxies


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


def test_threads_that_serve_pages_keep_their_line_to_postgresql_and_ask_whether_it_holds(monkeypatch):
    postgresql, sqlite = ({"ENGINE": f"django.db.backends.{name}"} for name in ("postgresql", "sqlite3"))
    monkeypatch.setattr(connections, "settings", {"default": postgresql, "beside": sqlite})

    kept_lines.keep()

    assert postgresql["CONN_MAX_AGE"] == kept_lines.KEPT_SECONDS
    assert postgresql["CONN_HEALTH_CHECKS"] is True
    assert sqlite == {"ENGINE": "django.db.backends.sqlite3"}
