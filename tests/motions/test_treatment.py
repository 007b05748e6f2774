"""A meeting treats a paper: item, consultation, ballot and paper move together, or nothing does."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from council import audiences, journal, life
from council.actions import agenda, attendance, meetings
from council.law.majorities import Tally
from council.models import AgendaItem, Organization
from council.states import BodyKind, Result
from documents.actions import consultations, papers
from documents.models import Consultation, Paper, Referral
from documents.states import ConsultationRole, PaperState, PaperType
from documents.ways import Stage
from motions.actions import ballots, treatment
from motions.actions.ballots import Poll
from motions.minuting import stands
from motions.models import Ballot
from motions.tally import Stand
from motions.views import panels_ballots, panels_roll_calls
from motions.views import treatment as views
from tests import factories

pytestmark = pytest.mark.django_db


def called(cast, *, body=None, role=ConsultationRole.DECISION, authoritative=None, **fields) -> AgendaItem:
    """A running meeting whose first item, with a paper, is up."""
    body = body or cast.assembly
    paper = factories.paper(**fields)
    meeting = factories.meeting(body, state="invited")
    item = factories.item(meeting)
    moments = {"created_at": timezone.now(), "modified_at": timezone.now()}
    planned = Consultation.objects.create(
        paper=paper, organization=body, role=role, authoritative=authoritative, **moments
    )
    consultations.schedule(planned, item=item, by=None)
    meetings.start(meeting, by=None)
    return agenda.call(item, by=None)


def stand(item):
    """Where item, consultation and paper stand."""
    slot = item.slot.consultation
    return (
        AgendaItem.objects.get(pk=item.pk).result,
        Consultation.objects.get(pk=slot.pk).state,
        Paper.objects.get(pk=slot.paper_id).state,
    )


@pytest.mark.parametrize(
    ("result", "consultation", "paper"),
    [
        (Result.ADOPTED, "treated", PaperState.ADOPTED),
        (Result.ADOPTED_UNANIMOUSLY, "treated", PaperState.ADOPTED),
        (Result.ADOPTED_AMENDED, "treated", PaperState.ADOPTED_AMENDED),
        (Result.REJECTED, "treated", PaperState.REJECTED),
        (Result.NOTED, "treated", PaperState.NOTED),
        (Result.SETTLED, "treated", PaperState.SETTLED),
        (Result.WITHDRAWN, "treated", PaperState.WITHDRAWN),
        (Result.REFERRED, "treated", PaperState.REFERRED),
        (Result.REFERRED_BACK, "planned", PaperState.REFERRED),
        (Result.POSTPONED, "planned", PaperState.POSTPONED),
        (Result.NOT_REACHED, "planned", PaperState.REFERRED),
        (Result.REMOVED, "planned", PaperState.REFERRED),
        (Result.NO_DECISION, "planned", PaperState.REFERRED),
    ],
)
def test_result_in_the_deciding_body_moves_consultation_and_paper(cast, result, consultation, paper):
    item = called(cast)

    treatment.close_item(item, result=result, by=cast.chair)

    assert stand(item) == (result, consultation, paper)


@pytest.mark.parametrize("result", [Result.ADOPTED, Result.ADOPTED_AMENDED, Result.REJECTED])
def test_committee_recommends_whatever_its_vote(cast, result):
    item = called(cast, body=cast.committee, role=ConsultationRole.PREPARATION, authoritative=False)

    treatment.close_item(item, result=result, by=cast.clerk)

    assert stand(item) == (result, "treated", PaperState.RECOMMENDED)


def test_hearing_leaves_the_decision_to_others(cast):
    item = called(cast, body=cast.district_council, role=ConsultationRole.HEARING)

    treatment.close_item(item, result=Result.REJECTED, by=cast.clerk)

    assert stand(item) == (Result.REJECTED, "treated", PaperState.REFERRED)


def test_paper_that_another_committee_moved_on_is_still_decided(cast):
    item = called(cast)
    papers.step(item.slot.consultation.paper, "recommend", by=None)

    treatment.close_item(item, result=Result.ADOPTED, by=cast.chair)

    assert stand(item) == (Result.ADOPTED, "treated", PaperState.ADOPTED)


def test_paper_withdrawn_meanwhile_is_not_decided_but_its_item_ends(cast):
    item = called(cast)
    papers.step(item.slot.consultation.paper, "withdraw", by=None)

    with pytest.raises(life.WrongState, match="Der Stand ist „zurückgezogen“"):
        treatment.close_item(item, result=Result.ADOPTED, by=cast.chair)
    treatment.close_item(item, result=Result.WITHDRAWN, by=cast.chair)

    assert stand(item) == (Result.WITHDRAWN, "treated", PaperState.WITHDRAWN)


def test_information_is_noted_but_not_voted_on(cast):
    item = called(cast, role=ConsultationRole.NOTICE, paper_type=PaperType.INFORMATION)

    with pytest.raises(ballots.Contradiction, match="in der Sache wird nicht abgestimmt"):
        treatment.close_item(item, result=Result.ADOPTED, by=cast.chair)
    treatment.close_item(item, result=Result.NOTED, by=cast.chair)

    assert stand(item) == (Result.NOTED, "treated", PaperState.NOTED)


def test_item_without_a_paper_is_closed_alone(cast):
    meeting = factories.meeting(cast.assembly, state="running")
    item = agenda.call(factories.item(meeting), by=None)

    item = treatment.close_item(item, result=Result.ELECTED, by=cast.chair)

    assert (item.result, item.state) == (Result.ELECTED, "closed")


def test_heads_by_faction_are_kept_and_make_the_wording(cast):
    item = called(cast)
    poll = Poll(
        tally=Tally(yes=41, no=22, abstain=3),
        by_faction={cast.our_faction.pk: Stand(yes=41), cast.other_faction.pk: Stand(no=22, abstain=3, absent=1)},
    )

    item = treatment.close_item(item, result=Result.ADOPTED, poll=poll, by=cast.chair)

    ballot = Ballot.objects.get(item=item)
    assert item.result_text == "mehrheitlich angenommen (41 Ja, 22 Nein, 3 Enthaltungen)"
    assert [(vote.organization, vote.stance, vote.absent) for vote in ballot.by_faction.order_by("order")] == [
        (cast.our_faction, "Zustimmung", 0),
        (cast.other_faction, "uneinheitlich", 1),
    ]
    assert (ballot.paper, ballot.needed, ballot.paragraph) == (item.slot.consultation.paper, 23, "HGO §54(1)")


def test_without_a_vote_against_it_is_unanimous(cast):
    item = called(cast)

    item = treatment.close_item(item, result=Result.ADOPTED, poll=Poll(tally=Tally(1, 0, 70)), by=cast.chair)

    assert (item.result, item.result_text) == (
        "adopted_unanimously",
        "einstimmig angenommen (1 Ja, 0 Nein, 70 Enthaltungen)",
    )


@pytest.mark.parametrize(
    ("result", "poll", "sentence"),
    [
        (Result.ADOPTED, Poll(tally=Tally(20, 20, 5)), "Mit 20 Ja, 20 Nein ist der Punkt abgelehnt"),
        (Result.REJECTED, Poll(tally=Tally(41, 22)), "Mit 41 Ja, 22 Nein ist der Punkt mehrheitlich angenommen"),
        (Result.ADOPTED, Poll(tally=Tally(47, 0, 24), rule="two_thirds_statutory"), "nötig: 48 Ja-Stimmen"),
        (Result.ADOPTED, Poll(tally=Tally(70, 2)), "72 Stimmen sind mehr, als das Gremium Sitze hat"),
        (Result.ADOPTED, Poll(tally=Tally(5, 1), by_faction={None: Stand(yes=4, no=1)}), "Die Stimmen der Fraktionen"),
    ],
)
def test_heads_that_decided_otherwise_change_nothing(cast, result, poll, sentence):
    item = called(cast)
    before, head = stand(item), journal.head_number()

    with pytest.raises(ballots.Contradiction, match=sentence):
        treatment.close_item(item, result=result, poll=poll, by=cast.chair)

    assert (stand(item), Ballot.objects.count(), journal.head_number()) == (before, 0, head)


def test_reopened_item_opens_consultation_and_paper_and_its_next_ballot_corrects(cast):
    item = called(cast)
    item = treatment.close_item(item, result=Result.REJECTED, poll=Poll(tally=Tally(1, 2)), by=cast.chair)

    item = treatment.reopen_item(item, by=cast.chair)
    opened = stand(item)[1:]
    item = treatment.close_item(item, result=Result.ADOPTED, poll=Poll(tally=Tally(2, 1)), by=cast.chair)

    first, second = Ballot.objects.order_by("pk")
    assert opened == ("scheduled", PaperState.SCHEDULED)
    assert (second.corrects, list(Ballot.objects.standing())) == (first, [second])
    assert stand(item) == (Result.ADOPTED, "treated", PaperState.ADOPTED)


def test_factions_are_called_by_their_labels_and_the_others_alike_everywhere(cast, client):
    Organization.objects.filter(pk=cast.our_faction.pk).update(short_name="GRÜNE")
    item = called(cast)
    poll = {cast.our_faction.pk: Stand(yes=2, absent=1), None: Stand(no=1)}
    treatment.close_item(item, result=Result.ADOPTED, poll=Poll(tally=Tally(2, 1), by_faction=poll), by=cast.chair)
    ballot = Ballot.objects.get()

    page = client.get(item.get_absolute_url()).content.decode()

    assert [str(vote) for vote in ballot.by_faction.order_by("order")] == [
        "GRÜNE: Zustimmung",
        "Fraktionslos: Ablehnung",
    ]
    assert ("<li>GRÜNE: " in page, "<li>Fraktionslos: " in page) == (True, True)
    assert panels_roll_calls._spoken(ballot) == "Zustimmung GRÜNE; Ablehnung Fraktionslos"
    assert stands.of(ballot.by_faction.all()) == {"GRÜNE": Stand(yes=2, absent=1), "Fraktionslos": Stand(no=1)}


def test_postponed_consultation_comes_up_again_when_the_item_is_reopened(cast):
    item = called(cast)
    item = treatment.close_item(item, result=Result.POSTPONED, by=cast.chair)

    item = treatment.reopen_item(item, by=cast.chair)

    assert stand(item)[1:] == ("scheduled", PaperState.SCHEDULED)


def at(view, item):
    return reverse(view, args=[item.meeting.key, item.key])


def test_page_closes_with_the_stands_of_the_factions(cast, client):
    item = called(cast)
    client.force_login(cast.chair)
    typed = {
        "result": "adopted",
        "version": item.version,
        f"yes-{cast.our_faction.key}": "2",
        f"no-{cast.other_faction.key}": "1",
    }

    shown = client.get(at("item-close", item)).content.decode()
    response = client.post(at("item-close", item), typed)

    ballot = Ballot.objects.get()
    assert [str(name) in shown for name in (cast.our_faction, cast.other_faction, cast.third_faction)] == [True] * 3
    assert (response.status_code, ballot.yes, ballot.no, ballot.passed) == (303, 2, 1, True)
    assert stand(item) == (Result.ADOPTED, "treated", PaperState.ADOPTED)


def test_page_closes_as_the_chair_says_it(cast, client):
    item = called(cast)
    client.force_login(cast.chair)
    said = f"Zustimmung {cast.our_faction}; Ablehnung {cast.other_faction}; Enthaltung alle übrigen"

    response = client.post(at("item-close", item), {"result": "adopted", "version": item.version, "spoken": said})

    ballot = Ballot.objects.get()
    assert (response.status_code, str(ballot)) == (303, "2 Ja, 1 Nein, 1 Enthaltung")


@pytest.mark.parametrize(
    ("fields", "result", "closed"),
    [
        ({"matter": "main_bylaw"}, "adopted", False),
        ({"matter": "main_bylaw"}, "adopted_unanimously", False),
        ({"matter": "main_bylaw"}, "rejected", True),
        ({}, "adopted", True),
    ],
)
def test_what_needs_a_special_majority_is_not_adopted_by_a_tap(cast, client, fields, result, closed):
    item = called(cast)
    AgendaItem.objects.filter(pk=item.pk).update(**fields)
    client.force_login(cast.chair)

    page = client.post(at("item-close", item), {"result": result, "version": item.version}).content.decode()

    assert AgendaItem.objects.get(pk=item.pk).state == ("closed" if closed else "called")
    assert ("Dieser Punkt braucht eine besondere Mehrheit" in page) is not closed


def test_title_that_speaks_of_the_main_by_law_is_counted_too(cast, client):
    item = called(cast, name="Änderung der Hauptsatzung")
    client.force_login(cast.chair)

    client.post(at("item-close", item), {"result": "adopted", "version": item.version})
    client.post(at("item-close", item), {"result": "adopted", "version": item.version, "yes": "30", "no": "1"})

    assert (AgendaItem.objects.get(pk=item.pk).state, Ballot.objects.count()) == ("called", 0)


def heads(meeting):
    return {bench.names[0]: bench.present for bench in views.benches_in(meeting)}


def test_those_vote_who_are_there_have_no_faction_or_are_not_barred(cast):
    item = called(cast)
    loner = factories.person()
    factories.membership(loner, cast.assembly)
    names = [str(row) for row in (cast.other_faction, cast.our_faction, cast.third_faction)]
    everybody = heads(item.meeting)

    agenda.bar(item, person=cast.councillor.person, by=cast.chair)
    less = heads(item.meeting)
    for person in (loner, cast.councillor.person, cast.rival.person, cast.mayor.person):
        attendance.arrive(item.meeting, person=person, by=cast.clerk)

    assert everybody == dict(zip(names, (1, 2, 1), strict=True)) | {"Fraktionslos": 1}
    assert less == dict(zip(names, (1, 1, 1), strict=True)) | {"Fraktionslos": 1}
    assert heads(item.meeting) == dict(zip(names, (1, 0, 0), strict=True)) | {"Fraktionslos": 1}


def test_all_of_the_house_includes_those_without_a_faction(cast, client):
    item = called(cast)
    factories.membership(factories.person(), cast.assembly)
    client.force_login(cast.chair)

    client.post(at("item-close", item), {"result": "adopted", "version": item.version, "spoken": "Zustimmung alle"})

    ballot = Ballot.objects.get()
    assert (ballot.yes, sum(vote.yes for vote in ballot.by_faction.filter(organization=None))) == (5, 1)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"spoken": "Zustimmung Piraten"}, "Eine Fraktion „Piraten“ gibt es hier nicht."),
        ({"yes": "20", "no": "20"}, "Mit 20 Ja, 20 Nein ist der Punkt abgelehnt"),
        ({"yes": "-1"}, "Ja: Eine Stimmenzahl kann nicht negativ sein."),
        ({"yes": "viele"}, "Ja: Bitte eine ganze Zahl eintragen."),
        ({"yes": "99999"}, "Ja: So viele Stimmen gibt es nicht."),
    ],
)
def test_page_says_what_is_wrong_with_the_heads_and_keeps_them(cast, client, typed, sentence):
    item = called(cast)
    client.force_login(cast.chair)

    response = client.post(at("item-close", item), {"result": "adopted", "version": item.version} | typed)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert Ballot.objects.count() == 0


def test_only_those_who_preside_close_items(cast, client):
    item = called(cast)

    answers = {}
    for name in ("councillor", "mayor", "officer", "citizen", "chair"):
        client.force_login(getattr(cast, name))
        answers[name] = client.post(at("item-close", item), {"result": "noted", "version": item.version}).status_code

    assert answers == {"councillor": 403, "mayor": 403, "officer": 403, "citizen": 403, "chair": 303}


def test_ballots_of_a_closed_item_are_read_by_those_who_read_the_item(cast):
    item = called(cast)
    AgendaItem.objects.filter(pk=item.pk).update(public=False, audience="body", audience_organization=cast.assembly)
    treatment.close_item(
        AgendaItem.objects.get(pk=item.pk), result=Result.ADOPTED, poll=Poll(tally=Tally(3, 1)), by=cast.chair
    )

    readers = {name for name, user in cast.everyone().items() if Ballot.objects.visible_to(user).exists()}
    items = {name for name, user in cast.everyone().items() if AgendaItem.objects.visible_to(user).exists()}

    assert readers == items
    assert "nobody" not in readers and "chair" in readers


@pytest.mark.parametrize("rows", [1, 3])
def test_meeting_page_asks_for_all_ballots_at_once(cast, rows, django_assert_num_queries):
    meeting = factories.meeting(cast.assembly, state="running")
    items = []
    for _ in range(rows):
        item = agenda.call(factories.item(meeting), by=None)
        items.append(treatment.close_item(item, result=Result.ADOPTED, poll=Poll(tally=Tally(3, 1)), by=cast.chair))
    standing = audiences.standing_of(cast.nobody)

    with django_assert_num_queries(2):
        found = panels_ballots.ballots_of_items(standing, items)

    assert {key: html.count("ballot-bar") for key, html in found.items()} == {item.pk: 1 for item in items}


@pytest.mark.parametrize(("name", "said"), [("Zweite Änderung der Hauptsatzung", True), ("Radweg", False)])
def test_forms_say_why_they_begin_with_the_majority_of_the_main_by_law(cast, client, name, said):
    item = called(cast, name=name)
    client.force_login(cast.chair)
    sentence = "Der Titel nennt die Hauptsatzung: Bitte prüfen, welche Mehrheit nötig ist (HGO § 6 Abs. 2)."

    pages = [client.get(at(form, item)).content.decode() for form in ("item-close", "roll-call-open")]

    assert [sentence in page for page in pages] == [said, said]
    assert ['value="majority_statutory" selected' in page for page in pages] == [said, said]
    assert [re.findall(r"Nötige Mehrheit[^\n]*", page) for page in pages] == [["Nötige Mehrheit</label>"]] * 2


def test_page_asks_where_to_before_it_refers_and_writes_the_receipt(cast, client):
    item = called(cast)
    client.force_login(cast.chair)
    typed = {"result": "referred", "version": item.version}

    asked = client.post(at("item-close", item), typed)
    chosen = client.post(at("item-close", item), typed | {"to": [cast.committee.key], "lead": cast.committee.key})

    referral = Referral.objects.get()
    rows = Consultation.objects.order_by("order").values_list("organization", "state", "lead")
    assert (asked.status_code, chosen.status_code) == (422, 303)
    assert "Bitte sagen, an welches Gremium überwiesen wird." in asked.content.decode()
    assert (referral.way, referral.organization, referral.item) == ("body", cast.assembly, item)
    assert list(rows) == [(cast.committee.pk, "planned", True), (cast.assembly.pk, "planned", False)]
    assert stand(item) == (Result.REFERRED, "planned", PaperState.REFERRED)


@pytest.mark.parametrize("planned", [True, False])
def test_reopened_item_gives_back_lead_and_last_word_that_its_referral_took(cast, planned):
    item = called(cast)
    paper = item.slot.consultation.paper
    elders = factories.organization(BodyKind.COMMITTEE, body=cast.town, name="Ältestenrat")
    stages = [Stage(elders, ConsultationRole.PREPARATION, lead=True)]
    if planned:
        stages.append(Stage(cast.committee, ConsultationRole.DECISION))
    consultations.plan(paper, stages=stages, by=cast.clerk)

    def way():
        rows = Consultation.objects.living().filter(paper=paper).order_by("organization__name")
        return list(rows.values_list("organization__name", "lead", "authoritative", "referral"))

    before = way()
    to = [Stage(cast.committee, ConsultationRole.DECISION, lead=True, authoritative=True)]
    treatment.close_item(item, result=Result.REFERRED, to=to, by=cast.chair)
    between = way()

    treatment.reopen_item(AgendaItem.objects.get(pk=item.pk), by=cast.chair)

    assert between != before
    assert way() == before
    assert Referral.objects.count() == 0


def test_referral_leads_to_bodies_of_the_town_alone_and_the_lead_body_is_one_of_them(cast, client):
    item = called(cast)
    foreign = factories.organization(body=factories.body())
    client.force_login(cast.chair)
    typed = {"result": "referred", "version": item.version}

    elsewhere = client.post(at("item-close", item), typed | {"to": [foreign.key]})
    led = client.post(at("item-close", item), typed | {"to": [cast.committee.key], "lead": cast.district_council.key})

    assert (elsewhere.status_code, led.status_code, Referral.objects.count()) == (422, 422, 0)
    assert "Dieses Gremium steht nicht zur Wahl." in elsewhere.content.decode()
    assert "Federführend kann nur ein Gremium sein, an das überwiesen wird." in led.content.decode()
