"""Signing in at the city's own login, against a server that speaks as one: it finds accounts, it never opens one."""

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from council import settings as ours
from council.city_login import BROKEN_OFF, FAILED, UNKNOWN
from council.models import User

pytestmark = pytest.mark.django_db
CALLBACK = "/accounts/oidc/stadt/login/callback/"


class Town:
    """A login server: who is signed in there, and what is wrong with it."""

    def __init__(self) -> None:
        self.says = {}
        self.audience = "rat"
        self.asked = {}
        self.broken = False


@pytest.fixture
def town(settings, monkeypatch):
    settings.ACCOUNT_RATE_LIMITS = False
    made = Town()
    with running(made) as url:
        monkeypatch.setenv("OIDC_CLIENT", "rat")
        monkeypatch.setenv("OIDC_SECRET", "geheim")
        apps = ours.env_logins(url)
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": apps}}
        yield made


@contextmanager
def running(town):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            host = f"http://{self.headers['Host']}"
            known = {
                "/.well-known/openid-configuration": {
                    "issuer": host,
                    "authorization_endpoint": f"{host}/authorize",
                    "token_endpoint": f"{host}/token",
                    "userinfo_endpoint": f"{host}/userinfo",
                    "jwks_uri": f"{host}/keys",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                },
                "/userinfo": town.says,
            }
            self._give(known[self.path])

        def do_POST(self):
            town.asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            said = {"iss": f"http://{self.headers['Host']}", "aud": town.audience, "exp": time.time() + 60} | town.says
            token = jwt.encode(said, "k" * 32, algorithm="HS256")
            self._give({"access_token": "a", "token_type": "Bearer", "id_token": token})

        def _give(self, said):
            body = b"<html>" if town.broken else json.dumps(said).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def sign_in(client, town, *, next="", **says):
    """Go there, be whoever the town says, and come back."""
    town.says = {"sub": "17", "email_verified": True} | says
    sent = client.post(f"/accounts/oidc/stadt/login/?process=login&next={next}")
    asked = parse_qs(urlsplit(sent.headers["Location"]).query)
    return client.get(CALLBACK, {"code": "c", "state": asked["state"][0]}), asked


def known(user):
    EmailAddress.objects.get_or_create(user=user, email=user.email, verified=True, primary=True)
    return user


def sentences(client):
    return client.get("/accounts/login/").content.decode()


def test_page_offers_it_where_the_city_has_one_alone(client, town, settings):
    assert "Anmeldung der Stadt" in sentences(client)
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert "Anmeldung der Stadt" not in sentences(client)
    assert client.post("/accounts/oidc/stadt/login/").status_code == 404


def test_account_with_the_same_confirmed_address_is_found_and_known_from_then_on(cast, client, town):
    user = known(cast.councillor)
    answer, asked = sign_in(client, town, email=user.email, next="/papers/")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/papers/")
    assert client.get("/desk/").context["user"] == user
    assert asked["code_challenge_method"] == ["S256"]
    assert "code_verifier" in town.asked
    again = Client()
    sign_in(again, town, email="neu@stadt.example")
    assert again.get("/desk/").context["user"] == user


def test_nobody_gets_an_account_by_it(cast, client, town):
    before = User.objects.count()
    answer, _ = sign_in(client, town, email="fremd@stadt.example")

    assert answer.headers["Location"] == "/accounts/login/"
    assert UNKNOWN in sentences(client)
    assert (User.objects.count(), SocialAccount.objects.count()) == (before, 0)


def test_address_that_is_not_confirmed_there_finds_nobody(cast, client, town):
    user = known(cast.councillor)
    sign_in(client, town, email=user.email, email_verified=False)

    assert UNKNOWN in sentences(client)
    assert client.get("/desk/").status_code == 302


def test_account_whose_address_is_not_confirmed_here_is_not_found(cast, client, town):
    user = cast.councillor
    EmailAddress.objects.create(user=user, email=user.email, verified=False, primary=True)
    sign_in(client, town, email=user.email)

    assert UNKNOWN in sentences(client)
    assert SocialAccount.objects.count() == 0
    assert client.get("/desk/").status_code == 302


def test_account_that_was_closed_stays_closed(cast, client, town):
    user = known(cast.councillor)
    User.objects.filter(pk=user.pk).update(is_active=False)
    answer, _ = sign_in(client, town, email=user.email)

    assert answer.headers["Location"] == "/accounts/inactive/"
    assert client.get("/desk/").status_code == 302


def test_office_still_needs_the_second_factor_of_this_house(cast, client, town, settings):
    settings.SECOND_FACTOR = True
    sign_in(client, town, email=known(cast.clerk).email)

    assert client.get("/desk/").headers["Location"] == "/accounts/2fa/"


def test_token_for_another_house_is_refused(cast, client, town):
    town.audience = "anderswo"
    sign_in(client, town, email=known(cast.councillor).email)

    assert FAILED in sentences(client)
    assert client.get("/desk/").status_code == 302


def test_forged_answers_and_broken_off_ones_lead_back_with_a_sentence(cast, client, town):
    client.get(CALLBACK, {"code": "c", "state": "forged"})
    assert FAILED in sentences(client)
    _, asked = sign_in(Client(), town, email=known(cast.councillor).email)
    client.get(CALLBACK, {"code": "c", "state": asked["state"][0]})
    assert FAILED in sentences(client)
    sent = client.post("/accounts/oidc/stadt/login/?process=login")
    state = parse_qs(urlsplit(sent.headers["Location"]).query)["state"][0]
    client.get(CALLBACK, {"error": "access_denied", "state": state})
    assert BROKEN_OFF in sentences(client)


def test_signed_in_people_hang_no_other_identity_on_their_account(cast, client, town):
    client.force_login(known(cast.councillor), backend=ours.AUTHENTICATION_BACKENDS[0])
    town.says = {"sub": "99", "email": "fremd@stadt.example", "email_verified": True}
    sent = client.post("/accounts/oidc/stadt/login/?process=connect")
    if sent.headers["Location"].startswith("http"):
        state = parse_qs(urlsplit(sent.headers["Location"]).query)["state"][0]
        client.get(CALLBACK, {"code": "c", "state": state})

    assert SocialAccount.objects.count() == 0


def test_server_that_is_away_or_talks_nonsense_is_said(client, town, settings):
    town.broken = True
    assert client.post("/accounts/oidc/stadt/login/?process=login").headers["Location"] == "/accounts/login/"
    assert FAILED in sentences(client)
    apps = ours.env_logins("http://127.0.0.1:9")
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps}}
    assert client.post("/accounts/oidc/stadt/login/?process=login").headers["Location"] == "/accounts/login/"


def test_pages_may_lead_to_the_login_of_the_city_and_to_no_other():
    assert ours.env_origins("https://login.example.org/realms/stadt") == ["https://login.example.org"]
    assert ours.env_origins("") == ours.env_logins("") == []
