"""What a server in earnest refuses to begin with, and the settings it reads from its surroundings."""

import subprocess
import sys

import pytest
from django.conf import settings
from django.core import signing
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from council import safety
from council.settings import env_mail

SOUND = {
    "PRODUCTION": True,
    "SECRET_KEY": "".join(chr(33 + number) for number in range(64)),
    "BASE_URL": "https://rat.example.org",
    "ALLOWED_HOSTS": ["rat.example.org"],
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
}


@pytest.fixture
def sound(settings, monkeypatch):
    monkeypatch.delenv("WEB_CONCURRENCY", raising=False)
    for name, value in SOUND.items():
        setattr(settings, name, value)
    return settings


def test_sound_settings_are_let_through(sound):
    assert safety.problems() == []
    safety.refuse()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", "kurz", "SECRET_KEY ist zu kurz"),
        ("SECRET_KEY", "ab" * 40, "SECRET_KEY ist zu kurz"),
        ("BASE_URL", "http://rat.example.org", "https://"),
        ("ALLOWED_HOSTS", ["*"], "darf nicht „*“ sein"),
        ("ALLOWED_HOSTS", ["localhost"], "den Namen aus BASE_URL"),
        ("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend", "EMAIL_URL fehlt"),
    ],
)
def test_each_unsafe_setting_is_refused_with_its_sentence(sound, name, value, sentence):
    setattr(sound, name, value)

    assert [sentence in problem for problem in safety.problems()] == [True]
    with pytest.raises(ImproperlyConfigured, match="nicht im Ernst"):
        safety.refuse()
    assert "council.E001" in [message.id for message in run_checks()]


@pytest.mark.parametrize(
    ("host", "options", "refused"),
    [
        ("db.example.org", {}, [True]),
        ("db.example.org", {"sslmode": "require"}, [True]),
        ("db.example.org", {"sslmode": "verify-full"}, []),
        ("/var/run/postgresql", {}, []),
        ("127.0.0.1", {}, []),
    ],
)
def test_a_database_on_another_machine_is_reached_over_a_proven_line_alone(sound, monkeypatch, host, options, refused):
    monkeypatch.setitem(sound.DATABASES["default"], "HOST", host)
    monkeypatch.setitem(sound.DATABASES["default"], "OPTIONS", options)

    assert ["sslmode=verify-full" in problem for problem in safety.problems()] == refused


def test_several_processes_need_more_than_memory(sound, monkeypatch):
    monkeypatch.setenv("WEB_CONCURRENCY", "2")

    assert ["gemeinsamen Speicher" in problem for problem in safety.problems()] == [True]


def test_pages_in_processes_of_their_own_need_more_than_memory(sound):
    with pytest.raises(ImproperlyConfigured, match="brauchen REDIS_URL"):
        safety.refuse_alone()

    for name, backend in (("CHANNEL_LAYERS", "council.shared_layer.SharedLayer"), ("CACHES", "x.SharedCache")):
        setattr(sound, name, {"default": {"BACKEND": backend}})
    safety.refuse_alone()


@pytest.mark.parametrize(
    ("url", "refused"),
    [
        ("", []),
        ("redis://127.0.0.1:6379/0", []),
        ("unix:///run/redis/redis.sock", []),
        ("rediss://cache.example.org:6380/0", []),
        ("redis://cache.example.org:6379/0", [True]),
    ],
)
def test_redis_on_another_machine_is_reached_over_an_encrypted_line_alone(sound, url, refused):
    sound.REDIS_URL = url

    assert ["rediss://" in problem for problem in safety.problems()] == refused


def test_what_is_only_shown_is_not_refused(sound):
    sound.PRODUCTION, sound.SECRET_KEY = False, "kurz"

    assert safety.problems() == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://buero:ge%3Aheim@mail.example.org", ("mail.example.org", 587, "buero", "ge:heim", False, True)),
        ("smtps://mail.example.org", ("mail.example.org", 465, "", "", True, False)),
        ("smtp://localhost:25", ("localhost", 25, "", "", False, False)),
    ],
)
def test_mail_goes_where_the_address_says(url, expected):
    names = ("HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_SSL", "USE_TLS")

    assert tuple(env_mail(url)[f"EMAIL_{name}"] for name in names) == expected


@pytest.mark.parametrize("url", ["mail.example.org", "http://mail.example.org", "smtp://"])
def test_an_address_for_mail_that_says_nothing_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL"):
        env_mail(url)


def test_what_an_old_key_signed_holds_while_it_is_named():
    named = "import sys; from council import settings; sys.stdout.write(settings.SECRET_KEY_FALLBACKS[0])"
    env = {"SECRET_KEY": "neu" * 20, "SECRET_KEY_FALLBACKS": "alt" * 20, "PYTHONPATH": str(settings.BASE_DIR)}

    asked = subprocess.run([sys.executable, "-c", named], env=env, capture_output=True, check=True, text=True)

    signed = signing.dumps(7, key="alt" * 20)
    assert signing.loads(signed, key=env["SECRET_KEY"], fallback_keys=[asked.stdout]) == 7
