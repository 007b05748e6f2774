"""Settings are read strictly from the environment."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from council.settings import Storage, env_database, env_number, env_storage

NOT_IN_EARNEST = {"DEMO", "DEBUG", "BUILD"}  # for showing, developing and building
READ_BY_UNITS = {"PORT", "SOCKETS_PORT"}


def test_every_variable_stands_in_the_example_and_no_other():
    code = (settings.BASE_DIR / "council" / "settings.py").read_text(encoding="utf-8")
    example = (settings.BASE_DIR / "deploy" / "council.env.example").read_text(encoding="utf-8")

    read = set(re.findall(r'(?:environ\.get|env_bool|env_list|env_number)\(\s*"([A-Z_]+)"', code))

    assert (
        set(re.findall(r"^(?:# )?([A-Z_]+)=", example, flags=re.MULTILINE)) == (read | READ_BY_UNITS) - NOT_IN_EARNEST
    )


@pytest.mark.parametrize(("told", "read"), [("", 10), ("0", 0), ("7", 7)])
def test_number_is_read(monkeypatch, told, read):
    monkeypatch.setenv("IDLE_DAYS", told)

    assert env_number("IDLE_DAYS", default=10) == read


@pytest.mark.parametrize("told", ["-1", "sieben", "1.5", "²"])
def test_what_is_no_number_is_refused(monkeypatch, told):
    monkeypatch.setenv("IDLE_DAYS", told)

    with pytest.raises(ImproperlyConfigured, match="IDLE_DAYS muss eine ganze Zahl sein"):
        env_number("IDLE_DAYS", default=10)


def test_database_url_is_read_in_all_its_parts():
    url = "postgresql://stadt:geh%40im@db.example:5433/rat?sslmode=require"

    assert env_database(url) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "rat",
        "USER": "stadt",
        "PASSWORD": "geh@im",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"options": "-c jit=off", "sslmode": "require"},
    }


def test_database_url_may_name_the_folder_of_a_socket():
    read = env_database("postgres:///rat?host=/run/postgresql")

    assert (read["NAME"], read["HOST"], read["PORT"], read["OPTIONS"]) == (
        "rat",
        "/run/postgresql",
        "",
        {"options": "-c jit=off"},
    )


@pytest.mark.parametrize("url", ["rat", "mysql://localhost/rat", "postgresql://localhost", "postgresql://localhost/"])
def test_other_urls_are_refused(url):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        env_database(url)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("", "locmem.LocMemCache layers.InMemoryChannelLayer"),
        ("redis://localhost/0", "shared_cache.SharedCache shared_layer.SharedLayer"),
    ],
)
def test_what_processes_share_lies_in_redis_where_one_is_named(url, told):
    code = "from council import settings as s; print(*('.'.join(one['default']['BACKEND'].split('.')[-2:]) for one in (s.CACHES, s.CHANNEL_LAYERS)))"
    ask = [sys.executable, "-c", code]
    said = subprocess.run(ask, env=os.environ | {"REDIS_URL": url}, capture_output=True, text=True, check=True)

    assert said.stdout.strip() == told


def test_what_is_no_address_of_redis_is_refused():
    ask = [sys.executable, "-c", "from council import settings"]
    said = subprocess.run(ask, env=os.environ | {"REDIS_URL": "localhost:6379"}, capture_output=True, text=True)

    assert (said.returncode, "REDIS_URL muss mit" in said.stderr) == (1, True)


def test_storage_is_read_in_all_its_parts(monkeypatch):
    monkeypatch.setenv("STORAGE_KEY", "schluessel")
    monkeypatch.setenv("STORAGE_SECRET", "geheim/+=")

    told = [env_storage(f"https://s3.example.org:9000/akten{rest}") for rest in ("", "/", "/stadt/?region=de")]

    given = ("schluessel", "geheim/+=")
    assert told == [
        Storage("https://s3.example.org:9000", "akten", "", "us-east-1", *given),
        Storage("https://s3.example.org:9000", "akten", "", "us-east-1", *given),
        Storage("https://s3.example.org:9000", "akten", "stadt", "de", *given),
    ]


@pytest.mark.parametrize(
    ("url", "key", "secret", "sentence"),
    [
        ("https://s3.example.org/akten", "", "", "alle drei oder keine"),
        ("https://s3.example.org/akten", "schluessel", "", "alle drei oder keine"),
        ("", "schluessel", "geheim", "alle drei oder keine"),
        ("", "", "geheim", "alle drei oder keine"),
        ("s3://akten/stadt", "schluessel", "geheim", "https://"),
        ("https://s3.example.org/", "schluessel", "geheim", "einen Bucket"),
        ("https:///akten", "schluessel", "geheim", "einen Server"),
        ("https://k:g@s3.example.org/akten", "schluessel", "geheim", "gehört in STORAGE_KEY"),
        ("https://s3.example.org/akten?style=path", "schluessel", "geheim", "nur region="),
        ("https://s3.example.org/akten?region=", "schluessel", "geheim", "nur region="),
    ],
)
def test_half_a_storage_is_refused(monkeypatch, url, key, secret, sentence):
    monkeypatch.setenv("STORAGE_KEY", key)
    monkeypatch.setenv("STORAGE_SECRET", secret)

    with pytest.raises(ImproperlyConfigured, match=re.escape(sentence)):
        env_storage(url)


def test_public_address_bears_no_slash_at_its_end():
    ask = [sys.executable, "-c", "from council import settings; print(settings.BASE_URL)"]
    told = subprocess.run(
        ask, env=os.environ | {"BASE_URL": "https://rat.example.org/"}, capture_output=True, text=True, check=True
    )

    assert told.stdout == "https://rat.example.org\n"


def test_a_command_ends_with_one_sentence_where_a_setting_cannot_be_read():
    ask = [sys.executable, "manage.py", "check"]
    environment = os.environ | {"REDIS_URL": "localhost:6379"}
    said = subprocess.run(ask, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True)

    assert (said.returncode, said.stderr) == (
        1,
        "Die Einstellungen sind nicht zu gebrauchen: REDIS_URL muss mit redis://, rediss:// oder unix:// beginnen.\n",
    )
