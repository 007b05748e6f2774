"""A person comes to their account in a browser: by the link of the office, with a password or with the account they have."""

import pytest
from playwright.sync_api import expect

from council import access
from council.actions import accounts
from council.models import User
from tests import factories
from tests.browser.faults import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "ein-langer-satz-am-fluss"


def link(cast, *, email):
    """The path that the mail names to a person who has no account yet."""
    invitation = accounts.invite(factories.person(name="Frau Neu"), email=email, by=cast.clerk)
    return "/account" + access.link(invitation).partition("/account")[2]


def test_link_of_the_office_leads_to_an_account(cast, server, people):
    page = people.window()

    page.goto(link(cast, email="neu@example.org"))
    assert [faults(page, width=width) for width in (820, 360)] == [[], []]
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_label("Passwort wiederholen").fill(PASSWORD)
    page.get_by_role("button", name="Zugang einrichten").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Anmelden")
    assert User.objects.get(email="neu@example.org").person.name == "Frau Neu"


def test_link_of_the_office_makes_the_account_one_has_that_of_the_person(cast, server, people):
    page = people.window("citizen")

    page.goto(link(cast, email=cast.citizen.email))
    assert [faults(page, width=width) for width in (820, 360)] == [[], []]
    page.get_by_role("button", name="Zugang übernehmen").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Mein Konto")
    assert User.objects.get(pk=cast.citizen.pk).person.name == "Frau Neu"
