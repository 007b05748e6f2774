"""Procedural motions on open pages: who hears of them without reload, and what outsiders never hear."""

import json

import pytest

from collaboration.live import rooms
from council import audiences
from council.actions import agenda
from motions.actions import procedural
from motions.actions.procedural import Verdict, Wish
from tests import cast as casting
from tests import factories
from tests.collaboration.lines import Line, do, run

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db) -> casting.Cast:
    return casting.assemble()


@pytest.fixture
def item(cast):
    meeting = factories.meeting(cast.assembly, state="running")
    return agenda.call(factories.item(meeting, name="Kaufangebot Weidenweg"), by=None)


def cursor_of(meeting, user) -> str:
    return rooms.look("meeting", meeting.pk, audiences.standing_of(user)).cursor


def heard(told, who) -> str:
    return json.dumps(told[who], ensure_ascii=False)


def test_chair_hears_at_once_of_what_a_member_moves_and_how_to_put_it(cast, item):
    meeting, told = item.meeting, {}
    lines = {name: (getattr(cast, name), cursor_of(meeting, getattr(cast, name))) for name in ("chair", "councillor")}

    async def story():
        async with Line(meeting, *lines["chair"]) as chair, Line(meeting, *lines["councillor"]) as councillor:
            await do(procedural.move, meeting, wish=Wish(kind="end_debate", item=item), by=cast.rival)
            told["chair"], told["councillor"] = await chair.frame(), await councillor.frame()

    run(story)

    motion = meeting.procedural_motions.get()
    assert ["Schluss der Aussprache" in heard(told, who) for who in told] == [True, True]
    assert [motion.get_absolute_url() in heard(told, who) for who in told] == [True, False]


def test_outsiders_pages_lose_the_item_at_once_and_hear_nothing_of_the_reason_or_the_vote(cast, item):
    meeting, told = item.meeting, {"outsider": [], "member": []}
    cursors = {"outsider": cursor_of(meeting, None), "member": cursor_of(meeting, cast.councillor)}

    async def story():
        outsider = Line(meeting, cast.nobody, cursors["outsider"])
        member = Line(meeting, cast.councillor, cursors["member"])
        async with outsider, member:
            wish = Wish(kind="exclude_public", item=item, reason="Der Preis ist geheim.")
            motion = await do(procedural.move, meeting, wish=wish, by=cast.rival)
            told["member"].append(await member.frame())
            told["outsider"] += await outsider.frames()
            await do(procedural.shut, motion, by=cast.chair)
            told["shut"] = await outsider.frame()
            await do(procedural.decide, motion, verdict=Verdict(), by=cast.chair)
            told["member"] += [await member.frame(), *await member.frames()]
            told["after"] = await outsider.frames()

    run(story)

    assert (told["outsider"], told["after"]) == ([], [])
    assert f"top-{item.key}" not in told["shut"]["order"]
    assert [word in heard(told, "shut") for word in ("geheim", "Weidenweg", "Ausschluss")] == [False, False, False]
    assert [word in heard(told, "member") for word in ("Der Preis ist geheim.", "Ausschluss")] == [True, True]
