"""A vote by name: who may answer, what is kept, what the closing makes of it, and how it is corrected."""

import threading

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from council import audiences, journal, life
from council.actions import agenda, attendance, meetings
from council.may import Denied
from council.models import AgendaItem, Entry
from council.states import Result
from documents.states import PaperState
from motions.actions import ballot_corrections, minuted_votes, roll_calls, treatment
from motions.models import Ballot, MinutedVote, NamedVote, RollCall, VoteCorrection
from motions.views import panels_ballots
from tests import factories
from tests.motions import voting

pytestmark = pytest.mark.django_db


def opened(cast, item=None, **fields) -> RollCall:
    item = item or voting.called(cast)
    fields = {"paper": item.slot.consultation.paper} | fields
    return roll_calls.open_vote(item, by=cast.chair, **fields)


def answers(roll_call):
    return {vote.person.name: vote.answer for vote in NamedVote.objects.filter(roll_call=roll_call)}


def at(name, roll_call):
    return reverse(name, args=[roll_call.key])


def form_of(client, cast, name):
    client.force_login(getattr(cast, name))
    return client


def test_whole_life_through_the_pages(cast, client):
    item = voting.called(cast)
    form_of(client, cast, "chair")
    fields = {
        "what": "main",
        "rule": "simple",
        "demanded_by": "Fraktion Bürgerliste",
        "version": item.version,
    }
    assert client.post(reverse("roll-call-open", args=[item.meeting.key, item.key]), fields).status_code == 303
    roll_call = RollCall.objects.get()
    for name, answer in {"councillor": "no", "colleague": "yes", "rival": "abstain"}.items():
        form_of(client, cast, name).post(at("roll-call-vote", roll_call), {"answer": answer})
    form_of(client, cast, "councillor").post(at("roll-call-vote", roll_call), {"answer": "yes"})
    called_out = {"person": cast.chair.person.key, "answer": "no"}
    form_of(client, cast, "clerk").post(at("roll-call-enter", roll_call), called_out)
    closing = client.post(at("roll-call-close", roll_call), {"version": roll_call.version})

    ballot = Ballot.objects.get()
    client.logout()
    page = client.get(at("roll-call", roll_call)).content.decode()
    assert closing.status_code == 303
    assert (str(ballot), ballot.outcome, ballot.paragraph) == (
        "2 Ja, 1 Nein, 1 Enthaltung",
        "mehrheitlich angenommen",
        "HGO §54(1)",
    )
    assert {(str(vote.organization), vote.yes, vote.no, vote.abstain) for vote in ballot.by_faction.all()} == {
        ("Fraktion Grüne Stadt", 2, 0, 0),
        ("Fraktion Bürgerliste", 0, 0, 1),
        ("Fraktion Soziale Mitte", 0, 1, 0),
    }
    assert [name in page for name in ("Frau Councillor", "Frau Rival", "verlangt von: Fraktion Bürgerliste")] == [
        True
    ] * 3
    assert Entry.objects.filter(verb="vote.cast").count() == 5


def test_item_is_closed_with_the_result_of_its_roll_call(cast, client):
    item = voting.called(cast)
    roll_call = opened(cast, item)
    roll_calls.cast(roll_call, answer="yes", by=cast.councillor)
    roll_calls.close(roll_call, by=cast.chair)
    form_of(client, cast, "chair")
    address = reverse("item-close", args=[item.meeting.key, item.key])

    shown = client.get(address)
    client.post(address, {"result": "adopted", "version": item.version})

    closed = AgendaItem.objects.get(pk=item.pk)
    assert shown.context["form"]["result"].value() == Result.ADOPTED
    assert (closed.result, closed.result_text) == (
        "adopted_unanimously",
        "einstimmig angenommen (1 Ja, 0 Nein, 0 Enthaltungen)",
    )
    assert item.slot.consultation.paper.__class__.objects.get().state == PaperState.ADOPTED


def test_result_against_the_roll_call_is_refused(cast):
    item = voting.called(cast)
    roll_call = opened(cast, item)
    roll_calls.cast(roll_call, answer="no", by=cast.councillor)
    roll_calls.close(roll_call, by=cast.chair)

    with pytest.raises(treatment.Contradiction, match="Mit 0 Ja, 1 Nein ist der Punkt abgelehnt"):
        treatment.close_item(item, result=Result.ADOPTED, by=cast.chair)


def test_voting_twice_changes_the_one_vote(cast):
    roll_call = opened(cast)

    roll_calls.cast(roll_call, answer="yes", by=cast.councillor)
    roll_calls.cast(roll_call, answer="no", by=cast.councillor)

    assert answers(roll_call) == {"Frau Councillor": "no"}


@pytest.mark.parametrize(
    ("voter", "prepare", "sentence"),
    [
        ("mayor", None, "als anwesend vermerkt"),
        ("citizen", None, "wer in diesem Gremium eine Stimme hat"),
        ("officer", None, "als anwesend vermerkt"),
        ("rival", "leave", "als anwesend vermerkt"),
        ("rival", "bar", "Mitwirkung ausgeschlossen"),
        ("rival", "remote", "Per Video"),
        ("mayor", "attend", "wer in diesem Gremium eine Stimme hat"),
    ],
)
def test_who_is_not_entitled_is_told_why(cast, voter, prepare, sentence):
    item = voting.called(cast)
    roll_call = opened(cast, item)
    person = getattr(cast, voter).person
    if prepare == "leave":
        attendance.leave(item.meeting.attendances.get(person=person), by=cast.clerk)
    if prepare == "bar":
        agenda.bar(item, person=person, by=cast.chair)
    if prepare == "remote":
        item.meeting.attendances.filter(person=person).update(remote=True)
    if prepare == "attend":
        attendance.arrive(item.meeting, person=person, by=cast.clerk)

    with pytest.raises(Denied, match=sentence):
        roll_calls.cast(roll_call, answer="yes", by=getattr(cast, voter))

    assert answers(roll_call) == {}


def test_vote_after_the_closing_is_not_counted(cast, client):
    roll_call = opened(cast)
    roll_calls.cast(roll_call, answer="yes", by=cast.councillor)
    roll_calls.close(roll_call, by=cast.chair)
    head = journal.head_number()

    late = form_of(client, cast, "rival").post(at("roll-call-vote", roll_call), {"answer": "no"})

    assert (late.status_code, "Diese Abstimmung ist beendet" in late.content.decode()) == (409, True)
    assert (answers(roll_call), journal.head_number()) == ({"Frau Councillor": "yes"}, head)


@pytest.mark.parametrize("way", ["close", "put_back", "remove", "second", "meeting"])
def test_nothing_ends_while_a_vote_is_open(cast, way):
    item = voting.called(cast)
    opened(cast, item)
    ways = {
        "close": lambda: treatment.close_item(item, result=Result.NOTED, by=cast.chair),
        "put_back": lambda: agenda.put_back(item, by=cast.chair),
        "remove": lambda: agenda.remove(item, by=cast.chair),
        "second": lambda: opened(cast, item),
        "meeting": lambda: meetings.close(item.meeting, by=cast.chair),
    }

    with pytest.raises(life.WrongState):
        ways[way]()

    assert (AgendaItem.objects.get(pk=item.pk).state, RollCall.objects.get().state) == ("called", "open")


def test_two_consoles_close_once(cast, client):
    roll_call = opened(cast)
    roll_calls.cast(roll_call, answer="yes", by=cast.councillor)
    stale = {"version": roll_call.version}

    first = form_of(client, cast, "chair").post(at("roll-call-close", roll_call), stale)
    second = form_of(client, cast, "clerk").post(at("roll-call-close", roll_call), stale)

    assert (first.status_code, second.status_code, Ballot.objects.count()) == (303, 409, 1)


def test_only_the_chair_and_the_office_lead_a_roll_call(cast, client):
    item = voting.called(cast)
    roll_call = opened(cast, item)
    roll_calls.cast(roll_call, answer="yes", by=cast.councillor)
    enter = {"person": cast.rival.person.key, "answer": "no"}

    found = {}
    for name in ("councillor", "mayor", "citizen"):
        form_of(client, cast, name)
        found[name] = [
            client.post(reverse("roll-call-open", args=[item.meeting.key, item.key])).status_code,
            client.post(at("roll-call-enter", roll_call), enter).status_code,
            client.post(at("roll-call-close", roll_call), {"version": roll_call.version}).status_code,
            client.post(at("roll-call-cancel", roll_call), {"version": roll_call.version}).status_code,
        ]

    assert found == dict.fromkeys(("councillor", "mayor", "citizen"), [403] * 4)
    assert (answers(roll_call), RollCall.objects.get().state) == ({"Frau Councillor": "yes"}, "open")


@pytest.mark.parametrize("answer", ["", "vielleicht", "yes\x00", "<script>alert(1)</script>", "ja" * 100_000])
def test_what_is_no_answer_is_refused_in_german(cast, client, answer):
    roll_call = opened(cast)

    refused = form_of(client, cast, "councillor").post(at("roll-call-vote", roll_call), {"answer": answer})

    assert (refused.status_code, answers(roll_call)) == (422, {})
    assert "Bitte Ja, Nein oder Enthaltung wählen." in refused.content.decode()


def test_answers_are_entered_only_for_those_who_are_there(cast, client):
    roll_call = opened(cast)
    form_of(client, cast, "clerk")
    stranger = factories.person()

    found = [
        client.post(at("roll-call-enter", roll_call), {"person": key, "answer": "yes"}).status_code
        for key in (stranger.key, cast.mayor.person.key, "nobody", "")
    ]

    assert (found, answers(roll_call)) == ([403, 403, 422, 422], {})


def test_nobody_sees_answers_before_the_closing_but_their_own(cast, client):
    roll_call = opened(cast)
    roll_calls.cast(roll_call, answer="no", by=cast.rival)

    pages = {}
    for name in ("rival", "councillor", "mayor"):
        pages[name] = form_of(client, cast, name).get(at("roll-call", roll_call)).content.decode()
    client.logout()
    pages["nobody"] = client.get(at("roll-call", roll_call)).content.decode()

    others = ("councillor", "mayor", "nobody")
    assert {name: "Frau Rival" in pages[name] for name in others} == dict.fromkeys(others, False)
    assert {name: "Ihre Stimme ist <strong>Nein" in page for name, page in pages.items()} == {
        "rival": True,
        "councillor": False,
        "mayor": False,
        "nobody": False,
    }


def test_roll_call_of_a_closed_item_is_read_by_those_who_read_the_item(cast, client):
    item = voting.called(cast)
    AgendaItem.objects.filter(pk=item.pk).update(public=False, audience="body", audience_organization=cast.assembly)
    item.refresh_from_db()
    roll_call = opened(cast, item)
    roll_calls.cast(roll_call, answer="no", by=cast.rival)
    roll_calls.close(roll_call, by=cast.chair)

    readers, items = set(), set()
    for name, user in cast.everyone().items():
        client.logout()
        if user.is_authenticated:
            client.force_login(user)
        if client.get(at("roll-call", roll_call)).status_code == 200:
            readers.add(name)
        if AgendaItem.objects.visible_to(user).filter(pk=item.pk).exists():
            items.add(name)

    assert readers == items
    assert "nobody" not in readers and "rival" in readers


def test_vote_without_answers_is_broken_off_not_closed(cast):
    roll_call = opened(cast)

    with pytest.raises(life.WrongState, match="noch niemand abgestimmt"):
        roll_calls.close(roll_call, by=cast.chair)
    roll_calls.cancel(roll_call, by=cast.chair)

    assert (RollCall.objects.get().state, Ballot.objects.count()) == ("cancelled", 0)


def test_answer_of_somebody_barred_meanwhile_is_struck(cast):
    item = voting.called(cast)
    roll_call = opened(cast, item)
    roll_calls.cast(roll_call, answer="yes", by=cast.councillor)
    roll_calls.cast(roll_call, answer="no", by=cast.rival)
    agenda.bar(item, person=cast.rival.person, by=cast.chair)

    ballot = roll_calls.close(roll_call, by=cast.chair)

    assert (str(ballot), answers(roll_call)) == ("1 Ja, 0 Nein, 0 Enthaltungen", {"Frau Councillor": "yes"})
    assert Entry.objects.filter(verb="vote.struck").count() == 1


def test_statutory_majority_follows_from_the_main_by_law_and_may_be_entered(cast, client):
    item = voting.called(cast, name="Änderung der Hauptsatzung")
    form_of(client, cast, "chair")
    address = reverse("roll-call-open", args=[item.meeting.key, item.key])

    by_matter = client.get(address).context["form"]["rule"].value()
    client.post(reverse("item-majority", args=[item.meeting.key, item.key]), {"rule": "two_thirds_cast"})
    entered = client.get(address).context["form"]["rule"].value()
    refused = client.post(reverse("item-majority", args=[item.meeting.key, item.key]), {"rule": "magic"})

    assert (by_matter, entered, refused.status_code) == ("majority_statutory", "two_thirds_cast", 409)


def test_part_of_a_paper_is_voted_on_by_its_name(cast, client):
    item = voting.called(cast)
    form_of(client, cast, "chair")
    fields = {"what": "part", "rule": "simple", "version": item.version}
    address = reverse("roll-call-open", args=[item.meeting.key, item.key])

    unnamed = client.post(address, fields)
    client.post(address, fields | {"subject": "Punkt 2"})
    roll_call = RollCall.objects.get()
    roll_calls.cast(roll_call, answer="yes", by=cast.councillor)
    roll_calls.close(roll_call, by=cast.chair)

    assert (unnamed.status_code, Ballot.objects.get().subject) == (422, "Punkt 2")
    assert treatment.close_item(item, result=Result.REJECTED, by=cast.chair).result_text == ""


def closed(cast, **votes):
    item = voting.called(cast)
    roll_call = opened(cast, item)
    for name, answer in (votes or {"councillor": "yes", "colleague": "yes", "rival": "no"}).items():
        roll_calls.cast(roll_call, answer=answer, by=getattr(cast, name))
    roll_calls.close(roll_call, by=cast.chair)
    return roll_call


def test_own_vote_is_corrected_until_the_next_item_is_called(cast, client):
    roll_call = closed(cast)
    item = roll_call.item
    form_of(client, cast, "rival")

    in_time = client.post(at("roll-call-correct-own", roll_call), {"answer": "abstain"})
    treatment.close_item(item, result=Result.ADOPTED, by=cast.chair)
    agenda.call(factories.item(item.meeting), by=None)
    late = client.post(at("roll-call-correct-own", roll_call), {"answer": "no"})

    old, new = Ballot.objects.order_by("pk")
    assert (in_time.status_code, late.status_code) == (303, 409)
    assert (str(old), str(new), new.corrects) == ("2 Ja, 1 Nein, 0 Enthaltungen", "2 Ja, 0 Nein, 1 Enthaltung", old)
    assert [(row.before, row.after, row.ballot) for row in VoteCorrection.objects.all()] == [("no", "abstain", new)]
    assert new.by_faction.get(organization=cast.other_faction).abstain == 1


def test_chair_corrects_a_vote_later_and_says_why(cast, client):
    roll_call = closed(cast)
    item = treatment.close_item(roll_call.item, result=Result.ADOPTED, by=cast.chair)
    agenda.call(factories.item(item.meeting), by=None)
    form_of(client, cast, "chair")
    address = reverse("roll-call-correct", args=[roll_call.key, cast.rival.person.key])

    silent = client.post(address, {"answer": "yes"})
    given = client.post(address, {"answer": "yes", "reason": "Falsch verstanden"})

    item.refresh_from_db()
    assert (silent.status_code, given.status_code) == (422, 303)
    assert Ballot.objects.standing().get().reason == "Falsch verstanden"
    assert (item.result, item.result_text) == (
        "adopted_unanimously",
        "einstimmig angenommen (3 Ja, 0 Nein, 0 Enthaltungen)",
    )


def test_nobody_corrects_the_vote_of_another(cast, client):
    roll_call = closed(cast)

    form_of(client, cast, "councillor")
    page = client.post(
        reverse("roll-call-correct", args=[roll_call.key, cast.rival.person.key]), {"answer": "yes", "reason": "x"}
    )
    with pytest.raises(Denied, match="Stimme eines anderen"):
        ballot_corrections.correct_vote(roll_call.votes.get(answer="no"), answer="yes", by=cast.councillor)

    assert (page.status_code, Ballot.objects.count()) == (403, 1)


def test_correction_that_turns_the_result_decides_the_paper_anew(cast):
    roll_call = closed(cast, councillor="yes", rival="abstain")
    item = treatment.close_item(roll_call.item, result=Result.ADOPTED, by=cast.chair)
    vote = roll_call.votes.get(answer="yes")

    with pytest.raises(life.WrongState, match="Damit kippt das Ergebnis"):
        ballot_corrections.correct_vote(vote, answer="no", by=cast.councillor)
    ballot_corrections.correct_vote(vote, answer="no", by=cast.chair, reason="Falsch eingetragen")

    item.refresh_from_db()
    assert (item.result, item.state, item.slot.consultation.paper.state) == ("rejected", "closed", PaperState.REJECTED)


def test_own_vote_goes_into_the_minutes_by_one_tap(cast, client):
    roll_call = closed(cast)
    ballot = Ballot.objects.get()
    address = reverse("vote-minuted", args=[roll_call.item.meeting.key, roll_call.item.key])

    form_of(client, cast, "rival").post(address, {"ballot": ballot.pk, "answer": "yes"})
    absent = form_of(client, cast, "mayor").post(address, {"ballot": ballot.pk, "answer": "yes"})
    foreign = form_of(client, cast, "rival").post(address, {"ballot": "9" * 30})

    assert [(row.person, row.answer) for row in MinutedVote.objects.all()] == [(cast.rival.person, "no")]
    assert (absent.status_code, foreign.status_code) == (403, 404)


def test_minuted_vote_must_fit_what_was_counted(cast):
    item = voting.called(cast)
    poll = treatment.Poll(tally=ballot_corrections.ballots.majorities.Tally(yes=4, no=0))
    treatment.close_item(item, result=Result.ADOPTED, poll=poll, by=cast.chair)
    ballot = Ballot.objects.get()

    with pytest.raises(life.WrongState, match="0-mal „Nein“"):
        minuted_votes.demand(ballot, answer="no", by=cast.rival)
    minuted_votes.demand(ballot, answer="yes", by=cast.rival)
    minuted_votes.demand(ballot, answer="yes", person=cast.councillor.person, by=cast.clerk)
    minuted_votes.demand(ballot, answer="yes", by=cast.rival)

    assert MinutedVote.objects.count() == 2


def test_live_page_gives_members_their_buttons_and_everyone_the_result(cast, client):
    item = voting.called(cast)
    roll_call = opened(cast, item)
    live = reverse("meeting-live", args=[item.meeting.key])

    member = form_of(client, cast, "councillor").get(live).content.decode()
    mayor = form_of(client, cast, "mayor").get(live).content.decode()
    client.logout()
    before = client.get(live).content.decode()
    roll_calls.cast(roll_call, answer="yes", by=cast.councillor)
    roll_calls.close(roll_call, by=cast.chair)
    after = client.get(live).content.decode()
    projector = client.get(reverse("meeting-projector", args=[item.meeting.key])).content.decode()

    buttons = at("roll-call-vote", roll_call)
    assert [buttons in page for page in (member, mayor, before)] == [True, False, False]
    assert ["Namentliche Abstimmung läuft" in page for page in (before, after)] == [True, False]
    assert ["vote-bars" in page for page in (before, after, projector)] == [False, True, True]


def test_answer_by_htmx_gives_back_what_is_stored(cast, client):
    roll_call = opened(cast)
    form_of(client, cast, "councillor")

    answer = client.post(at("roll-call-vote", roll_call), {"answer": "no"}, headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert "Ihre Stimme ist <strong>Nein" in answer.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_of_a_roll_call_cost_the_same_whoever_voted(cast, client, rows, django_assert_num_queries):
    people = [cast.councillor, cast.colleague, cast.rival][:rows]
    roll_call = opened(cast)
    for user in people:
        roll_calls.cast(roll_call, answer="yes", by=user)
    client.force_login(cast.clerk)
    client.get(at("roll-call", roll_call))

    with django_assert_num_queries(12):
        client.get(at("roll-call", roll_call))


def test_vote_costs_few_queries(cast, client, django_assert_max_num_queries):
    roll_call = opened(cast)
    form_of(client, cast, "councillor").post(at("roll-call-vote", roll_call), {"answer": "no"})

    with django_assert_max_num_queries(16):
        client.post(at("roll-call-vote", roll_call), {"answer": "yes"}, headers={"HX-Request": "true"})


@pytest.mark.django_db(transaction=True)
def test_members_who_vote_at_once_lose_nothing_and_double_nothing(cast):
    roll_call = opened(cast)
    users = [cast.councillor, cast.colleague, cast.rival, cast.chair] * 3
    problems = []

    def vote(user, answer):
        try:
            roll_calls.cast(roll_call, answer=answer, by=user)
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=vote, args=(user, ("yes", "no", "abstain")[number % 3]))
        for number, user in enumerate(users)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (problems, len(answers(roll_call)), Entry.objects.filter(verb="vote.cast").count()) == ([], 4, 12)


def test_agenda_shows_who_voted_how_once_it_is_closed(cast):
    roll_call = closed(cast)
    standing = audiences.standing_of(cast.nobody)
    html = panels_ballots.ballots_of_items(standing, [roll_call.item])[roll_call.item.pk]

    assert ["Frau Rival" in html, "Namentlich" in html] == [True, True]


def test_all_who_are_missing_are_entered_by_one_tap(cast, client):
    roll_call = opened(cast)
    roll_calls.cast(roll_call, answer="no", by=cast.rival)
    form_of(client, cast, "clerk")

    done = client.post(at("roll-call-enter-rest", roll_call), {"answer": "yes", "version": roll_call.version})
    with pytest.raises(Denied, match="Darunter ist jemand"):
        roll_calls.enter_all(roll_call, answers={cast.mayor.person.pk: "yes"}, by=cast.clerk)

    assert done.status_code == 303
    assert answers(roll_call) == {
        "Frau Chair": "yes",
        "Frau Colleague": "yes",
        "Frau Councillor": "yes",
        "Frau Rival": "no",
    }


def test_vote_given_at_the_last_moment_is_not_overwritten_by_the_tap_for_all_others(cast, client):
    roll_call = opened(cast)
    form_of(client, cast, "clerk")
    fresh = {"person": cast.rival.person, "answer": "no", "cast_at": timezone.now()}
    given = []

    def meanwhile(execute, sql, params, many, context):
        if sql.startswith("SAVEPOINT") and not given:  # the act begins
            given.append(NamedVote.objects.create(roll_call=roll_call, **fresh))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(meanwhile):
        client.post(at("roll-call-enter-rest", roll_call), {"answer": "yes", "version": roll_call.version})

    own = NamedVote.objects.get(person=cast.rival.person)
    assert (len(given), own.answer, own.entered_by) == (1, "no", None)
    assert answers(roll_call) == {
        "Frau Chair": "yes",
        "Frau Colleague": "yes",
        "Frau Councillor": "yes",
        "Frau Rival": "no",
    }


def test_vote_on_a_closed_item_does_not_exist_for_outsiders(cast, client):
    item = voting.called(cast)
    AgendaItem.objects.filter(pk=item.pk).update(public=False, audience="body", audience_organization=cast.assembly)
    roll_call = opened(cast, AgendaItem.objects.get(pk=item.pk))

    codes = {
        name: form_of(client, cast, name).post(at("roll-call-vote", roll_call), {"answer": answer}).status_code
        for name, answer in {"citizen": "yes", "officer": "yes", "district": "vielleicht", "rival": "no"}.items()
    }

    assert (codes, answers(roll_call)) == (
        {"citizen": 404, "officer": 404, "district": 404, "rival": 303},
        {"Frau Rival": "no"},
    )
