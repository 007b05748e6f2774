"""The office erases accounts: of former office holders after their time, of residents who ask; what was public stays."""

import json
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import formats, timezone

from collaboration.actions import erasures
from collaboration.models import Folder, Subscription
from council import journal, residents, retention, signed_out
from council.actions import accounts
from council.life import WrongState
from council.models import AccountInvitation, DeliveryChannel, Entry, Membership, User
from documents.models import Paper
from documents.safekeeping import integrity
from documents.search import indexing
from motions.actions import inquiries, motions, movers, questions
from motions.models import Motion, OralQuestion, Question
from tests import factories
from tests.collaboration.test_erasures import EMAIL, PASSWORD, PSEUDONYM, WORDS, citizen, signed_in, where
from tests.journeys import leak_world

__all__ = ["citizen"]

pytestmark = pytest.mark.django_db
DAYS = retention.purposes()["account"].not_before
GONE = ("Amarantnotiz", "Purpurantrag", "Scharlachfrage", "Zyklamenmappe", "councillor@example.org")
STAYS = ("Safranvermerk", "Kobaltwort", "Türkisantrag")


def ended(user, *, days_ago):
    day = timezone.localdate() - timedelta(days=days_ago)
    Membership.objects.filter(person=user.person).update(end_date=day)
    return User.objects.get(pk=user.pk)  # a standing is kept for a request


def page(person, more=""):
    return f"/people/{person.key}/account/{more}"


def confirmed(client, address):
    """Press the button and say the password again, as asked."""
    asked = client.post(address)
    assert "reauthenticate" in asked["Location"]
    return client.post(asked["Location"], {"password": PASSWORD}, follow=True)


def faults():
    return [finding.sentence for check in integrity.CHECKS.values() for finding in check() if finding.weight == "fault"]


@pytest.fixture
def office(cast, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    return signed_in(cast.clerk)


@pytest.fixture
def former(cast, settings):
    """A councillor with one of everything, whose seats ended long enough ago."""
    settings.ACCOUNT_RATE_LIMITS = False
    user, now = cast.councillor, timezone.now()
    paper, meeting = factories.paper(), factories.meeting(cast.assembly)
    for circle, text in zip(("private", "council", "public"), (GONE[0], *STAYS[:2]), strict=True):
        leak_world.note_on(paper, user, text=text, audience=circle)
    motions.draft(kind="motion", name=GONE[1], mover=None, by=user)
    inquiries.draft(
        Paper(body=cast.town, paper_type="inquiry", name="Frage"), questions=[GONE[2]], written=True, by=user
    )
    questions.draft(name="Bank", text=GONE[2], meeting=meeting, by=user)
    movers.show_to_faction(motions.draft(kind="motion", name=STAYS[2], mover=cast.our_faction, by=user), by=user)
    Subscription.objects.create(user=user, search=GONE[3], since=now)
    Folder.objects.create(owner=user, meeting=meeting, begun_at=now, kept_at=now)
    AccountInvitation.objects.create(person=user.person, email=GONE[4], made_at=now, valid_until=now, ended_at=now)
    DeliveryChannel.objects.create(
        person=user.person, kind="email", address=GONE[4], valid_from=timezone.localdate(), entered_at=now
    )
    return ended(user, days_ago=DAYS + 1)


def test_office_erases_a_former_councillor_through_the_pages_and_the_person_keeps_what_was_public(cast, office, former):
    indexing.rebuild()
    journal.drain()
    person, tablet = former.person, signed_in(former)
    Authenticator.objects.create(user=former, type="totp", data={"secret": GONE[3]})
    assert where(*GONE) != set()
    assert f'href="{page(person, "erase/")}"' in office.get(page(person)).content.decode()
    told = office.get(page(person, "erase/")).content.decode()
    assert [words in told for words in ("Was sofort gelöscht wird", "Was bleibt, und warum")] == [True, True]

    answer = confirmed(office, page(person, "erase/"))

    assert "Das Konto ist gelöscht" in answer.content.decode()
    assert where(*GONE) == set()
    assert {word for _, word in where(*STAYS)} == set(STAYS)
    assert tablet.get("/account/").status_code == 302
    assert (Subscription.objects.count(), Folder.objects.count(), Session.objects.count()) == (0, 0, 1)
    row = User.objects.get(pk=former.pk)
    assert (row.display_name, row.person, row.is_active) == (person.name, None, False)
    assert person.name in office.get(person.get_absolute_url()).content.decode()
    journal.drain()
    assert (journal.verify(), faults()) == ([], [])


def test_erasure_by_the_office_is_proven_by_numbers_alone(cast, former):
    erasures.erase(former, by=cast.clerk)

    entry = Entry.objects.get(verb="account.erased")
    assert (entry.actor, entry.thing, entry.numbers) == (cast.clerk, former.pk, {"notes": 1, "drafts": 3})
    assert Entry.objects.filter(verb="paper.draft_erased").count() == 3
    assert json.dumps(list(Entry.objects.values_list("numbers", flat=True))).find("example.org") == -1


def test_drafts_nobody_handed_in_go_with_all_that_hangs_on_them_and_those_of_a_faction_stay(cast, former):
    erasures.erase(former, by=cast.clerk)

    assert list(Paper.objects.filter(state="draft").values_list("name", flat=True)) == [STAYS[2]]
    assert (Motion.objects.count(), Question.objects.count(), OralQuestion.objects.count()) == (1, 0, 0)


def test_a_motion_returned_to_its_author_is_no_draft_nobody_saw(cast, former):
    paper = Paper.objects.get(name=GONE[1])
    Paper.objects.filter(pk=paper.pk).update(submitted_at=timezone.now())

    erasures.erase(former, by=cast.clerk)

    assert Paper.objects.filter(pk=paper.pk).exists()


def test_whoever_is_elected_again_gets_a_new_account(cast, former):
    person = former.person
    erasures.erase(former, by=cast.clerk)

    made = accounts.accept(accounts.invite(person, email=GONE[4], by=cast.clerk), password=PASSWORD)

    assert (made.person, made.pk != former.pk) == (person, True)


@pytest.mark.parametrize("days_ago", [None, -1, 0, 1, DAYS])
def test_account_is_kept_while_an_office_is_held_and_for_its_time_after(cast, office, former, days_ago):
    if days_ago is None:
        Membership.objects.filter(person=former.person, organization=cast.committee).update(end_date=None)
    else:
        ended(former, days_ago=days_ago)

    told = office.get(page(former.person, "erase/")).content.decode()
    answer = confirmed(office, page(former.person, "erase/"))

    assert ("Ja, Zugang löschen" in told, answer.status_code) == (False, 409)
    sentence = "hat noch ein Amt oder Mandat" if days_ago in (None, -1, 0) else f"endete am {format_day(days_ago)}"
    assert [sentence in words for words in (told, answer.content.decode())] == [True, True]
    with pytest.raises(WrongState):
        erasures.erase(former, by=cast.clerk)
    assert User.objects.get(pk=former.pk).email == GONE[4]


def format_day(days_ago):
    return formats.date_format(timezone.localdate() - timedelta(days=days_ago))


def test_an_office_that_begins_later_keeps_the_account(cast, former):
    day = timezone.localdate() + timedelta(days=30)
    factories.membership(former.person, cast.committee, start_date=day)

    with pytest.raises(WrongState, match="hat noch ein Amt"):
        erasures.erase(former, by=cast.clerk)


def test_erasing_asks_for_the_password_again(cast, former):
    client = Client()
    client.force_login(cast.clerk)

    answer = client.post(page(former.person, "erase/"))

    assert (answer.status_code, "reauthenticate" in answer["Location"]) == (302, True)
    assert User.objects.get(pk=former.pk).is_active


@pytest.mark.parametrize("name", ["chair", "colleague", "mayor", "moderator", "citizen"])
def test_nobody_else_comes_to_these_pages(cast, citizen, former, name):
    client = Client()
    client.force_login(getattr(cast, name))
    pages = [f"/residents/{residents.name_of(citizen)}/{more}" for more in ("", "sign-out/", "erase/")]

    found = [client.get(one).status_code for one in (page(former.person, "erase/"), "/residents/", *pages)]
    sent = [client.post(one).status_code for one in (page(former.person, "erase/"), "/residents/", *pages[1:])]

    assert (found, sent) == ([403] * 5, [403] * 4)
    assert where(EMAIL) != set()


# Residents


def test_office_erases_a_resident_who_asked_for_it(cast, office, citizen):
    there = signed_in(citizen)
    shown = office.post("/residents/", {"email": EMAIL.upper()})
    assert EMAIL in office.get(shown["Location"]).content.decode()
    assert EMAIL not in shown["Location"]
    assert "schriftlich verlangt" in office.get(f"{shown['Location']}erase/").content.decode()

    answer = confirmed(office, f"{shown['Location']}erase/")

    assert "Das Konto ist gelöscht" in answer.content.decode()
    assert where(EMAIL, PSEUDONYM, *WORDS) == set()
    assert (there.get("/account/").status_code, office.get(shown["Location"]).status_code) == (302, 404)
    entry = Entry.objects.get(verb="account.erased")
    assert (entry.actor, entry.numbers) == (cast.clerk, {"notes": 3, "drafts": 0})
    assert (journal.verify(), User.objects.get(pk=citizen.pk).display_name) == ([], "gelöschtes Konto")


def test_office_signs_a_resident_out_everywhere_and_open_lines_hear_it(cast, office, citizen):
    phone, tablet = signed_in(citizen), signed_in(citizen)
    shown = office.post("/residents/", {"email": EMAIL})["Location"]
    assert "angemeldet auf 2 Geräten" in office.get(shown).content.decode()
    assert "Überall abmelden?" in office.get(f"{shown}sign-out/").content.decode()

    answer = office.post(f"{shown}sign-out/", follow=True)

    assert "überall abgemeldet" in answer.content.decode()
    assert [one.get("/account/").status_code for one in (phone, tablet, office)] == [302, 302, 200]
    assert tablet.get("/folders/account/").status_code == 302  # what a folder asks first; it empties itself
    entry = Entry.objects.get(verb="account.signed_out")
    assert (entry.actor, entry.thing, entry.numbers) == (cast.clerk, citizen.pk, {"sessions": 2})
    assert entry.room == signed_out.room_of(citizen.pk)  # the bell hangs up its lines


def test_address_nobody_signs_in_with_is_said_and_that_of_a_councillor_leads_to_their_page(cast, office):
    unknown = office.post("/residents/", {"email": "niemand@example.org"})
    known = office.post("/residents/", {"email": cast.rival.email})

    assert (unknown.status_code, "meldet sich hier niemand an" in unknown.content.decode()) == (422, True)
    assert known["Location"] == page(cast.rival.person)
