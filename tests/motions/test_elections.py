"""Elections by the law's own cases: majority, second ballot, lot, proportional seats, the one joint list, objections."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from council import life
from council.actions import agenda, rules
from council.law.elections import Step
from council.models import AgendaItem
from council.states import Result
from motions import electing
from motions.actions import elections, procedural, treatment
from motions.actions.elections import Post, Proposal
from motions.actions.procedural import Wish
from motions.electing import Count
from motions.models import Election, ElectionBallot, ElectionObjection, Lot
from tests.motions import voting

pytestmark = pytest.mark.django_db


def opened(cast, *names, item=None, **fields) -> Election:
    item = item or voting.called(cast)
    proposals = [name if isinstance(name, Proposal) else Proposal(name) for name in names]
    return elections.open_election(item, post=Post(office="Vorsitz", **fields), proposals=proposals, by=cast.chair)


def counted(election, *votes, by, **more):
    turn = electing.turn_of(election)
    heads = {one.pk: number for one, number in zip(turn.standing, votes, strict=True)}
    return elections.count(election, counted=Count(votes=heads, **more), by=by)


def stand(election):
    found = Election.objects.get(pk=election.pk)
    return found.state, {one.name: one.seats for one in found.candidacies.all() if one.seats}


@pytest.mark.parametrize(
    ("votes", "no", "abstain", "expected"),
    [((30,), 29, 12, ("decided", {"Frau Adler": 1})), ((30,), 30, 11, ("failed", {}))],
)
def test_one_candidate_needs_more_than_half_of_the_valid_votes(cast, votes, no, abstain, expected):
    election = opened(cast, "Frau Adler")

    counted(election, *votes, no=no, abstain=abstain, by=cast.chair)

    assert stand(election) == expected


def test_nobody_is_elected_while_a_procedural_motion_on_the_item_waits(cast):
    item = voting.called(cast)
    early = procedural.move(item.meeting, wish=Wish(kind="end_debate", item=item), by=cast.rival)
    with pytest.raises(life.WrongState, match="Zuerst ist über den Antrag zur Geschäftsordnung"):
        opened(cast, "Frau Adler", item=item)
    procedural.withdraw(early, by=cast.chair)
    election = opened(cast, "Frau Adler", item=item)
    procedural.move(item.meeting, wish=Wish(kind="postpone", item=item), by=cast.rival)

    with pytest.raises(life.WrongState, match="Zuerst ist über den Antrag zur Geschäftsordnung"):
        counted(election, 30, by=cast.chair)

    assert (Election.objects.count(), ElectionBallot.objects.count()) == (1, 0)


def test_second_ballot_among_the_two_with_most_votes_then_the_lot(cast):
    election = opened(cast, "Frau Adler", "Herr Buche", "Frau Clausen")

    first = counted(election, 30, 25, 10, by=cast.chair)
    second_of = [one.name for one in electing.turn_of(election).standing]
    second = counted(election, 32, 32, by=cast.chair)
    turn = electing.turn_of(election)
    lot = elections.draw_lot(election, drawn=[turn.tied[1].pk], by=cast.chair)

    assert (first.step, second.step, second_of) == (Step.NEXT_BALLOT, Step.LOT, ["Frau Adler", "Herr Buche"])
    assert (lot.places, lot.among.count(), stand(election)) == (1, 2, ("decided", {"Herr Buche": 1}))
    assert (
        electing.wording(Election.objects.get())
        == "Vorsitz: gewählt Herr Buche (32 von 64 gültigen Stimmen im 2. Wahlgang nach Losentscheid)"
    )


def test_lot_decides_who_comes_into_the_second_ballot(cast):
    election = opened(cast, "Frau Adler", "Herr Buche", "Frau Clausen")
    counted(election, 30, 20, 20, by=cast.chair)

    with pytest.raises(life.WrongState, match="Zuerst ist das Los zu ziehen"):
        elections.count(election, counted=Count(votes={}), by=cast.chair)
    tied = electing.turn_of(election).tied
    elections.draw_lot(election, drawn=[tied[1].pk], by=cast.chair)

    assert [one.name for one in electing.turn_of(election).standing] == ["Frau Adler", "Frau Clausen"]
    assert Election.objects.get().state == "open"


LISTS = (
    Proposal("Liste A", people=("A1", "A2", "A3")),
    Proposal("Liste B", people=("B1", "B2", "B3")),
    Proposal("Liste C", people=("C1",)),
)


def test_several_equal_posts_go_by_lists_in_proportion_with_the_method_of_the_day(cast):
    election = opened(cast, *LISTS, kind="proportional", posts=5)

    counted(election, 30, 20, 10, abstain=2, by=cast.chair)

    assert stand(election) == ("decided", {"Liste A": 2, "Liste B": 2, "Liste C": 1})
    assert Election.objects.get().method == "hare_niemeyer"
    assert [one.elected for one in election.candidacies.order_by("number")] == [["A1", "A2"], ["B1", "B2"], ["C1"]]


def test_equal_fractions_are_drawn_for(cast):
    election = opened(cast, *LISTS, kind="proportional", posts=4)
    ballot = counted(election, 20, 20, 20, by=cast.chair)
    tied = electing.turn_of(election).tied

    with pytest.raises(life.WrongState, match="1 von 3"):
        elections.draw_lot(election, drawn=[one.pk for one in tied[:2]], by=cast.chair)
    elections.draw_lot(election, drawn=[tied[2].pk], by=cast.chair)

    assert (ballot.step, stand(election)) == (Step.LOT, ("decided", {"Liste A": 1, "Liste B": 1, "Liste C": 2}))


def test_other_method_of_the_rulebook_is_applied_from_its_day(cast):
    rules.enact(
        "seats.method",
        "d_hondt",
        valid_from=date(2026, 1, 1),
        legal_basis="GO",
        by=cast.clerk,
    )
    election = opened(cast, *LISTS, kind="proportional", posts=5)

    counted(election, 30, 20, 8, by=cast.chair)

    assert (Election.objects.get().method, stand(election)[1]) == ("d_hondt", {"Liste A": 3, "Liste B": 2})


@pytest.mark.parametrize(
    ("yes", "no", "abstain", "expected"),
    [(50, 0, 21, ("decided", {"Gemeinsame Liste": 2})), (70, 1, 0, ("failed", {})), (0, 0, 71, ("failed", {}))],
)
def test_joint_list_needs_nobody_against_it(cast, yes, no, abstain, expected):
    joint = Proposal("Gemeinsame Liste", people=("Frau Adler", "Herr Buche"))
    election = opened(cast, joint, kind="joint_list", posts=2, manner="acclamation", nobody_objects=True)

    counted(election, yes, no=no, abstain=abstain, by=cast.chair)

    assert stand(election) == expected


@pytest.mark.parametrize(
    ("post", "sentence"),
    [
        ({"manner": "acclamation"}, "wenn niemand widerspricht"),
        ({"manner": "acclamation", "nobody_objects": True, "full_time": True}, "immer geheim"),
        ({"kind": "proportional", "posts": 2, "manner": "acclamation", "nobody_objects": True}, "immer geheim"),
        ({"kind": "proportional", "posts": 1}, "mehrere gleichartige"),
        ({"kind": "joint_list", "posts": 3}, "mindestens so vielen Namen"),
        ({"posts": 2}, "jede Stelle einzeln"),
        ({"kind": "proportional", "posts": 2, "full_time": True}, "einzeln nach Mehrheit"),
    ],
)
def test_what_the_law_forbids_is_refused_with_its_paragraph(cast, post, sentence):
    with pytest.raises(life.WrongState, match=sentence):
        opened(cast, "Frau Adler", **post)

    assert Election.objects.count() == 0


def test_item_does_not_end_while_an_election_goes_on_and_ends_as_elected(cast):
    item = voting.called(cast)
    election = opened(cast, "Frau Adler", item=item)

    with pytest.raises(life.WrongState, match="läuft noch eine Wahl"):
        treatment.close_item(item, result=Result.NOTED, by=cast.chair)
    counted(election, 40, no=3, by=cast.chair)
    closed = elections.close_item(item, by=cast.chair)

    assert (closed.result, closed.result_text) == (
        "elected",
        "Vorsitz: gewählt Frau Adler (40 von 43 gültigen Stimmen im 1. Wahlgang)",
    )
    assert closed.slot.consultation.paper.__class__.objects.get().state == "adopted"


def test_wrong_count_is_struck_and_stays_on_record(cast):
    election = opened(cast, "Frau Adler")
    counted(election, 4, no=30, by=cast.chair)

    with pytest.raises(life.WrongState, match="braucht einen Grund"):
        elections.strike(election, reason=" ", by=cast.chair)
    elections.strike(election, reason="Zahlen vertauscht", by=cast.chair)
    counted(Election.objects.get(), 30, no=4, by=cast.chair)

    assert stand(election) == ("decided", {"Frau Adler": 1})
    assert [(row.number, row.struck_reason) for row in ElectionBallot.objects.order_by("pk")] == [
        (1, "Zahlen vertauscht"),
        (1, ""),
    ]


def test_more_votes_than_seats_are_refused(cast):
    election = opened(cast, "Frau Adler")

    with pytest.raises(life.WrongState, match="72 Stimmen sind mehr"):
        counted(election, 72, by=cast.chair)

    assert ElectionBallot.objects.count() == 0


def test_member_objects_within_a_month_and_nobody_else(cast, client):
    election = opened(cast, "Frau Adler")
    counted(election, 40, by=cast.chair)
    address = reverse("election-object", args=[election.key])
    today = timezone.localdate()
    late = today + timedelta(days=40)
    fields = {"person": cast.rival.person.key, "raised_on": today.isoformat(), "reason": "Zettel fehlten"}

    codes = {}
    for name in ("rival", "mayor", "councillor"):
        client.force_login(getattr(cast, name))
        codes[name] = client.post(address, fields).status_code
    client.force_login(cast.clerk)
    codes["late"] = client.post(
        address, fields | {"person": cast.colleague.person.key, "raised_on": late.isoformat()}
    ).status_code

    assert codes == {"rival": 303, "mayor": 422, "councillor": 422, "late": 409}
    assert [(row.person, row.reason) for row in ElectionObjection.objects.all()] == [
        (cast.rival.person, "Zettel fehlten")
    ]


def test_whole_election_through_the_pages(cast, client):
    item = voting.called(cast)
    client.force_login(cast.chair)
    fields = {
        "office": "Stellvertretung im Vorsitz",
        "kind": "majority",
        "posts": "1",
        "manner": "paper",
        "proposals": "Frau Rival\nHerr Unbekannt",
        "version": item.version,
    }
    assert client.post(reverse("election-new", args=[item.meeting.key, item.key]), fields).status_code == 303
    election = Election.objects.get()

    def send(name, **typed):
        stamp = client.get(election.get_absolute_url()).context["stamp"]
        return client.post(reverse(name, args=[election.key]), typed | {"rounds": stamp}).status_code

    steps = [
        send("election-count", **{"votes-1": "20", "votes-2": "20"}),
        send("election-count", **{"votes-1": "20", "votes-2": "20", "abstain": "1"}),
        send("election-lot", drawn="1"),
    ]
    item.refresh_from_db()
    client.post(reverse("item-close-elected", args=[item.meeting.key, item.key]), {"version": item.version})
    client.logout()
    page = client.get(election.get_absolute_url()).content.decode()
    live = client.get(reverse("meeting-live", args=[item.meeting.key])).content.decode()

    assert (steps, Lot.objects.count(), AgendaItem.objects.get(pk=item.pk).result) == ([303] * 3, 1, "elected")
    assert election.candidacies.get(number=1).person == cast.rival.person
    assert ["Frau Rival" in page, "Der Vorsitz hat um" in page, "Gewählt:" in live] == [True] * 3


@pytest.mark.parametrize(
    "typed",
    [
        {"votes-1": "viele"},
        {"votes-1": "-1"},
        {"votes-1": ""},
        {"votes-1": "99999"},
        {"votes-1": "0", "no": "0"},
        {"votes-1": "<script>"},
        {"votes-1": "1\x00"},
    ],
)
def test_counts_that_cannot_be_are_refused_in_german(cast, client, typed):
    election = opened(cast, "Frau Adler")
    client.force_login(cast.chair)
    stamp = client.get(election.get_absolute_url()).context["stamp"]

    refused = client.post(reverse("election-count", args=[election.key]), typed | {"rounds": stamp})

    expected = 303 if typed == {"votes-1": "0", "no": "0"} else 422
    assert refused.status_code == expected
    assert ElectionBallot.objects.count() == (expected == 303)


def test_two_consoles_count_once(cast, client):
    election = opened(cast, "Frau Adler", "Herr Buche")
    client.force_login(cast.chair)
    stamp = client.get(election.get_absolute_url()).context["stamp"]
    typed = {"votes-1": "30", "votes-2": "30", "rounds": stamp}

    codes = [client.post(reverse("election-count", args=[election.key]), typed).status_code for _ in range(2)]

    assert (codes, ElectionBallot.objects.count()) == ([303, 409], 1)


def test_strange_names_are_kept_as_text_and_too_long_ones_refused(cast, client):
    item = voting.called(cast)
    client.force_login(cast.chair)
    address = reverse("election-new", args=[item.meeting.key, item.key])
    fields = {"office": "Vorsitz", "kind": "majority", "posts": "1", "manner": "paper", "version": item.version}

    found = [
        client.post(address, fields | {"proposals": proposals}).status_code
        for proposals in ("", "x" * 300, "a\na", "\n".join(str(n) for n in range(50)), "y" * 200_000)
    ]
    kept = client.post(address, fields | {"proposals": "<script>alert(1)</script>\n\u202eegasseM"}).status_code
    page = client.get(Election.objects.get().get_absolute_url()).content.decode()

    assert (found, kept) == ([422] * 5, 303)
    assert ["<script>alert(1)" in page, "&lt;script&gt;alert(1)" in page] == [False, True]


def test_election_of_a_closed_item_is_read_by_those_who_read_the_item(cast, client):
    item = voting.called(cast)
    AgendaItem.objects.filter(pk=item.pk).update(public=False, audience="body", audience_organization=cast.assembly)
    election = opened(cast, "Frau Adler", item=AgendaItem.objects.get(pk=item.pk))

    readers, items = set(), set()
    for name, user in cast.everyone().items():
        client.logout()
        if user.is_authenticated:
            client.force_login(user)
        if client.get(election.get_absolute_url()).status_code == 200:
            readers.add(name)
        if AgendaItem.objects.visible_to(user).filter(pk=item.pk).exists():
            items.add(name)

    assert readers == items
    assert "nobody" not in readers and "chair" in readers


@pytest.mark.parametrize("rows", [1, 3])
def test_page_of_an_election_costs_the_same_however_many_stand(cast, client, rows, django_assert_num_queries):
    election = opened(cast, *(f"Person {number}" for number in range(rows)))
    counted(election, 50, *[1] * (rows - 1), by=cast.chair)
    client.get(election.get_absolute_url())

    with django_assert_num_queries(13):
        client.get(election.get_absolute_url())


def test_only_who_presides_leads_an_election(cast, client):
    item = voting.called(cast)
    election = opened(cast, "Frau Adler", item=item)
    client.force_login(cast.councillor)

    codes = [
        client.post(reverse(name, args=[election.key])).status_code
        for name in ("election-count", "election-lot", "election-strike", "election-cancel")
    ]
    codes.append(client.get(reverse("election-new", args=[item.meeting.key, item.key])).status_code)

    assert codes == [403] * 5


def test_no_election_without_a_called_item(cast):
    item = voting.called(cast)
    agenda.put_back(item, by=cast.chair)

    with pytest.raises(life.WrongState, match="aufgerufenen Punkt"):
        opened(cast, "Frau Adler", item=item)
