"""What is open at the end of a term lapses in one go, and a lapsed inquiry is brought in again by who asked."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from council import journal
from council.actions import bodies, rules
from council.life import Stale, WrongState
from council.may import Denied, allowed
from council.models import Entry
from documents.models import Paper
from documents.states import PaperState, PaperType
from motions.actions import inquiries, lapsing
from motions.may import lapsing as may
from motions.models import Inquiry
from motions.views.lapsing import sentence
from tests import factories
from tests.motions.inquiring import requested

pytestmark = pytest.mark.django_db

END = date(2026, 3, 31)
AFTER = END + timedelta(days=1)


@pytest.fixture
def old(cast):
    """The term before the one that runs."""
    return factories.term(name="XIX. Wahlperiode", number=19, start_date=date(2021, 4, 1), end_date=END)


def opened(term, kind, state=PaperState.ADMITTED, **fields):
    paper = factories.paper(paper_type=kind, state=state, term=term, **fields)
    if kind == PaperType.INQUIRY:
        Inquiry.objects.create(paper=paper)
    return paper


def lapsed_inquiry(cast, old, **fields):
    inquiry = requested(cast, on=date(2026, 1, 15), **fields)
    assert inquiry.paper.term == old
    inquiries.lapse(inquiry, by=cast.clerk)
    return Inquiry.objects.select_related("paper__body", "paper__term").get(pk=inquiry.pk)


def states():
    return dict(Paper.objects.values_list("name", "state"))


def test_only_the_office_lets_papers_lapse(cast, old):
    opened(old, PaperType.MOTION)
    head = journal.head_number()

    assert {name for name, user in cast.everyone().items() if allowed(may.lapse, user)} == {"clerk", "deputy"}
    for name in set(cast.people) - {"clerk", "deputy"}:
        with pytest.raises(Denied):
            lapsing.lapse(old, by=cast.people[name], on=AFTER)
    assert journal.head_number() == head


def test_everything_open_lapses_but_proposals_and_petitions(cast, old):
    opened(old, PaperType.INQUIRY, PaperState.ANSWER_REQUESTED, name="Anfrage")
    opened(old, PaperType.INQUIRY, PaperState.FOLLOWUP_OPEN, name="Nachfrage")
    opened(old, PaperType.INQUIRY, PaperState.ANSWERED_ORAL, name="beantwortet")
    opened(old, PaperType.MOTION, PaperState.POSTPONED, name="Antrag")
    opened(old, PaperType.MOTION, PaperState.ADOPTED, name="beschlossen")
    opened(old, PaperType.EXECUTIVE_PROPOSAL, name="Vorlage")
    opened(old, PaperType.PETITION, name="Eingabe")
    opened(cast.term, PaperType.MOTION, name="neu")

    counts = lapsing.lapse(old, by=cast.clerk, on=AFTER)

    assert counts == {PaperType.INQUIRY: 2, PaperType.MOTION: 1}
    assert states() == {
        "Anfrage": "lapsed",
        "Nachfrage": "lapsed",
        "beantwortet": "answered_oral",
        "Antrag": "lapsed",
        "beschlossen": "adopted",
        "Vorlage": "admitted",
        "Eingabe": "admitted",
        "neu": "admitted",
    }
    verbs = Entry.objects.order_by("number").values_list("verb", "numbers")
    assert [one for one in verbs if "lapsed" in one[0]] == [
        ("inquiry.lapsed", {}),
        ("inquiry.lapsed", {}),
        ("paper.lapsed", {}),
        ("term.papers_lapsed", {"papers": 3}),
    ]
    assert journal.verify() == []


def test_second_confirmation_finds_nothing(cast, old):
    opened(old, PaperType.MOTION)

    assert [lapsing.lapse(old, by=cast.clerk, on=AFTER).total() for _ in range(2)] == [1, 0]


def test_inquiries_stay_where_the_rule_says_so(cast, old):
    rules.enact("inquiry.lapse_on_term_end", False, valid_from=date(2021, 4, 1), legal_basis="GO §20", by=cast.clerk)
    opened(old, PaperType.INQUIRY, name="Anfrage")
    opened(old, PaperType.MOTION, name="Antrag")

    lapsing.lapse(old, by=cast.clerk, on=AFTER)

    assert states() == {"Anfrage": "admitted", "Antrag": "lapsed"}


def test_nothing_lapses_on_the_last_day(cast, old):
    opened(old, PaperType.MOTION, name="Antrag")

    with pytest.raises(WrongState, match="noch nicht zu Ende"):
        lapsing.lapse(old, by=cast.clerk, on=END)

    assert states() == {"Antrag": "admitted"}


def test_another_number_than_was_shown_changes_nothing(cast, old):
    opened(old, PaperType.MOTION, name="Antrag")

    with pytest.raises(Stale):
        lapsing.lapse(old, by=cast.clerk, on=AFTER, expected=2)

    assert states() == {"Antrag": "admitted"}


def test_paper_handed_in_and_never_admitted_lapses_with_the_term_of_its_day(cast, old):
    handed_in = opened(None, PaperType.MOTION, PaperState.SUBMITTED, name="alt")
    Paper.objects.filter(pk=handed_in.pk).update(submitted_at=datetime(2026, 3, 1, tzinfo=UTC))
    new = opened(None, PaperType.MOTION, PaperState.SUBMITTED, name="neu")
    Paper.objects.filter(pk=new.pk).update(submitted_at=datetime(2026, 4, 15, tzinfo=UTC))

    lapsing.lapse(old, by=cast.clerk, on=AFTER)

    assert states() == {"alt": "lapsed", "neu": "submitted"}


def test_page_lists_confirms_and_says_how_many(cast, old, client):
    opened(old, PaperType.INQUIRY, name="Offene Anfrage")
    opened(old, PaperType.MOTION, name="Offener Antrag")
    opened(old, PaperType.PETITION, PaperState.IN_COMMITTEE, name="Offene Eingabe")
    client.force_login(cast.clerk)
    address = reverse("inquiries-lapsing")

    before = client.get(address).content.decode()
    desk = client.get(reverse("desk")).content.decode()
    stale = client.post(address, {"wahlperiode": old.key, "expected": "7"}).status_code
    odd = client.post(address, {"wahlperiode": old.key, "expected": "²"}).status_code
    unknown = client.post(address, {"wahlperiode": "x", "expected": "2"}).status_code
    done = client.post(address, {"wahlperiode": old.key, "expected": "2"}, follow=True).content.decode()

    assert [name in before for name in ("Offene Anfrage", "Offener Antrag", "Offene Eingabe")] == [True] * 3
    assert "0 von 3" in before
    assert "XIX. Wahlperiode ist beendet" in desk
    assert (stale, odd, unknown) == (409, 409, 404)
    assert "2 Vorlagen sind verfallen: 1 × Anfrage, 1 × Antrag." in done
    assert "2 von 3" in done
    assert states() == {"Offene Anfrage": "lapsed", "Offener Antrag": "lapsed", "Offene Eingabe": "in_committee"}


def test_page_is_the_offices_alone(cast, old, client):
    answers = {}
    for name in ("councillor", "mayor", "chair", "citizen"):
        client.force_login(cast.people[name])
        answers[name] = (
            client.get(reverse("inquiries-lapsing")).status_code,
            client.post(reverse("inquiries-lapsing"), {"wahlperiode": old.key, "expected": "0"}).status_code,
            "Ende der Wahlperiode" in client.get(reverse("desk")).content.decode(),
        )

    assert answers == dict.fromkeys(answers, (403, 403, False))


def test_term_that_ends_in_a_year_is_not_listed(cast, client):
    opened(cast.term, PaperType.MOTION, name="Offener Antrag")
    client.force_login(cast.clerk)

    assert "Keine Wahlperiode endet" in client.get(reverse("inquiries-lapsing")).content.decode()


def test_term_that_ends_soon_is_listed_but_cannot_be_confirmed(cast, client):
    bodies.change(cast.term, by=cast.clerk, end_date=timezone.localdate() + timedelta(days=30))
    opened(cast.term, PaperType.MOTION, name="Offener Antrag")
    client.force_login(cast.clerk)

    html = client.get(reverse("inquiries-lapsing")).content.decode()
    answer = client.post(reverse("inquiries-lapsing"), {"wahlperiode": cast.term.key, "expected": "1"})

    assert ("Offener Antrag" in html, "1 Vorlage würde verfallen" in html) == (True, True)
    assert (answer.status_code, states()) == (409, {"Offener Antrag": "admitted"})


def test_page_costs_the_same_for_one_and_for_thirty(cast, old, client):
    client.force_login(cast.clerk)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("inquiries-lapsing"))
        return len(queries)

    opened(old, PaperType.MOTION)
    cost()
    one = cost()
    for _ in range(29):
        opened(old, PaperType.INQUIRY)

    assert cost() == one


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({}, "Nichts war offen; es ist nichts verfallen."),
        ({"inquiry": 1}, "1 Vorlage ist verfallen: 1 × Anfrage."),
        ({"motion": 1, "inquiry": 2}, "3 Vorlagen sind verfallen: 2 × Anfrage, 1 × Antrag."),
    ],
)
def test_sentence_says_how_much_lapsed(counts, said):
    assert sentence(counts) == said


# Bringing in again


def test_lapsed_inquiry_is_brought_in_again_as_a_draft_with_the_same_questions(cast, old, client):
    inquiry = lapsed_inquiry(cast, old, written=True)
    client.force_login(cast.colleague)

    page = client.post(reverse("inquiry-resubmit", args=[inquiry.paper.key]), follow=True)

    made = Inquiry.objects.exclude(pk=inquiry.pk).get()
    assert (made.paper.state, made.paper.owner, made.paper.name, made.answer_mode_requested, made.resubmits) == (
        "draft",
        cast.colleague,
        inquiry.paper.name,
        "written",
        inquiry,
    )
    assert [question.text for question in made.questions.order_by("number")] == [
        "Wann kommt der Radweg?",
        "Was kostet er?",
    ]
    assert [
        originator.organization or originator.person for originator in made.paper.originators.order_by("order")
    ] == [
        cast.our_faction,
        cast.colleague.person,
    ]
    assert inquiry.paper.get_absolute_url() in page.content.decode()


def test_draft_brought_in_again_is_not_betrayed_by_the_old_inquiry(cast, old, client):
    inquiry = lapsed_inquiry(cast, old)
    made = lapsing.resubmit(inquiry, by=cast.colleague)

    def names_it(user):
        client.logout()
        if user is not cast.nobody:
            client.force_login(user)
        return made.paper.key in client.get(inquiry.paper.get_absolute_url()).content.decode()

    draft = {name for name, user in cast.everyone().items() if names_it(user)}
    inquiries.admit(inquiries.submit(made, by=cast.colleague), by=cast.clerk, on=date(2026, 5, 1))
    admitted = {name for name, user in cast.everyone().items() if names_it(user)}

    assert draft == {"colleague"}
    assert admitted == set(cast.everyone())


def test_only_those_who_asked_bring_it_in_again(cast, old):
    inquiry = lapsed_inquiry(cast, old)
    count = Inquiry.objects.count()

    assert {name for name, user in cast.everyone().items() if allowed(may.resubmit, user, inquiry)} == {
        "councillor",
        "colleague",
    }
    for name in ("rival", "clerk", "mayor", "citizen"):
        with pytest.raises(Denied):
            lapsing.resubmit(inquiry, by=cast.people[name])
    assert Inquiry.objects.count() == count


def test_it_is_brought_in_once(cast, old):
    inquiry = lapsed_inquiry(cast, old)
    made = lapsing.resubmit(inquiry, by=cast.councillor)

    with pytest.raises(WrongState, match="schon wieder eingebracht"):
        lapsing.resubmit(inquiry, by=cast.colleague)
    Paper.objects.filter(pk=made.pk).update(deleted_at=timezone.now())

    assert lapsing.resubmit(inquiry, by=cast.colleague).resubmits == inquiry


def test_only_a_lapsed_inquiry_and_only_in_the_new_term(cast, old):
    running = requested(cast, on=date(2026, 1, 15))
    same_term = requested(cast, on=date(2026, 5, 15))
    inquiries.lapse(same_term, by=cast.clerk)

    with pytest.raises(WrongState, match="Nur eine verfallene Anfrage"):
        lapsing.resubmit(running, by=cast.councillor)
    with pytest.raises(WrongState, match="noch nicht begonnen"):
        lapsing.resubmit(Inquiry.objects.get(pk=same_term.pk), by=cast.councillor)
