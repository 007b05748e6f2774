"""Refuses to serve in earnest with settings that would let somebody in, or lose what leaves the house."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured

SHORTEST_KEY = 50  # characters
FEWEST_LETTERS = 12  # different ones
HERE = ("", "localhost", "127.0.0.1", "::1")


def problems() -> list[str]:
    """What is unsafe, one German sentence each; nothing while it is only shown, built or tested."""
    if not settings.PRODUCTION:
        return []
    address = urlsplit(settings.BASE_URL)
    hosts = {host.lstrip(".") for host in settings.ALLOWED_HOSTS}
    found = {
        "SECRET_KEY ist zu kurz oder zu einfach: mindestens fünfzig zufällige Zeichen.": _is_weak(settings.SECRET_KEY),
        "BASE_URL muss mit https:// beginnen.": address.scheme != "https",
        "ALLOWED_HOSTS darf nicht „*“ sein.": "*" in hosts,
        "ALLOWED_HOSTS muss den Namen aus BASE_URL nennen.": "*" not in hosts and address.hostname not in hosts,
        "EMAIL_URL fehlt: Einladungen, Antworten und neue Passwörter kämen nirgends an.": "console"
        in settings.EMAIL_BACKEND,
        "DATABASE_URL nennt einen anderen Rechner; dafür wird ?sslmode=verify-full gebraucht.": _is_in_the_open(),
        "WEB_CONCURRENCY ist größer als eins; mehrere Prozesse bräuchten einen gemeinsamen Speicher"
        " (REDIS_URL).": _processes() > 1 and _is_in_memory(),
        "REDIS_URL nennt einen anderen Rechner; dafür wird rediss:// gebraucht.": _is_told_in_the_open(),
        "STORAGE_URL nennt einen anderen Rechner; dafür wird https:// gebraucht.": _is_stored_in_the_open(),
        f"STORAGE_URL ist gesetzt, aber in {settings.VAULT_ROOT} liegen noch Dateien: erst `manage.py copy_files`, dann"
        " den Ordner umbenennen.": _is_in_two_places(),
    }
    return [sentence for sentence, is_so in found.items() if is_so]


def refuse_alone() -> None:
    """Raise ImproperlyConfigured where a process that serves pages alone could not tell those with the sockets."""
    refuse()
    if settings.PRODUCTION and _is_in_memory():
        raise ImproperlyConfigured("Seiten und Leitungen in getrennten Prozessen brauchen REDIS_URL.")


def refuse() -> None:
    """Raise ImproperlyConfigured where anything is unsafe; the server asks before it serves."""
    if found := problems():
        raise ImproperlyConfigured("So wird nicht im Ernst gestartet:\n- " + "\n- ".join(found))


@register
def check(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The same for `manage.py check`."""
    return [Error(sentence, id="council.E001") for sentence in problems()]


def _is_weak(key: str) -> bool:
    return len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_LETTERS


def _is_in_the_open() -> bool:
    """Whether the database is reached over a net without proving whose it is; a socket's folder begins with a slash."""
    database = settings.DATABASES["default"]
    host = str(database.get("HOST") or "")
    if host.startswith("/") or host in HERE:
        return False
    options: dict[str, Any] = database.get("OPTIONS") or {}  # type: ignore[assignment]  # as Django wants it
    return bool(options.get("sslmode") != "verify-full")


def _is_told_in_the_open() -> bool:
    """Whether what is shared crosses a net unencrypted."""
    line = urlsplit(settings.REDIS_URL)
    return line.scheme == "redis" and (line.hostname or "") not in HERE


def _is_stored_in_the_open() -> bool:
    """Whether files cross a net unencrypted."""
    storage = settings.STORAGE
    return bool(
        storage and storage.endpoint.startswith("http://") and (urlsplit(storage.endpoint).hostname or "") not in HERE
    )


def _is_in_two_places() -> bool:
    """Whether files lie where nobody would look for them."""
    return bool(settings.STORAGE and any(settings.VAULT_ROOT.glob("??/??")))


def _processes() -> int:
    """How many processes uvicorn begins; what it cannot read it refuses itself."""
    told = os.environ.get("WEB_CONCURRENCY", "")
    return int(told) if told.isdigit() else 1


def _is_in_memory() -> bool:
    """Whether writing together, limits and codes that count once are known to one process alone."""
    kept = (settings.CHANNEL_LAYERS["default"]["BACKEND"], settings.CACHES["default"]["BACKEND"])
    return any("InMemory" in str(backend) or "locmem" in str(backend) for backend in kept)
