"""The pages around a running meeting have no fault, wide and narrow: for those who lead it, sit in it, or look on."""

from datetime import date

import pytest
from django.urls import reverse

from council.actions import agenda, announcements, attendance, meetings, rules, speeches
from council.models import AgendaItem
from documents.actions import consultations, papers
from documents.states import ConsultationRole
from motions.actions import elections, procedural, roll_calls
from motions.actions.elections import Post, Proposal
from motions.actions.procedural import Wish
from motions.models import Ballot
from tests import factories, inviting
from tests.browser.test_pages import Watch
from tests.motions import voting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def fresh(item):
    return AgendaItem.objects.get(pk=item.pk)


@pytest.fixture
def meeting(cast):
    """Invited, running, with a list of speakers and a motion in procedure."""
    inviting.reach()
    made = factories.meeting(cast.assembly, date=inviting.soon())
    voted = factories.item(made, name="Radweg", number="1")
    factories.item(made, name="Wahl", number="2")
    kept = {"audience": "body", "audience_organization": cast.assembly, "public": False}
    factories.item(made, name="Grundstück Weidenweg", number="3", **kept)
    way = papers.refer(factories.paper(name="Radweg"), to=cast.assembly, role=ConsultationRole.DECISION, by=None)
    consultations.schedule(way, item=voted, by=None)
    inviting.send(made, on=inviting.soon(0), by=cast.clerk)
    meetings.start(made, by=cast.clerk)
    for name in ("chair", "councillor", "colleague", "rival"):
        attendance.arrive(made, person=getattr(cast, name).person, by=cast.clerk)
    agenda.call(voted, by=cast.clerk)
    for user in (cast.councillor, cast.rival):
        speeches.ask(fresh(voted), by=user)
    speeches.call_up(voted.speeches.waiting().first(), by=cast.clerk)
    procedural.move(made, wish=Wish(kind="postpone", item=fresh(voted)), by=cast.rival)
    return made


def looked_at(people, server, pages):
    found = []
    for name, addresses in pages.items():
        watch = Watch(people.window(name), server)
        for address in addresses:
            watch.look(address)
        found += watch.found
    return found


def test_pages_of_invitation_and_debate_have_no_fault(cast, server, people, meeting):
    item, closed = meeting.items.get(number="1"), meeting.items.get(number="3")
    announcements.announce(meeting, on=inviting.soon(0), where="Amtsblatt Nr. 24", by=cast.clerk)
    motion = meeting.procedural_motions.get()

    def at(name, *more):
        return reverse(name, args=[meeting.key, *more])

    pages = {
        "": [
            *(at(name) for name in ("meeting-live", "meeting-projector", "meeting-announcement")),
            at("meeting-agenda-sent", 1),
            reverse("meetings-month"),
        ],
        "councillor": [at("meeting-live"), at("meeting-conflicts"), at("meeting-declarations"), at("procedural-new")],
        "chair": [at("meeting"), at("speakers", item.key), at("procedural", motion.key), at("agenda-adoption")],
        "clerk": [
            at("meeting-announce"),
            at("item-open-to-public", closed.key),
            at("meeting-invitation"),
            at("invitation-proof", 1),
            at("item-conflict", item.key),
            reverse("channel", args=[cast.rival.person.key]),
        ],
    }

    assert looked_at(people, server, pages) == []


def test_pages_of_votes_and_elections_have_no_fault(cast, server, people, meeting):
    rules.enact("vote.en_bloc", True, valid_from=date(2026, 1, 1), legal_basis="GO §30", by=cast.clerk)
    voting.with_paper(meeting, cast.assembly, part="II")
    item, elected = meeting.items.get(number="1"), meeting.items.get(number="2")
    procedural.withdraw(meeting.procedural_motions.get(), by=cast.rival)
    roll_call = roll_calls.open_vote(fresh(item), paper=None, by=cast.clerk)
    vote = reverse("roll-call", args=[roll_call.key])
    found = looked_at(
        people, server, {"chair": [vote], "councillor": [vote, reverse("meeting-live", args=[meeting.key])]}
    )
    roll_calls.enter_all(
        roll_call, answers={user.person_id: "yes" for user in (cast.chair, cast.rival, cast.colleague)}, by=cast.clerk
    )
    roll_calls.close(roll_call, by=cast.clerk)
    found += looked_at(
        people,
        server,
        {
            "": [vote, reverse("meeting-projector", args=[meeting.key])],
            "chair": [
                vote,
                reverse("roll-call-correct", args=[roll_call.key, cast.rival.person.key]),
                reverse("ballot-correct", args=[meeting.key, item.key, Ballot.objects.get().pk]),
                reverse("en-bloc", args=[meeting.key]),
            ],
        },
    )
    agenda.put_back(fresh(item), by=cast.clerk)
    agenda.call(fresh(elected), by=cast.clerk)
    names = [Proposal("Erna Beispiel"), Proposal("Kurt Muster")]
    election = elections.open_election(fresh(elected), post=Post("Schriftführung"), proposals=names, by=cast.clerk)
    seats = reverse("body-seats", args=[cast.assembly.key])

    found += looked_at(people, server, {"chair": [reverse("election", args=[election.key])], "": [seats]})

    assert found == []
