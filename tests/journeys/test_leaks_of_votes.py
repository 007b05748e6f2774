"""Nothing of a vote or an election in closed session gets out: no name, no subject, no result, on no channel."""

import pytest
from django.urls import reverse

from collaboration.live import rooms
from council import audiences
from council.actions import agenda, attendance
from council.models import Entry
from council.states import Audience
from motions import electing
from motions.actions import elections, roll_calls
from motions.actions.elections import Post, Proposal
from motions.electing import Count
from tests import factories
from tests.journeys import leak_world
from tests.journeys.leak_world import READERS, World
from tests.journeys.test_leak_matrix import doors, said

pytestmark = pytest.mark.django_db
WHO = frozenset({"nobody", "citizen", "rival", "councillor", "officer", "chair", "clerk"})


def voting(world: World, audience: str):
    """A running meeting whose item of that audience was voted on by name and elected at, with words to watch for."""
    cast = world.cast
    meeting = factories.meeting(cast.assembly, state="running")
    item = factories.item(meeting, **leak_world._closed(world, audience))
    leak_world._name(world, item, audience)
    item = agenda.call(item, by=None)
    words = {role: leak_world.word() for role in ("voter", "subject", "demanded", "office", "candidate")}
    person = factories.person(name=words["voter"])
    factories.membership(person, cast.assembly)
    attendance.arrive(meeting, person=person, by=cast.clerk)
    opened = roll_calls.open_vote(
        item, paper=None, subject=words["subject"], demanded_by=words["demanded"], by=cast.clerk
    )
    roll_calls.enter(opened, person=person, answer="yes", by=cast.clerk)
    roll_calls.close(opened, by=cast.clerk)
    post = Post(office=words["office"])
    election = elections.open_election(item, post=post, proposals=[Proposal(words["candidate"])], by=cast.clerk)
    votes = {one.pk: 3 for one in electing.turn_of(election).standing}
    elections.count(election, counted=Count(votes=votes), by=cast.clerk)
    elections.close_item(item, by=cast.clerk)
    return meeting, opened, election, words


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.BODY, Audience.NAMED])
def test_votes_are_followed_by_the_readers_of_the_item_alone(cast, audience):
    world = World(cast)
    meeting, roll_call, election, words = voting(world, audience)
    readers = READERS[audience] & WHO
    shared = [reverse(name, args=[meeting.key]) for name in ("meeting", "meeting-live", "meeting-projector")]
    own = [roll_call.get_absolute_url(), election.get_absolute_url()]
    told, shown, opened = set(), set(), set()

    for name, client in doors(cast).items():
        if name not in WHO:
            continue
        view = rooms.look("meeting", meeting.pk, audiences.standing_of(cast.everyone()[name]))
        if any(word in "".join(view.pieces.values()) for word in words.values()):
            told.add(name)
        # Who presides chooses among all members, whatever they did; that alone is no vote.
        pages = "".join(said(client.get(page)) for page in shared)
        if any(words[role] in pages for role in ("subject", "demanded", "office", "candidate")):
            shown.add(name)
        if {client.get(page).status_code for page in own} == {200}:
            opened.add(name)

    assert (told, opened) == (set(readers), set(readers))
    assert shown == set(readers) if audience != Audience.PUBLIC else shown == set(WHO)


def test_journal_of_a_vote_holds_no_words(cast):
    world = World(cast)
    _, _, _, words = voting(world, Audience.BODY)

    kept = " ".join(str(row) for row in Entry.objects.values_list("verb", "before", "after", "numbers"))

    assert [role for role, word in words.items() if word in kept] == []
