"""Promises are recorded by whoever presides, read like what they came from, and proposed until they are fulfilled."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from council import journal
from council.life import Stale, WrongState
from council.may import Denied, allowed
from council.models import AgendaItem
from council.states import MeetingState
from motions.actions import promises
from motions.may import promises as may
from motions.models import Promise
from tests import factories
from tests.motions.inquiring import answered

pytestmark = pytest.mark.django_db

MADE = date(2026, 6, 15)
WHO = {"clerk", "deputy", "chair"}


def meeting_of(cast, **fields):
    return factories.meeting(cast.committee, **fields)


def promised(cast, *, item=None, **fields):
    item = item or factories.item(meeting_of(cast))
    fields = {
        "text": "Der Bericht kommt.",
        "speaker_role": "Stadtbaurätin",
        "made_on": MADE,
        "condition": "bald",
    } | fields
    return promises.record(Promise(organization=cast.committee, item=item, **fields), by=cast.clerk)


def closed_item(cast):
    return factories.item(
        meeting_of(cast), public=False, audience="body", audience_organization=cast.committee, name="Grundstück"
    )


def readers(cast, promise):
    return {
        name
        for name, user in cast.everyone().items()
        if Promise.objects.visible_to(user).filter(pk=promise.pk).exists()
    }


def coming(cast, **fields):
    return meeting_of(cast, date=timezone.localdate() + timedelta(days=10), **fields)


def form(**fields):
    return {
        "text": "Der Magistrat legt die Kosten vor.",
        "speaker_role": "Stadtbaurätin",
        "made_on": "2026-06-15",
        "due": "2026-09-30",
    } | fields


def test_promise_is_kept_by_those_who_preside_alone(cast):
    assert {name for name, user in cast.everyone().items() if allowed(may.keep, user)} == WHO


ACTS = {
    "record": lambda promise, item, by: promises.record(
        Promise(organization=promise.organization, item=item, text="x", speaker_role="y", made_on=MADE, condition="z"),
        by=by,
    ),
    "correct": lambda promise, item, by: promises.correct(promise, by=by, text="anders"),
    "fulfil": lambda promise, item, by: promises.fulfil(promise, outcome="ja", on=MADE, by=by),
    "withdraw": lambda promise, item, by: promises.withdraw(promise, outcome="nein", on=MADE, by=by),
    "reopen": lambda promise, item, by: promises.reopen(promise, by=by),
    "take_up": lambda promise, item, by: promises.take_up(
        promise, item=AgendaItem(meeting=meeting_of_item(item), name="Zusage"), by=by
    ),
}


def meeting_of_item(item):
    return factories.meeting(item.meeting.organization)


def test_nobody_else_changes_anything(cast):
    promise = promised(cast)
    item = promise.item
    others = {name: user for name, user in cast.everyone().items() if name not in WHO and name != "nobody"}

    for name, act in ACTS.items():
        for who, user in others.items():
            before = (Promise.objects.count(), Promise.objects.get(pk=promise.pk).version)
            with pytest.raises(Denied, match="Zusagen hält die Sitzungsleitung"):
                act(promise, item, user)
            assert (Promise.objects.count(), Promise.objects.get(pk=promise.pk).version) == before, (name, who)


def test_promise_of_a_public_item_is_public_and_one_of_a_closed_item_closed(cast):
    public, closed = promised(cast), promised(cast, item=closed_item(cast))

    assert readers(cast, public) == set(cast.everyone())
    assert readers(cast, closed) == {"clerk", "deputy", "councillor", "colleague", "mayor"}


def test_closed_promise_appears_nowhere_for_outsiders(cast, client):
    promise = promised(cast, item=closed_item(cast), text="Das Grundstück wird gekauft.")
    addresses = [
        reverse("promises"),
        cast.committee.get_absolute_url(),
        promise.item.meeting.get_absolute_url(),
    ]

    seen = {}
    for name in ("citizen", "rival", "councillor"):
        client.force_login(cast.people[name])
        seen[name] = ["Das Grundstück wird" in client.get(address).content.decode() for address in addresses]
        seen[name].append(client.get(promise.get_absolute_url()).status_code)

    assert seen == {
        "citizen": [False, False, False, 404],
        "rival": [False, False, False, 404],
        "councillor": [True, True, True, 200],
    }


def test_promise_of_a_closed_inquiry_is_read_like_the_inquiry(cast):
    inquiry = answered(cast)
    promise = promised(cast, item=None, inquiry=inquiry)
    Promise.objects.filter(pk=promise.pk).update(item=None)
    before = readers(cast, promise)
    type(inquiry.paper).objects.filter(pk=inquiry.pk).update(audience="members")

    assert before == set(cast.everyone())
    assert readers(cast, promise) == {"clerk", "deputy", "chair", "councillor", "colleague", "rival", "mayor"}


@pytest.mark.parametrize(
    "lacking",
    [{"speaker_role": ""}, {"condition": ""}, {"item": None}, {"state": "fulfilled"}, {"settled_on": MADE}],
)
def test_promise_without_speaker_day_or_place_cannot_be_stored(cast, lacking):
    promise = promised(cast)

    with pytest.raises(IntegrityError), transaction.atomic():
        Promise.objects.filter(pk=promise.pk).update(**lacking)


def test_promise_is_overdue_on_the_day_after(cast):
    promise = promised(cast, due=date(2026, 9, 30))

    assert [promise.is_overdue(on=date(2026, 9, 30)), promise.is_overdue(on=date(2026, 10, 1))] == [False, True]
    assert [Promise.objects.overdue(on=day).count() for day in (date(2026, 9, 30), date(2026, 10, 1))] == [0, 1]


def test_life_of_a_promise(cast):
    promise = promised(cast)

    promise = promises.fulfil(promise, outcome="Der Bericht liegt vor.", on=date(2026, 7, 1), by=cast.clerk)
    settled = (promise.state, promise.outcome, promise.settled_on)
    with pytest.raises(WrongState, match="nicht mehr offen"):
        promises.correct(promise, by=cast.clerk, text="anders")
    with pytest.raises(WrongState, match="Das geht jetzt nicht"):
        promises.withdraw(promise, outcome="doch nicht", on=date(2026, 7, 2), by=cast.clerk)
    promise = promises.reopen(promise, by=cast.chair)
    opened = (promise.state, promise.outcome, promise.settled_on)
    promise = promises.withdraw(promise, outcome="Es gibt keinen Bericht.", on=date(2026, 7, 3), by=cast.chair)

    assert settled == ("fulfilled", "Der Bericht liegt vor.", date(2026, 7, 1))
    assert opened == ("open", "", None)
    assert promise.state == "withdrawn"
    assert journal.verify() == []


def test_promise_is_not_settled_before_it_was_made(cast):
    promise = promised(cast)

    with pytest.raises(WrongState, match="vor dem Tag der Zusage"):
        promises.fulfil(promise, outcome="ja", on=MADE - timedelta(days=1), by=cast.clerk)

    assert Promise.objects.get().state == "open"


def test_form_of_an_older_state_is_refused(cast):
    promise = promised(cast)
    promises.correct(promise, by=cast.clerk, version=promise.version, text="Erste Berichtigung")

    with pytest.raises(Stale):
        promises.correct(promise, by=cast.chair, version=promise.version, text="Zweite Berichtigung")

    assert Promise.objects.get().text == "Erste Berichtigung"


def test_promise_is_proposed_at_each_meeting_of_the_body_until_it_is_fulfilled(cast, client):
    promise = promised(cast, text="Die Ampel wird geprüft.")
    first, second = coming(cast), coming(cast)
    elsewhere = factories.meeting(cast.assembly, date=timezone.localdate())
    over = coming(cast, state=MeetingState.CLOSED)
    client.force_login(cast.chair)

    def proposed():
        pages = [
            client.get(meeting.get_absolute_url()).content.decode() for meeting in (first, second, elsewhere, over)
        ]
        return ["Offene Zusagen für diese Sitzung" in page for page in pages]

    steps = [proposed()]
    answer = client.post(reverse("promise-take-up", args=[promise.key]), {"meeting": first.key})
    steps.append(proposed())
    promises.fulfil(promise, outcome="Geprüft.", on=timezone.localdate(), by=cast.chair)
    steps.append(proposed())

    item = first.items.get()
    assert answer.status_code == 303
    assert steps == [[True, True, False, False], [False, True, False, False], [False] * 4]
    assert (item.name, item.number, item.audience) == (
        "Zusage vom 15.06.2026 (Stadtbaurätin): Die Ampel wird geprüft.",
        "1",
        "public",
    )


def test_members_without_the_chair_see_no_proposal(cast, client):
    promised(cast, text="Die Ampel wird geprüft.")
    meeting = coming(cast)
    client.force_login(cast.councillor)

    assert "Offene Zusagen" not in client.get(meeting.get_absolute_url()).content.decode()


def test_closed_promise_becomes_a_closed_item(cast, client):
    promise = promised(cast, item=closed_item(cast), text="Das Grundstück wird gekauft.")
    meeting = coming(cast)
    client.force_login(cast.clerk)

    client.post(reverse("promise-take-up", args=[promise.key]), {"meeting": meeting.key})

    item = meeting.items.get()
    assert (item.public, item.audience, item.audience_organization) == (False, "body", cast.committee)
    client.logout()
    assert "Das Grundstück wird" not in client.get(meeting.get_absolute_url()).content.decode()


@pytest.mark.parametrize("which", ["twice", "other body"])
def test_promise_is_taken_up_once_and_at_its_own_body(cast, client, which):
    promise = promised(cast)
    meeting = coming(cast) if which == "twice" else factories.meeting(cast.assembly)
    client.force_login(cast.clerk)
    answers = [
        client.post(reverse("promise-take-up", args=[promise.key]), {"meeting": meeting.key}).status_code
        for _ in range(2)
    ]

    assert (answers, meeting.items.count()) == (([303, 409], 1) if which == "twice" else ([409, 409], 0))


def test_closed_promise_is_not_laid_before_a_body_that_only_joins(cast, client):
    meeting = factories.meeting(cast.assembly)
    meeting.joint_organizations.add(cast.committee)
    client.force_login(cast.clerk)
    answers = [
        client.post(reverse("promise-take-up", args=[promise.key]), {"meeting": meeting.key}).status_code
        for promise in (promised(cast, item=closed_item(cast)), promised(cast))
    ]

    assert (answers, meeting.items.count()) == ([409, 303], 1)


def test_removed_item_lets_the_promise_be_proposed_again(cast, client):
    promise = promised(cast)
    meeting = coming(cast)
    item = promises.take_up(promise, item=AgendaItem(meeting=meeting, name="Zusage"), by=cast.clerk)
    before = Promise.objects.not_yet_at(meeting).count()
    AgendaItem.objects.filter(pk=item.pk).update(state="removed")

    assert (before, Promise.objects.not_yet_at(meeting).count()) == (0, 1)


def test_promise_is_recorded_from_the_meeting_and_from_the_inquiry(cast, client):
    item = factories.item(meeting_of(cast))
    inquiry = answered(cast)
    client.force_login(cast.chair)

    client.post(reverse("meeting-promise", args=[item.meeting.key]), form(item=item.key))
    client.post(
        reverse("inquiry-promise", args=[inquiry.paper.key]),
        form(organization=cast.assembly.key, text="Die Zahlen folgen."),
    )

    kept = [(one.organization, one.item, one.inquiry_id, one.due) for one in Promise.objects.order_by("pk")]
    assert kept == [
        (cast.committee, item, None, date(2026, 9, 30)),
        (cast.assembly, None, inquiry.pk, date(2026, 9, 30)),
    ]
    client.logout()
    assert "Die Zahlen folgen." in client.get(inquiry.paper.get_absolute_url()).content.decode()
    assert "Zusagen aus dieser Sitzung" in client.get(item.meeting.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"speaker_role": ""}, "Bitte angeben, wer zugesagt hat"),
        ({"due": ""}, "Bitte einen Tag oder eine Bedingung angeben."),
        ({"due": "2026-06-14"}, "Dieser Tag liegt vor der Zusage."),
        ({"made_on": "2999-01-01"}, "Dieser Tag liegt in der Zukunft."),
        ({"text": "a\x00b"}, "Nullzeichen"),
        ({"item": "gibtesnicht"}, "Dies ist keine gültige Auswahl"),
    ],
)
def test_incomplete_form_comes_back_with_its_reason(cast, client, wrong, sentence):
    item = factories.item(meeting_of(cast))
    client.force_login(cast.clerk)

    answer = client.post(reverse("meeting-promise", args=[item.meeting.key]), form(item=item.key) | wrong)

    assert (answer.status_code, Promise.objects.count()) == (422, 0)
    assert sentence in answer.content.decode()


def test_pages_settle_correct_and_reopen(cast, client):
    promise = promised(cast)
    client.force_login(cast.clerk)

    def post(name, **data):
        return client.post(reverse(name, args=[promise.key]), data, follow=True).content.decode()

    corrected = post("promise-edit", **form(text="Der Plan kommt.", version=promise.version))
    fulfilled = post("promise-fulfil", on="2026-07-01", outcome="Er liegt vor.")
    reopened = post("promise-reopen")
    withdrawn = post("promise-withdraw", on="2026-07-02", outcome="Er kommt nicht.")
    future = client.post(reverse("promise-fulfil", args=[promise.key]), {"on": "2999-01-01", "outcome": "x"})

    assert "Der Plan kommt." in corrected
    assert "Er liegt vor." in fulfilled
    assert "Die Zusage ist wieder offen." in reopened
    assert "Er kommt nicht." in withdrawn
    assert future.status_code == 422


def test_list_is_narrowed_by_state_and_body(cast, client):
    promised(cast, text="Erste Zusage", due=date(2026, 7, 1))
    settled = promised(cast, text="Zweite Zusage")
    promises.fulfil(settled, outcome="ja", on=MADE, by=cast.clerk)

    def listed(**query):
        html = client.get(reverse("promises"), query).content.decode()
        return ["Erste Zusage" in html, "Zweite Zusage" in html]

    assert listed() == [True, True]
    assert listed(stand="overdue") == [True, False]
    assert listed(stand="fulfilled") == [False, True]
    assert listed(gremium=cast.committee.key) == [True, True]
    assert listed(gremium="unsinn", stand="'; --", page="x") == [True, True]


def test_list_and_panels_cost_the_same_for_one_and_for_thirty(cast, client):
    item = factories.item(meeting_of(cast))
    meeting = coming(cast)
    client.force_login(cast.clerk)
    addresses = [reverse("promises"), cast.committee.get_absolute_url(), meeting.get_absolute_url()]

    def cost():
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            found.append(len(queries))
        return found

    promised(cast, item=item)
    cost()
    one = cost()
    for _ in range(29):
        promised(cast, item=item)

    assert cost() == one
