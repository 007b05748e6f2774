"""A batch is one act with one entry, and readers find in it every thing it took over."""

import hashlib

import pytest

from council import journal, may
from council.actions import batches
from council.models import Entry, Meeting, Membership, Organization, Person
from council.states import BodyKind
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def source():
    """What the batch is taken from; any thing serves."""
    return factories.home()


def organization(town, name, **fields):
    return Organization(body=town, kind=BodyKind.COMMITTEE, name=name, **fields)


def last_entry():
    return Entry.objects.order_by("-number").first()


def test_a_batch_writes_one_entry_that_names_every_row(source):
    council, someone = organization(source, "Rat", origin_print="a" * 64), Person(body=source, name="Frau Beispiel")
    seat = Membership(person=someone, organization=council)
    head = journal.head_number()

    batches.take_over(created=[council, someone, seat], by=None, source=source)

    entry = last_entry()
    assert (entry.number, entry.verb, entry.room, entry.kind, entry.thing) == (
        head + 1,
        "batch.taken_over",
        "",
        "council.body",
        source.pk,
    )
    assert entry.numbers == {
        "count": 3,
        "created": 3,
        "sha256": hashlib.sha256(("a" * 64 + "\n\n").encode()).hexdigest(),
        "council.organization": [council.pk],
        "council.person": [someone.pk],
        "council.membership": [seat.pk],
    }


def test_readers_find_every_thing_of_a_batch_and_the_one_of_any_other_entry(source):
    ordinary = last_entry()
    council, board = organization(source, "Rat"), organization(source, "Beirat")

    batches.take_over(created=[council, board], by=None, source=source)

    assert journal.things_of(ordinary) == [("council.body", source.pk)]
    assert journal.things_of(last_entry()) == [
        ("council.organization", council.pk),
        ("council.organization", board.pk),
    ]


def test_new_things_may_refer_to_those_before_them(source):
    council = organization(source, "Rat")
    committee = organization(source, "Ausschuss", parent=council)
    panel = organization(source, "Unterausschuss", parent=committee)

    batches.take_over(created=[council, committee, panel], by=None, source=source)

    parents = dict(Organization.objects.values_list("name", "parent__name"))
    assert parents == {"Rat": None, "Ausschuss": "Rat", "Unterausschuss": "Ausschuss"}


def test_only_the_named_fields_are_saved_and_the_version_counts_up(source):
    meeting = factories.meeting(factories.organization(), name="3. Sitzung")
    meeting.name, meeting.number = "4. Sitzung", 4

    batches.take_over(changed=[(meeting, {"name"})], by=None, source=source)

    fresh = Meeting.objects.get(pk=meeting.pk)
    assert (fresh.name, fresh.number, fresh.version) == ("4. Sitzung", None, 2)
    assert fresh.modified_at > fresh.created_at


def test_parts_come_and_go_with_their_thing(source):
    first, second = factories.organization(), factories.organization()
    meeting = factories.meeting(first)
    link = Meeting.joint_organizations.through
    old = link.objects.create(meeting=meeting, organization=first)

    batches.take_over(
        changed=[(meeting, ())],
        parts=[link(meeting=meeting, organization=second)],
        removed=[old],
        by=None,
        source=source,
    )

    assert list(meeting.joint_organizations.all()) == [second]


def test_an_empty_batch_leaves_no_trace(source):
    head = journal.head_number()

    batches.take_over(by=None, source=source)

    assert journal.head_number() == head


def test_more_than_two_hundred_things_are_refused_whole(source):
    too_many = [organization(source, f"Gremium {number}") for number in range(201)]

    with pytest.raises(ValueError, match="201 things"):
        batches.take_over(created=too_many, by=None, source=source)

    assert Organization.objects.count() == 0


def test_parts_without_a_thing_are_refused(source):
    meeting = factories.meeting(factories.organization())
    link = Meeting.joint_organizations.through(meeting=meeting, organization=meeting.organization)

    with pytest.raises(ValueError, match="a thing of the same batch"):
        batches.take_over(parts=[link], by=None, source=source)


def test_a_person_needs_the_assembly_office(cast):
    thing = organization(cast.town, "Rat")

    with pytest.raises(may.Denied):
        batches.take_over(created=[thing], by=cast.citizen, source=cast.town)
    batches.take_over(created=[thing], by=cast.clerk, source=cast.town)

    assert last_entry().actor == cast.clerk


def test_the_chain_stays_sound(source):
    batches.take_over(created=[organization(source, "Rat")], by=None, source=source)

    assert journal.verify() == []
