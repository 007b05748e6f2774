"""Residents open an account: a name of their choice, their age, a confirmed address – and only then they write."""

import re

import pytest
from django.core import mail

from council.models import User

pytestmark = pytest.mark.django_db


def sent(**fields) -> dict:
    return {
        "email": "kranich@example.org",
        "password1": "ein-langes-wort-42",
        "password2": "ein-langes-wort-42",
        "pseudonym": "Kranich",
        "of_age": "on",
    } | fields


def test_account_is_opened_with_a_pseudonym_and_used_once_the_address_is_confirmed(client, cast):
    page = client.get("/accounts/signup/").content.decode()
    client.post("/accounts/signup/", sent())
    user = User.objects.get(email="kranich@example.org")

    before = client.get("/desk/").status_code
    link = re.search(r"http://\S+(/accounts/confirm-email/\S+)", mail.outbox[0].body)[1]
    client.post(link)
    client.post("/accounts/login/", {"login": user.email, "password": "ein-langes-wort-42"})

    assert "mindestens 16 Jahre" in page
    assert "Netiquette" in page
    assert str(user) == "Kranich"
    assert (before, client.get("/desk/").status_code) == (302, 200)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"pseudonym": ""}, "Dieses Feld ist zwingend erforderlich."),
        ({"pseudonym": "Frau Councillor"}, "So heißt hier schon jemand."),
        ({"pseudonym": "frau  COUNCILLÖR"}, "So heißt hier schon jemand."),
        ({"pseudonym": "Frau\u202e Council\u200blor"}, "So heißt hier schon jemand."),
        ({"pseudonym": "\u202e\u200b\u200b"}, "Bitte einen Namen mit sichtbaren Buchstaben wählen."),
        ({"pseudonym": "x" * 200_000}, "höchstens 80 Zeichen"),
        ({"of_age": ""}, "Bitte bestätigen Sie Ihr Alter"),
    ],
)
def test_what_does_not_fit_is_said_and_no_account_is_made(client, cast, fields, sentence):
    answer = client.post("/accounts/signup/", sent(**fields))

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not User.objects.filter(email="kranich@example.org").exists()


def test_nobody_takes_the_pseudonym_of_another_account(client, cast):
    User.objects.create_user("erster@example.org", pseudonym="Kranich")

    answer = client.post("/accounts/signup/", sent(pseudonym="K r a n i c h"))

    assert "So heißt hier schon jemand." in answer.content.decode()
