"""Log lines share the name of their request, and say nothing of what people typed."""

import json
import logging

from django.http import HttpResponse
from django.test import RequestFactory

from council import logbook


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
