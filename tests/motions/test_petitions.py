"""Petitions from the form of anybody to the answer: the petitioner's words and name stay with those who deal with them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from collaboration import anchoring
from collaboration.actions import notes
from council import journal
from council.actions import rules
from council.life import WrongState
from council.may import Denied
from council.models import Entry
from documents.models import Paper, PaperVersion
from documents.search import indexing
from motions import chores, pace
from motions.actions import petitions
from motions.actions.petitions import Sender
from motions.models import Petition, Petitioner
from tests import factories

pytestmark = pytest.mark.django_db

BERLIN = ZoneInfo("Europe/Berlin")
AT = datetime(2026, 6, 15, 9, 0, tzinfo=BERLIN)
DAY = date(2026, 6, 15)
SECRET = "Zwetschgenmus"  # a word of the original that nobody outside may meet
NAME, STREET, MAIL = "Käthe Kummer", "Kiebitzweg 7", "kummer@example.org"
TYPED = {
    "subject": f"Zebrastreifen {SECRET}",
    "text": f"Vor der Schule fehlt ein Zebrastreifen. {SECRET}.",
    "name": NAME,
    "address": STREET,
    "email": MAIL,
}
REDACTED = {"name": "Zebrastreifen vor der Grundschule", "text": "Vor der Grundschule fehlt ein Zebrastreifen."}
OFFICE = {"clerk", "deputy"}
COMMITTEE = {"councillor", "colleague"}


def sent(cast, *, at=AT, account=None, email=MAIL, **fields) -> Petition:
    fields = {"subject": TYPED["subject"], "text": TYPED["text"]} | fields
    made = petitions.submit(sender=Sender(NAME, STREET, email, account), at=at, **fields)
    return Petition.objects.select_related("paper").get(pk=made.pk)


def acknowledged(cast, **fields):
    return petitions.acknowledge(sent(cast, **fields), by=cast.clerk, on=DAY)


def admitted(cast, **fields):
    return petitions.admit(acknowledged(cast, **fields), by=cast.clerk, on=DAY)


def requested(cast, **fields):
    return petitions.request_statement(admitted(cast, **fields), by=cast.clerk, on=DAY)


def stated(cast, **fields):
    return petitions.give_statement(requested(cast, **fields), statement="Wir prüfen.", by=cast.mayor, on=DAY)


def in_committee(cast, **fields):
    petition = stated(cast, **fields)
    petitions.refer(petition, to=cast.committee, by=cast.clerk, on=DAY)
    return again(petition)


def decided(cast, **fields):
    return petitions.decide(in_committee(cast, **fields), outcome="remedied", decision="Kommt.", by=cast.clerk, on=DAY)


def informed(cast, **fields):
    return petitions.inform(decided(cast, **fields), reply=f"Sehr geehrte Frau {NAME}", by=cast.clerk, on=DAY)


def refused(cast, **fields):
    return petitions.refuse(acknowledged(cast, **fields), ground="court", reason="Läuft.", by=cast.clerk, on=DAY)


def again(petition) -> Petition:
    return Petition.objects.select_related("paper").get(pk=petition.pk)


def state(petition) -> str:
    return Paper.objects.get(pk=petition.pk).state


def browser(user=None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def readers(cast, model, petition) -> set[str]:
    return {
        name for name, user in cast.everyone().items() if model.objects.visible_to(user).filter(pk=petition.pk).exists()
    }


# Who reads what, and when

STAGES = {
    "submitted": (sent, OFFICE, OFFICE),
    "acknowledged": (acknowledged, OFFICE, OFFICE),
    "admissible": (admitted, OFFICE, OFFICE),
    "statement requested": (requested, OFFICE | {"mayor"}, OFFICE),
    "in committee": (in_committee, OFFICE | {"mayor"} | COMMITTEE, OFFICE | COMMITTEE),
    "decided": (decided, OFFICE | {"mayor"} | COMMITTEE, OFFICE),
    "informed": (informed, OFFICE | {"mayor"} | COMMITTEE, OFFICE),
    "inadmissible": (refused, OFFICE, OFFICE),
}


@pytest.mark.parametrize("stage", STAGES)
def test_words_and_sender_are_read_by_those_who_deal_with_them(cast, stage):
    begin, words, sender = STAGES[stage]
    petition = begin(cast)

    assert readers(cast, Petition, petition) == words
    assert readers(cast, Petitioner, petition) == sender
    assert readers(cast, Paper, petition) == OFFICE


def test_released_petition_is_read_by_everyone_in_its_redacted_text_alone(cast):
    petition = petitions.release(admitted(cast), by=cast.clerk, **REDACTED)
    page = browser().get(petition.paper.get_absolute_url()).content.decode()

    assert readers(cast, Paper, petition) == set(cast.everyone())
    assert REDACTED["text"] in page
    assert [word for word in (SECRET, NAME, STREET, MAIL) if word in page] == []
    assert [version.text for version in PaperVersion.objects.all()] == [REDACTED["text"]]


def test_opening_the_paper_by_the_general_button_opens_no_word(cast):
    petition = sent(cast)
    browser(cast.clerk).post(reverse("paper-publish", args=[petition.paper.key]))
    page = browser().get(petition.paper.get_absolute_url())

    assert page.status_code == 200
    assert [word for word in (SECRET, NAME, STREET, MAIL) if word in page.content.decode()] == []


@pytest.mark.parametrize("stage", STAGES)
def test_nothing_of_a_petition_is_met_by_outsiders_on_any_page_or_in_search(cast, stage):
    petition = STAGES[stage][0](cast)
    indexing.rebuild()
    addresses = [
        reverse("home"),
        reverse("petitions"),
        reverse("papers"),
        cast.committee.get_absolute_url(),
        f"{reverse('search')}?q={SECRET}",
        petition.paper.get_absolute_url(),
        petition.get_absolute_url(),
    ]

    for name in ("citizen", "rival", "officer", "district", "moderator", "nobody"):
        client = browser(cast.people.get(name))
        said = {address: client.get(address).content.decode().replace(f"q={SECRET}", "") for address in addresses}
        met = {
            address
            for address, page in said.items()
            if any(word in page.replace(f'value="{SECRET}"', "") for word in (NAME, STREET, MAIL, petition.paper.key))
            and address not in addresses[-2:]
        }
        assert met == set(), name
        assert [client.get(address).status_code for address in addresses[-2:]] == (
            [404, 302] if name == "nobody" else [404, 404]
        )


def test_magistrat_reads_the_words_but_not_the_sender(cast):
    petition = requested(cast)
    page = browser(cast.mayor).get(petition.get_absolute_url()).content.decode()

    assert SECRET in page
    assert [word for word in (NAME, STREET, MAIL) if word in page] == []


def test_committee_reads_who_petitions_while_it_decides_and_not_after(cast):
    petition = in_committee(cast)
    client = browser(cast.colleague)
    during = client.get(petition.get_absolute_url()).content.decode()
    petitions.decide(petition, outcome="material", decision="Weiter.", by=cast.clerk, on=DAY)
    after = client.get(petition.get_absolute_url()).content.decode()

    assert [NAME in during, STREET in during, NAME in after, STREET in after] == [True, True, False, False]


def test_journal_knows_neither_words_nor_names_nor_the_account(cast):
    informed(cast, account=cast.citizen)

    rows = list(Entry.objects.all())
    said = " ".join(f"{entry.verb} {entry.numbers}" for entry in rows)

    assert [word for word in (SECRET, NAME, STREET, MAIL, "Kummer") if word in said] == []
    assert {entry.actor_id for entry in rows if entry.actor_id} == {cast.clerk.pk, cast.mayor.pk}


# The deadlines


def test_receipt_is_to_be_confirmed_within_three_working_days(cast):
    assert sent(cast, at=datetime(2026, 6, 12, 9, 0, tzinfo=BERLIN)).acknowledge_due == date(2026, 6, 17)


def test_statement_is_due_twenty_eight_days_after_it_was_asked_for(cast):
    """T-A4."""
    assert requested(cast).statement_due == date(2026, 7, 13)


def test_deadlines_follow_the_rulebook(cast):
    for name, value in (("ack_workdays", 5), ("statement_days", 14)):
        rules.enact(f"petition.{name}", value=value, valid_from=date(2026, 6, 1), legal_basis="GO", by=cast.clerk)

    petition = requested(cast)

    assert (petition.acknowledge_due, petition.statement_due) == (date(2026, 6, 22), date(2026, 6, 29))


def test_petition_waits_for_the_statement_until_its_day_has_passed(cast):
    petition = requested(cast)
    with pytest.raises(WrongState, match=r"am 13\.07\.2026 fällig"):
        petitions.refer(petition, to=cast.committee, by=cast.clerk, on=date(2026, 7, 13))

    petitions.refer(petition, to=cast.committee, by=cast.clerk, on=date(2026, 7, 14))

    assert state(petition) == "in_committee"


# The life

STEPS = {
    "acknowledge": (lambda cast, p, by: petitions.acknowledge(p, by=by, on=DAY), sent, OFFICE),
    "admit": (lambda cast, p, by: petitions.admit(p, by=by, on=DAY), acknowledged, OFFICE),
    "refuse": (
        lambda cast, p, by: petitions.refuse(p, ground="court", reason="x", by=by, on=DAY),
        acknowledged,
        OFFICE,
    ),
    "request": (lambda cast, p, by: petitions.request_statement(p, by=by, on=DAY), admitted, OFFICE),
    "state": (
        lambda cast, p, by: petitions.give_statement(p, statement="x", by=by, on=DAY),
        requested,
        OFFICE | {"mayor"},
    ),
    "refer": (lambda cast, p, by: petitions.refer(p, to=cast.committee, by=by, on=DAY), stated, OFFICE),
    "decide": (
        lambda cast, p, by: petitions.decide(p, outcome="settled", decision="x", by=by, on=DAY),
        in_committee,
        OFFICE,
    ),
    "inform": (lambda cast, p, by: petitions.inform(p, reply="x", by=by, on=DAY), decided, OFFICE),
    "withdraw": (lambda cast, p, by: petitions.withdraw(p, by=by, on=DAY), sent, OFFICE),
    "release": (lambda cast, p, by: petitions.release(p, by=by, **REDACTED), admitted, OFFICE),
    "take back": (
        lambda cast, p, by: petitions.take_back(p, by=by),
        lambda cast: petitions.release(admitted(cast), by=cast.clerk, **REDACTED),
        OFFICE,
    ),
}


@pytest.mark.parametrize("step", STEPS)
def test_each_step_is_taken_by_the_right_people_alone(cast, step):
    act, begin, able = STEPS[step]
    petition = begin(cast)
    before = state(petition), journal.head_number()

    for name in sorted(set(cast.everyone()) - able - {"nobody"}):
        with pytest.raises(Denied):
            act(cast, again(petition), cast.people[name])
        assert (state(petition), journal.head_number()) == before, name
    act(cast, again(petition), cast.people[sorted(able)[0]])

    assert journal.head_number() > before[1]


def test_admissible_petition_has_a_number_and_stays_closed(cast):
    petition = admitted(cast)

    assert (petition.paper.reference, petition.paper.date, petition.paper.audience) == ("101.20.1", DAY, "body")


def test_petition_not_yet_examined_or_inadmissible_is_not_released(cast):
    for petition in (sent(cast), acknowledged(cast, email=""), refused(cast, email="")):
        with pytest.raises(WrongState, match="als zulässig angenommen"):
            petitions.release(petition, by=cast.clerk, **REDACTED)

    assert PaperVersion.objects.count() == 0


def test_released_anew_the_text_before_it_is_gone(cast):
    petition = petitions.release(admitted(cast), by=cast.clerk, name="x", text=f"Mit Namen: {NAME}")
    petitions.release(petition, by=cast.clerk, **REDACTED)

    assert [version.text for version in PaperVersion.objects.all()] == [REDACTED["text"]]


def test_text_on_which_notes_hang_is_not_replaced_but_can_be_taken_back(cast):
    petition = petitions.release(admitted(cast), by=cast.clerk, name="x", text=f"Mit Namen: {NAME}")
    version = PaperVersion.objects.get()
    notes.write(version, selector=anchoring.describe(version.text, 0, 3), text="Hm", circle="public", by=cast.citizen)

    with pytest.raises(WrongState, match="hängen Anmerkungen"):
        petitions.release(petition, by=cast.clerk, **REDACTED)
    petitions.take_back(petition, by=cast.clerk)

    assert PaperVersion.objects.get() == version
    assert readers(cast, Paper, petition) == OFFICE


@pytest.mark.parametrize(
    "wrong", [{"outcome": "remedied"}, {"decided_on": DAY}, {"erased_at": AT}, {"erased_at": AT, "closed_on": DAY}]
)
def test_half_a_decision_and_half_an_erasure_cannot_be_stored(cast, wrong):
    petition = sent(cast)

    with pytest.raises(IntegrityError), transaction.atomic():
        Petition.objects.filter(pk=petition.pk).update(**wrong)


# Erasing


def test_words_and_sender_are_erased_five_years_after_the_end(cast):
    petition = petitions.release(informed(cast), by=cast.clerk, **REDACTED)
    receipt = petition.petitioner.get_absolute_url()
    before = chores.erase_petitioners(datetime(2031, 6, 14, 12, 0, tzinfo=BERLIN))
    there = Petitioner.objects.count()

    done = chores.erase_petitioners(datetime(2031, 6, 15, 12, 0, tzinfo=BERLIN))
    twice = chores.erase_petitioners(datetime(2031, 6, 15, 12, 1, tzinfo=BERLIN))

    petition = again(petition)
    assert (before, there, done, twice) == (0, 1, 1, 0)
    assert (Petitioner.objects.count(), petition.text, petition.reply, petition.outcome) == (0, "", "", "remedied")
    assert browser().get(receipt).status_code == 404
    assert REDACTED["text"] in browser().get(petition.paper.get_absolute_url()).content.decode()
    assert browser(cast.clerk).get(petition.get_absolute_url()).status_code == 200
    assert journal.verify() == []


def test_open_petitions_are_never_erased_and_the_leap_day_is_a_day(cast):
    decided(cast)

    assert chores.erase_petitioners(datetime(2036, 2, 29, 12, 0, tzinfo=BERLIN)) == 0
    assert Petitioner.objects.count() == 1


def test_time_of_retention_follows_the_rulebook(cast):
    informed(cast)
    rules.enact(
        "petition.retention_years", value=2, valid_from=date(2026, 1, 1), legal_basis="Aktenordnung", by=cast.clerk
    )

    assert chores.erase_petitioners(datetime(2028, 6, 15, 12, 0, tzinfo=BERLIN)) == 1


# Through the pages


def test_petition_goes_from_a_phone_to_the_answer_through_the_pages(cast):
    nobody, clerk, mayor, member = browser(), browser(cast.clerk), browser(cast.mayor), browser(cast.colleague)

    empty = nobody.get(reverse("petition-new"))
    answer = nobody.post(reverse("petition-new"), TYPED)
    receipt = answer["Location"]
    petition = Petition.objects.select_related("paper").get()
    key = petition.paper.key

    def at(name):
        return reverse(f"petition-{name}", args=[key])

    first = nobody.get(receipt)
    desk = clerk.get(reverse("desk")).content.decode()
    clerk.post(at("acknowledge"))
    clerk.post(at("admit"))
    clerk.post(at("request"))
    asked = mayor.get(reverse("desk")).content.decode()
    mayor.post(at("statement"), {"statement": "Das Tiefbauamt hält einen Zebrastreifen für möglich."})
    clerk.post(at("refer"), {"to": cast.committee.key})
    waiting = member.get(reverse("desk")).content.decode()
    read = member.get(petition.get_absolute_url()).content.decode()
    clerk.post(at("release"), REDACTED | {"checked": "on"})
    clerk.post(at("decide"), {"outcome": "remedied", "decision": "Der Zebrastreifen kommt."})
    clerk.post(at("inform"), {"reply": "Ihrer Eingabe wird abgeholfen."})
    last = nobody.get(receipt).content.decode()
    public = nobody.get(reverse("petitions")).content.decode()

    assert (empty.status_code, answer.status_code, first.status_code) == (200, 303, 200)
    assert len(receipt.strip("/").split("/")[-1]) == 26  # 130 bits
    assert (first["Cache-Control"], first["X-Robots-Tag"]) == ("no-store, private", "noindex, nofollow")
    assert [word for word in (NAME, STREET, MAIL) if word in first.content.decode()] == []
    assert SECRET in first.content.decode()
    assert TYPED["subject"] in desk
    assert TYPED["subject"] in asked
    assert TYPED["subject"] in waiting
    assert "Das Tiefbauamt hält einen Zebrastreifen für möglich." in read
    assert state(petition) == "petitioner_informed"
    assert ["Ihrer Eingabe wird abgeholfen." in last, "Das Tiefbauamt hält" in last] == [True, False]
    assert [REDACTED["name"] in public, SECRET in public] == [True, False]


def test_account_finds_its_petitions_at_the_desk_and_others_do_not(cast):
    citizen = browser(cast.citizen)
    citizen.post(reverse("petition-new"), TYPED)
    browser().post(reverse("petition-new"), TYPED | {"email": "", "subject": "Ohne Konto Pflaumenmus"})

    own = citizen.get(reverse("desk")).content.decode()
    others = browser(cast.rival).get(reverse("desk")).content.decode()

    assert [SECRET in own, "Pflaumenmus" in own] == [True, False]
    assert [SECRET in others, "Pflaumenmus" in others] == [False, False]


def test_refusal_needs_a_ground_of_the_list_and_the_petitioner_reads_it(cast):
    petition = acknowledged(cast)
    clerk = browser(cast.clerk)
    address = reverse("petition-refuse", args=[petition.paper.key])
    wrong = clerk.post(address, {"ground": "because", "reason": "x"})
    kept = state(petition)
    clerk.post(address, {"ground": "court", "reason": "Das Gericht entscheidet."})
    page = browser().get(petition.petitioner.get_absolute_url()).content.decode()

    assert (wrong.status_code, kept, state(petition)) == (422, "acknowledged", "inadmissible")
    assert "Das Gericht entscheidet." in page


def test_release_is_refused_until_somebody_says_that_nobody_is_recognised(cast):
    petition = admitted(cast)
    answer = browser(cast.clerk).post(reverse("petition-release", args=[petition.paper.key]), REDACTED)

    assert (answer.status_code, again(petition).released_at) == (422, None)


def test_step_out_of_turn_is_a_conflict_and_changes_nothing(cast):
    petition = sent(cast)
    clerk = browser(cast.clerk)
    head = journal.head_number()

    answers = {
        name: clerk.post(reverse(f"petition-{name}", args=[petition.paper.key])).status_code
        for name in ("admit", "refuse", "request", "statement", "refer", "decide", "inform")
    }

    assert answers == dict.fromkeys(answers, 409)
    assert journal.head_number() == head


def test_steps_of_a_petition_one_may_not_read_are_not_found(cast):
    petition = in_committee(cast)
    names = ("acknowledge", "admit", "refuse", "request", "statement", "refer", "decide", "inform", "release")

    for who in ("citizen", "rival", "officer"):
        client = browser(cast.people[who])
        answers = {client.post(reverse(f"petition-{name}", args=[petition.paper.key])).status_code for name in names}
        assert answers == {404}, who
    answers = [
        browser(cast.colleague).post(reverse(f"petition-{name}", args=[petition.paper.key])).status_code
        for name in names
    ]
    assert set(answers) == {403}


def test_unreleased_petition_on_a_committees_agenda_shows_its_words_to_its_members_alone(cast):
    petition = in_committee(cast)
    meeting = factories.meeting(cast.committee, date=timezone.localdate() + timedelta(days=9), state="agenda_open")
    browser(cast.clerk).post(
        reverse("paper-place", args=[petition.paper.key]), {"meeting": meeting.pk, "part": "", "number": "1"}
    )
    pages = {
        name: browser(cast.people.get(name)).get(meeting.get_absolute_url()).content.decode()
        for name in ("colleague", "rival", "nobody")
    }

    assert {name: petition.get_absolute_url() in page for name, page in pages.items()} == {
        "colleague": True,
        "rival": False,
        "nobody": False,
    }
    assert [name for name, page in pages.items() if SECRET in page] == []


# Bad input and floods

HOSTILE = {
    "script": ("text", "<script>alert(1)</script> soll das hier", True),
    "bidi": ("text", "Eingabe \u202e umgedreht und lang genug", True),
    "nul": ("text", "Eingabe\x00 mit Null und lang genug", False),
    "long": ("text", "x" * 200_000, False),
    "short": ("text", "kurz", False),
    "no name": ("name", " ", False),
    "no address": ("address", "", False),
    "wrong mail": ("email", "kein@", False),
    "script in name": ("name", "<script>alert(1)</script>", True),
}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_petition_is_kept_as_text_or_refused_with_a_sentence(cast, hostile):
    field, value, kept = HOSTILE[hostile]
    answer = browser().post(reverse("petition-new"), TYPED | {field: value})

    assert answer.status_code == (303 if kept else 422)
    assert Petition.objects.count() == kept
    if kept:
        page = browser(cast.clerk).get(Petition.objects.get().get_absolute_url()).content.decode()
        assert "<script>alert(1)" not in page


def test_one_sender_hands_in_so_many_in_an_hour_and_no_more(cast):
    client = browser()
    answers = [client.post(reverse("petition-new"), TYPED).status_code for _ in range(pace.FROM_ONE + 1)]
    other = client.post(reverse("petition-new"), TYPED | {"email": "andere@example.org"}).status_code

    assert answers == [303] * pace.FROM_ONE + [429]
    assert other == 303


def test_all_senders_together_hand_in_so_many_in_an_hour(cast, monkeypatch):
    monkeypatch.setattr(pace, "IN_ALL", 2)
    for index in range(2):
        sent(cast, email=f"{index}@example.org")

    with pytest.raises(pace.TooMany, match="sehr viele Eingaben"):
        pace.check(email="", account=None, at=AT + timedelta(minutes=59))

    pace.check(email="", account=None, at=AT + timedelta(minutes=61))


def test_lists_cost_the_same_however_many_petitions_there_are(cast):
    addresses = [
        ("nobody", reverse("petitions"), REDACTED["name"]),
        ("colleague", cast.committee.get_absolute_url(), TYPED["subject"]),
        ("colleague", reverse("desk"), TYPED["subject"]),
        ("clerk", reverse("desk"), TYPED["subject"]),
    ]
    costs = []
    for number in (1, 2):  # one petition, then three
        for index in range(number):
            sent_in = in_committee(cast, email=f"{number}{index}@example.org")
            petitions.release(sent_in, by=cast.clerk, **REDACTED)
        costs.append([_cost(browser(cast.people.get(name)), address, word) for name, address, word in addresses])

    assert Petition.objects.count() == 3
    assert costs[0] == costs[1]


def _cost(client, address, word) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert word in client.get(address).content.decode()
    return len(queries)
