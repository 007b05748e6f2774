"""The answer ledger and a receipt as PDF say what their pages say to the same person."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from documents.models import Paper
from motions.models import Inquiry
from motions.views import prints
from tests.documents.print.comparing import words, words_of_page, words_of_pdf
from tests.motions import amending
from tests.motions.inquiring import answered
from tests.motions.test_motions import submitted

pytestmark = pytest.mark.django_db


def ledger(client, **query):
    return client.get(reverse("inquiries-pdf"), query)


def listed(html):
    """The rows of the ledger's page alone."""
    rows = html.partition('<ul class="rows"')[2].partition("</main>")[0].partition('<p class="small links">')[0]
    return f"<main><ul {rows}</main>"


@pytest.mark.parametrize("query", [{}, {"stand": "beantwortet"}])
def test_pdf_of_the_ledger_has_the_words_of_its_page(cast, client, query):
    answered(cast)
    answered(cast)

    page = words_of_page(listed(client.get(reverse("inquiries"), query).content.decode()))
    printed = words_of_pdf(ledger(client, **query).content)

    assert page.total() > 10
    assert dict(page - printed) == {}
    assert "seite" not in printed


def test_ledger_is_narrowed_as_on_its_page(cast, client):
    answered(cast)
    late = answered(cast)
    Paper.objects.filter(pk=late.pk).update(state="answer_requested", name="Verspätetes")
    Inquiry.objects.filter(pk=late.pk).update(answer_due=timezone.localdate() - timedelta(days=3))

    printed = words_of_pdf(ledger(client, stand="ueberfaellig").content)

    assert (printed["verspätetes"], printed["anfrage"]) == (1, 1)
    assert (printed["eingegrenzt"], printed["überfällig"] > 1) == (1, True)


def test_empty_ledger_says_so(cast, client):
    assert words_of_pdf(ledger(client).content)["keine"] == 1


def test_closed_inquiry_is_printed_for_its_readers_alone(cast, client):
    inquiry = answered(cast)
    Paper.objects.filter(pk=inquiry.pk).update(
        audience="body", audience_organization=cast.committee, name="Grundstücksaal"
    )

    counts = {}
    for name in ("citizen", "councillor"):
        client.force_login(cast.people[name])
        counts[name] = words_of_pdf(ledger(client).content)["grundstücksaal"]
    client.logout()
    counts["nobody"] = words_of_pdf(ledger(client).content)["grundstücksaal"]

    assert counts == {"citizen": 0, "councillor": 1, "nobody": 0}


def test_ledger_costs_the_same_queries_for_one_and_for_three(cast, client):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            answered(cast)
        with CaptureQueriesContext(connection) as queries:
            ledger(client)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_very_long_ledger_says_what_it_leaves_out(cast, client, monkeypatch):
    monkeypatch.setattr(prints, "MOST", 1)
    answered(cast)
    answered(cast)

    printed = words_of_pdf(ledger(client).content)

    assert (printed["anfrage"], printed["eingrenzen"]) == (1, 1)


def test_pdf_of_a_receipt_has_the_words_of_its_page(cast, client):
    motion = submitted(cast)
    client.force_login(motion.paper.owner)
    page = words_of_page(
        client.get(reverse("motion-receipt", args=[motion.paper.key])).content.decode(), without={"breadcrumb", "lead"}
    )

    response = client.get(reverse("motion-receipt-pdf", args=[motion.paper.key]))

    printed = words_of_pdf(response.content)
    assert page - printed == Counter(words(f"Titel {motion.paper.name}"))
    assert printed["eingangsbestätigung"] == 1
    assert response["Cache-Control"] == "no-store, private"


def test_receipt_is_given_to_those_who_read_the_motion_alone(cast, client):
    motion = submitted(cast)

    statuses = {}
    for name in ("citizen", "rival", "clerk"):
        client.force_login(cast.people[name])
        statuses[name] = client.get(reverse("motion-receipt-pdf", args=[motion.paper.key])).status_code

    assert statuses == {"citizen": 404, "rival": 404, "clerk": 200}


def test_pdf_of_the_receipt_of_an_amendment_has_the_words_of_its_page(cast, client):
    amendment = amending.submitted(amending.main_paper(), amending.CHANGE_SUM, by=cast.councillor)
    client.force_login(cast.councillor)
    address = reverse("amendment-receipt", args=[amendment.paper.key])
    page = words_of_page(client.get(address).content.decode(), without={"breadcrumb", "lead"})
    paper_view = words_of_page(
        client.get(f"{address}print/").content.decode(), without={"breadcrumb", "lead", "buttons"}
    )

    response = client.get(f"{address}pdf/")

    printed = words_of_pdf(response.content)
    assert page - printed == Counter(words(f"Titel {amendment.paper.name}"))
    assert (printed["ändert"], printed["frist"], paper_view["ändert"]) == (1, 0, 1)


def test_receipt_of_an_amendment_is_given_to_those_who_read_it_alone(cast, client):
    amendment = amending.submitted(amending.main_paper(), amending.CHANGE_SUM, by=cast.councillor)

    statuses = {}
    for name in ("citizen", "rival", "clerk"):
        client.force_login(cast.people[name])
        statuses[name] = client.get(reverse("amendment-receipt-pdf", args=[amendment.paper.key])).status_code

    assert statuses == {"citizen": 404, "rival": 404, "clerk": 200}


def test_pdf_of_the_synopsis_has_the_words_of_its_page(cast, client):
    case = amending.t_o1(cast)
    address = reverse("amendments-synopsis", args=[case.main.key])
    page = words_of_page(client.get(address).content.decode(), without={"breadcrumb"})

    printed = words_of_pdf(client.get(f"{address}pdf/").content)

    assert page.total() > 100
    assert dict(page - printed) == {}


def test_synopsis_without_amendments_says_so(cast, client):
    main = amending.main_paper()

    printed = words_of_pdf(client.get(reverse("amendments-synopsis-pdf", args=[main.key])).content)

    assert (printed["noch"], printed["änderungsanträge"]) == (1, 2)
