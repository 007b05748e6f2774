"""Log lines share the name of their request, and say nothing of what people typed."""

import json
import logging
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils.log import log_response

from council import logbook

SERVING = """
import logging, warnings
import django, uvicorn
from gunicorn import config, glogging

uvicorn.Config("council.asgi:application")
glogging.Logger(config.Config())
django.setup()
warnings.warn("Es wird alt", SyntaxWarning)
for name in ("uvicorn.error", "gunicorn.error"):
    try:
        raise ValueError("erika@example.org")
    except ValueError:
        logging.getLogger(name).exception("Es stolperte")
"""


def line(**told) -> dict:
    record = logging.LogRecord("council", logging.ERROR, __file__, 1, "Es stolperte", (), told.get("failure"))
    return json.loads(logbook.Json().format(record))


def during(request) -> dict:
    said = []

    def answer(request):
        said.append(line())
        return HttpResponse()

    response = logbook.named(answer)(request)
    return said[0] | {"answered": response.get(logbook.HEADER)}


def test_line_bears_the_name_the_proxy_gave_its_request():
    said = during(RequestFactory().get("/", headers={"X-Request-ID": "b9f1c2d4-77aa"}))

    assert (said["request"], said["answered"]) == ("b9f1c2d4-77aa", "b9f1c2d4-77aa")
    assert "request" not in line()  # it ends with the request


def test_name_that_does_not_fit_is_replaced_and_not_given_back():
    said = during(RequestFactory().get("/", headers={"X-Request-ID": 'x", "level": "'}))

    assert (len(said["request"]), said["answered"]) == (32, None)


def test_failure_is_told_by_kind_and_place_and_not_in_its_words():
    try:
        raise ValueError("Key (email)=(erika@example.org) already exists")
    except ValueError as failure:
        said = line(failure=(type(failure), failure, failure.__traceback__))

    assert said["failure"]["kind"] == "ValueError"
    assert "test_logbook.py" in said["failure"]["places"][0]
    assert "erika" not in json.dumps(said)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/account/take/geheim:1:2/", "account-invitation"),
        ("/petitions/receipt/geheim/", "petition-receipt"),
        ("/moderation/reports/geheim/", "flag"),
        ("/following/mail/geheim/", "following-stop-by-mail"),
        ("/accounts/confirm-email/geheim/", "account_confirm_email"),
        ("/accounts/password/reset/key/1-geheim/", "account_reset_password_from_key"),
        ("/papers/Grün/", "/papers/Gr\\xfcn/"),
        ("/gibt-es-nicht/", "/gibt-es-nicht/"),
    ],
)
def test_address_that_lets_somebody_in_is_named_by_its_page(address, said, caplog):
    request, response = RequestFactory().get(address), HttpResponse(status=503)
    log_response("%s: %s", response.reason_phrase, request.path, response=response, request=request)
    [record] = caplog.records

    assert logbook.Addresses().filter(record)
    assert record.getMessage() == f"Service Unavailable: {said}"
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["addresses"]


def test_lines_of_the_servers_are_json_and_say_no_words_either():
    env = os.environ | {"LOG_FORMAT": "json", "DJANGO_SETTINGS_MODULE": "council.settings"}

    ran = subprocess.run(
        [sys.executable, "-c", SERVING], env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )

    lines = [json.loads(one) for one in ran.stderr.splitlines()]
    assert any("Es wird alt" in one["message"] for one in lines if one["logger"] == "py.warnings")
    assert [(one["logger"], one["failure"]["kind"]) for one in lines if one["level"] == "ERROR"] == [
        ("uvicorn.error", "ValueError"),
        ("gunicorn.error", "ValueError"),
    ]
    assert "erika" not in ran.stderr
