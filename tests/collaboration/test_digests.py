"""Mails about what people follow: their words, their rhythm, each once though the server dies, never anything closed."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone

from collaboration import chores_following, digests, stopping
from collaboration.actions import subscriptions
from collaboration.models import Lookout, Subscription
from council import journal, post, unjournaled
from council.actions import meetings, rules
from council.models import Entry, Membership
from council.states import Audience, BodyKind
from documents.actions import papers
from documents.search import indexing, shelf
from documents.search.engine import IndexUnusable
from motions.actions import inquiries
from tests import factories
from tests.collaboration.test_notes import TEXT, written
from tests.council import broken_mail
from tests.motions import inquiring

pytestmark = pytest.mark.django_db
SECRET = "Geheimwort"
LATER = {"date": date(2090, 6, 15), "starts_at": datetime(2090, 6, 15, 16, tzinfo=factories.BERLIN)}
BASE = "http://localhost:8000"


def tomorrow(hour=8) -> datetime:
    day = timezone.localdate() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, hour, tzinfo=factories.BERLIN)


def digest(*, days=1, hour=8) -> list[tuple[str, str]]:
    """Let the daily mails of a day go out; gives receiver and subject of each."""
    mail.outbox.clear()
    chores_following.send_digests(tomorrow(hour) + timedelta(days=days - 1))
    return sent()


def dates() -> list[tuple[str, str]]:
    mail.outbox.clear()
    chores_following.send_dates(timezone.now())
    return sent()


def sent() -> list[tuple[str, str]]:
    return [(message.to[0].partition("@")[0], message.subject) for message in mail.outbox]


def follow(user, **target) -> Subscription:
    return subscriptions.follow(target, by=user)


@pytest.fixture
def paper(cast):
    return factories.paper(name="Radweg", reference="101.20.5", text=TEXT)


# Words


def test_digest_says_all_in_plain_words(cast, paper):
    made = follow(cast.citizen, paper=paper)
    body = follow(cast.citizen, organization=cast.committee)
    papers.revise(paper, body_text="Ganz anderer Text.", by=cast.clerk)
    factories.file(paper=paper, name="Lageplan")
    held = factories.meeting(cast.committee, name="5. Sitzung", **LATER)

    assert digest() == [("citizen", "Neues zu dem, was Sie verfolgen")]

    (message,) = mail.outbox
    lookout = Lookout.objects.get()
    assert (
        message.body
        == f"""Guten Tag Einwohner/in,

Neues zu dem, was Sie verfolgen:

Ausschuss für Umwelt und Energie, Do., 15. Juni 2090, 16:00 Uhr
5. Sitzung
– Neuer Termin
{BASE}{held.get_absolute_url()}

Antrag · 101.20.5
Radweg
– Neue Datei: Lageplan
– Neue Fassung des Textes
{BASE}{paper.get_absolute_url()}

Sie erhalten diese Nachricht, weil Sie verfolgen:

– Ausschuss für Umwelt und Energie
  Nicht mehr verfolgen: {stopping.link(body)}

– 101.20.5 Radweg
  Nicht mehr verfolgen: {stopping.link(made)}

Was Sie verfolgen und wie oft Sie davon hören, bestimmen Sie hier:
{BASE}/following/

Keine E-Mails mehr, ohne Anmeldung:
{stopping.link(lookout)}

Diese Nachricht wurde automatisch versandt.
"""
    )
    assert {name: value for name, value in message.extra_headers.items() if name != "Message-ID"} == {
        "List-Unsubscribe": f"<{stopping.link(lookout)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
    assert message.message().get_content_type() == "text/plain"


def test_answer_is_told_at_once_and_then_not_again(cast):
    inquiry = inquiring.requested(cast)
    made = follow(cast.citizen, paper=inquiry.paper)
    answer = inquiries.NewAnswer(mode="written", passages=[], given_on=date(2026, 7, 1))
    inquiries.answer_in_writing(inquiry, answer=answer, by=cast.officer)

    assert dates() == [("citizen", "Die Antwort liegt vor: Radweg an der Mühlgasse")]
    (message,) = mail.outbox
    paper = inquiry.paper
    assert message.body.startswith(
        f"""Guten Tag Einwohner/in,

ein Termin, eine Frist oder eine Antwort zu dem, was Sie verfolgen:

Anfrage · {paper.reference}
Radweg an der Mühlgasse
– Die Antwort liegt vor
{BASE}{paper.get_absolute_url()}

Sie erhalten diese Nachricht, weil Sie verfolgen:

– {paper.reference} Radweg an der Mühlgasse
  Nicht mehr verfolgen: {stopping.link(made)}
"""
    )
    assert dates() == []
    assert digest() == []


def test_closed_matter_is_never_named_and_only_hinted_at_to_its_readers(cast):
    closed = factories.paper(name=SECRET, reference="101.20.99", audience=Audience.COUNCIL, text=TEXT)
    follow(cast.councillor, paper=closed)
    papers.revise(closed, body_text=f"{SECRET} im Text.", by=cast.clerk)

    assert digest() == [("councillor", "Neues, das nur nach der Anmeldung zu lesen ist")]

    assert (
        mail.outbox[0].body
        == f"""Guten Tag Frau Councillor,

Zu dem, was Sie verfolgen, gibt es Neues, das nur nach der Anmeldung zu lesen ist:
{BASE}/news/?followed=1

Sie erhalten diese Nachricht, weil Sie etwas verfolgen, das hier nicht genannt wird.

Was Sie verfolgen und wie oft Sie davon hören, bestimmen Sie hier:
{BASE}/following/

Keine E-Mails mehr, ohne Anmeldung:
{stopping.link(Lookout.objects.get())}

Diese Nachricht wurde automatisch versandt.
"""
    )


def test_names_with_line_ends_and_overrides_stay_on_their_line(cast):
    odd = factories.paper(name="Radweg\r\nBcc: alle@example.org\u202e\x01", text=TEXT)
    cast.citizen.pseudonym = "Nina\nSubject: x"
    cast.citizen.save()
    follow(cast.citizen, paper=odd)
    papers.revise(odd, body_text="Neu.", by=cast.clerk)

    assert digest() == [("citizen", "Neue Fassung des Textes: Radweg Bcc: alle@example.org")]
    assert mail.outbox[0].body.startswith("Guten Tag Nina Subject: x,\n")
    assert mail.outbox[0].recipients() == ["citizen@example.org"]


def test_whole_way_from_the_button_over_the_mail_to_the_end(cast, paper):
    browser, mail_program = Client(), Client(enforce_csrf_checks=True)
    browser.force_login(cast.citizen)
    page = browser.get(paper.get_absolute_url()).content.decode()
    browser.post(re.search(r'action="(/following/start/[^"]+)"', page)[1], {"next": paper.get_absolute_url()})
    papers.revise(paper, body_text="Neu.", by=cast.clerk)

    assert digest() == [("citizen", "Neue Fassung des Textes: Radweg")]
    link = re.search(r"Nicht mehr verfolgen: (\S+)", mail.outbox[0].body)[1].removeprefix(BASE)
    assert "Nicht mehr verfolgen?" in mail_program.get(link).content.decode()
    assert mail_program.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200

    papers.revise(paper, body_text="Noch neuer.", by=cast.clerk)
    assert digest(days=2) == []
    assert "Sie verfolgen noch nichts" in browser.get("/following/").content.decode()


# Rhythm


def test_there_is_no_mail_without_news_nor_for_what_one_did_oneself(cast, paper):
    follow(cast.citizen, paper=paper)
    follow(cast.clerk, paper=paper)
    assert digest() == []
    papers.revise(paper, body_text="Neu.", by=cast.clerk)

    assert digest(days=2) == [("citizen", "Neue Fassung des Textes: Radweg")]


def test_digest_waits_for_the_hour_of_the_rulebook_and_comes_once_a_day(cast, paper):
    follow(cast.citizen, paper=paper)
    papers.revise(paper, body_text="Neu.", by=cast.clerk)
    rules.enact("following.hour", 9, valid_from=timezone.localdate(), legal_basis="GO", by=None)

    assert digest(hour=8) == []
    assert digest(hour=9) == [("citizen", "Neue Fassung des Textes: Radweg")]
    papers.revise(paper, body_text="Noch neuer.", by=cast.clerk)
    assert digest(hour=10) == []
    assert digest(days=2, hour=9) == [("citizen", "Neue Fassung des Textes: Radweg")]


def test_whoever_wants_it_quiet_hears_of_dates_once_a_day_too(cast):
    quiet, prompt = follow(cast.citizen, organization=cast.committee), follow(cast.rival, organization=cast.committee)
    subscriptions.choose_rhythm(quiet, rhythm="daily")
    held = factories.meeting(cast.committee, name="5. Sitzung", **LATER)
    meetings.publish_agenda(held, by=None)

    assert dates() == [("rival", "Einladung und Tagesordnung liegen vor: 5. Sitzung")]
    subscriptions.choose_rhythm(quiet, rhythm="dates")
    subscriptions.choose_rhythm(prompt, rhythm="daily")
    assert dates() == []
    assert sorted(digest()) == [
        ("citizen", "Einladung und Tagesordnung liegen vor: 5. Sitzung"),
        ("rival", "Neuer Termin: 5. Sitzung"),
    ]


def test_each_change_of_an_agenda_waits_for_the_day_and_its_supplement_or_the_cancelling_are_told_at_once(cast):
    held = factories.meeting(cast.committee, name="5. Sitzung", **LATER)
    meetings.publish_agenda(held, by=None)
    follow(cast.citizen, organization=cast.committee)
    factories.item(held, name="Brunnen")
    assert dates() == []

    meetings.publish_agenda(held, by=None)
    assert dates() == [("citizen", "Nachtrag zur Tagesordnung: 5. Sitzung")]
    meetings.cancel(held, by=cast.clerk)
    assert dates() == [("citizen", "Die Sitzung ist abgesagt: 5. Sitzung")]


def test_agenda_of_a_running_meeting_is_no_longer_told_at_once(cast):
    held = factories.meeting(cast.committee, name="5. Sitzung", **LATER)
    meetings.publish_agenda(held, by=None)
    follow(cast.citizen, organization=cast.committee)
    type(held).objects.filter(pk=held.pk).update(state="running")
    factories.item(held, name="Dringlich")

    assert dates() == []
    assert digest() == [("citizen", "Die Tagesordnung ist geändert: 5. Sitzung")]


def test_what_happened_before_one_followed_or_during_a_pause_is_left_out(cast, paper):
    papers.revise(paper, body_text="Vorher.", by=cast.clerk)
    made = follow(cast.citizen, paper=paper)
    subscriptions.pause([made])
    factories.file(paper=paper, name="In der Pause")
    assert digest() == []
    subscriptions.resume(made)
    factories.file(paper=paper, name="Danach")

    assert digest(days=2) == [("citizen", "Neue Datei: Danach: Radweg")]


def test_search_tells_what_it_finds_and_nothing_else(cast, paper):
    follow(cast.citizen, search="q=Mühlgasse")
    found = factories.paper(name="Brunnen", text="An der Mühlgasse fehlt ein Brunnen.")
    factories.paper(name="Anderes", text="In der Altstadt.")
    factories.paper(name=SECRET, text="An der Mühlgasse.", audience=Audience.COUNCIL)
    indexing.rebuild()

    assert digest() == [("citizen", f"Neu erfasst: {found.name}")]


def test_search_is_told_once_the_index_has_come_so_far_and_others_do_not_wait_for_it(cast, paper):
    indexing.rebuild()
    follow(cast.citizen, search="q=Mühlgasse")
    follow(cast.rival, organization=cast.committee)
    factories.paper(name="Brunnen", text="An der Mühlgasse fehlt ein Brunnen.")
    factories.meeting(cast.committee, name="5. Sitzung", **LATER)
    assert digest() == [("rival", "Neuer Termin: 5. Sitzung")]

    journal.drain("search")

    assert digest(days=2) == [("citizen", "Neu erfasst: Brunnen")]
    assert digest(days=3) == []


@pytest.mark.parametrize("harm", ["missing", "found unusable"])
def test_search_is_tried_again_while_nothing_can_be_searched(monkeypatch, cast, paper, harm):
    indexing.rebuild()
    follow(cast.citizen, search="q=Mühlgasse")
    follow(cast.rival, organization=cast.committee)
    factories.paper(name="Brunnen", text="An der Mühlgasse fehlt ein Brunnen.")
    factories.meeting(cast.committee, name="5. Sitzung", **LATER)
    journal.drain("search")
    if harm == "missing":
        indexing.give_up()
    with monkeypatch.context() as broken:
        broken.setattr(type(shelf.engine()), "query", unusable)
        assert digest() == [("rival", "Neuer Termin: 5. Sitzung")]
    assert not indexing.is_sound()

    indexing.keep_sound(timezone.now())

    assert digest() == [("citizen", "Neu erfasst: Brunnen")]
    assert digest() == []


def test_index_that_is_being_built_is_not_given_up(settings, cast, paper):
    indexing.rebuild()
    follow(cast.citizen, search="q=Mühlgasse")
    factories.paper(name="Brunnen", text="An der Mühlgasse fehlt ein Brunnen.")
    kept = Path(settings.INDEX_ROOT) / "build.json"
    building = kept.read_text(encoding="utf-8").replace('"is_complete": true', '"is_complete": false')
    kept.write_text(building, encoding="utf-8")

    assert digest() == []
    assert kept.read_text(encoding="utf-8") == building


def unusable(*args, **kwargs):
    raise IndexUnusable


@pytest.fixture
def half_searched(monkeypatch, cast, paper):
    """Searches that are over before all was looked at, and find what they came to; gives each that was asked."""
    indexing.rebuild()
    follow(cast.citizen, search="q=Mühlgasse")
    asked, whole = [], type(shelf.engine()).query

    def half(*args, **kwargs):
        asked.append(args)
        hits = whole(*args, **kwargs)
        return replace(hits, hits=hits.hits[: half.length], is_complete=False)

    half.length = 1
    monkeypatch.setattr(type(shelf.engine()), "query", half)
    half.asked, half.whole = asked, whole
    return half


def brunnen(*names) -> None:
    for name in names:
        factories.paper(name=name, text="An der Mühlgasse fehlt ein Brunnen.")
    journal.drain("search")


def told_papers() -> list[str]:
    return sorted(line for message in mail.outbox for line in re.findall("^Brunnen \\w+$", message.body, re.M))


def test_search_that_takes_too_long_is_told_as_far_as_it_came_and_once_a_day(half_searched):
    brunnen("Brunnen eins", "Brunnen zwei")

    assert len(digest()) == 1
    first = told_papers()
    half_searched.asked.clear()
    assert digest() == []
    assert half_searched.asked == []

    half_searched.length = 2
    assert len(digest(days=2)) == 1
    assert (len(first), sorted(first + told_papers())) == (1, ["Brunnen eins", "Brunnen zwei"])
    assert digest(days=3) == []


def test_search_that_takes_too_long_holds_up_nothing_else_and_is_waited_for_a_day(half_searched, cast, paper):
    follow(cast.citizen, paper=paper)
    papers.revise(paper, body_text="Neu.", by=cast.clerk)
    half_searched.length = 0
    brunnen("Brunnen eins")

    assert digest() == [("citizen", "Neue Fassung des Textes: Radweg")]
    assert digest(days=2) == []
    half_searched.length = 1
    assert digest(days=3) == []


def test_what_a_daily_mail_told_while_a_search_is_waited_for_is_not_told_at_once_again(half_searched, cast):
    follow(cast.citizen, organization=cast.committee)
    meetings.publish_agenda(factories.meeting(cast.committee, name="5. Sitzung", **LATER), by=None)
    journal.drain("search")
    half_searched.length = 0

    assert digest() == [("citizen", "Einladung und Tagesordnung liegen vor: 5. Sitzung")]
    assert dates() == []


def test_followers_of_a_body_are_spared_notes_and_those_of_the_paper_are_told(cast, paper):
    paper.originators.create(organization=cast.our_faction)
    follow(cast.citizen, organization=cast.our_faction)
    follow(cast.rival, paper=paper)
    written(paper, by=cast.colleague, circle=Audience.PUBLIC, text=SECRET)

    assert digest() == [("rival", "Neue Anmerkung: Radweg")]
    assert SECRET not in mail.outbox[0].body


def test_what_is_too_much_for_one_round_is_told_by_the_next_and_nothing_is_left_out(monkeypatch, cast, paper):
    follow(cast.citizen, paper=paper)
    for name in ("Erste", "Zweite", "Dritte"):
        factories.file(paper=paper, name=name)
    monkeypatch.setattr(digests, "MOST_ENTRIES", 2)
    told = []

    for day in (1, 2, 3):
        digest(days=day)
        told.append([line for message in mail.outbox for line in re.findall("Neue Datei: (\\w+)\n", message.body)])

    assert told == [["Zweite", "Erste"], ["Dritte"], []]


def test_account_that_is_far_behind_takes_nothing_from_the_others(monkeypatch, cast, paper):
    follow(cast.rival, paper=paper)
    for name in ("Erste", "Zweite", "Dritte"):
        factories.file(paper=paper, name=name)
    follow(cast.citizen, paper=paper)
    papers.revise(paper, body_text="Neu.", by=cast.clerk)
    monkeypatch.setattr(digests, "MOST_ENTRIES", 2)

    assert digest() == [("rival", "Neue Datei: Zweite: Radweg")]
    assert digest() == [("citizen", "Neue Fassung des Textes: Radweg")]
    assert digest() == []


# Rights


def test_rights_are_asked_when_the_mail_is_sent_not_when_it_happened(cast, paper):
    follow(cast.citizen, paper=paper)
    follow(cast.councillor, paper=paper)
    papers.revise(paper, body_text="Neu.", by=cast.clerk)
    papers.restrict(paper, audience=Audience.COUNCIL, by=cast.clerk)

    assert digest() == [("councillor", "Neues, das nur nach der Anmeldung zu lesen ist")]
    assert "Radweg" not in mail.outbox[0].body


def test_end_of_office_and_of_the_account_end_the_mails(cast):
    closed = factories.paper(name=SECRET, audience=Audience.COUNCIL, text=TEXT)
    open_paper = factories.paper(name="Radweg", text=TEXT)
    for user in (cast.councillor, cast.rival):
        follow(user, paper=closed)
    follow(cast.citizen, paper=open_paper)
    for one in (closed, open_paper):
        papers.revise(one, body_text="Neu.", by=cast.clerk)
    Membership.objects.filter(person=cast.rival.person).update(end_date=timezone.localdate() - timedelta(days=1))
    type(cast.citizen).objects.filter(pk=cast.citizen.pk).update(is_active=False)

    assert digest() == [("councillor", "Neues, das nur nach der Anmeldung zu lesen ist")]


def test_deleted_body_is_named_in_no_mail(cast, paper):
    body = factories.organization(BodyKind.COMMITTEE, name=SECRET)
    paper.originators.create(organization=body)
    follow(cast.citizen, organization=body)
    follow(cast.citizen, paper=paper)
    papers.revise(paper, body_text="Neu.", by=cast.clerk)
    type(body).objects.filter(pk=body.pk).update(deleted_at=timezone.now())

    assert digest() == [("citizen", "Neue Fassung des Textes: Radweg")]
    assert SECRET not in mail.outbox[0].body


# Once, though the server dies


class Died(BaseException):
    """The process is gone at this very moment."""


class Dying(EmailBackend):
    """Takes mails until it is told to die: before it takes one, or right after."""

    left = 0
    after = False

    def send_messages(self, messages):
        if not type(self).left and not self.after:
            raise Died
        taken = super().send_messages(messages)
        type(self).left -= 1
        if type(self).left < 0:
            raise Died
        return taken


@pytest.fixture
def three(cast, paper):
    for user in (cast.citizen, cast.councillor, cast.rival):
        follow(user, paper=paper)
    papers.revise(paper, body_text="Neu.", by=cast.clerk)
    mail.outbox.clear()


def killed(settings, *, left, after) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Dying"
    Dying.left, Dying.after = left, after
    with pytest.raises(Died):
        chores_following.send_digests(tomorrow())
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    unjournaled.Lease.objects.all().delete()  # it runs out


@pytest.mark.parametrize("left", [0, 1, 2])
def test_killed_before_a_mail_repeats_nothing_and_loses_nothing(settings, three, left):
    killed(settings, left=left, after=False)
    assert len(mail.outbox) == left

    chores_following.send_digests(tomorrow())
    chores_following.send_digests(tomorrow())

    assert sorted(name for name, _ in sent()) == ["citizen", "councillor", "rival"]


def test_killed_right_after_a_mail_sends_the_same_message_so_that_it_counts_once(settings, three):
    killed(settings, left=1, after=True)
    assert len(mail.outbox) == 2

    chores_following.send_digests(tomorrow())

    named = [(message.to[0], message.extra_headers["Message-ID"]) for message in mail.outbox]
    assert len(named) == 4
    assert len(set(named)) == len({name for _, name in named}) == 3
    assert all(re.fullmatch(r"<[0-9a-f]{64}@localhost>", name) for _, name in named)


def test_daily_mail_and_one_about_dates_are_never_taken_for_the_same(cast):
    follow(cast.citizen, organization=cast.committee)
    held = factories.meeting(cast.committee, name="5. Sitzung", **LATER)
    meetings.publish_agenda(held, by=None)
    urgent = dates() and mail.outbox[0].extra_headers["Message-ID"]
    Lookout.objects.update(told=[])  # as if the server had refused it

    assert digest() == [("citizen", "Einladung und Tagesordnung liegen vor: 5. Sitzung")]
    assert mail.outbox[0].extra_headers["Message-ID"] != urgent


def test_second_process_sends_nothing_while_the_first_is_at_it(three):
    unjournaled.take_lease(chores_following.LEASE, holder="other", seconds=60)
    assert chores_following.send_digests(tomorrow()) == 0
    assert mail.outbox == []

    unjournaled.drop_lease(chores_following.LEASE, holder="other")
    assert chores_following.send_digests(tomorrow()) == 3
    assert chores_following.send_digests(tomorrow()) == 0


def test_mail_server_that_is_away_is_tried_again(settings, three):
    settings.EMAIL_BACKEND = "tests.council.broken_mail.Away"
    assert chores_following.send_digests(tomorrow()) == 0

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert chores_following.send_digests(tomorrow()) == 3


def test_refused_address_is_told_to_its_owner_and_tried_on_the_next_day(settings, client, cast, three):
    settings.EMAIL_BACKEND = "tests.council.broken_mail.Refusing"
    assert chores_following.send_digests(tomorrow()) == 0
    client.force_login(cast.citizen)
    assert "Der Mailserver hat die Nachricht nicht angenommen." in client.get("/following/").content.decode()

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert digest() == []
    assert len(digest(days=2)) == 3
    assert set(Lookout.objects.values_list("problem", flat=True)) == {""}


@pytest.mark.parametrize(("breaks", "refused"), [(1_000, ["councillor"]), (1, [])])
def test_mail_that_breaks_the_line_holds_up_no_other_and_is_tried_twice(monkeypatch, settings, three, breaks, refused):
    settings.EMAIL_BACKEND = "tests.council.broken_mail.Breaking"
    monkeypatch.setattr(broken_mail.Breaking, "at", "councillor")
    monkeypatch.setattr(broken_mail.Breaking, "breaks", breaks)

    assert chores_following.send_digests(tomorrow()) == 3 - len(refused)
    assert chores_following.send_digests(tomorrow()) == 0

    taken = [name for name in ("citizen", "councillor", "rival") if name not in refused]
    assert [name for name, _ in sent()] == taken
    problems = Lookout.objects.exclude(problem="").values_list("user__email", "problem")
    assert list(problems) == [(f"{name}@example.org", post.BROKEN) for name in refused]


class Meanwhile(EmailBackend):
    """Lets something happen after the first mail."""

    happens = None

    def send_messages(self, messages):
        taken = super().send_messages(messages)
        happens, type(self).happens = self.happens, None
        if happens:
            happens[0]()
        return taken


def test_what_is_closed_between_two_mails_of_a_round_is_not_named_in_the_second(
    monkeypatch, settings, cast, paper, three
):
    settings.EMAIL_BACKEND = f"{__name__}.Meanwhile"
    closing = [lambda: papers.restrict(paper, audience=Audience.COUNCIL, by=cast.clerk)]
    monkeypatch.setattr(Meanwhile, "happens", closing)

    assert chores_following.send_digests(tomorrow()) == 3

    hint = "Neues, das nur nach der Anmeldung zu lesen ist"
    assert sent() == [("citizen", "Neue Fassung des Textes: Radweg"), ("councillor", hint), ("rival", hint)]
    assert ["Radweg" in message.body for message in mail.outbox] == [True, False, False]


def test_whoever_pauses_or_loses_the_account_between_two_rounds_hears_nothing(monkeypatch, settings, cast, three):
    settings.EMAIL_BACKEND = f"{__name__}.Meanwhile"
    monkeypatch.setattr(chores_following, "AT_ONCE", 1)

    def happens():
        subscriptions.pause(list(Subscription.objects.filter(user=cast.councillor)))
        type(cast.rival).objects.filter(pk=cast.rival.pk).update(is_active=False)

    monkeypatch.setattr(Meanwhile, "happens", [happens])

    assert chores_following.send_digests(tomorrow()) == 1
    assert [name for name, _ in sent()] == ["citizen"]


def of_councillor() -> Subscription:
    return Subscription.objects.get(user__email="councillor@example.org")


def ended() -> None:
    subscriptions.unfollow(of_councillor())


def paused() -> None:
    subscriptions.pause([of_councillor()])


def stopped_by_mail() -> None:
    stopping.carry_out(Lookout.objects.get(user__email="councillor@example.org"))


def begun_anew() -> None:
    subscriptions.pause([of_councillor()])
    subscriptions.resume(of_councillor())


def lost() -> None:
    type(of_councillor().user).objects.filter(email="councillor@example.org").update(is_active=False)


@pytest.mark.parametrize("happens", [ended, paused, stopped_by_mail, begun_anew, lost])
def test_whoever_ends_it_between_two_mails_of_a_round_hears_nothing_more(monkeypatch, settings, three, happens):
    settings.EMAIL_BACKEND = f"{__name__}.Meanwhile"
    monkeypatch.setattr(Meanwhile, "happens", [happens])

    assert chores_following.send_digests(tomorrow()) == 2
    assert [name for name, _ in sent()] == ["citizen", "rival"]
    assert not Lookout.objects.exclude(mailed_on=tomorrow().date()).exists()


def test_what_follows_one_of_two_things_no_longer_is_told_the_other_alone(monkeypatch, settings, cast, paper, three):
    follow(cast.rival, organization=cast.committee)
    factories.meeting(cast.committee, name="5. Sitzung", **LATER)
    settings.EMAIL_BACKEND = f"{__name__}.Meanwhile"
    happens = [lambda: subscriptions.unfollow(Subscription.objects.get(user=cast.rival, paper=paper))]
    monkeypatch.setattr(Meanwhile, "happens", happens)

    assert chores_following.send_digests(tomorrow()) == 3
    assert sent()[-1] == ("rival", "Neuer Termin: 5. Sitzung")
    assert "Radweg" not in mail.outbox[-1].body


def test_whoever_wants_dates_once_a_day_between_two_mails_is_not_told_at_once(monkeypatch, settings, cast):
    follow(cast.citizen, organization=cast.committee)
    quiet = follow(cast.rival, organization=cast.committee)
    meetings.publish_agenda(factories.meeting(cast.committee, name="5. Sitzung", **LATER), by=None)
    settings.EMAIL_BACKEND = f"{__name__}.Meanwhile"
    monkeypatch.setattr(Meanwhile, "happens", [lambda: subscriptions.choose_rhythm(quiet, rhythm="daily")])

    assert dates() == [("citizen", "Einladung und Tagesordnung liegen vor: 5. Sitzung")]


def test_busy_journal_lets_each_letter_be_written_once_more_at_most(monkeypatch, settings, cast, paper, three):
    settings.EMAIL_BACKEND = f"{__name__}.Busy"
    monkeypatch.setattr(Busy, "happens", staticmethod(lambda: factories.paper(name="Anderes")))
    wholly, lengths = digests.daily, []
    monkeypatch.setattr(digests, "daily", lambda some, **how: lengths.append(len(some)) or wholly(some, **how))

    assert chores_following.send_digests(tomorrow()) == 3
    assert lengths == [3, 1, 1]


class Busy(EmailBackend):
    """Lets something happen after each mail."""

    happens = None

    def send_messages(self, messages):
        taken = super().send_messages(messages)
        self.happens()
        return taken


def test_sending_leaves_no_entry_and_urgent_ones_are_sent_though_the_line_broke(settings, cast):
    follow(cast.citizen, organization=cast.committee)
    held = factories.meeting(cast.committee, name="5. Sitzung", **LATER)
    meetings.publish_agenda(held, by=None)
    before = Entry.objects.count()
    settings.EMAIL_BACKEND = "tests.council.broken_mail.Away"
    assert dates() == []
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    assert dates() == [("citizen", "Einladung und Tagesordnung liegen vor: 5. Sitzung")]
    assert Entry.objects.count() == before == journal.head_number()


def test_dates_refused_by_the_server_are_told_by_the_daily_mail(settings, cast):
    follow(cast.citizen, organization=cast.committee)
    held = factories.meeting(cast.committee, name="5. Sitzung", **LATER)
    meetings.publish_agenda(held, by=None)
    settings.EMAIL_BACKEND = "tests.council.broken_mail.Refusing"
    chores_following.send_dates(timezone.now())
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    assert dates() == []
    assert digest() == [("citizen", "Einladung und Tagesordnung liegen vor: 5. Sitzung")]


def test_round_costs_the_same_for_one_and_for_three_residents(cast, paper, django_assert_max_num_queries):
    counts = []
    for many in (1, 3):
        while Lookout.objects.count() < many:
            follow(factories.user(), paper=factories.paper())
        factories.paper(name="Neu")
        with django_assert_max_num_queries(60) as asked:
            chores_following.send_digests(tomorrow() + timedelta(days=many))
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_no_search_is_asked_where_nothing_happened_that_it_could_find(monkeypatch, cast, paper):
    follow(cast.citizen, search="q=Mühlgasse")
    follow(cast.citizen, paper=paper)
    indexing.rebuild()
    written(paper, by=cast.colleague, circle=Audience.PUBLIC)  # a note is news of its paper alone
    journal.drain("search")
    monkeypatch.setattr(type(shelf.engine()), "query", unusable)

    assert digest() == [("citizen", "Neue Anmerkung: Radweg")]


def test_search_followed_by_many_is_asked_once_and_news_cost_the_same_for_one_and_for_three(
    monkeypatch, cast, django_assert_max_num_queries
):
    asked, whole, counts = [], type(shelf.engine()).query, []
    monkeypatch.setattr(
        type(shelf.engine()), "query", lambda *args, **kwargs: asked.append(args) or whole(*args, **kwargs)
    )
    indexing.rebuild()
    for days in (1, 2):
        while Lookout.objects.count() < 2 * days - 1:
            user = factories.user()
            for target in ({"search": "q=Mühlgasse"}, {"organization": cast.committee}):
                follow(user, **target)
        for number in range(2 * days - 1):
            factories.paper(name=f"Brunnen {number}", text="An der Mühlgasse fehlt ein Brunnen.")
            factories.meeting(cast.committee)
        journal.drain("search")
        asked.clear()
        with django_assert_max_num_queries(150) as queries:
            sent_now = digest(days=days)
        counts.append((len(sent_now), len(asked), len(queries)))

    (one, searches, queries), (three, same, more) = counts
    assert (one, searches, three, same) == (1, 1, 3, 1)
    assert (more - queries) % 2 == 0
    assert (more - queries) // 2 <= 12, counts  # taking the lease, noting, and asking whether anything happened
