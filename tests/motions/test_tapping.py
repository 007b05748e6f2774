"""A vote tapped faction by faction: all present heads of a faction, less the exceptions typed beside it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from council.law.majorities import Tally
from council.models import AgendaItem, Attendance, Membership, Organization, Person
from council.states import BodyKind, Result
from motions.actions import ballot_corrections, treatment
from motions.actions.ballots import Poll
from motions.forms.treatment import TreatmentForm
from motions.models import Ballot
from motions.tally import Bench
from tests.motions import voting

pytestmark = pytest.mark.django_db

BENCHES = [
    Bench(1, ("SPD",), 20, "spd"),
    Bench(2, ("Grüne",), 13, "gruene"),
    Bench(3, ("CDU",), 13, "cdu"),
    Bench(4, ("AfD",), 8, "afd"),
    Bench(5, ("Linke",), 5, "linke"),
    Bench(6, ("FDP",), 4, "fdp"),
    Bench(7, ("FW+Piraten",), 3, "fw"),
]
# T-M8, the vote of 23 January 2017: seven taps and three exceptions.
TAPPED = {
    "stance-spd": "yes",
    "stance-gruene": "yes",
    "stance-cdu": "no",
    "stance-afd": "no",
    "abstain-afd": "1",
    "stance-linke": "yes",
    "abstain-linke": "2",
    "stance-fdp": "yes",
    "no-fdp": "2",
    "stance-fw": "yes",
}


def heads(typed):
    form = TreatmentForm(typed | {"rule": "simple"}, benches=BENCHES, statutory_seats=71)
    assert form.is_valid(), form.errors
    poll = form.poll()
    return (poll.tally.yes, poll.tally.no, poll.tally.abstain), form.cleaned_data["result"], poll.by_faction


def test_split_vote_of_66_members_by_taps_and_exceptions():
    tally, result, stands = heads(TAPPED)

    assert (tally, result) == ((41, 22, 3), Result.ADOPTED)
    assert [key for key, one in stands.items() if (one.yes > 0) + (one.no > 0) + (one.abstain > 0) > 1] == [4, 5, 6]


def test_one_tap_for_all_who_were_not_tapped():
    tally, result, _ = heads({"rest": "yes", "stance-cdu": "no", "abstain-afd": "8"})

    assert (tally, result) == ((45, 13, 8), Result.ADOPTED)


def test_more_exceptions_than_heads_are_refused():
    form = TreatmentForm({"stance-fw": "yes", "no-fw": "4"}, benches=BENCHES, statutory_seats=71)

    assert form.is_valid() is False
    assert form.sentences()[0] == "„FW+Piraten“ hat 3 Stimmen, eingetragen sind 4."


def test_neither_result_nor_votes_close_nothing():
    form = TreatmentForm({}, benches=BENCHES, statutory_seats=71)

    assert form.is_valid() is False
    assert form.sentences() == ["Bitte ein Ergebnis wählen oder die Stimmen eintragen."]


@pytest.mark.parametrize("stance", ["maybe", "yes\x00", "<script>", "ja" * 100_000])
def test_forged_taps_are_refused(stance):
    assert TreatmentForm({"stance-spd": stance}, benches=BENCHES, statutory_seats=71).is_valid() is False


def house(cast, item):
    """Seat the factions of that evening, everyone but those who were away."""
    now = timezone.now()
    moments = {"created_at": now, "modified_at": now}
    Membership.objects.filter(organization__kind=BodyKind.FACTION).delete()
    Membership.objects.filter(organization=cast.assembly).exclude(person=cast.chair.person).delete()
    for bench in BENCHES:
        faction = Organization.objects.create(body=cast.town, kind=BodyKind.FACTION, name=bench.names[0], **moments)
        for number in range(bench.present):
            person = Person.objects.create(body=cast.town, name=f"{bench.names[0]} {number}", **moments)
            for body in (cast.assembly, faction):
                Membership.objects.create(person=person, organization=body, voting_right=True, **moments)
            Attendance.objects.create(meeting=item.meeting, person=person, voting=True, arrived_at=now)
    return {row.name: row.key for row in Organization.objects.filter(kind=BodyKind.FACTION)}


def test_split_vote_through_the_page_shows_who_was_of_two_minds(cast, client):
    item = voting.called(cast, there=())
    keys = house(cast, item)
    names = {bench.token: bench.names[0] for bench in BENCHES}
    typed = {f"{code}-{keys[names[token]]}": value for (code, _, token), value in _split(TAPPED)}
    client.force_login(cast.chair)

    done = client.post(
        reverse("item-close", args=[item.meeting.key, item.key]), typed | {"version": item.version, "rule": "simple"}
    )
    client.logout()
    page = client.get(item.meeting.get_absolute_url()).content.decode()

    ballot = Ballot.objects.get()
    assert (done.status_code, str(ballot), ballot.needed) == (303, "41 Ja, 22 Nein, 3 Enthaltungen", 23)
    assert AgendaItem.objects.get(pk=item.pk).result_text == "mehrheitlich angenommen (41 Ja, 22 Nein, 3 Enthaltungen)"
    assert {vote.organization.name for vote in ballot.by_faction.all() if vote.stance == "uneinheitlich"} == {
        "FDP",
        "AfD",
        "Linke",
    }
    assert page.count("uneinheitlich") == 3


def _split(typed):
    return [(name.partition("-"), value) for name, value in typed.items()]


def test_chair_corrects_the_count_with_a_reason_and_the_old_one_stays(cast, client):
    item = voting.called(cast)
    item = treatment.close_item(item, result=Result.ADOPTED, poll=Poll(tally=Tally(3, 1)), by=cast.chair)
    ballot = Ballot.objects.get()
    client.force_login(cast.chair)
    address = reverse("ballot-correct", args=[item.meeting.key, item.key, ballot.pk])

    silent = client.post(address, {"yes": "4", "no": "0", "rule": "simple"})
    given = client.post(address, {"yes": "4", "no": "0", "rule": "simple", "reason": "Verzählt"})
    again = client.post(address, {"yes": "4", "no": "0", "rule": "simple", "reason": "Noch einmal"})
    item.refresh_from_db()

    old, new = Ballot.objects.order_by("pk")
    assert (silent.status_code, given.status_code, again.status_code) == (422, 303, 409)
    assert (new.corrects, new.reason, str(old)) == (old, "Verzählt", "3 Ja, 1 Nein, 0 Enthaltungen")
    assert (item.result, item.result_text) == (
        "adopted_unanimously",
        "einstimmig angenommen (4 Ja, 0 Nein, 0 Enthaltungen)",
    )
    assert ballot_corrections.is_open(new) is True


def test_nobody_else_corrects_a_count(cast, client):
    item = voting.called(cast)
    treatment.close_item(item, result=Result.ADOPTED, poll=Poll(tally=Tally(3, 1)), by=cast.chair)
    client.force_login(cast.councillor)
    address = reverse("ballot-correct", args=[item.meeting.key, item.key, Ballot.objects.get().pk])

    assert [client.get(address).status_code, client.post(address, {"reason": "x"}).status_code] == [403, 403]
