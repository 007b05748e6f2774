"""What is done for every request."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/papers/%00/", "/oparl/v1.1/paper/%00", "/papers/?wort=a%00b"])
def test_zero_byte_in_an_address_never_reaches_the_database(cast, client, address):
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)

    assert answer.status_code == (200 if "?" in address else 404)
    asked = [query["sql"] for query in queries]
    assert ([sql for sql in asked if "\0" in sql], any("\ufffd" in sql for sql in asked)) == ([], True)
