"""What is forgotten once its period is over, by whom nobody has to ask, and what stays."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from council import chores_retention, journal, retention, tick
from council.models import AccountInvitation, AgendaRevision, Delivery, Entry, Invitation
from tests import factories

pytestmark = pytest.mark.django_db


def link(person, *, days_ago, ended=True):
    at = timezone.now() - timedelta(days=days_ago)
    return AccountInvitation.objects.create(
        person=person,
        email="frau.neu@example.org",
        made_at=at,
        valid_until=at,
        ended_at=at if ended else None,
    )


def letter(cast, *, ended_days_ago):
    """An invitation to a meeting of a term that ended so long ago, sent to one address."""
    ended = timezone.localdate() - timedelta(days=ended_days_ago)
    term = factories.term(start_date=ended - timedelta(days=1800), end_date=ended)
    meeting, now = factories.meeting(cast.assembly, term=term), timezone.now()
    revision = AgendaRevision.objects.create(meeting=meeting, number=1, kind="sent", made_at=now, content={})
    made = Invitation.objects.create(meeting=meeting, revision=revision, kind="regular", sent_at=now)
    return Delivery.objects.create(
        invitation=made,
        person=cast.councillor.person,
        capacity="member",
        channel="email",
        address="rat@example.org",
        provided_at=now,
    )


def run(*words):
    said = io.StringIO()
    call_command("forget", *words, stdout=said)
    return said.getvalue().splitlines()


@pytest.fixture
def kept(cast):
    """Of each kind one whose time is over and one whose time is not."""
    old, new = link(factories.person(), days_ago=91), link(factories.person(), days_ago=89)
    return {
        "old": old,
        "new": new,
        "old letter": letter(cast, ended_days_ago=366),
        "letter": letter(cast, ended_days_ago=364),
    }


def addresses(kept):
    for row in kept.values():
        row.refresh_from_db()
    return {name: getattr(row, "email", getattr(row, "address", None)) for name, row in kept.items()}


BEFORE = {
    "old": "frau.neu@example.org",
    "new": "frau.neu@example.org",
    "old letter": "rat@example.org",
    "letter": "rat@example.org",
}


def test_nothing_is_forgotten_unless_asked_for(kept):
    head = journal.head_number()

    said = run()

    assert "Einladung zu einem Konto: 1 zu löschen" in said
    assert "Zustellung von Einladungen: 1 zu löschen" in said
    assert said[-1] == "Nur gezählt. Mit --apply wird gelöscht."
    assert (addresses(kept), journal.head_number()) == (BEFORE, head)


def test_what_is_due_is_forgotten_with_a_proof_and_an_unbroken_chain(kept):
    said = run("--apply")

    assert addresses(kept) == BEFORE | {"old": "", "old letter": ""}
    assert "Einladung zu einem Konto: 1 gelöscht" in said
    assert journal.verify() == []
    assert said[-1].endswith("das Journal ist unversehrt.")
    entries = Entry.objects.filter(verb__endswith=".forgotten").values_list("verb", "thing", "actor", "numbers")
    assert sorted(entries) == [
        ("account.forgotten", kept["old"].pk, None, {}),
        ("invitation.forgotten", kept["old letter"].invitation_id, None, {"deliveries": 1}),
    ]
    assert "Einladung zu einem Konto: 0 gelöscht" in run("--apply")


def test_without_a_period_in_the_table_nothing_is_forgotten(kept, monkeypatch):
    endless = {name: replace(purpose, days=None) for name, purpose in retention.purposes().items()}
    monkeypatch.setattr(retention, "purposes", lambda: endless)

    for chore in (chores_retention.forget_account_invitations, chores_retention.forget_addresses):
        with pytest.raises(LookupError, match="keine Frist"):
            chore(timezone.now())

    assert addresses(kept) == BEFORE


def test_link_that_nobody_took_is_forgotten_and_ended(cast):
    made = link(factories.person(), days_ago=91, ended=False)

    tick.run(timezone.now(), only={"forget_account_invitations"})

    made.refresh_from_db()
    assert (made.email, made.ended_at) == ("", made.valid_until)


def test_sign_ins_that_ran_out_go_with_address_and_browser(cast):
    now = timezone.now()
    for key, days in (("a", -1), ("b", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=now + timedelta(days=days))
        UserSession.objects.create(user=cast.citizen, ip="192.0.2.7", session_key=key, user_agent="Firefox")

    assert tick.run(now, only={"clear_sessions"}) == {"clear_sessions": 1}

    assert list(Session.objects.values_list("session_key", flat=True)) == ["b"]
    assert list(UserSession.objects.values_list("session_key", flat=True)) == ["b"]


def test_everybody_reads_what_is_kept_why_and_how_long(client):
    html = client.get("/privacy/").content.decode()

    for purpose in retention.purposes().values():
        assert {purpose.title in html, purpose.period in html, purpose.basis in html} == {True}
    assert 'href="/privacy/"' in client.get("/").content.decode()
