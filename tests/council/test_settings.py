"""Settings are read strictly from the environment."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from council.settings import env_database


def test_database_url_is_read_in_all_its_parts():
    url = "postgresql://stadt:geh%40im@db.example:5433/rat?sslmode=require"

    assert env_database(url) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "rat",
        "USER": "stadt",
        "PASSWORD": "geh@im",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


def test_database_url_may_name_the_folder_of_a_socket():
    read = env_database("postgres:///rat?host=/run/postgresql")

    assert (read["NAME"], read["HOST"], read["PORT"], read["OPTIONS"]) == ("rat", "/run/postgresql", "", {})


@pytest.mark.parametrize("url", ["rat", "mysql://localhost/rat", "postgresql://localhost", "postgresql://localhost/"])
def test_other_urls_are_refused(url):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        env_database(url)
