"""A real evening's 59 votes by name, cast again by the same members through the house's own acts."""

import json
from collections import Counter

import pytest
from django.utils import timezone

from council import journal
from council.actions import agenda, meetings
from council.models import Attendance, Membership, Organization, Person, User
from council.states import BodyKind
from motions import polling
from motions.actions import roll_calls
from motions.models import Ballot, NamedVote
from tests import factories, shared

pytestmark = [pytest.mark.django_db, *shared.MARKS]

VOTES = shared.SHARED / "data" / "magdeburg-votes"
ANSWERS = {"J": "yes", "N": "no", "E": "abstain"}  # O: took no part


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def recorded_results():
    """What the city says became of each item, by its number; motions of procedure are not the item's own vote."""
    rows = read(shared.SHARED / "data" / "magdeburg-oparl" / "meetings.json")
    rows = rows if isinstance(rows, list) else rows["data"]
    evening = next(row for row in rows if row.get("start", "").startswith("2025-03-13"))
    return {item["number"]: item.get("result", "") for item in evening["agendaItem"]}


def seat(registry, *, names):
    """The council as it sat: its members with accounts and factions, all of them there."""
    now = timezone.now()
    moments = {"created_at": now, "modified_at": now}
    home = factories.home()
    council = factories.organization(BodyKind.ASSEMBLY, name="Stadtrat", statutory_seats=57)
    factions = {
        row["id"]: Organization(body=home, kind=BodyKind.FACTION, name=row["name"], **moments)
        for row in registry["factions"]
    }
    Organization.objects.bulk_create(factions.values())
    rows = [row for row in registry["persons"] if row["name"] in names]
    people = [Person(body=home, name=row["name"], **moments) for row in rows]
    Person.objects.bulk_create(people)
    users = [User(email=f"{number}@example.org", person=person) for number, person in enumerate(people)]
    User.objects.bulk_create(users)
    pairs = [(person, council) for person in people]
    pairs += [(person, factions[row["factionId"]]) for person, row in zip(people, rows, strict=True)]
    Membership.objects.bulk_create(
        Membership(person=person, organization=body, voting_right=True, role="Mitglied", **moments)
        for person, body in pairs
    )
    meeting = meetings.start(factories.meeting(council, state="invited"), by=None)
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, person=person, voting=True, arrived_at=now) for person in people
    )
    return meeting, {person.name: user for person, user in zip(people, users, strict=True)}


def test_all_59_votes_give_the_recorded_sums_and_results(cast):
    evening = read(VOTES / "session-scan-2025-03-13.json")
    meeting, members = seat(read(VOTES / "registry.json"), names={vote["name"] for vote in evening[0]["votes"]})
    found, results = [], {}
    with journal.acting():
        for scan in evening:
            subject = scan["votingSubject"]
            item = agenda.call(factories.item(meeting, number=subject["agendaItem"][:40]), by=None)
            roll_call = roll_calls.open_vote(item, paper=None, subject=subject["type"], by=cast.clerk)
            said = {vote["name"]: ANSWERS[vote["vote"]] for vote in scan["votes"] if vote["vote"] in ANSWERS}
            first = next(iter(said))
            roll_calls.cast(roll_call, answer=said[first], by=members[first])
            answers = {members[name].person_id: answer for name, answer in said.items()}
            roll_calls.enter_all(roll_call, answers=answers, by=cast.clerk)
            ballot = roll_calls.close(roll_call, by=cast.clerk)
            agenda.close(item, result="settled", by=None)
            found.append((ballot.yes, ballot.no, ballot.abstain))
            if subject["type"] != "Geschäftsordnung":
                results[subject["agendaItem"]] = ballot.passed

    counts = [Counter(vote["vote"] for vote in scan["votes"]) for scan in evening]
    recorded = recorded_results()
    decided = {
        number: "beschlossen" in recorded[number]
        for number in results
        if recorded.get(number, "").endswith(("beschlossen", "abgelehnt"))
    }
    assert found == [(count["J"], count["N"], count["E"]) for count in counts]
    assert (len(found), NamedVote.objects.count()) == (59, sum(sum(heads) for heads in found))
    assert len(decided) > 40
    assert {number: results[number] for number in decided} == decided
    for ballot, count in zip(Ballot.objects.order_by("pk").prefetch_related("by_faction"), counts, strict=True):
        stands = list(ballot.by_faction.all())
        assert sum(stand.yes + stand.no + stand.abstain + stand.absent for stand in stands) == 57
        assert sum(stand.absent for stand in stands) == count["O"]
    assert sum(len(camp.no) for camp in polling.camps(NamedVote.objects.select_related("person", "faction"))) == 752
