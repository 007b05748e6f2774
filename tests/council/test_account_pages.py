"""The pages of signing in stand in the house's frame and speak German."""

import re

import pytest

FOR_ANYONE = {
    "/accounts/login/": "Anmelden",
    "/accounts/signup/": "Konto anlegen",
    "/accounts/password/reset/": "Passwort vergessen",
    "/accounts/confirm-email/": "E-Mail-Adresse bestätigen",
    "/accounts/password/reset/done/": "E-Mail ist unterwegs",
    "/accounts/password/reset/key/1-expired/": "Dieser Link gilt nicht mehr",
    "/accounts/password/reset/key/done/": "Passwort geändert",
    "/accounts/confirm-email/expired/": "Dieser Link gilt nicht mehr",
    "/accounts/inactive/": "Konto gesperrt",
}
FOR_MEMBERS = {
    "/accounts/email/": "E-Mail-Adressen",
    "/accounts/logout/": "Abmelden",
    "/accounts/password/change/": "Passwort ändern",
    "/accounts/2fa/": "Zweiter Faktor",
    "/accounts/reauthenticate/": "Noch einmal bestätigen",
    "/accounts/sessions/": "Angemeldete Geräte",
    "/account/": "Mein Konto",
}


def headings(response) -> list[str]:
    found = re.findall(r"<h1[^>]*>(.*?)</h1>", response.content.decode(), flags=re.DOTALL)
    return [" ".join(heading.split()) for heading in found]


@pytest.mark.parametrize(("address", "heading"), FOR_ANYONE.items())
@pytest.mark.django_db
def test_page_for_anyone_has_one_german_heading(client, address, heading):
    response = client.get(address)

    assert headings(response) == [heading]
    assert response.content.count(b'<main id="main"') == 1


@pytest.mark.parametrize(("address", "heading"), FOR_MEMBERS.items())
def test_page_for_members_has_one_german_heading(client, cast, address, heading):
    client.force_login(cast.councillor)

    response = client.get(address)

    assert headings(response) == [heading]
    assert response.content.count(b'<main id="main"') == 1


def test_wrong_password_is_told_in_one_summary(client, cast):
    response = client.post("/accounts/login/", {"login": cast.clerk.email, "password": "wrong-wrong-wrong"})

    assert response.content.count(b'class="summary"') == 1
    assert "E-Mail-Adresse und/oder das Passwort" in response.content.decode()


@pytest.mark.parametrize(("demo", "addresses"), [(True, 11), (False, 0)])
@pytest.mark.django_db
def test_demo_people_are_named_in_the_demo_alone(client, settings, demo, addresses):
    settings.DEMO = demo

    response = client.get("/accounts/login/")

    assert len(re.findall(r"\w+@example\.org", response.content.decode())) == addresses
    assert response.content.count(b'class="demo"') == int(demo)


def test_signing_out_takes_a_post(client, cast):
    client.force_login(cast.citizen)

    client.post("/accounts/logout/")

    assert "_auth_user_id" not in client.session
