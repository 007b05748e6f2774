"""Long lists cut into pages from the nearer end, and read through in parts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from council import paging
from documents.models import Originator, Paper
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(cast):
    for number in range(7):
        factories.paper(name=str(number))
    return Paper.objects.order_by("-date", "-pk")


@pytest.mark.parametrize("per_page", [1, 2, 3, 5, 7, 9])
def test_pages_one_after_the_other_are_the_list(rows, per_page):
    last = paging.page_of(rows, number=1, per_page=per_page).paginator.num_pages

    pages = [list(paging.page_of(rows, number=number, per_page=per_page)) for number in range(1, last + 1)]

    assert [row.name for page in pages for row in page] == list("6543210")
    assert {len(page) for page in pages[:-1]} <= {per_page}


def test_last_pages_are_counted_off_from_the_end(rows):
    with CaptureQueriesContext(connection) as queries:
        page = paging.page_of(rows, number=7, per_page=1)

    assert [row.name for row in page] == ["0"]
    assert " OFFSET " not in queries[1]["sql"]


@pytest.mark.parametrize(("number", "shown"), [("x", "6"), ("0", "0"), ("99", "0"), (None, "6")])
def test_page_that_cannot_be_is_the_nearest(rows, number, shown):
    assert [row.name for row in paging.page_of(rows, number=number, per_page=1)] == [shown]


def test_list_is_read_through_in_its_order(rows, monkeypatch):
    monkeypatch.setattr(paging, "AT_ONCE", 3)

    assert [row.name for row in paging.through(rows)] == list("6543210")


@pytest.mark.parametrize("few", [1, 2, 3, 500])
def test_first_rows_among_many_keys_and_among_few_are_the_same(cast, rows, monkeypatch, few):
    monkeypatch.setattr(paging, "FEW", few)
    for paper in Paper.objects.filter(name__in=["1", "4", "5", "6"]):
        paper.originators.create(organization=cast.our_faction)
    Paper.objects.get(name="5").originators.create(person=cast.councillor.person)
    brought = Originator.objects.filter(organization=cast.our_faction)
    nobodys = Originator.objects.filter(organization=cast.assembly)

    first = paging.first_among(rows.exclude(name="6"), links=brought, column="paper", most=2)

    assert [row.name for row in first] == ["5", "4"]
    assert paging.first_among(rows, links=nobodys, column="paper", most=2) == []
