"""Who decides for others needs more than a password; until there is more, pages and sockets treat them as nobody."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from asgiref.sync import sync_to_async
from channels.auth import AuthMiddlewareStack
from django.core.cache import cache
from django.test import Client

from council import second_factor

pytestmark = pytest.mark.django_db
FORCED = ("clerk", "deputy", "chair", "mayor", "officer", "moderator")
FREE = ("councillor", "colleague", "rival", "district", "citizen")
PASSWORD = "demo-demo-demo"


@pytest.fixture(autouse=True)
def forced(settings):
    settings.SECOND_FACTOR = True
    settings.ACCOUNT_RATE_LIMITS = False


def sign_in(user):
    EmailAddress.objects.get_or_create(user=user, email=user.email, verified=True, primary=True)
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return client


def code(secret):
    """The digits of now, good for half a minute more: the first that are accepted may not be any more at once."""
    _, now, _ = totp.yield_hotp_counters_from_time()
    return totp.format_hotp_value(totp.hotp_value(secret, now))


def enrol(client):
    """Set the app up as one does: say the password again, look at the page, type the digits that the app shows."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    shown = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r'<code class="key">(\w+)</code>', shown)[1]
    client.post("/accounts/2fa/totp/activate/", {"code": code(secret)})
    return secret


@pytest.mark.parametrize("name", FORCED)
def test_an_office_without_second_factor_gets_to_the_page_for_it_alone(cast, name):
    client = sign_in(getattr(cast, name))

    for path in ("/", "/desk/", "/papers/", "/search/?q=x"):
        assert client.get(path).headers["Location"] == "/accounts/2fa/"
    refused = client.post("/meetings/plan/", {"name": "x"})
    assert (refused.status_code, "zweiter Faktor gebraucht" in refused.content.decode()) == (403, True)
    assert client.get("/accounts/2fa/").status_code == 200


@pytest.mark.parametrize("name", FREE)
def test_others_are_free_to_have_one(cast, name):
    client = sign_in(getattr(cast, name))

    assert client.get("/desk/").status_code == 200
    assert "freiwillig" in client.get("/account/").content.decode()


def test_whoever_sets_one_up_goes_on_and_is_asked_for_it_the_next_time(cast):
    client = sign_in(cast.clerk)
    secret = enrol(client)

    assert client.get("/desk/").status_code == 200
    again = Client()
    answer = again.post("/accounts/login/", {"login": cast.clerk.email, "password": PASSWORD})
    assert answer.headers["Location"] == "/accounts/2fa/authenticate/"
    assert again.get("/desk/").status_code == 302
    assert again.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert again.get("/desk/").status_code == 302
    cache.clear()  # the same digits count once; half a minute later there are others
    again.post("/accounts/2fa/authenticate/", {"code": code(secret)})
    assert again.get("/desk/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_whoever_came_in_by_the_password_before_has_to_come_again(cast):
    thief, owner = sign_in(cast.clerk), sign_in(cast.clerk)
    assert UserSession.objects.filter(user=cast.clerk).count() == 2

    enrol(owner)

    assert owner.get("/desk/").status_code == 200
    assert thief.get("/desk/").headers["Location"].startswith("/accounts/login/")


def test_recovery_codes_let_in_once(cast):
    client = sign_in(cast.clerk)
    enrol(client)
    shown = client.get("/accounts/2fa/recovery-codes/", follow=True).content.decode()
    first = re.findall(r"<li><code>(\w+)</code>", shown)[0]

    for expected in (200, 302):
        again = Client()
        again.post("/accounts/login/", {"login": cast.clerk.email, "password": PASSWORD})
        again.post("/accounts/2fa/authenticate/", {"code": first})
        assert again.get("/desk/").status_code == expected


def test_changing_how_one_signs_in_asks_for_the_password_again(cast):
    client = sign_in(cast.councillor)

    assert client.get("/accounts/2fa/totp/activate/").headers["Location"].startswith("/accounts/reauthenticate/")
    assert "Noch einmal bestätigen" in client.get("/accounts/reauthenticate/").content.decode()


def test_another_address_is_entered_after_the_password_alone(cast):
    client = sign_in(cast.councillor)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 0.0}]
    session.save()

    answer = client.post("/accounts/email/", {"action_add": "", "email": "fremd@example.org"})

    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    assert list(EmailAddress.objects.filter(user=cast.councillor).values_list("email", flat=True)) == [
        cast.councillor.email
    ]


def test_one_sees_where_one_is_signed_in_and_ends_it(cast):
    here, there = sign_in(cast.councillor), sign_in(cast.councillor)

    assert here.get("/accounts/sessions/").content.decode().count("Angemeldet am") == 2
    here.post("/accounts/sessions/")

    assert here.get("/desk/").status_code == 200
    assert there.get("/desk/").status_code == 302


@pytest.mark.asyncio
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("name", "heard_as"), [("clerk", None), ("councillor", "councillor")])
async def test_a_socket_hears_what_everybody_may_until_there_is_a_second_factor(cast, name, heard_as):
    user = getattr(cast, name)
    client = await sync_to_async(sign_in)(user)
    seen = []

    async def room(scope, receive, send):
        seen.append(scope["user"].pk)

    stack = AuthMiddlewareStack(second_factor.Sockets(room))
    cookie = f"sessionid={client.cookies['sessionid'].value}".encode()
    await stack({"type": "websocket", "path": "/", "headers": [(b"cookie", cookie)]}, None, None)

    assert seen == [getattr(cast, heard_as).pk if heard_as else None]
