"""A reference is given once, in order, and never again, however many hands give it."""

import threading
from datetime import date

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from council import journal
from documents.actions import papers
from documents.models import Paper
from documents.states import PaperState
from tests import factories

ON = date(2026, 6, 15)


def submitted():
    return factories.paper(state=PaperState.SUBMITTED, reference=None)


@pytest.mark.django_db(transaction=True)
def test_eight_hands_admitting_a_thousand_papers_at_once_give_every_number_once():
    factories.term()
    waiting = [[submitted().pk for _ in range(125)] for _ in range(8)]
    problems = []

    def admit(some):
        try:
            for pk in some:
                papers.admit(Paper.objects.get(pk=pk), by=None, on=ON)
        except Exception as problem:  # shown by the assertion below
            problems.append(problem)
        finally:
            connections.close_all()

    hands = [threading.Thread(target=admit, args=(some,)) for some in waiting]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    given = sorted(int(reference.rpartition(".")[2]) for reference in Paper.objects.values_list("reference", flat=True))
    assert problems == []
    assert given == list(range(1, 1001))
    assert journal.verify() == []


def test_number_of_an_admission_that_failed_is_not_lost_twice(db):
    factories.term()
    first, second = submitted(), submitted()

    @journal.act
    def failing():
        papers.admit(first, by=None, on=ON)
        raise LookupError

    with pytest.raises(LookupError):
        failing()
    papers.admit(second, by=None, on=ON)
    papers.admit(first, by=None, on=ON)

    assert [Paper.objects.get(pk=paper.pk).reference for paper in (second, first)] == ["101.20.1", "101.20.2"]


def test_admission_passes_over_numbers_of_recorded_papers(db):
    factories.term()
    for reference in ("101.20.7", "101.20.3", "102.20.50", "101.19.900", "Vorlage 9", "101.20.7/Ä1"):
        factories.paper(reference=reference)

    papers.admit(made := submitted(), by=None, on=ON)

    assert Paper.objects.get(pk=made.pk).reference == "101.20.8"


def test_deleted_paper_keeps_its_number(db):
    factories.term()
    papers.admit(gone := submitted(), by=None, on=ON)
    Paper.objects.filter(pk=gone.pk).update(deleted_at=gone.created_at)

    papers.admit(made := submitted(), by=None, on=ON)

    assert Paper.objects.get(pk=made.pk).reference == "101.20.2"


def test_number_taken_over_from_another_town_takes_none_of_ours(db):
    factories.term()
    factories.paper(reference="101.20.5", body=factories.body(name="Nachbarstadt"), origin="https://example.org/5")
    factories.paper(reference="101.20.6", origin="https://example.org/6")

    papers.admit(made := submitted(), by=None, on=ON)

    assert Paper.objects.get(pk=made.pk).reference == "101.20.1"


def test_number_already_given_is_refused_on_the_page_with_what_was_typed(cast):
    client = Client()
    client.force_login(cast.clerk)
    factories.paper(reference="101.20.7")
    form = {
        "paper_type": "motion",
        "name": "Doppelt",
        "reference": "101.20.7",
        "state": "adopted",
        "audience": "public",
    }
    form |= {"text": "Wortlaut mit eigenen Worten.", "body": cast.town.pk, "date": "2026-06-01"}

    response = client.post(reverse("record"), form)

    assert response.status_code == 200
    assert "Wortlaut mit eigenen Worten." in response.content.decode()
    assert Paper.objects.filter(reference="101.20.7").count() == 1
