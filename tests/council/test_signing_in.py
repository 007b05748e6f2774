import logging

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client

pytestmark = pytest.mark.django_db
PASSWORD = "demo-demo-demo"


@pytest.fixture(autouse=True)
def counted_afresh():
    cache.clear()
    yield
    cache.clear()


def try_to(user, password, *, address):
    client = Client(REMOTE_ADDR=address)
    client.post("/accounts/login/", {"login": user.email, "password": password})
    return "_auth_user_id" in client.session


def test_whoever_guesses_elsewhere_locks_nobody_out(cast):
    EmailAddress.objects.get_or_create(user=cast.councillor, email=cast.councillor.email, verified=True, primary=True)

    guessed = [try_to(cast.councillor, f"geraten-{n}", address="192.0.2.1") for n in range(6)]

    assert guessed == [False] * 6
    assert try_to(cast.councillor, PASSWORD, address="192.0.2.1") is False
    assert try_to(cast.councillor, PASSWORD, address="192.0.2.2") is True


def test_signing_in_failing_and_refusals_are_written_down_without_names(cast, caplog):
    EmailAddress.objects.get_or_create(user=cast.councillor, email=cast.councillor.email, verified=True, primary=True)
    caplog.set_level(logging.INFO, logger="council")
    pk = cast.councillor.pk

    try_to(cast.councillor, "geraten", address="192.0.2.3")
    client = Client(REMOTE_ADDR="192.0.2.3")
    client.post("/accounts/login/", {"login": cast.councillor.email, "password": PASSWORD})
    client.get("/meetings/plan/")
    client.post("/accounts/logout/")

    assert [record.getMessage() for record in caplog.records if record.name.startswith("council.")] == [
        "failed account=None",
        f"signed_in account={pk}",
        f"refused account={pk} page=meeting-plan",
        f"signed_out account={pk}",
    ]
