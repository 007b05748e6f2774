import pytest

from council.law import majorities
from council.law.majorities import Tally


@pytest.mark.parametrize(
    ("rule", "tally", "wording"),
    [
        pytest.param("simple", Tally(20, 20, 5), "abgelehnt", id="T-M1"),
        pytest.param("simple", Tally(1, 0, 70), "einstimmig angenommen", id="T-M2"),
        pytest.param("simple", Tally(0, 0, 71), "abgelehnt", id="T-M3"),
        pytest.param("majority_statutory", Tally(35, 10, 0), "abgelehnt", id="T-M4-rejected"),
        pytest.param("majority_statutory", Tally(36, 35, 0), "mehrheitlich angenommen", id="T-M4-adopted"),
        pytest.param("two_thirds_statutory", Tally(47, 0, 24), "abgelehnt", id="T-M5-rejected"),
        pytest.param("two_thirds_statutory", Tally(48, 23, 0), "mehrheitlich angenommen", id="T-M5-adopted"),
        pytest.param("two_thirds_cast", Tally(20, 10, 40), "mehrheitlich angenommen", id="T-M6-adopted"),
        pytest.param("two_thirds_cast", Tally(19, 10, 0), "abgelehnt", id="T-M6-rejected"),
        pytest.param("two_thirds_cast", Tally(1, 0, 70), "einstimmig angenommen", id="one-voted"),
        pytest.param("two_thirds_cast", Tally(0, 0, 71), "abgelehnt", id="nobody-voted"),
        pytest.param("simple", Tally(10, 9, 0, 30), "mehrheitlich angenommen", id="T-M9"),
    ],
)
def test_rule_decides_the_vote(rule, tally, wording):
    result = majorities.decide(tally, rule=rule, statutory_seats=71)

    assert result.wording == wording
    assert result.passed is (wording != "abgelehnt")
    assert result.unanimous is wording.startswith("einstimmig")
    assert result.rule == rule


@pytest.mark.parametrize(
    ("rule", "needed", "paragraph"),
    [
        ("simple", 11, "HGO §54(1)"),
        ("majority_statutory", 36, "HGO §6(2)"),
        ("two_thirds_statutory", 48, "HGO §58(2)"),
        ("two_thirds_cast", 20, "Geschäftsordnung"),
    ],
)
def test_result_says_what_was_needed_and_why(rule, needed, paragraph):
    result = majorities.decide(Tally(20, 10, 5), rule=rule, statutory_seats=71)

    assert (result.needed, result.paragraph) == (needed, paragraph)


def test_unanimous_vote_keeps_its_abstentions():
    """T-M2."""
    result = majorities.simple(Tally(1, 0, 70))

    assert (result.manner, result.tally.abstain, result.tally.voters) == ("einstimmig", 70, 71)


def test_another_paragraph_may_ask_for_the_same_majority():
    result = majorities.two_thirds_statutory(Tally(48, 0), statutory_seats=71, paragraph="HGO §76(1)")

    assert (result.passed, result.paragraph) == (True, "HGO §76(1)")


@pytest.mark.parametrize(
    ("members", "signatures"), [pytest.param(71, 18, id="T-M7"), (72, 18), (73, 19), (13, 4), (1, 1)]
)
def test_quarter_of_the_members_is_rounded_up(members, signatures):
    assert majorities.quarter(members) == signatures


JANUARY_2017 = {
    "SPD": Tally(20, 0),
    "CDU": Tally(0, 13),
    "Grüne": Tally(13, 0),
    "AfD": Tally(0, 7, 1),
    "Linke": Tally(3, 0, 2),
    "FDP": Tally(2, 2),
    "FW+Piraten": Tally(3, 0),
    "fraktionslos": Tally(0, 0),
}


@pytest.mark.parametrize(
    ("by_faction", "total", "split"),
    [pytest.param(JANUARY_2017, Tally(41, 22, 3), {"FDP", "AfD", "Linke"}, id="T-M8")],
)
def test_factions_add_up_and_split_ones_are_shown(by_faction, total, split):
    summed = majorities.total(by_faction)

    assert summed == total
    assert summed.voters == 66
    assert majorities.simple(summed).wording == "mehrheitlich angenommen"
    assert majorities.split(by_faction) == split


@pytest.mark.parametrize(
    ("tally", "stance"),
    [
        (Tally(20, 0), "Zustimmung"),
        (Tally(0, 13), "Ablehnung"),
        (Tally(0, 0, 2), "Enthaltung"),
        (Tally(0, 0, 0, 1), "ungültig"),
        (Tally(0, 0), "abwesend"),
        (Tally(2, 0, 1), "uneinheitlich"),
    ],
)
def test_stance_of_a_faction_in_the_words_of_the_minutes(tally, stance):
    assert majorities.stance(tally) == stance


@pytest.mark.parametrize("counts", [(-1, 0, 0, 0), (0, -1, 0, 0), (0, 0, -1, 0), (0, 0, 0, -1)])
def test_negative_count_is_refused(counts):
    with pytest.raises(ValueError, match="nicht negativ"):
        Tally(*counts)


@pytest.mark.parametrize("rule", ["majority_statutory", "two_thirds_statutory"])
def test_more_votes_than_seats_are_refused(rule):
    with pytest.raises(ValueError, match="mehr Stimmen gezählt"):
        majorities.decide(Tally(60, 12), rule=rule, statutory_seats=71)


def test_invalid_votes_took_part_too():
    with pytest.raises(ValueError, match="mehr Stimmen gezählt"):
        majorities.statutory(Tally(60, 0, 0, 12), statutory_seats=71)


def test_body_of_one_decides_alone():
    assert majorities.statutory(Tally(1, 0), statutory_seats=1).passed is True


def test_unknown_rule_is_refused():
    with pytest.raises(ValueError, match="Unbekannte Mehrheitsregel"):
        majorities.decide(Tally(1, 0), rule="three_quarters", statutory_seats=71)


def test_quarter_of_nobody_is_refused():
    with pytest.raises(ValueError, match="mindestens 1"):
        majorities.quarter(0)
