"""Who shares one rendering of a meeting sees what their own would have been: nothing more, nothing less."""

import pytest
from django.utils import timezone

from collaboration.live import rooms
from council import audiences, bearing
from council.actions import grants
from documents.models import Consultation, MeetingFile, Paper, Slot
from motions.actions import petitions
from motions.models import Petition, ProceduralMotion
from tests import factories

pytestmark = pytest.mark.django_db


def circles(meeting, people):
    standings = {name: audiences.standing_of(user) for name, user in people.items()}
    return {name: one.circle for name, one in rooms.narrowed("meeting", meeting.pk, standings).items()}


# What can be closed to a body on the pages of a public meeting, each made for one body alone.


def closed_item(meeting, closed):
    factories.item(meeting, **closed)


def closed_paper(meeting, closed):
    _treated(factories.paper(**closed), meeting)


def closed_file(meeting, closed):
    factories.file(meeting=meeting, item=factories.item(meeting), **closed)


def file_of_a_closed_paper(meeting, closed):
    paper = factories.paper(**closed)
    factories.file(paper=paper, meeting=meeting, item=factories.item(meeting), audience="public")


def file_of_a_closed_item_elsewhere(meeting, closed):
    file = factories.file(meeting=meeting, item=factories.item(meeting), audience="public")
    elsewhere = factories.meeting(meeting.organization)
    MeetingFile.objects.create(file=file, meeting=elsewhere, item=factories.item(elsewhere, **closed))


def file_of_a_closed_meeting_elsewhere(meeting, closed):
    file = factories.file(meeting=meeting, item=factories.item(meeting), audience="public")
    MeetingFile.objects.create(file=file, meeting=factories.meeting(meeting.organization, **closed))


def closed_procedural_motion(meeting, closed):
    now = timezone.now()
    stamps = {"moved_at": now, "created_at": now, "modified_at": now}
    ProceduralMotion.objects.create(meeting=meeting, kind="exclude_public", reason="Personal", **stamps, **closed)


def petition_in_committee(meeting, closed):
    sender = petitions.Sender("Wer schreibt", "Am Markt 1", "wer@example.org", None)
    petition = petitions.submit(subject="Laub", text="Zu viel", sender=sender, at=timezone.now()).petition
    Petition.objects.filter(pk=petition.pk).update(committee=closed["audience_organization"])
    Paper.objects.filter(pk=petition.pk).update(state="in_committee", audience="public")
    _treated(petition.paper, meeting)


def _treated(paper, meeting):
    consultation = Consultation.objects.create(
        paper=paper, organization=meeting.organization, created_at=timezone.now(), modified_at=timezone.now()
    )
    Slot.objects.create(consultation=consultation, item=factories.item(meeting))


ROWS = [
    closed_item,
    closed_paper,
    closed_file,
    file_of_a_closed_paper,
    file_of_a_closed_item_elsewhere,
    file_of_a_closed_meeting_elsewhere,
    closed_procedural_motion,
    petition_in_committee,
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.__name__)
def test_members_of_a_body_to_which_something_is_closed_are_shown_it_in_a_circle_of_their_own(cast, row):
    body = factories.organization()
    factories.membership(cast.rival.person, body)
    meeting = factories.meeting(cast.assembly, state="running")
    row(meeting, {"audience": "body", "audience_organization": body})
    standings = {name: audiences.standing_of(cast.everyone()[name]) for name in ("councillor", "rival")}

    narrowed = rooms.narrowed("meeting", meeting.pk, standings)
    seen = {name: rooms.look("meeting", meeting.pk, one).pieces for name, one in narrowed.items()}

    assert seen == {name: rooms.look("meeting", meeting.pk, one).pieces for name, one in standings.items()}
    assert seen["rival"] != seen["councillor"]
    assert narrowed["rival"].circle != narrowed["councillor"].circle


def test_members_of_all_factions_share_one_circle_where_nothing_is_closed_to_one_of_them(cast):
    meeting = factories.meeting(cast.assembly)
    members = {name: cast.everyone()[name] for name in ("councillor", "colleague", "rival")}

    before = circles(meeting, members)
    factories.item(meeting, audience="faction", audience_organization=cast.our_faction)
    after = circles(meeting, members)

    assert len(set(before.values())) == 1
    assert after["councillor"] == after["colleague"] != after["rival"] == before["rival"]


def test_whom_something_elsewhere_was_opened_to_by_name_shares_the_circle_of_the_others(cast):
    meeting, elsewhere = factories.meeting(cast.assembly), factories.paper(audience="named")
    grants.open_to(elsewhere, cast.rival, by=cast.clerk)
    members = {name: cast.everyone()[name] for name in ("councillor", "rival")}

    before = circles(meeting, members)
    grants.open_to(factories.item(meeting, audience="named"), cast.rival, by=cast.clerk)
    after = circles(meeting, members)

    assert before["councillor"] == before["rival"]
    assert after["rival"] == f"person:{cast.rival.pk}"


@pytest.mark.parametrize("office", ["office", "magistrat", "assembly_office"])
def test_whoever_holds_an_office_beside_their_seat_shares_no_circle_with_those_who_only_sit(cast, office):
    """The office itself has no bearing on the meeting, but what is closed there may be open to its people."""
    factories.membership(cast.rival.person, getattr(cast, office))
    meeting = factories.meeting(cast.assembly, state="running")
    factories.item(meeting, audience="administration")
    factories.item(meeting, audience="body", audience_organization=factories.organization(kind="commission"))
    standings = {name: audiences.standing_of(cast.everyone()[name]) for name in ("councillor", "rival")}

    narrowed = rooms.narrowed("meeting", meeting.pk, standings)
    seen = {name: rooms.look("meeting", meeting.pk, one).pieces for name, one in narrowed.items()}

    assert seen["rival"] != seen["councillor"]
    assert narrowed["rival"].circle != narrowed["councillor"].circle


def test_what_bears_on_a_meeting_is_asked_in_one_query(cast, django_assert_num_queries):
    meeting = factories.meeting(cast.assembly)
    factories.item(meeting, audience="body", audience_organization=cast.committee)

    with django_assert_num_queries(1):
        found = bearing.of_meeting(meeting.pk)

    assert found == bearing.Bearing(frozenset({cast.assembly.pk, cast.committee.pk}), by_name=False)


def test_who_sits_in_none_of_the_bodies_that_bear_is_no_resident(cast):
    standing = audiences.standing_of(cast.officer)

    narrowed = bearing.Bearing(frozenset(), by_name=False).narrow(standing)

    assert narrowed == standing
    assert not narrowed.outsider
