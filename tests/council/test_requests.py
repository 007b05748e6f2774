"""What is done for every request."""

import sqlite3

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DataError, IntegrityError, connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from psycopg.errors import DeadlockDetected, ForeignKeyViolation, UniqueViolation

from council import requests

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/papers/%00/", "/oparl/v1.1/paper/%00", "/papers/?wort=a%00b"])
def test_zero_byte_in_an_address_never_reaches_the_database(cast, client, address):
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)

    assert answer.status_code == (200 if "?" in address else 404)
    asked = [query["sql"] for query in queries]
    assert ([sql for sql in asked if "\0" in sql], any("\ufffd" in sql for sql in asked)) == ([], True)


@pytest.mark.parametrize("met", [UniqueViolation, DeadlockDetected])
def test_whoever_met_another_at_the_database_is_asked_to_look_again(rf, met):
    asked = rf.get("/")
    asked.user = AnonymousUser()

    answer = requests.refusals(HttpResponse).process_exception(asked, caused(met()))

    assert (answer.status_code, requests.AT_ONCE in answer.content.decode()) == (409, True)


def test_what_a_database_takes_in_no_text_is_refused_with_a_sentence(rf):
    asked = rf.get("/")
    asked.user = AnonymousUser()

    answer = requests.refusals(HttpResponse).process_exception(asked, DataError("NUL"))

    assert (answer.status_code, requests.UNSTORABLE in answer.content.decode()) == (409, True)


@pytest.mark.parametrize("fault", [ForeignKeyViolation(), sqlite3.IntegrityError("UNIQUE"), None])
def test_other_faults_of_the_database_stay_errors(rf, fault):
    assert requests.refusals(HttpResponse).process_exception(rf.get("/"), caused(fault)) is None


def caused(by):
    problem = IntegrityError()
    problem.__cause__ = by
    return problem
