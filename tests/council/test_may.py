"""The rules of the ground floor, read aloud for the whole cast."""

import pytest
from django.contrib.auth.models import Group, Permission

from council import may
from council.actions import bodies
from council.models import User
from tests import factories
from tests.cast import NAMES

EVERYONE = {*NAMES, "nobody"}
OFFICE = {"clerk", "deputy"}

WHO = {
    may.be_signed_in: set(NAMES),
    may.be_clerk: OFFICE,
    may.preside: OFFICE | {"chair"},
    may.manage_agenda: OFFICE | {"chair"},
    may.manage_bodies: OFFICE,
    may.open_account: OFFICE,
    may.keep_rulebook: OFFICE,
    may.name_readers: OFFICE,
    may.name_representation: OFFICE | {"chair"},
    may.take_up: set(),
}

# Rules that ask about a meeting, an item or a person.
OF_A_THING = {may.ask_to_speak, may.hand_over, may.keep_channel, may.see_readings, may.take_back, may.take_part}


def those_allowed(cast, rule):
    return {name for name, user in cast.everyone().items() if may.allowed(rule, user)}


def test_every_rule_of_the_floor_is_in_the_table():
    rules = {
        thing
        for name, thing in vars(may).items()
        if callable(thing) and getattr(thing, "__module__", "") == "council.may" and not name.startswith("_")
    }

    assert rules - {may.allowed, may.Denied} == set(WHO) | OF_A_THING


@pytest.mark.parametrize("body", ["assembly", "committee", "district_council"])
def test_members_and_magistrat_take_part_in_a_meeting(cast, body):
    meeting = factories.meeting(getattr(cast, body), state="running")
    item = factories.item(meeting)
    taking_part = {name for name, user in cast.everyone().items() if may.allowed(may.take_part, user, meeting)}
    asking = {name for name, user in cast.everyone().items() if may.allowed(may.ask_to_speak, user, item)}

    members = {
        "assembly": {"chair", "councillor", "colleague", "rival"},
        "committee": {"councillor", "colleague"},
        "district_council": {"district"},
    }
    assert taking_part == asking == members[body] | {"mayor"}


def test_how_somebody_is_reached_is_set_by_them_or_the_office(cast):
    keeping = {name for name, user in cast.everyone().items() if may.allowed(may.keep_channel, user, cast.rival.person)}

    assert keeping == OFFICE | {"rival"}


@pytest.mark.parametrize(
    ("body", "leader"),
    [
        ("committee", set()),
        ("district_council", {"district"}),
        ("magistrat", {"mayor"}),
        ("our_faction", set()),
    ],
)
def test_who_read_closed_matter_is_seen_by_office_chair_and_who_leads_its_body(cast, body, leader):
    asked = getattr(cast, body).pk
    seeing = {name for name, user in cast.everyone().items() if may.allowed(may.see_readings, user, asked)}

    assert seeing == OFFICE | {"chair"} | leader


@pytest.mark.parametrize("rule", WHO, ids=lambda rule: rule.__name__)
def test_rule_allows_exactly_its_people(cast, rule):
    assert those_allowed(cast, rule) == WHO[rule]


@pytest.mark.parametrize("rule", WHO, ids=lambda rule: rule.__name__)
def test_refusal_is_one_german_sentence(cast, rule):
    with pytest.raises(may.Denied) as refusal:
        rule(cast.nobody)

    sentence = str(refusal.value)
    assert (sentence[0].isupper(), sentence[-1], sentence.count(".")) == (True, ".", 1)


def test_administrator_with_every_permission_may_nothing_but_sign_in(cast):
    root = User.objects.create_superuser("root@example.org", "demo-demo-demo", is_superuser=True)
    group = Group.objects.create(name="alles")
    group.permissions.set(Permission.objects.all())
    root.groups.add(group)

    assert {rule for rule in WHO if may.allowed(rule, root)} == {may.be_signed_in}


def test_closed_account_may_nothing(cast):
    cast.clerk.is_active = False

    assert {rule for rule in WHO if may.allowed(rule, cast.clerk)} == set()


def test_office_that_ended_yesterday_may_nothing_today(cast, monkeypatch):
    seat = cast.clerk.person.memberships.get()
    bodies.end_membership(seat, on=seat.start_date, by=cast.deputy)

    assert those_allowed(cast, may.be_clerk) == {"deputy"}


@pytest.mark.parametrize(
    ("role", "presides"),
    [
        ("Stadtverordnetenvorsteherin", True),
        ("Stadtverordnetenvorsteher", True),
        ("Stellvertretende Stadtverordnetenvorsteherin", False),
        ("Mitglied", False),
        ("", False),
    ],
)
def test_the_chair_is_who_holds_the_office_in_the_assembly(cast, role, presides):
    bodies.change(cast.chair.person.memberships.get(organization=cast.assembly), role=role, by=None)

    assert ("chair" in those_allowed(cast, may.preside)) is presides


def test_head_of_another_body_does_not_preside_the_assembly(cast):
    bodies.change(
        cast.rival.person.memberships.get(organization=cast.other_faction), role="Stadtverordnetenvorsteher", by=None
    )

    assert those_allowed(cast, may.preside) == OFFICE | {"chair"}
