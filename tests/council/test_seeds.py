"""Seeds of second factors lie sealed in the database; keys change and are lost, and nobody meets an error."""

import io

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from council import journal, seeds, tick
from council.models import Entry
from documents.safekeeping import integrity
from tests.council.test_second_factor import PASSWORD, code, enrol, sign_in

pytestmark = pytest.mark.django_db
OLD, NEW = "alt" * 20, "neu" * 20


@pytest.fixture(autouse=True)
def forced(settings):
    settings.SECOND_FACTOR = True
    settings.ACCOUNT_RATE_LIMITS = False
    settings.SECRET_KEY = OLD


def everything():
    """Every value of every row of every table in words, sessions opened."""
    rows = (str(value) for model in apps.get_models() for row in model._base_manager.values_list() for value in row)
    return " ".join([*rows, *(str(session.get_decoded()) for session in Session.objects.all())])


def kept():
    return {factor.type: factor.data for factor in Authenticator.objects.all()}


def in_clear():
    """As a version kept them that did not seal yet."""
    for factor in Authenticator.objects.all():
        factor.data = seeds.changed(factor.data, str)
        factor.save()


def asked_for_the_factor(user):
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    cache.clear()  # the same digits count once
    return client


def comes_in(user, secret):
    client = asked_for_the_factor(user)
    client.post("/accounts/2fa/authenticate/", {"code": code(secret)})
    return client.get("/desk/").status_code == 200


def told(*options):
    said = io.StringIO()
    call_command("second_factors", *options, stdout=said)
    return said.getvalue().splitlines()


def faults():
    return [finding.sentence for finding in integrity.CHECKS["Zweite Faktoren"]()]


@pytest.fixture
def secret(cast):
    return enrol(sign_in(cast.clerk))


def test_neither_the_seed_nor_that_of_recovery_codes_is_anywhere_in_the_database(cast, secret):
    found = kept()
    words = [secret, seeds.opened(found["recovery_codes"]["seed"])]

    assert [word for word in words if word in everything()] == []
    assert seeds.opened(found["totp"]["secret"]) == secret
    assert seeds.states() == {"current": 2}
    assert comes_in(cast.clerk, secret)


def test_what_lies_in_clear_lets_in_and_is_sealed_by_a_chore(cast, secret):
    in_clear()
    assert (kept()["totp"]["secret"], seeds.states()) == (secret, {"clear": 2})
    assert comes_in(cast.clerk, secret)

    first, second = (tick.run(timezone.now(), only={"seal_factors"}) for _ in range(2))

    assert (first, second) == ({"seal_factors": 2}, {"seal_factors": 0})
    assert secret not in everything()
    assert comes_in(cast.clerk, secret)


def test_a_used_recovery_code_stays_used_when_its_seed_is_sealed_anew(cast, secret, settings):
    factor = Authenticator.objects.get(type="recovery_codes")
    first = factor.wrap().get_unused_codes()[0]
    factor.wrap().validate_code(first)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]

    told("--seal")

    factor.refresh_from_db()
    assert (factor.wrap().validate_code(first), len(factor.wrap().get_unused_codes())) == (False, 9)


def test_after_a_change_of_the_key_factors_are_sealed_anew_and_the_old_key_may_go(cast, secret, settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    assert (seeds.states(), comes_in(cast.clerk, secret)) == ({"older": 2}, True)

    tick.run(timezone.now(), only={"seal_factors"})
    settings.SECRET_KEY_FALLBACKS = []

    assert (seeds.states(), comes_in(cast.clerk, secret)) == ({"current": 2}, True)


def test_a_lost_key_is_said_in_a_sentence_to_the_person_and_to_whoever_runs_the_machine(cast, secret, settings, caplog):
    settings.SECRET_KEY = NEW
    client = asked_for_the_factor(cast.clerk)

    answer = client.post("/accounts/2fa/authenticate/", {"code": code(secret)})

    assert (answer.status_code, "den die Anlage nicht mehr hat" in answer.content.decode()) == (409, True)
    assert client.get("/desk/").status_code == 302
    assert "second factor sealed with another SECRET_KEY" in caplog.messages
    assert faults() == [f"Apps und Notfallcodes, mit einem unbekannten SECRET_KEY versiegelt: 2. {seeds.REMEDY}"]
    assert tick.run(timezone.now(), only={"seal_factors"}) == {"seal_factors": 0}
    assert told() == ["versiegelt mit einem unbekannten Schlüssel: 2", *faults()]


@pytest.mark.parametrize("path", ["", "generate/", "download/"])
def test_pages_of_recovery_codes_say_it_too(cast, settings, path):
    client = sign_in(cast.councillor)
    enrol(client)
    Authenticator.objects.filter(type="recovery_codes").update(data={"seed": "sealed:00000000:x", "used_mask": 0})

    answer = client.get(f"/accounts/2fa/recovery-codes/{path}")

    assert (answer.status_code, "nicht mehr hat" in answer.content.decode()) == (409, True)


def test_factors_nobody_can_open_are_taken_away_and_set_up_anew(cast, secret, settings):
    settings.SECRET_KEY = NEW
    enrol(sign_in(cast.councillor))

    said = told("--forget-unreadable")

    assert said == [f"Entfernt: {cast.clerk.email}", "versiegelt mit dem Schlüssel von heute: 2"]
    assert faults() == []
    entry = Entry.objects.get(verb="account.factors_lost")
    assert (entry.actor, entry.thing, entry.numbers) == (None, cast.clerk.pk, {"factors": 2})
    assert journal.verify() == []
    client = sign_in(cast.clerk)
    assert client.get("/desk/").headers["Location"] == "/accounts/2fa/"
    assert comes_in(cast.clerk, enrol(client))


def test_a_version_before_finds_them_in_clear_once_they_were_unsealed(cast, secret):
    said = told("--unseal")

    assert (said, kept()["totp"]["secret"]) == (["noch nicht versiegelt: 2"], secret)


def test_command_says_that_there_are_none(cast):
    assert told() == ["Es gibt keine App und keine Notfallcodes."]
