from datetime import UTC, datetime

import pytest

from council.law import procedure
from council.law.procedure import ProceduralMotion, Procedure


def at(hour):
    return datetime(2026, 6, 15, hour, tzinfo=UTC)


def test_further_going_motion_is_put_first_and_of_equals_the_earlier_one():
    moved = [
        Procedure.JOIN,
        Procedure.ROLL_CALL,
        Procedure.END_LIST,
        Procedure.END_DEBATE,
        Procedure.REFER,
        Procedure.POSTPONE,
        Procedure.TAKE_OFF,
        Procedure.QUORUM,
        Procedure.EXCLUDE_PUBLIC,
        Procedure.INTERRUPT,
        Procedure.CLOSE_MEETING,
    ]
    motions = [ProceduralMotion(str(kind), kind, at(hour)) for hour, kind in enumerate(moved)]

    ordered = [one.key for one in procedure.procedural_order(motions)]

    assert ordered == [
        "close_meeting",
        "interrupt",
        "exclude_public",
        "quorum",
        "take_off",
        "refer",
        "postpone",
        "end_debate",
        "end_list",
        "roll_call",
        "join",
    ]


def test_every_kind_has_a_rank_and_a_basis():
    assert set(procedure.RANKS) == set(Procedure)
    assert {procedure.basis(kind) for kind in Procedure} == {
        "HGO §58(4)",
        "HGO §52(1)",
        "HGO §53(1)",
        "HGO §58(2)",
        "GO §§23–24",
    }


def test_only_the_extension_needs_more_than_the_simple_majority_and_counted_heads():
    rules = {kind: procedure.rule(kind, extension="two_thirds_statutory") for kind in Procedure}

    assert {kind for kind, rule in rules.items() if rule != "simple"} == {Procedure.EXTEND}
    assert [kind for kind in Procedure if procedure.needs_heads(kind)] == [Procedure.EXTEND]


@pytest.mark.parametrize(
    ("present", "supporters", "by_faction", "met"),
    [(60, 15, False, True), (60, 14, False, False), (61, 15, False, False), (60, 0, True, True), (0, 0, False, False)],
)
def test_roll_call_is_demanded_by_a_faction_or_a_quarter_of_those_present(present, supporters, by_faction, met):
    assert procedure.roll_call_is_met(present=present, supporters=supporters, by_faction=by_faction) == met
